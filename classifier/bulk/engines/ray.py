"""Ray Data: actors, each with a model of its own, clean a dataset's blocks."""

from typing import Any

from classifier.bulk.engines.cleaner import Cleaner
from classifier.bulk.extras import missing
from classifier.bulk.options import CleanOptions
from classifier.bulk.table import Table
from classifier.pipeline import Model

try:
    from ray.data import ActorPoolStrategy, Dataset
except ImportError:
    raise missing("ray", "cleaning with Ray Data", "ray") from None


class CleanBlocks:
    """What an actor is made of: it gets its `Cleaner`, and with it the model, once."""

    def __init__(self, cleaner: Cleaner) -> None:
        self.cleaner = cleaner

    def __call__(self, table: Table) -> Table:
        """Cleans an Arrow table."""
        return self.cleaner(table)


def clean(
    dataset: Dataset,
    model: Model | None = None,
    options: CleanOptions | None = None,
    *,
    workers: int | tuple[int, int] = 1,
    **resources: Any,  # noqa: ANN401  (num_cpus, memory, … as map_batches takes them)
) -> Dataset:
    """Cleans a dataset's rows; lazily, as Ray does everything.

    Args:
        dataset: rows with a column of text or HTML, see `Fields`.
        model: labels the paragraphs; its policy says what is kept. None for the bundled one.
        options: what is wanted; rejects are not given.
        workers: number of actors, or the least and the most of them.
        resources: what an actor needs, for `map_batches`; one core unless given.

    Returns:
        The rows that can be used, with the text set anew and a column `classifier`; or the attributes.
    """
    least, most = workers if isinstance(workers, tuple) else (workers, workers)
    # Whole blocks: the cleaner cuts them to its own measure. `concurrency=` says the same as `compute=`, but
    # it is on its way out.
    cleaned: Dataset = dataset.map_batches(
        CleanBlocks,
        fn_constructor_args=(Cleaner(model, options),),
        compute=ActorPoolStrategy(min_size=least, max_size=most),
        batch_format="pyarrow",
        batch_size=None,
        zero_copy_batch=True,
        **resources,
    )
    return cleaned
