"""Cuts a stream into runs that are worked on together."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def grouped(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[list[Item]]:
    """Runs of items, in their order, whose sizes add up to at most so much; a larger item is a run of its own.

    Args:
        items: taken one beyond the run that is given.
        size: of one item.
        most: of a run.
    """
    group: list[Item] = []
    held = 0
    for item in items:
        own = size(item)
        if group and held + own > most:
            yield group
            group, held = [], 0
        group.append(item)
        held += own
    if group:
        yield group
