"""`python -m classifier` is the command `classifier`."""

from classifier.cli.app import main

main()
