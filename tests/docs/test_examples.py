import re
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.corpus.load import load_corpus
from classifier.policy.load import parse_policy
from tests.docs.blocks import DOCUMENTS, ROOT, Block, blocks
from tests.docs.examples import LANGUAGES, NOT_RUN, PRELUDES, PYTHON_NOT_RUN, commands, why_not
from tests.docs.folder import fill
from tests.docs.running import run_console, run_python, run_shell, run_until_served, same_output

IDS = [path.name for path in DOCUMENTS]
COMMANDS = [
    (block, command)
    for path in DOCUMENTS
    for block in blocks(path)
    if block.language in {"sh", "console"}
    for command in commands(block)
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_block_says_what_it_is(path):
    for block in blocks(path):
        assert block.language in LANGUAGES, (
            f"{block.place}: say behind the fence which of {[*LANGUAGES]} it is"
        )


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_examples_do_what_the_document_says(path, tmp_path):
    """In one folder a document: its Python finds what its commands have made."""
    found = [*blocks(path)]
    python = [block for block in found if block.language in {"python", "pycon"}]
    runs = [
        (block, command)
        for block in found
        if block.language == "sh"
        for command in commands(block)
        if not why_not(command)
    ]
    shown = [block for block in found if block.language == "console"]
    if python or runs or shown:
        fill(tmp_path)
    for block in shown:
        printed = run_console(block, tmp_path)
        assert same_output(block.text, printed), f"{block.place}: python -m tests.docs\n{printed}"
    for block, command in runs:
        _run(block, command, tmp_path)
    if python and path.name not in PYTHON_NOT_RUN:
        done = run_python(python, PRELUDES.get(path.name, ""), tmp_path)
        assert done.returncode == 0, f"{path.name}\n{done.stdout}\n{done.stderr}"


def _run(block: Block, command: str, folder: Path) -> None:
    if command.startswith("classifier review"):
        command = re.sub(r"\s#.*", "", command)
        address, status = run_until_served(f"{command} --no-browser", folder)
        assert address.startswith("http://127.0.0.1:"), f"{block.place}: {command}"
        assert status in {0, 130}, f"{block.place}: {command}"  # 130 where Ctrl-C came before it served
        return
    done = run_shell(command, folder)
    assert done.returncode == 0, f"{block.place}: {command}\n{done.stderr}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_files_are_what_the_document_says(path, tmp_path):
    for block in blocks(path):
        if block.language == "toml":
            parse_policy(block.text, name="example", source=block.place)
        if block.language == "labelled":
            place = tmp_path / f"{block.line}.txt"
            place.write_text(block.text, encoding="utf-8")
            assert len(load_corpus([place]).pages) == 1


def test_every_reason_not_to_run_has_its_command():
    for pattern in NOT_RUN:
        assert any(re.search(pattern, command) for _, command in COMMANDS), pattern


def test_set_up_is_run_word_for_word_before_a_change_lands():
    setup = [command for block, command in COMMANDS if block.path.name == "README.md" and "venv" in command]
    assert len(setup) == 2
    assert set(setup) <= set((ROOT / ".ci" / "run").read_text("utf-8").splitlines())


@pytest.fixture(scope="module")
def options() -> set[str]:
    """Every option that a command of this project has."""
    programs = [["classifier"], ["benchmarks"]]
    programs += [
        ["classifier", name]
        for name in ("predict", "filter", "sites", "explain", "train", "evaluate", "review", "info")
    ]
    found = set()
    for program in programs:
        done = subprocess.run(
            [sys.executable, "-m", *program, "--help"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            timeout=120,
        )
        found |= set(re.findall(r"(?<![\w-])--[a-z][\w-]*", done.stdout))
    return found


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, ROOT / "README.zh-CN.md", ROOT / "SECURITY.md"], ids=lambda p: p.name
)
def test_every_option_that_is_named_exists(path, options):
    of_others = {"--quiet", "--no-deps"}  # pip's
    named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", path.read_text("utf-8")))
    assert not named - options - of_others


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, ROOT / "README.zh-CN.md", ROOT / "SECURITY.md"], ids=lambda p: p.name
)
def test_every_file_of_this_project_that_is_named_exists(path):
    text = path.read_text("utf-8")
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link}
    for link in links - {""}:
        assert (path.parent / link).exists(), f"{path.name}: {link}"
    for name in re.findall(
        r"(?<![\w/.])((?:docs|tests|models|training_data|examples)/[\w./-]+\.(?:md|py|toml|txt))", text
    ):
        assert (ROOT / name).exists(), f"{path.name}: {name}"
