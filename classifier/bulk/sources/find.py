"""Finds the inputs that a command names: files, folders, globs, remote paths, standard input."""

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from classifier.bulk.extras import need
from classifier.bulk.sources.opening import STDIN, explain, is_remote
from classifier.bulk.sources.stream import pieces
from classifier.bulk.sources.window import Window

Form = Literal["auto", "jsonl", "parquet", "warc", "text", "html"]

_FORMS: Final[dict[str, Form]] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".warc": "warc", ".wet": "warc",
    ".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
_COMPRESSED: Final = (".gz", ".zst")
_LOOK: Final = 4096  # bytes that tell what a file without a known ending holds


@dataclass(frozen=True, slots=True)
class Input:
    """One input.

    Attributes:
        name: a path as given or found, an address, or - for standard input.
        form: what it holds; auto looks when it is opened.
        size: bytes as stored, 0 where not known.
        changed: when it was changed last, "" where not known; a run is not resumed over changed inputs.
        problem: why it cannot be used, "" where nothing is known against it.
    """

    name: str
    form: Form
    size: int = 0
    changed: str = ""
    problem: str = ""


def find(names: Iterable[str], form: Form = "auto") -> list[Input]:
    """The inputs that names stand for, in order: a folder's and a glob's files sorted by path.

    Args:
        names: files, folders (of which the files with a known ending are taken, at any depth), globs.
        form: what all of them hold; "auto" goes by a file's ending, then by what it holds.

    Raises:
        UsageError: a library for remote paths is missing.
    """
    return [
        found for name in names for found in (_remote(name, form) if is_remote(name) else _local(name, form))
    ]


def form_of(name: str) -> Form:
    """What a file's ending says that it holds; auto for an ending that says nothing."""
    path = Path(name.lower())
    while path.suffix in _COMPRESSED:
        path = path.with_suffix("")
    return _FORMS.get(path.suffix, "auto")


def _form_named(name: str) -> Form:
    """The same for a file that is named: with .json it is one of records, whatever else a folder has of them."""
    plain = name.lower().removesuffix(".gz").removesuffix(".zst")
    return "jsonl" if plain.endswith(".json") else form_of(name)


def look(data: Any) -> Form:  # noqa: ANN401  (a binary file that is put back to its beginning, or a stream)
    """What the first bytes say: Parquet, WARC, JSON Lines; else a page."""
    window = Window(pieces(data))
    window.fill(_LOOK)
    head = window.peek(_LOOK).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    return "jsonl" if head.startswith(b"{") else "auto"


def _local(name: str, form: Form) -> Iterator[Input]:
    path = Path(name)
    if name == STDIN:
        yield Input(STDIN, form)
    elif path.is_dir():
        files = sorted(str(file) for file in path.rglob("*") if file.is_file())
        yield from _folder(name, [_file(file, form) for file in files], form)
    elif path.exists() or not glob.has_magic(name):
        yield _file(name, _form_named(name) if form == "auto" else form)
    else:
        found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  (keeps paths as the user writes them)
        if not found:
            yield Input(name, form, problem="no file has such a name; check the pattern")
        for match in found:
            yield from _local(match, form)


def _folder(name: str, files: list[Input], form: Form) -> list[Input]:
    """A folder's files that hold pages, so far as their endings tell."""
    taken = [file for file in files if form != "auto" or file.form != "auto"]
    if taken:
        return taken
    endings = ", ".join(_FORMS)
    return [
        Input(name, form, problem=f"no file in this folder has a known ending ({endings}); name its files")
    ]


def _file(name: str, form: Form) -> Input:
    own = form_of(name) if form == "auto" else form
    try:
        status = Path(name).stat()
    except FileNotFoundError:
        return Input(name, own, problem="no such file; check the path")
    except OSError as error:
        return Input(name, own, problem=f"cannot be opened: {explain(error)}")
    return Input(name, own, status.st_size, str(status.st_mtime_ns))


def _remote(name: str, form: Form) -> list[Input]:
    core = need("fsspec.core", name)
    try:
        system, path = core.url_to_fs(name)
        if glob.has_magic(path):
            paths = sorted(system.glob(path))
        elif system.isdir(path):
            paths = sorted(system.find(path))
        else:
            return [_remote_file(system, path, name, _form_named(name) if form == "auto" else form)]
        files = [_remote_file(system, found, system.unstrip_protocol(found), form) for found in paths]
    except (OSError, ValueError, ImportError) as error:
        return [Input(name, form, problem=f"cannot be opened: {explain(error)}")]
    return (
        _folder(name, files, form)
        if files
        else [Input(name, form, problem="nothing is there; check the address")]
    )


def _remote_file(system: Any, path: str, name: str, form: Form) -> Input:  # noqa: ANN401  (an fsspec system)
    own = form_of(name) if form == "auto" else form
    try:
        info = system.info(path)
    except FileNotFoundError:
        return Input(name, own, problem="no such file; check the address")
    stamp = next((str(info[key]) for key in ("ETag", "etag", "mtime", "LastModified") if info.get(key)), "")
    return Input(name, own, int(info.get("size") or 0), stamp)
