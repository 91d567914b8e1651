import io
import re
import sys

from classifier.cli.progress import progress_on_stderr
from tests.cli.conftest import Stream


def shown(monkeypatch, *messages: str, terminal: bool) -> str:
    stream = Stream(io.BytesIO(), encoding="utf-8")
    stream.terminal = terminal
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_on_stderr() as progress:
        for message in messages:
            progress(message)
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def test_plain_lines_where_no_terminal_is(monkeypatch):
    lines = shown(monkeypatch, "reading", "fitting", terminal=False).splitlines()
    assert [re.sub(r"[\d.]+ s", "0 s", line) for line in lines] == [
        "classifier:    0 s  reading",
        "classifier:    0 s  fitting",
    ]


def test_terminal_keeps_every_step_with_its_time(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    out = shown(monkeypatch, "reading [bold]", "fitting\x1b[2J", terminal=True)
    plain = re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", out)
    assert re.search(r"\d\.\d s  reading \[bold\]", plain)
    assert re.search(r"\d\.\d s  fitting\\u001b\[2J", plain)
    assert "\x1b[2J" not in out
