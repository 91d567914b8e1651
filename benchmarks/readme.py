"""The block of README.md and README.zh-CN.md that a run fills."""

from pathlib import Path
from typing import Final

BEGIN: Final = "<!-- benchmarks: filled by `python -m benchmarks --update-readme` -->"
END: Final = "<!-- end of benchmarks -->"


def fill(path: Path, markdown: str) -> None:
    """Puts `markdown` between the marks of a file.

    Raises:
        ValueError: the file has not both marks, once each and in order.
    """
    text = path.read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(
            f"{path}: wants one line {BEGIN!r} and below it one {END!r}; add them where the table goes"
        )
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n{markdown.strip()}\n{END}{after}", encoding="utf-8", newline="\n")
