import shutil

import pytest

from classifier.kernel import build as builder
from classifier.kernel.library import kernel, state


def test_a_compiler_makes_the_library_and_nothing_else(built):
    assert {path.name for path in built.iterdir()} == {*builder.HEADERS, *builder.SOURCES, builder.LIBRARY}
    assert (built / builder.LIBRARY).read_bytes()[:4] != b"made"


def test_without_a_compiler_no_library_is_left(sources, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler -O2")
    assert "no-such-compiler: No such file" in builder.build(sources)
    assert not (sources / builder.LIBRARY).exists()


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
def test_what_the_compiler_says_is_told(sources):
    for name in builder.SOURCES:
        (sources / name).write_text("this is no C\n")
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
