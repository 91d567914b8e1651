"""Measures parts of the pages by themselves: each site, each kind of site."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from classifier.evaluation.metrics import Report, Scored, evaluate


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the pages.

    Attributes:
        name: what they have in common.
        report: how good the predictions are on them.
        lost: letters of content that were dropped.
        let_in: letters of junk that were kept.
    """

    name: str
    report: Report
    lost: int
    let_in: int


def groups(pages: Sequence[Scored], key: Callable[[Scored], str]) -> tuple[Group, ...]:
    """Pages with the same key are a group; most letters lost or let in first, pages without a key left out."""
    members: dict[str, list[Scored]] = defaultdict(list)
    for page in pages:
        if key(page) and len(page):
            members[key(page)].append(page)
    found = (_group(name, scored) for name, scored in members.items())
    return tuple(sorted(found, key=lambda group: (-(group.lost + group.let_in), group.name)))


def _group(name: str, pages: Sequence[Scored]) -> Group:
    # Every wrong page is among the worst ones, and names what it lost and let in.
    report = evaluate(pages, worst=len(pages))
    lost = sum(page.lost for page in report.worst_pages)
    return Group(name, report, lost, sum(page.let_in for page in report.worst_pages))
