import ctypes
import shutil

import numpy as np
import pytest

from classifier.kernel import build as builder
from classifier.kernel import library


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Loads what is in a folder of its own, as a new process would."""
    for name in (*builder.HEADERS, *builder.SOURCES):
        shutil.copy(builder.FOLDER / name, tmp_path)
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    monkeypatch.delenv(builder.SWITCH, raising=False)

    def loaded(content: bytes | None = None) -> ctypes.CDLL | str:
        if content is not None:
            (tmp_path / builder.LIBRARY).write_bytes(content)
        return library._loaded.__wrapped__()

    return loaded


def test_without_a_library_numpy_does_the_work(load):
    assert load() == "this installation was built without it"


def test_a_damaged_library_is_not_used(load):
    assert load(b"no library").startswith("it cannot be loaded (")


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
def test_a_library_of_another_source_is_not_used(load, tmp_path, monkeypatch):
    assert builder.build(tmp_path) == ""
    monkeypatch.setattr(library, "source_digest", lambda: builder.source_digest(tmp_path))
    assert isinstance(load(), ctypes.CDLL)
    with (tmp_path / builder.HEADERS[0]).open("a") as file:
        file.write("/* changed */\n")
    assert "python -m classifier.kernel.build" in load()
    monkeypatch.setenv(builder.SWITCH, "0")
    assert load() == "turned off by CLASSIFIER_KERNEL=0"


@pytest.mark.skipif(library.kernel() is None, reason=library.state())
def test_an_argument_of_another_type_is_refused():
    found = library.kernel()
    assert found is not None
    ids = np.zeros((4, 4), np.uint16)
    for wrong in (ids.astype(np.float32), ids.T[::2], ids.tolist(), None):
        with pytest.raises(ctypes.ArgumentError):
            found.term_sums(wrong, *[None] * 10)


def test_rows_begin_at_cache_lines():
    rows = library.aligned((3, library.LANES))
    assert rows.shape == (3, 16)
    assert rows.ctypes.data % 64 == 0
    assert not rows.any()
    rows[:] = 1  # its own memory
    assert rows.flags.c_contiguous
