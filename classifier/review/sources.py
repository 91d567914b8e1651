"""Which pages the given files and folders hold, and where the labels of each are saved.

Nothing outside the given paths is read: a link that leads out of a given folder is no file of it. Labels go
to the output folder alone, but for pages in the training format, which are saved where they are.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from classifier.corpus.jsonl import SUFFIXES, scan_jsonl
from classifier.corpus.pages import read_page
from classifier.corpus.problem import Problem
from classifier.corpus.record import AnyPage, LabelledLine, LabelledPage
from classifier.errors import ClassifierError, CorpusError, InputError
from classifier.evaluation.score_model import document_as
from classifier.model.examples import document_of
from classifier.reading.source import Kind, read_source
from classifier.reading.whole import read_whole
from classifier.records import Document

MAX_BYTES: Final = 20_000_000
"""Of one page: more is no page that a person looks at."""

KIND_OF_PAGE: Final = "reviewed"
"""Header value where nothing is known of the kind of site."""

_TEXT: Final = (".txt", ".text")
_HTML: Final = (".html", ".htm", ".xhtml")
_ENDINGS: Final = (*_TEXT, *_HTML, *SUFFIXES)
_LABELLED: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*#[ \t]*(site|kind|title|label)[ \t]*:", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"[^\w-]+")
_BREAKS: Final = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A page to review.

    Attributes:
        document: the page.
        record: what is saved of it but for the labels, which it lacks: lines, header values, origin.
        target: the file that its labels are saved in.
        labels: one a paragraph, as a person gave them before; None where nobody has.
    """

    document: Document
    record: LabelledPage
    target: Path
    labels: tuple[str, ...] | None = None


def find_sources(paths: Iterable[Path], out: Path, kind: Kind = "auto") -> Iterator[Source | ClassifierError]:
    """Every page of the given files and folders, and in the place of one that cannot be used its error.

    Args:
        paths: text, HTML and JSONL files, pages in the training format, and folders of them.
        out: the folder that labels are saved in.
        kind: what text and HTML files are.
    """
    for path in paths:
        for file in _files(path):
            if isinstance(file, InputError):
                yield file
            elif file.name.endswith(SUFFIXES):
                yield from _from_jsonl(file, out)
            else:
                yield from _from_file(file, out, kind)


def source_of(content: bytes | str, name: str, out: Path, kind: Kind = "auto") -> Source:
    """A page that was pasted or dropped.

    Raises:
        InputError: it is not text, holds no paragraph, or is too large.
    """
    document = read_source(content, kind=kind, name=name)
    if not len(document):
        raise InputError(f"{name}: there is no text in it")
    return _source(document, _blank(document), out)


def _files(path: Path) -> list[Path | InputError]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        return [InputError(f"{path}: no such file or folder; check the path")]
    root = path.resolve()
    found = sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and file.name.endswith(_ENDINGS) and file.resolve().is_relative_to(root)
    )
    return [*found] or [InputError(f"{path}: holds no page ({', '.join(_ENDINGS)})")]


def _from_jsonl(path: Path, out: Path) -> Iterator[Source | ClassifierError]:
    for item in scan_jsonl(path):
        if isinstance(item, Problem):
            yield InputError(str(item))
        elif isinstance(item.record, LabelledLine):
            continue
        elif sum(map(len, item.record.lines)) + len(item.record.html) > MAX_BYTES:
            yield _too_large(f"{path}, line {item.line}")
        else:
            yield _from_record(item.record, out)


def _from_record(page: AnyPage, out: Path) -> Source:
    document = document_as(page, html=True)
    origin = {"source": page.source, "licence": page.licence, "commit": page.commit}
    record = LabelledPage(page.name, page.site, page.kind, page.lines, (), page.title, **origin)
    if not isinstance(page, LabelledPage):
        return _source(document, record, out)
    return _source(document, replace(record, chosen=page.chosen), out, page.labels)


def _from_file(path: Path, out: Path, kind: Kind) -> Iterator[Source | ClassifierError]:
    try:
        if path.stat().st_size > MAX_BYTES:
            yield _too_large(str(path))
            return
        content = read_whole(path)
        labelled = _LABELLED.match(content) if path.suffix in _TEXT else None
        if labelled is None:
            document = read_source(content, kind=kind, name=str(path))
            if len(document):
                yield _source(document, _blank(document), out)
        elif labelled[1].lower() != b"label":  # fragments are no pages
            yield _from_labelled(path)
    except OSError as error:
        yield InputError(f"{path}: {error.strerror}; check the file and its permissions")
    except (InputError, CorpusError) as error:
        yield error


def _too_large(where: str) -> InputError:
    return InputError(
        f"{where}: is larger than {MAX_BYTES // 1_000_000} MB; no page to look at; leave it out"
    )


def _from_labelled(path: Path) -> Source:
    page = read_page(path)
    return Source(document_of(page.lines, str(path)), replace(page, labels=()), path.resolve(), page.labels)


def _blank(document: Document) -> LabelledPage:
    """The record of a page of which nothing is known."""
    title = document.markup.title if document.markup is not None else ""
    return LabelledPage(document.name, "", "", tuple(document.lines()), (), title)


def _source(
    document: Document, record: LabelledPage, out: Path, labels: tuple[str, ...] | None = None
) -> Source:
    """A page whose labels go to the output folder, with what it must have to be saved."""
    lines = tuple(map(one_line, record.lines))
    target = out / file_name(document.name, lines)
    whole = replace(
        record,
        name=target.stem,
        site=one_line(record.site) or target.stem,
        kind=one_line(record.kind) or KIND_OF_PAGE,
        title=one_line(record.title) or lines[0],
        lines=lines,
    )
    return with_saved(Source(document, whole, target, labels))


def with_saved(source: Source) -> Source:
    """The page with the labels and the header values that its file holds by now."""
    page = saved_page(source.target, source.record.lines) if source.target.is_file() else None
    if page is None:
        return source
    record = replace(source.record, site=page.site, kind=page.kind, title=page.title)
    return replace(source, record=record, labels=page.labels)


def file_name(name: str, lines: Sequence[str]) -> str:
    """The name of the file that a page's labels are saved in: its name made harmless, and its text's digest."""
    digest = hashlib.blake2b("\n".join(lines).encode("utf-8", "replace"), digest_size=5).hexdigest()
    stem = _NO_NAME.sub("-", Path(name.replace("\\", "/")).stem)[:60].strip("-")
    return f"{stem}-{digest}.txt" if stem else f"{digest}.txt"


def one_line(text: str) -> str:
    """The text as one line of a training file can hold it: line breaks and half surrogates are spaces."""
    return _BREAKS.sub(" ", text).strip()


def saved_page(target: Path, lines: Sequence[str]) -> LabelledPage | None:
    """The page in a training file, None where there is none or it has other paragraphs."""
    try:
        page = read_page(target)
    except CorpusError:
        return None
    return page if page.lines == tuple(lines) else None
