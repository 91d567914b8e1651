import shutil

import pytest

from classifier.kernel import build as builder
from classifier.kernel.library import kernel, state

NEEDS_COMPILER = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A copy of the kernel's source, with a library that is no longer true."""
    for name in (*builder.HEADERS, *builder.SOURCES):
        shutil.copy(builder.FOLDER / name, tmp_path)
    (tmp_path / builder.LIBRARY).write_bytes(b"made from another source")
    for variable in ("CC", builder.SWITCH):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@NEEDS_COMPILER
def test_a_compiler_makes_the_library_and_nothing_else(sources):
    before = {path.name for path in sources.iterdir()}
    assert builder.build(sources) == ""
    assert {path.name for path in sources.iterdir()} == before
    assert (sources / builder.LIBRARY).read_bytes()[:4] != b"made"


def test_without_a_compiler_no_library_is_left(sources, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler -O2")
    assert "no-such-compiler: No such file" in builder.build(sources)
    assert not (sources / builder.LIBRARY).exists()


@NEEDS_COMPILER
def test_what_the_compiler_says_is_told(sources):
    (sources / builder.SOURCES[0]).write_text("this is no C\n")
    assert "this is no C" in builder.build(sources)
    assert not (sources / builder.LIBRARY).exists()


def test_the_switch_builds_none(sources, monkeypatch):
    monkeypatch.setenv(builder.SWITCH, "0")
    assert builder.build(sources) == "CLASSIFIER_KERNEL is 0"
    assert not (sources / builder.LIBRARY).exists()


def test_the_digest_is_that_of_all_sources(sources):
    digests = {builder.source_digest(sources)}
    assert digests == {builder.source_digest()}
    for name in (*builder.HEADERS, *builder.SOURCES):
        with (sources / name).open("a") as file:
            file.write("\n")
        digests.add(builder.source_digest(sources))
    assert len(digests) == 1 + len(builder.HEADERS) + len(builder.SOURCES)


def test_the_state_says_what_is_loaded():
    assert (state() == "in use") == (kernel() is not None)
