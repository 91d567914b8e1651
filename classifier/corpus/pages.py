"""The project's own format for labelled data: text files that a person can write, read and compare.

A page is a header of `# key: value` lines (site, kind and title are required), then `label<TAB>text` a
paragraph, in page order; only the first tab separates, tables bring more. A file of fragments (paragraphs
without a page) has a header with label and kind, then one text a line. Blank lines mean nothing; the encoding
is UTF-8.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from classifier.corpus.problem import Placed, Problem, half_surrogate, line_break, refuse
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.errors import CorpusError
from classifier.labels import LABEL_INDEX, LABELS
from classifier.writing import write_whole

_ORIGIN: Final = ("source", "licence", "commit")
_PAGE_REQUIRED: Final = ("site", "kind", "title")
_PAGE_KEYS: Final = (*_PAGE_REQUIRED, *_ORIGIN, "chosen")
_FRAGMENT_REQUIRED: Final = ("label", "kind")
_FRAGMENT_KEYS: Final = (*_FRAGMENT_REQUIRED, *_ORIGIN)

_NO_PARAGRAPH: Final = "the page has no paragraph; add lines label<TAB>text"
_HEADER_LINE = re.compile(r"#\s*([A-Za-z_-]+)\s*:(.*)")

_Row = tuple[int, str]
"""A line of the file with its number, from 1."""


def scan_text(path: Path) -> Iterator[Placed | Problem]:
    """The page or the fragments of a text file, or everything that is wrong with it.

    A page with any problem is not given at all, so that nobody trains on half of it.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Problem(
            path, error.object.count(b"\n", 0, error.start) + 1, "is not UTF-8; save the file as UTF-8"
        )
        return
    except OSError as error:
        yield Problem(path, 0, f"cannot be read: {error.strerror}")
        return
    rows = [
        (number, row)
        for number, row in enumerate(text.replace("\r\n", "\n").split("\n"), start=1)
        if row and not row.isspace()
    ]
    header, problems, rows = _split_header(path, rows)
    if "label" in header:
        yield from _scan_fragments(path, header, problems, rows)
    else:
        yield from _scan_page(path, header, problems, rows)


def read_page(path: Path) -> LabelledPage:
    """The page in a text file. Raises CorpusError with file and line where it is not a valid one."""
    found = _read(path)
    pages = [item.record for item in found if isinstance(item.record, LabelledPage)]
    if not pages:
        raise CorpusError(f"{path}: holds fragments (its header has a label), not a page")
    return pages[0]


def read_fragments(path: Path) -> tuple[LabelledLine, ...]:
    """The fragments in a text file. Raises CorpusError with file and line where they are not valid."""
    found = _read(path)
    fragments = tuple(item.record for item in found if isinstance(item.record, LabelledLine))
    if not fragments:
        raise CorpusError(f"{path}: holds a page, not fragments (its header has no `# label:`)")
    return fragments


def write_page(page: LabelledPage, path: Path) -> None:
    """Writes a page as a text file, whole or not at all; folders are made as needed.

    `read_page` gives the same page back, but for its html, which this format does not hold, its name, which
    is the file's, and white space around a text. Raises CorpusError where the page cannot be written so (no
    paragraph, a header value missing, an unknown label, a line break inside a text), OSError where the file
    cannot.
    """
    header = {key: value for key in _PAGE_KEYS if (value := getattr(page, key))}
    rows = list(enumerate(zip(page.labels, page.lines, strict=True), start=len(header) + 1))
    problems = [
        *_problems_of_header(path, header, _PAGE_REQUIRED),
        *(Problem(path, number, problem) for number, row in rows for problem in _problems_of_paragraph(*row)),
    ]
    if not rows:
        problems.append(Problem(path, 1, _NO_PARAGRAPH))
    refuse(problems)
    top = [f"# {key}: {value}" for key, value in header.items()]
    body = [f"{label}\t{text.strip()}" for _, (label, text) in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "\n".join([*top, *body, ""]).encode())


def _read(path: Path) -> list[Placed]:
    items = list(scan_text(path))
    refuse([item for item in items if isinstance(item, Problem)])
    return [item for item in items if isinstance(item, Placed)]


def _split_header(path: Path, rows: list[_Row]) -> tuple[dict[str, str], list[Problem], list[_Row]]:
    """The header's values, what is wrong with its lines, and the rows after it."""
    header: dict[str, str] = {}
    problems: list[Problem] = []
    for position, (number, row) in enumerate(rows):
        match = _HEADER_LINE.fullmatch(row)
        if match is None:
            return header, problems, rows[position:]
        key, value = match[1].lower(), match[2].strip()
        if key in header:
            problems.append(Problem(path, number, f"the header has {key} twice; leave one"))
        header[key] = value
    return header, problems, []


def _problems_of_header(path: Path, header: dict[str, str], required: tuple[str, ...]) -> list[Problem]:
    missing = [
        Problem(path, 1, f"the header has no {key}; add a line `# {key}: …` at the top")
        for key in required
        if not header.get(key)
    ]
    broken = [
        Problem(path, 1, f"the header's {key} has {mark} inside; take it out")
        for key, value in header.items()
        if (mark := line_break(value) or half_surrogate(value))
    ]
    return missing + broken


def _unknown_keys(path: Path, header: dict[str, str], known: tuple[str, ...]) -> list[Problem]:
    return [
        Problem(path, 1, f"the header has an unknown key {key!r}; the keys are {', '.join(known)}")
        for key in header
        if key not in known
    ]


def _problems_of_text(text: str) -> list[str]:
    if not text.strip():
        return ["the text is empty; take the line out"]
    problems = []
    if mark := line_break(text):
        problems.append(f"line break inside the text ({mark}); make two paragraphs of it, or write a space")
    if mark := half_surrogate(text):
        problems.append(f"half a surrogate pair inside the text ({mark}); take it out")
    return problems


def _problems_of_paragraph(label: str, text: str) -> list[str]:
    unknown = [] if label in LABEL_INDEX else [f"unknown label {label!r}; the labels are {', '.join(LABELS)}"]
    return unknown + _problems_of_text(text)


def _problems_of_fragment(text: str) -> list[str]:
    # a page's line, label<TAB>text, pasted among fragments would be text with the label in it
    tab = ["tab inside the text; write a space, and no label before it"] if "\t" in text.strip() else []
    return tab + _problems_of_text(text)


def _scan_page(
    path: Path, header: dict[str, str], problems: list[Problem], rows: list[_Row]
) -> Iterator[Placed | Problem]:
    problems = [
        *problems,
        *_problems_of_header(path, header, _PAGE_REQUIRED),
        *_unknown_keys(path, header, _PAGE_KEYS),
        *_wrong_folder(path, "pages", "kind", header),
    ]
    if not rows:
        problems.append(Problem(path, 1, _NO_PARAGRAPH))
    lines, labels, numbers = [], [], []
    for number, row in rows:
        label, tab, text = row.partition("\t")
        if not tab:
            problems.append(Problem(path, number, "no tab between label and text; write label<TAB>text"))
            continue
        problems.extend(Problem(path, number, message) for message in _problems_of_paragraph(label, text))
        lines.append(text.strip())
        labels.append(label)
        numbers.append(number)
    if problems:
        yield from problems
        return
    page = LabelledPage(name=_name(path), lines=tuple(lines), labels=tuple(labels), **header)
    yield Placed(page, path, 1, tuple(numbers))


def _scan_fragments(
    path: Path, header: dict[str, str], problems: list[Problem], rows: list[_Row]
) -> Iterator[Placed | Problem]:
    problems = [
        *problems,
        *_problems_of_header(path, header, _FRAGMENT_REQUIRED),
        *_unknown_keys(path, header, _FRAGMENT_KEYS),
        *_wrong_folder(path, "fragments", "label", header),
    ]
    if header["label"] and header["label"] not in LABEL_INDEX:
        message = f"unknown label {header['label']!r} in the header; the labels are {', '.join(LABELS)}"
        problems.append(Problem(path, 1, message))
    if not rows:
        problems.append(Problem(path, 1, "the file has a header and no text; add one text a line"))
    problems.extend(
        Problem(path, number, message) for number, row in rows for message in _problems_of_fragment(row)
    )
    if problems:
        yield from problems
        return
    for number, row in rows:
        yield Placed(LabelledLine(text=row.strip(), **header), path, number)


def _wrong_folder(path: Path, root: str, key: str, header: dict[str, str]) -> list[Problem]:
    """In `<root>/<value>/name.txt` the folder repeats one header value: where they differ, one is a slip."""
    value = header.get(key)
    if path.parent.parent.name != root or not value or path.parent.name == value:
        return []
    return [Problem(path, 1, f"the header's {key} is {value!r} and the folder says {path.parent.name!r}")]


def _name(path: Path) -> str:
    """The page's name: the file's folder and stem, the same wherever the corpus lies."""
    return f"{path.absolute().parent.name}/{path.stem}"
