import shutil
from pathlib import Path

import pytest

from classifier.kernel import build as builder


def copy_sources(folder: Path) -> Path:
    for name in (*builder.HEADERS, *builder.SOURCES):
        shutil.copy(builder.FOLDER / name, folder)
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A folder with the kernel's source in which it was compiled, over a library that was no longer true."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler here")
    folder = copy_sources(tmp_path_factory.mktemp("kernel"))
    (folder / builder.LIBRARY).write_bytes(b"made from another source")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CC", raising=False)
        patch.delenv(builder.SWITCH, raising=False)
        assert builder.build(folder) == ""
    return folder


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A copy of the kernel's source, with a library that is no longer true."""
    (tmp_path / builder.LIBRARY).write_bytes(b"made from another source")
    for variable in ("CC", builder.SWITCH):
        monkeypatch.delenv(variable, raising=False)
    return copy_sources(tmp_path)
