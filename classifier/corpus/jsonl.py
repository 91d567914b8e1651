"""Labelled data as JSONL, plain or compressed (.gz, .xz): one page or one line an object.

What an object is, its fields say: `lines` and `labels` make a labelled page, `lines` and `content` (0 or 1)
a silver page, `lines` alone an unlabelled page, `text` and `label` a single line. Pages also have `id` and
`site`; `kind`, `title`, `html`, `source`, `licence`, `commit` and `chosen` may be there; other fields are
ignored.
"""

import gzip
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

from classifier.corpus.problem import Placed, Problem, half_surrogate, refuse
from classifier.corpus.record import LabelledLine, LabelledPage, Record, SilverPage, UnlabelledPage
from classifier.labels import LABEL_INDEX, LABELS

SUFFIXES: Final = (".jsonl", ".jsonl.gz", ".jsonl.xz")
"""Ends of the file names that `scan_jsonl` reads."""

_ORIGIN: Final = ("source", "licence", "commit")


def read_jsonl(path: Path) -> Iterator[Record]:
    """The records of a file, one at a time. Raises CorpusError with file and line at the first broken one."""
    for item in scan_jsonl(path):
        if isinstance(item, Problem):
            refuse([item])
        else:
            yield item.record


def scan_jsonl(path: Path) -> Iterator[Placed | Problem]:
    """The records of a file with their places, and in the place of a broken one what is wrong with it."""
    number = 0
    try:
        with _open(path) as stream:
            for number, row in enumerate(stream, start=1):
                if row.isspace():
                    continue
                try:
                    yield Placed(_record(_parse(row)), path, number)
                except ValueError as error:
                    yield Problem(path, number, str(error))
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        yield Problem(path, number, f"cannot be read after this line: {error}; is the file whole?")


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return lzma.open(path, "rb")
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _parse(row: bytes) -> dict[str, Any]:
    try:
        value = json.loads(row)
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8; save the file as UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object; write one page or one line an object")  # noqa: TRY004
    return value


def _record(row: dict[str, Any]) -> Record:
    """The record of an object. Raises ValueError that says which field is wrong."""
    if "lines" in row:
        return _page(row)
    if "text" in row and "label" in row:
        return LabelledLine(
            text=_lines([row["text"]])[0],
            label=_labels([row["label"]])[0],
            **_strings(row, ("kind", *_ORIGIN)),
        )
    raise ValueError(
        "has neither `lines` nor `text` and `label`; see `classifier.corpus.jsonl` for the fields"
    )


def _page(row: dict[str, Any]) -> Record:
    lines = _lines(row["lines"])
    if not lines:
        raise ValueError("the page has no lines; leave it out")
    common = _strings(row, ("kind", "title", "html", *_ORIGIN))
    common |= {"name": _required(row, "id"), "site": _required(row, "site")}
    if "labels" in row:
        labels = _labels(row["labels"])
        _same_length("labels", len(labels), len(lines))
        return LabelledPage(lines=lines, labels=labels, **common, **_strings(row, ("chosen",)))
    if "content" in row:
        content = _content(row["content"])
        _same_length("content", len(content), len(lines))
        return SilverPage(lines=lines, content=content, **common)
    return UnlabelledPage(lines=lines, **common)


def _strings(row: dict[str, Any], keys: tuple[str, ...]) -> dict[str, str]:
    """The values of optional fields, "" for those that are missing or null."""
    values = {key: "" if row.get(key) is None else row[key] for key in keys}
    for key, value in values.items():
        if not isinstance(value, str):
            raise ValueError(f"`{key}` is not a string")  # noqa: TRY004
        _encodable(key, value)
    return values


def _required(row: dict[str, Any], key: str) -> str:
    value = _strings(row, (key,))[key]
    if not value:
        raise ValueError(f"the page has no `{key}`")
    return value


def _lines(values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("a text is not a string, or `lines` is not a list of strings")
    for index, value in enumerate(values):
        if not value.strip():
            raise ValueError(f"text {index} (from 0) is empty; take it out, and its label")
        if "\n" in value or "\r" in value:
            raise ValueError(
                f"line break inside text {index} (from 0); make two paragraphs of it, or write a space"
            )
    _encodable("lines", "".join(values))
    return tuple(values)


def _labels(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise ValueError("`labels` is not a list")  # noqa: TRY004
    for index, value in enumerate(values):
        if not isinstance(value, str) or value not in LABEL_INDEX:
            raise ValueError(
                f"unknown label {value!r} at {index} (from 0); the labels are {', '.join(LABELS)}"
            )
    return tuple(values)


def _content(values: object) -> tuple[int, ...]:
    if not isinstance(values, list) or any(value not in (0, 1) for value in values):
        raise ValueError("`content` is not a list of 0 and 1")
    return tuple(int(value) for value in values)


def _same_length(key: str, found: int, lines: int) -> None:
    if found != lines:
        raise ValueError(f"{found} `{key}` for {lines} lines; there must be one a line")


def _encodable(key: str, text: str) -> None:
    """Refuses half surrogate pairs, which JSON can escape and no encoder downstream would take."""
    if mark := half_surrogate(text):
        raise ValueError(f"`{key}` holds half a surrogate pair ({mark}); take it out")
