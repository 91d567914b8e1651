"""Puts fragments into pages: advertising anywhere, and content that only sounds like it into the content."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.corpus.compose.rows import Row, pick, rows_of, with_rows
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.labels import SPAM_LABELS

# Keyword titles join their phrases by these. A sentence has spaces and hyphens too, but ends in a mark.
_JOINER = re.compile(r"\s*(?:[_|丨,、]|-+)\s*|\s+")
_SENTENCE = re.compile("[，。！？；：!?:;]")


@dataclass(frozen=True, slots=True)
class Spam:
    """Fragments of advertising, ordered so that the order they were given in does not matter.

    Attributes:
        labels: the fragments of each of SPAM_LABELS that has any: labels are drawn first, so that a label
            with few fragments is met as often as one with many.
        groups: the fragments of each label and kind.
        titles: (label, phrases) of the fragments that are keyword titles.
    """

    labels: tuple[tuple[LabelledLine, ...], ...]
    groups: dict[tuple[str, str], tuple[LabelledLine, ...]]
    titles: tuple[tuple[str, tuple[str, ...]], ...]


def grouped(fragments: Iterable[LabelledLine]) -> dict[tuple[str, str], tuple[LabelledLine, ...]]:
    """Fragments by (label, kind); groups and what is in them are sorted."""
    groups: dict[tuple[str, str], list[LabelledLine]] = {}
    for fragment in sorted(fragments, key=lambda fragment: (fragment.label, fragment.kind, fragment.text)):
        groups.setdefault((fragment.label, fragment.kind), []).append(fragment)
    return {key: tuple(group) for key, group in groups.items()}


def spam_of(fragments: Iterable[LabelledLine]) -> Spam:
    """The advertising among fragments."""
    groups = {key: group for key, group in grouped(fragments).items() if key[0] in SPAM_LABELS}
    labels: dict[str, tuple[LabelledLine, ...]] = {}
    for (label, _), group in groups.items():
        labels[label] = labels.get(label, ()) + group
    titles = [(line.label, _phrases(line.text)) for lines in labels.values() for line in lines]
    return Spam(tuple(labels.values()), groups, tuple(title for title in titles if title[1]))


def negatives_of(fragments: Iterable[LabelledLine]) -> tuple[LabelledLine, ...]:
    """The content among fragments, sorted."""
    groups = grouped(fragments)
    return tuple(line for (label, _), group in groups.items() if label == "body" for line in group)


def insert_spam(page: LabelledPage, rng: np.random.Generator, spam: Spam) -> LabelledPage:
    """The page with advertising in it: single lines (half the time), a block of lines, or a hijack."""
    rows = rows_of(page)
    form = rng.random()
    if form < 0.5:
        for _ in range(rng.integers(1, 4)):
            rows = _put(rows, [_row(pick(rng, pick(rng, spam.labels)))], rng)
    elif form < 0.75 or not spam.titles:
        rows = _put(rows, _block(rng, spam), rng)
    else:
        rows = _hijacked(rows, rng, spam)
    return with_rows(page, rows)


def insert_negatives(
    page: LabelledPage, rng: np.random.Generator, negatives: Sequence[LabelledLine]
) -> LabelledPage:
    """The page with one to five of `negatives` between its body lines; as it is where it has none."""
    rows = rows_of(page)
    if "body" not in page.labels:
        return page
    for index in rng.permutation(len(negatives))[: rng.integers(1, 6)]:
        place = pick(rng, _gaps_in_content(rows))
        rows.insert(place, _row(negatives[index]))
    return with_rows(page, rows)


def _row(fragment: LabelledLine) -> Row:
    return fragment.text, fragment.label


def _put(rows: Sequence[Row], block: Sequence[Row], rng: np.random.Generator) -> list[Row]:
    """`rows` with `block` at the front (a quarter of the time), at the end (the same), or in between."""
    between = int(rng.integers(1, max(2, len(rows))))
    place = pick(rng, (0, between, between, len(rows)))
    return [*rows[:place], *block, *rows[place:]]


def _block(rng: np.random.Generator, spam: Spam) -> list[Row]:
    """Two to twelve lines of one label and kind, fewer where there are no more."""
    first = pick(rng, pick(rng, spam.labels))
    group = spam.groups[first.label, first.kind]
    return [_row(group[index]) for index in rng.permutation(len(group))[: rng.integers(2, 13)]]


def _hijacked(rows: Sequence[Row], rng: np.random.Generator, spam: Spam) -> list[Row]:
    """A keyword title on top, its phrases as brand lines between the page's own, a row of them at the end."""
    label, phrases = pick(rng, spam.titles)
    middle = list(rows)
    for _ in range(rng.integers(1, 4)):
        place = int(rng.integers(1, max(2, len(middle))))
        middle.insert(place, (" ".join(rng.permutation(phrases)[: rng.integers(1, 3)].tolist()), label))
    joiner = pick(rng, ("_", "-", ",", "|", "、", " "))
    site_map = " ".join(rng.permutation(phrases).tolist())
    return [(joiner.join(phrases), label), *middle, (site_map, label)]


def _phrases(text: str) -> tuple[str, ...]:
    """The search phrases that a keyword title consists of, three at least; () for any other text."""
    parts = () if _SENTENCE.search(text) else tuple(dict.fromkeys(_JOINER.split(text)))
    # a phrase is a brand with what is sold: shorter parts are menu words or spelled-out characters
    return parts if len(parts) >= 3 and all(4 <= len(part) <= 20 for part in parts) else ()


def _gaps_in_content(rows: Sequence[Row]) -> list[int]:
    """Places beside a body line, and between the first and the last one where there are two."""
    is_body = [label == "body" for _, label in rows]
    first, last = is_body.index(True), len(rows) - 1 - is_body[::-1].index(True)
    if first == last:
        return [first, first + 1]
    return [place for place in range(first + 1, last + 1) if is_body[place - 1] or is_body[place]]
