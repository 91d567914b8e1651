"""What goes wrong around the commands: full disks, missing folders, readers that go away, Ctrl-C, no network."""

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from classifier import writing
from classifier.cli.train import _check_places
from tests.cli.fake_model import CARD
from tests.small import PAGES

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")
linux = pytest.mark.skipif(sys.platform != "linux", reason="device files and signals of Linux")


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("昨天，老渡口的石阶修好了，一共四十二级。\n" * 50, encoding="utf-8")
    return path


def command(*arguments: object, module: str = "classifier") -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


def clean(outcome: "subprocess.CompletedProcess[str]") -> None:
    """One message, and nothing of Python's own."""
    assert "Traceback" not in outcome.stderr
    assert "Error:" not in outcome.stderr
    assert outcome.stderr.count("\n") <= 1 or outcome.stderr.startswith("Usage:")


@linux
@pytest.mark.parametrize("output_format", ["table", "jsonl", "text", "html"])
def test_full_disk_in_every_format(text, model_file, output_format):
    arguments = command(
        "predict", text, "--model", model_file, "--format", output_format, "--policy", "complete"
    )
    with FULL.open("w") as full:
        outcome = subprocess.run(
            arguments, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert outcome.returncode == 1
    assert "the results could not be written: No space left on device" in outcome.stderr
    clean(outcome)


@linux
@pytest.mark.parametrize("name", ["info", "explain"])
def test_full_disk_for_other_commands(text, model_file, name):
    arguments = ("info", model_file) if name == "info" else ("explain", text, "--model", model_file)
    with FULL.open("w") as full:
        outcome = subprocess.run(
            command(*arguments), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert outcome.returncode == 1
    assert "No space left on device" in outcome.stderr
    clean(outcome)


@linux
@pytest.mark.parametrize("closed", [1, 2])
def test_closed_standard_streams(text, closed):
    """As `>&-` and `2>&-` in a shell give them."""
    shell = " ".join(command("predict", text, module="tests.cli.fake_model")) + f" {closed}>&-"
    outcome = subprocess.run(["sh", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == (1 if closed == 1 else 0)
    clean(outcome)


@linux
def test_reader_of_messages_that_goes_away_changes_nothing(tmp_path):
    names = [str(tmp_path / f"missing-{number}") for number in range(2000)]
    with subprocess.Popen(
        command("predict", *names, module="tests.cli.fake_model"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stderr.readline()
        process.stderr.close()
        process.stdout.read()
    assert process.returncode in (1, 141)


@linux
@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_ctrl_c_at_any_moment(text, model_file, delay):
    """Before the interpreter runs our first line Python ends as it likes; after that, quietly with 130."""
    program = "import sys; print('up', flush=True); from classifier.__main__ import main; main()"
    arguments = ["predict", *[str(text)] * 400, "--model", str(model_file)]
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode in (0, 130, -signal.SIGINT)
    if process.returncode == 130:
        assert errors == b""


def test_ctrl_c_while_the_command_is_loaded(monkeypatch):
    from classifier.__main__ import main

    monkeypatch.setitem(sys.modules, "classifier.cli.app", Interrupted())
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130


class Interrupted:
    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


@linux
def test_no_home_no_temporary_folder_no_network(text, model_file, tmp_path):
    """In a process in which making a temporary file or connecting anywhere is an error."""
    program = (
        "import sys\n"
        "def no(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'tempfile.mkstemp', 'tempfile.mkdtemp'):\n"
        "        raise SystemError(event)\n"
        "sys.addaudithook(no)\n"
        "from classifier.__main__ import main\nmain()\n"
    )
    environment = os.environ | {"HOME": "/proc/none", "TMPDIR": "/proc/none", "XDG_CACHE_HOME": "/proc/none"}
    for arguments in (
        ["predict", str(text), "--model", str(model_file)],
        ["explain", str(text), "--model", str(model_file)],
        ["info", str(model_file)],
        ["evaluate", str(sorted(PAGES.glob("*/*.txt"))[0]), "--model", str(model_file), "--mode", "text"],
    ):
        outcome = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stdout


@linux
@pytest.mark.parametrize("place", ["/dev/null", "/dev/full"])
def test_training_does_not_replace_a_device(run, place):
    before = Path(place).stat().st_mode
    outcome = run("train", PAGES, "-o", place)
    assert outcome.code == 2
    assert "is no regular file" in " ".join(outcome.err.split())
    assert Path(place).stat().st_mode == before


@pytest.mark.parametrize("name", ["train", "evaluate"])
def test_names_that_are_too_long(run, tmp_path, name):
    long = tmp_path / ("x" * 5000)
    arguments = (name, long, "-o", tmp_path / "m.safetensors") if name == "train" else (name, long)
    outcome = run(*arguments)
    assert outcome.code == 1
    assert "File name too long" in outcome.err
    if name == "train":
        outcome = run("train", PAGES, "-o", long)
        assert outcome.code == 2
        assert "File name too long" in " ".join(outcome.err.split())


@pytest.mark.parametrize("name", ["predict", "explain"])
def test_a_name_that_is_too_long_for_a_page(run, tmp_path, name):
    outcome = run(name, tmp_path / ("x" * 5000))
    assert outcome.code == 1
    assert "File name too long" in outcome.err


def test_a_model_that_goes_away_is_named(run, tmp_path):
    outcome = subprocess.run(
        command("info", tmp_path / "gone.safetensors"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 2
    assert "gone.safetensors: cannot read the model: No such file or directory" in outcome.stderr
    clean(outcome)
    assert run("info").code == 0
    assert json.loads(run("info", "--json").out)["created"] == CARD["created"]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=str)
@pytest.mark.parametrize("step", ["fsync", "realpath"])
def test_what_stood_there_stays_when_writing_fails(tmp_path, monkeypatch, fault, step):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(os if step == "fsync" else os.path, step, fail)
        with pytest.raises(type(fault)):
            writing.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    writing.write_whole(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "folder" / "real", tmp_path / "link"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    writing.write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_two_writers_leave_one_whole_file(tmp_path):
    path = tmp_path / "model"
    program = (
        "import sys\nfrom pathlib import Path\nfrom classifier.writing import write_whole\n"
        "for _ in range(60):\n    write_whole(Path(sys.argv[1]), sys.argv[2].encode() * 300_000)\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(path), letter], cwd=ROOT) for letter in "ab"
    ]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        with contextlib.suppress(FileNotFoundError):
            content = path.read_bytes()
            seen.add((len(content), content[:1], content[-1:]))
    assert [writer.returncode for writer in writers] == [0, 0]
    content = path.read_bytes()
    seen.add((len(content), content[:1], content[-1:]))
    assert seen <= {(300_000, b"a", b"a"), (300_000, b"b", b"b")}
    assert list(tmp_path.iterdir()) == [path]


def test_places_that_can_be_written(tmp_path):
    _check_places([tmp_path / "new", tmp_path / "other"])


@linux
def test_closed_standard_input(model_file):
    arguments = " ".join(map(shlex.quote, command("predict", "-", "--model", model_file)))
    outcome = subprocess.run(
        f"{arguments} <&-", shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 1
    assert "standard input is closed" in outcome.stderr
    clean(outcome)


@linux
def test_closed_standard_input_of_filter(model_file, tmp_path):
    arguments = command("filter", "-", "-o", tmp_path / "out.jsonl", "--model", model_file)
    outcome = subprocess.run(
        f"{' '.join(map(shlex.quote, arguments))} <&-",
        shell=True, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert outcome.returncode == 1
    assert "-: standard input is closed" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@linux
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["predict", "--help"]])
def test_full_disk_for_help(arguments):
    with FULL.open("w") as full:
        outcome = subprocess.run(
            command(*arguments), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert outcome.returncode == 1
    assert "the results could not be written: No space left on device" in outcome.stderr
    clean(outcome)


@linux
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["predict", "/dev/zero"], 1, "/dev/zero: Is a device, which may never end; check the file"),
        (["explain", "/dev/zero"], 1, "/dev/zero: Is a device, which may never end; check the file"),
        (["predict", "x", "--policy", "/dev/zero"], 2, "/dev/zero: Is a device, which may never end; name a"),
        (["predict", ""], 1, "classifier: a file name is empty; name a file, or - for standard input"),
        (["predict", "x", "--policy", ""], 2, "classifier: the policy's name is empty; name a preset"),
        (["review", "-o", __file__], 2, "is no folder; name a folder that can be made or written"),
    ],
)
def test_mistakes_that_once_took_all_memory_or_were_told_too_late(arguments, code, told):
    outcome = subprocess.run(
        command(*arguments), cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert outcome.returncode == code
    assert told in " ".join(outcome.stderr.split())
    assert "Traceback" not in outcome.stderr


def test_every_problem_of_labelled_data_has_its_line(text):
    outcome = subprocess.run(
        command("evaluate", text), cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert outcome.returncode == 1
    lines = outcome.stderr.splitlines()
    assert len(lines) > 3
    assert all(line.startswith("classifier: ") for line in lines)
    assert sum("no tab between label and text" in line for line in lines) > 3
