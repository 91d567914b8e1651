import ctypes

import numpy as np
import pytest

from classifier.kernel import build as builder
from classifier.kernel import library


@pytest.fixture
def load(sources, monkeypatch):
    """Loads a library as a new process would."""
    monkeypatch.setattr(library, "FOLDER", sources)

    def loaded(content: bytes) -> ctypes.CDLL | str:
        (sources / builder.LIBRARY).unlink()  # a loaded library's file must not change
        (sources / builder.LIBRARY).write_bytes(content)
        return library._loaded.__wrapped__()

    return loaded


def test_without_a_library_numpy_does_the_work(sources, monkeypatch):
    (sources / builder.LIBRARY).unlink()
    monkeypatch.setattr(library, "FOLDER", sources)
    assert library._loaded.__wrapped__() == "this installation was built without it"


def test_a_damaged_library_is_not_used(load):
    assert load(b"no library").startswith("it cannot be loaded (")


def test_a_library_of_another_source_is_not_used(load, built, monkeypatch):
    content = (built / builder.LIBRARY).read_bytes()
    assert isinstance(load(content), ctypes.CDLL)
    monkeypatch.setattr(library, "source_digest", lambda: "that of a changed source")
    assert "python -m classifier.kernel.build" in load(content)
    monkeypatch.setenv(builder.SWITCH, "0")
    assert load(content) == "turned off by CLASSIFIER_KERNEL=0"


@pytest.mark.skipif(library.kernel() is None, reason=library.state())
def test_an_argument_of_another_type_is_refused():
    found = library.kernel()
    assert found is not None
    ids = np.zeros((4, 4), np.uint16)
    for wrong in (ids.astype(np.float32), ids.T[::2], ids.tolist(), None):
        with pytest.raises(ctypes.ArgumentError):
            found.term_sums(0, 0, 0, wrong, *[None] * 16)


def test_rows_begin_at_cache_lines():
    rows = library.aligned((3, library.LANES))
    assert rows.shape == (3, 16)
    assert rows.ctypes.data % 64 == 0
    assert not rows.any()
    rows[:] = 1  # its own memory
    assert rows.flags.c_contiguous
