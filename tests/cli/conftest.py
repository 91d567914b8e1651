import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from classifier.cli.app import main
from tests.cli.fake_model import FAKE, FakeModel, fake_pipeline


@dataclass
class Outcome:
    code: int
    stdout: bytes
    err: str

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Stream(io.TextIOWrapper):
    terminal = False

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def run(monkeypatch):
    """Run the command line in this process with the fake model; stdin and stdout may pose as terminals."""

    def run(
        *arguments: object,
        stdin: bytes = b"",
        terminal: bool = False,
        model: FakeModel = FAKE,
        columns: int = 100,
    ) -> Outcome:
        out, err = io.BytesIO(), io.BytesIO()
        streams = {
            "stdin": Stream(io.BytesIO(stdin), encoding="utf-8"),
            "stdout": Stream(out, encoding="utf-8"),
            "stderr": Stream(err, encoding="utf-8"),
        }
        streams["stdin"].terminal = streams["stdout"].terminal = terminal
        with monkeypatch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            patch.setattr(sys, "argv", ["classifier", *map(str, arguments)])
            patch.setitem(sys.modules, "classifier.pipeline", fake_pipeline(model))
            patch.setenv("COLUMNS", str(columns))
            patch.setenv("TERM", "xterm")
            patch.delenv("NO_COLOR", raising=False)
            with pytest.raises(SystemExit) as end:
                main()
        for stream in streams.values():
            stream.flush()
        code = end.value.code or 0
        assert isinstance(code, int)
        return Outcome(code, out.getvalue(), err.getvalue().decode())

    return run


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A page in the current folder: menu, title, two paragraphs, gambling."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "page.txt"
    path.write_text(
        "navigation:首页 新闻\n\nheading:桥修好了\n　　河东的石桥昨天通车。\n"
        "走的人很多。\ngambling:注册送彩金\n",
        encoding="utf-8",
    )
    return path.name
