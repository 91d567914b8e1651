"""Spark: the Python workers of the executors clean a data frame's record batches."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from classifier.bulk.engines.cleaner import Cleaner
from classifier.bulk.extras import missing, need
from classifier.bulk.options import CleanOptions
from classifier.bulk.table import cleaned_schema
from classifier.pipeline import Model

try:
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
except ImportError:
    raise missing("pyspark", "cleaning with Spark", "spark") from None


def clean(frame: DataFrame, model: Model | None = None, options: CleanOptions | None = None) -> DataFrame:
    """Cleans a data frame's rows; lazily, as Spark does everything.

    A Python worker loads the model with its first task and keeps it for the next ones.

    Args:
        frame: rows with a column of text or HTML, see `Fields`.
        model: labels the paragraphs; its policy says what is kept. None for the bundled one.
        options: what is wanted; rejects are not given.

    Returns:
        The rows that can be used, with the text set anew and a column `classifier`; or the attributes.
    """
    cleaner = Cleaner(model, options)
    schema = from_arrow_schema(cleaned_schema(to_arrow_schema(frame.schema), cleaner.options))
    return frame.mapInArrow(partial(_clean, cleaner), schema)


def _clean(cleaner: Cleaner, batches: Iterable[Any]) -> Iterator[Any]:
    """Cleans a task's record batches."""
    pa = need("pyarrow", "Spark", "spark")
    for batch in batches:
        yield from cleaner(pa.Table.from_batches([batch])).to_batches()
