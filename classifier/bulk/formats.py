"""How results become bytes: by the ending of the file that they go to."""

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from classifier.bulk.extras import need
from classifier.errors import UsageError

GZIP_LEVEL: Final = 6
ZSTANDARD_LEVEL: Final = 3

_ENDINGS: Final = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, slots=True)
class Format:
    """What a results file is.

    Attributes:
        parquet: Parquet instead of JSON Lines.
        compression: "", "gz" or "zst", for JSON Lines.
    """

    parquet: bool
    compression: str

    def pack(self, data: bytes) -> bytes:
        """Compresses JSON Lines into a member of their own, so that a file can be cut off behind any of them."""
        return self._packed(data) if data else data

    @property
    def packed_nothing(self) -> bytes:
        """A whole file without lines; gzip and zstd call one of no bytes damaged."""
        return self._packed(b"")

    def _packed(self, data: bytes) -> bytes:
        if not self.compression:
            return data
        if self.compression == "gz":
            return gzip.compress(data, GZIP_LEVEL, mtime=0)
        library = need("zstandard", "a .zst file")
        packed: bytes = library.ZstdCompressor(level=ZSTANDARD_LEVEL, write_checksum=True).compress(data)
        return packed


def format_of(path: Path) -> Format:
    """The format that a file's ending asks for.

    Raises:
        UsageError: it asks for none that is known, or a library for it is missing.
    """
    name = path.name.lower()
    if name.endswith(".parquet"):
        need("pyarrow.parquet", f"{path}: writing Parquet")
        return Format(parquet=True, compression="")
    stem, compression = name, ""
    for ending in ("gz", "zst"):
        if name.endswith(f".{ending}"):
            stem, compression = name.removesuffix(f".{ending}"), ending
    if not stem.endswith(_ENDINGS):
        raise UsageError(
            f"{path}: this ending is not known; results go to .jsonl, .jsonl.gz, .jsonl.zst or .parquet"
        )
    if compression == "zst":
        need("zstandard", f"{path}: writing Zstandard")
    return Format(parquet=False, compression=compression)


def json_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as JSON Lines; a lone surrogate, which UTF-8 cannot hold, stands as its escape."""
    dumps: Callable[[Any, Any], bytes] = need("orjson", "JSON Lines").dumps
    return b"".join(_line(row, dumps) for row in rows)


def _line(row: Mapping[str, Any], dumps: Callable[[Any, Any], bytes]) -> bytes:
    try:
        return dumps(row, str) + b"\n"
    except (TypeError, ValueError):  # lone surrogates, keys that are no strings, numbers beyond 64 bits
        return json.dumps(row, default=str, separators=(",", ":")).encode() + b"\n"
