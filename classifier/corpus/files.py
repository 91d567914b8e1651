"""Which files a corpus consists of, and everything that is in them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from classifier.corpus.jsonl import SUFFIXES, scan_jsonl
from classifier.corpus.pages import scan_text
from classifier.corpus.problem import Placed, Problem


def scan(paths: Sequence[Path]) -> Iterator[Placed | Problem]:
    """Every record of the given files and folders, with what is wrong in between.

    The order is that of `paths`; inside a folder that of the files' paths, the same on any machine.
    """
    for path in paths:
        if path.is_dir():
            yield from _scan_folder(path)
        elif not path.exists():
            yield Problem(path, 0, "does not exist")
        elif _is_corpus_file(path):
            yield from _scan_file(path)
        else:
            yield Problem(path, 0, f"is no corpus file; give a folder, a .txt page or {', '.join(SUFFIXES)}")


def _scan_folder(folder: Path) -> Iterator[Placed | Problem]:
    files = [path for path in folder.rglob("*") if path.is_file() and _is_corpus_file(path)]
    if not files:
        yield Problem(folder, 0, f"holds no corpus file (.txt, {', '.join(SUFFIXES)})")
    for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        yield from _scan_file(path)


def _is_corpus_file(path: Path) -> bool:
    return path.name.endswith((".txt", *SUFFIXES))


def _scan_file(path: Path) -> Iterator[Placed | Problem]:
    return scan_text(path) if path.suffix == ".txt" else scan_jsonl(path)
