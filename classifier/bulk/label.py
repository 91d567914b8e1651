"""Labels the pages of items; one that cannot be labelled does no harm to the others."""

from collections.abc import Callable, Sequence

from classifier.bulk.clock import Clock, TimeUpError, time_limit
from classifier.bulk.items import Item, Unusable
from classifier.bulk.options import Limits
from classifier.errors import InputError
from classifier.pipeline import Model
from classifier.reading.source import Kind, read_sources
from classifier.records import Document, Page

Labeller = Callable[[Sequence[Item], Model, Limits], list[Page | Unusable]]
"""What `label` does."""


def label(
    items: Sequence[Item], model: Model, limits: Limits, *, clock: Clock = time_limit
) -> list[Page | Unusable]:
    """Labels the pages of items, all together.

    Where that fails or takes longer than one document may, each is done alone, so that only the guilty one is
    lost.

    Args:
        items: the pages.
        model: labels their paragraphs.
        limits: what one document may cost.
        clock: keeps the limit of time.

    Returns:
        For each item its page, or why there is none.
    """
    small = [item for item in items if not _over(item.page, limits.size)]
    pages = iter(_label(small, model, limits, clock))
    return [
        unusable(item, f"larger than the limit of {limits.size:,} bytes")
        if _over(item.page, limits.size)
        else next(pages)
        for item in items
    ]


def _label(items: Sequence[Item], model: Model, limits: Limits, clock: Clock) -> list[Page | Unusable]:
    if not items:
        return []
    try:
        with clock(limits.seconds):
            return _together(items, model, limits.paragraphs)
    except TimeUpError:
        reason = f"took longer than the limit of {limits.seconds:g} seconds"
    except Exception as error:  # whatever a hostile page can bring about: the run goes on
        reason = f"cannot be labelled: {type(error).__name__}: {error}"
    if len(items) == 1:
        return [unusable(items[0], reason)]
    return [result for item in items for result in _label([item], model, limits, clock)]


def _together(items: Sequence[Item], model: Model, most: int) -> list[Page | Unusable]:
    read: list[Document | InputError] = [InputError()] * len(items)
    kinds: dict[Kind, list[int]] = {}
    for index, item in enumerate(items):
        kinds.setdefault(item.kind, []).append(index)
    for kind, indices in kinds.items():
        documents = read_sources([items[index].page for index in indices], kind=kind)
        for index, document in zip(indices, documents, strict=True):
            many = isinstance(document, Document) and len(document) > most
            read[index] = InputError(f"more paragraphs than the limit of {most:,}") if many else document
    usable = [document for document in read if isinstance(document, Document)]
    pages = model.classify_batched(usable)
    return [
        next(pages) if isinstance(document, Document) else unusable(item, str(document))
        for item, document in zip(items, read, strict=True)
    ]


def unusable(item: Item, reason: str) -> Unusable:
    """An item that cannot be used."""
    return Unusable(item.place, reason, item.id, item.record, item.input)


def _over(page: str | bytes, size: int) -> bool:
    """Whether a page has more bytes than allowed; text is only encoded where that is in doubt."""
    if isinstance(page, bytes) or len(page) > size:
        return len(page) > size
    return 4 * len(page) > size and len(page.encode("utf-8", "surrogatepass")) > size
