"""`python -m tests.docs`: brings the documents in step with the program.

Writes anew what examples print, docs/api.md, and the figures and code of README.zh-CN.md. What a translator has to do
is named, and the exit status is 1 then.
"""

import sys
import tempfile
from pathlib import Path

from tests.docs.api import PLACE, reference
from tests.docs.blocks import DOCUMENTS, blocks
from tests.docs.chinese import CHINESE, ENGLISH, differences, in_step
from tests.docs.folder import fill
from tests.docs.running import run_console, same_output


def main() -> int:
    """Write what differs, and say so."""
    for path in DOCUMENTS:
        _write(path, _with_outputs(path))
    _write(PLACE, reference())
    english = ENGLISH.read_text("utf-8")
    _write(CHINESE, in_step(english, CHINESE.read_text("utf-8")))
    left = differences(english, CHINESE.read_text("utf-8"))
    for difference in left:
        print(f"{CHINESE.name}: {difference}: translate it", file=sys.stderr)
    return 1 if left else 0


def _with_outputs(path: Path) -> str:
    """The document with what its examples print today."""
    text = path.read_text("utf-8")
    found = [block for block in blocks(path) if block.language == "console"]
    if not found:
        return text
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        for block in found:
            printed = run_console(block, Path(folder))
            if not same_output(block.text, printed):
                text = text.replace(f"```console\n{block.text}```", f"```console\n{printed}```")
    return text


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.name}: written", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
