"""The command `classifier`, also as `python -m classifier`."""

import sys


def main() -> None:
    """Run the command line, see `classifier.cli.app`. Loaded in here, so that Ctrl-C is quiet from the start."""
    try:
        from classifier.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
