import os
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.version import __version__

ROOT = Path(__file__).parents[2]
COMMANDS = ("predict", "filter", "sites", "explain", "train", "evaluate", "review", "info")


def python(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run Python in the project's folder with some more environment variables."""
    command = [sys.executable, *arguments]
    variables = os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_version(run):
    outcome = run("--version")
    assert (outcome.code, outcome.out) == (0, f"classifier {__version__}\n")


def test_help_lists_every_command_in_one_whole_line(run):
    outcome = run("--help")
    assert outcome.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in outcome.out
    assert "..." not in outcome.out.partition("Commands:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_examples(run, command):
    outcome = run(command, "--help")
    assert outcome.code == 0
    assert f"\n    classifier {command}" in outcome.out


def test_no_arguments_show_the_help(run):
    outcome = run()
    assert "Commands:" in outcome.out + outcome.err


def test_unknown_command_suggests_the_likely_one(run):
    outcome = run("predit")
    assert outcome.code == 2
    assert "Did you mean 'predict'?" in outcome.err


def test_help_and_completion_load_nothing_heavy():
    heavy = (
        "numpy",
        "scipy",
        "sklearn",
        "jieba",
        "rich",
        "safetensors",
        "resiliparse",
        "starlette",
        "uvicorn",
    )
    code = f"import sys, classifier.cli.app; print([name for name in {heavy!r} if name in sys.modules])"
    assert python("-c", code).stdout == "[]\n"


def test_runs_as_a_module():
    outcome = python("-m", "classifier", "--version")
    assert (outcome.returncode, outcome.stdout) == (0, f"classifier {__version__}\n")


def test_shell_completion_offers_the_commands():
    environment = {"_CLASSIFIER_COMPLETE": "complete_bash", "COMP_WORDS": "classifier p", "COMP_CWORD": "1"}
    code = "import sys; sys.argv[0] = 'classifier'; from classifier.cli.app import main; main()"
    assert python("-c", code, **environment).stdout.split() == ["predict"]
