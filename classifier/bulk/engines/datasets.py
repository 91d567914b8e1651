"""Hugging Face datasets: the rows of a dataset are cleaned by its own `map`, and cached by it."""

from typing import Any, TypeVar

from classifier.bulk.digest import digest
from classifier.bulk.engines.cleaner import Cleaner
from classifier.bulk.extras import missing
from classifier.bulk.options import CleanOptions
from classifier.bulk.table import cleaned_schema
from classifier.pipeline import Model

try:
    from datasets import Dataset, Features, IterableDataset
    from datasets.fingerprint import Hasher
except ImportError:
    raise missing("datasets", "cleaning Hugging Face datasets", "datasets") from None

Rows = TypeVar("Rows", Dataset, IterableDataset)


def clean(
    dataset: Rows, model: Model | None = None, options: CleanOptions | None = None, *, workers: int = 1
) -> Rows:
    """Cleans a dataset's rows: at once, into its cache, or as they come where it is streamed.

    Args:
        dataset: rows with a column of text or HTML, see `Fields`.
        model: labels the paragraphs; its policy says what is kept. None for the bundled one.
        options: what is wanted; rejects are not given.
        workers: number of processes; a streamed dataset is cleaned in this one.

    Returns:
        The rows that can be used, with the text set anew and a column `classifier`; or the attributes. They
        come as Python objects, whatever the dataset's format was.
    """
    cleaner = Cleaner(model, options)
    how: dict[str, Any] = {"batched": True}
    if dataset.features is not None:  # a stream may not know its own
        schema = cleaned_schema(dataset.features.arrow_schema, cleaner.options)
        how["features"] = Features.from_arrow_schema(schema)
    if isinstance(dataset, Dataset):
        # The cache asks for a name of the work. The pickled cleaner is none: it holds the model's path alone.
        work = digest(cleaner.model, cleaner.options)
        how["new_fingerprint"] = Hasher.hash([dataset._fingerprint, work])
        how["num_proc"] = workers if workers > 1 else None
    return dataset.with_format("arrow").map(cleaner, **how).with_format(None)
