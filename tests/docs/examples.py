"""What of the documentation is run, and how."""

import re
from typing import Final

from tests.docs.blocks import Block

LANGUAGES: Final = {
    "sh": "commands, one a line; each must end with 0",
    "console": "commands behind `$ ` and what they print on a terminal of 100 columns, exactly",
    "python": "run in order, in one process a document, after what PRELUDES says for it",
    "pycon": "Python as typed, with its answers: a doctest",
    "toml": "a policy",
    "labelled": "a page in the training format",
    "text": "no example: a drawing, a synopsis, a format",
}

NOT_RUN: Final = {
    r"pip install|python3 -m venv": "takes packages from the network; .ci/run has the README's word for word",
    r"\.venv/bin/pytest|^make |\.ci/run": "the tests themselves, or the training of the bundled model",
    r"python -m tests\.": "takes hours, or writes into this checkout",
    r"python -m (benchmarks|cProfile)": "takes half an hour, and a machine that is left alone: tests/benchmarks",
    r"python examples/engines/": "tests/bulk/engines runs them where the engine is installed",
    r"^curl ": "needs the network",
    r"--cross-validate": "takes hours on the data that make sense of it: tests/cli/test_evaluate.py",
}
"""Commands that are not run, by a pattern, and why. Their options are checked against `--help` all the same."""

PYTHON_NOT_RUN: Final = {
    "engines.md": "the engine's own session must run: tests/bulk/engines makes these calls"
}
"""Documents whose Python is not run, and why."""

PRELUDES: Final = {
    "README.md": "text = open('page.txt', encoding='utf-8').read()\npages = [text, b'<p>' + text.encode()]\n",
    "bulk.md": (
        "import json, pyarrow\n"
        "record = {'text': 'a\\nc'}\n"
        "rejects_of_the_record = [{'index': 1, 'text': 'b'}]\n"
        "page = open('page.txt', encoding='utf-8').read()\n"
        "table = pyarrow.table({'id': ['1'], 'text': [page]})\n"
    ),
}
"""Names that a document's Python takes for given."""


def commands(block: Block) -> list[str]:
    """The commands of a block: lines of `sh` (continued ones joined), prompts of `console`."""
    joined = re.sub(r"\\\n\s*", "", block.text)
    if block.language == "console":
        return [line[2:] for line in joined.splitlines() if line.startswith("$ ")]
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def why_not(command: str) -> str:
    """The reason why a command is not run, "" where it is."""
    return next((reason for pattern, reason in NOT_RUN.items() if re.search(pattern, command)), "")
