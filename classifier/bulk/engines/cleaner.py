"""What every engine's workers run: the batch function with its model, which is loaded once a process."""

import logging
import pickle
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from classifier.bulk.assemble import fitted
from classifier.bulk.extras import need
from classifier.bulk.items import Unusable
from classifier.bulk.options import CleanOptions
from classifier.bulk.table import Table, clean_table, cleaned_schema
from classifier.pipeline import Model, load

BATCH_BYTES: Final = 1_000_000
"""Bytes of records that are labelled together, as `filter` does it: engines hand over anything up to gigabytes."""

_log = logging.getLogger(__name__)


class Cleaner:
    """The batch function, a model and options, in a form that can be sent to workers.

    Pickles as the model's file, its policy and the options. However often a process is sent it, it has one
    copy, and processes of a machine share the file's memory.

    Attributes:
        model: labels the paragraphs; its policy says what is kept.
        options: what is wanted.
    """

    def __init__(self, model: Model | None = None, options: CleanOptions | None = None) -> None:
        self.model = model or load()
        self.options = options or CleanOptions()

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (pickle.dumps(self.model), self.options)

    def __repr__(self) -> str:
        return f"Cleaner({self.options})"

    def __call__(self, table: Table) -> Table:
        """Cleans an Arrow table.

        Returns:
            The rows that can be used, in columns that depend on the table's columns and the options alone, see
            `cleaned_schema`. The others are named in the log as warnings.
        """
        schema = cleaned_schema(table.schema, self.options)
        pa = need("pyarrow", "Arrow tables")
        rows = max(1, BATCH_BYTES * table.num_rows // max(1, table.nbytes))
        pieces = []
        for start in range(0, table.num_rows, rows):
            done = clean_table(table.slice(start, rows), self.model, self.options)
            warn(done.unusable)
            pieces.append(fitted(pa, done.table, schema))
        return pa.concat_tables(pieces) if pieces else schema.empty_table()


def warn(unusable: Iterable[Unusable]) -> None:
    """Names documents that could not be used in the log, which engines bring to where their user looks."""
    for one in unusable:
        _log.warning("document left out: id %s: %s", one.id, one.reason)


@lru_cache(maxsize=4)
def _received(model: bytes, options: CleanOptions) -> Cleaner:
    return Cleaner(pickle.loads(model), options)
