"""Pages of any size: the project's own training lines, over and over."""

from functools import cache
from html import escape
from itertools import cycle, islice

from benchmarks.data import ROOT


@cache
def _lines() -> tuple[str, ...]:
    """All paragraphs of the training pages, in the order of their files: short and long ones, in page order."""
    files = sorted((ROOT / "training_data" / "pages").glob("*/*.txt"))
    rows = (row for file in files for row in file.read_text("utf-8").splitlines())
    return tuple(row.partition("\t")[2] for row in rows if "\t" in row and not row.startswith("#"))


def lines(number: int) -> list[str]:
    """So many paragraphs."""
    return list(islice(cycle(_lines()), number))


def paragraph(characters: int) -> str:
    """One paragraph of so many characters, without a line break."""
    once = "".join(_lines())
    return (once * (characters // len(once) + 1))[:characters]


def some_text(characters: int) -> str:
    """Whole paragraphs, one a line, of about so many characters."""
    taken, size = [], 0
    for line in cycle(_lines()):
        if size >= characters:
            break
        taken.append(line)
        size += len(line) + 1
    return "\n".join(taken)


def as_html(paragraphs: list[str]) -> str:
    """A page of these paragraphs in plain markup."""
    rows = "\n".join(f"<p>{escape(line)}</p>" for line in paragraphs)
    return f"<!doctype html><html><head><meta charset=utf-8></head><body>\n{rows}\n</body></html>"
