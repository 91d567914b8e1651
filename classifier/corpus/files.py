"""Which files a corpus consists of, and everything that is in them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeGuard

from classifier.corpus.jsonl import SUFFIXES, scan_jsonl
from classifier.corpus.labels import LABEL_SUFFIX, PageLabels, apply_labels, scan_labels
from classifier.corpus.pages import scan_text
from classifier.corpus.problem import Placed, Problem

_ENDINGS: Final = (".txt", *SUFFIXES, LABEL_SUFFIX)


def scan(paths: Sequence[Path]) -> Iterator[Placed | Problem]:
    """Every record of the given files and folders, with what is wrong in between.

    The order is that of `paths`; inside a folder that of the files' paths, the same on any machine. Label
    files (.tsv) among them turn the pages that they name, in whatever file, into labelled pages.
    """
    found = [file for path in paths for file in _files(path)]
    entries = [entry for file in found if _is_label_file(file) for entry in scan_labels(file)]
    yield from (entry for entry in entries if isinstance(entry, Problem))
    labels = [entry for entry in entries if isinstance(entry, PageLabels)]
    yield from apply_labels(_scan_files(found), labels)


def _files(path: Path) -> list[Path | Problem]:
    """The corpus files that a path stands for, or why there is none."""
    endings = ", ".join(_ENDINGS)
    try:
        path.stat()
    except FileNotFoundError:
        return [Problem(path, 0, "does not exist")]
    except OSError as error:
        return [Problem(path, 0, f"cannot be read: {error.strerror}")]
    if path.is_dir():
        files = [file for file in path.rglob("*") if file.is_file() and file.name.endswith(_ENDINGS)]
        if not files:
            return [Problem(path, 0, f"holds no corpus file ({endings})")]
        return [*sorted(files, key=lambda file: file.relative_to(path).as_posix())]
    if not path.name.endswith(_ENDINGS):
        return [Problem(path, 0, f"is no corpus file; give a folder or a file that ends in {endings}")]
    return [path]


def _is_label_file(file: Path | Problem) -> TypeGuard[Path]:
    return isinstance(file, Path) and file.suffix == LABEL_SUFFIX


def _scan_files(files: Sequence[Path | Problem]) -> Iterator[Placed | Problem]:
    for file in files:
        if isinstance(file, Problem):
            yield file
        elif file.suffix == ".txt":
            yield from scan_text(file)
        elif not _is_label_file(file):
            yield from scan_jsonl(file)
