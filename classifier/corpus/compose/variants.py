"""Makes variants of pages: which operations a page gets, in what order, and what the variant is called."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np

from classifier.corpus.compose.blocks import (
    bullets,
    drop_context,
    furniture_of,
    reorder_blocks,
    swap_furniture,
)
from classifier.corpus.compose.disguise import obfuscate
from classifier.corpus.compose.insert import grouped, insert_negatives, insert_spam, negatives_of, spam_of
from classifier.corpus.compose.traditional import to_traditional
from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.errors import CorpusError
from classifier.labels import SPAM_LABELS

_Operation = Callable[[LabelledPage, np.random.Generator], LabelledPage]


@dataclass(frozen=True, slots=True)
class ComposeSettings:
    """How often each operation is applied, in the order in which they are applied; everything off by default.

    A rate is the chance, from 0 to 1, that the variant of a page gets the operation. Several may fall on one
    page: spam inserted and then obfuscated, a hijacked page converted as a whole.

    Attributes:
        swap_furniture: the menu at the top, the footer at the bottom, or both taken from other sites' pages.
        reorder_blocks: one block of navigation or related links moved elsewhere, often before the content.
        drop_context: cut to a window, without the top or the bottom, or content alone.
        insert_negatives: one to three fragments labelled body put beside body lines of the content.
        insert_spam: fragments of advertising as single lines, as a block, or as a hijack of the page.
        bullets: one kind of list mark, or none, on all navigation and related lists.
        obfuscate: every line of advertising disguised (spaces, digits in circles, look-alikes, emoji …).
        to_traditional: converted to Traditional Chinese, with or without the noise of bad converters.

    Raises:
        CorpusError: a rate is not between 0 and 1.
    """

    swap_furniture: float = 0.0
    reorder_blocks: float = 0.0
    drop_context: float = 0.0
    insert_negatives: float = 0.0
    insert_spam: float = 0.0
    bullets: float = 0.0
    obfuscate: float = 0.0
    to_traditional: float = 0.0

    def __post_init__(self) -> None:
        for name, rate in asdict(self).items():
            if not 0 <= rate <= 1:
                raise CorpusError(f"the rate of {name} is {rate}; give a chance from 0 to 1")


def fragments_of(corpus: Corpus) -> dict[tuple[str, str], tuple[LabelledLine, ...]]:
    """The corpus's single lines by (label, kind), sorted: to choose which of them `compose` is given."""
    return grouped(corpus.lines)


def compose(
    pages: Sequence[LabelledPage],
    fragments: Sequence[LabelledLine],
    settings: ComposeSettings,
    seed: int,
) -> list[LabelledPage]:
    """One variant of each page that at least one operation falls on and changes, in the order of `pages`.

    A variant is named `<original>+<operation>:<seed>`, after two `<original>+<one>+<other>:<seed>`.
    It has no html, is not `chosen` (nothing is to be measured on it) and keeps the original's site, so that
    folds by site keep both together. Menus and fragments cross sites, though: to keep a split honest, compose
    each side from its own pages and its own share of the fragments.

    The draws depend on the seed, the page's name and the operation alone: switching another operation on, or
    giving pages or fragments in another order, changes none of them.

    Args:
        pages: the pages to vary; menus and footers are taken from them too.
        fragments: lines labelled promotion, gambling or adult for `insert_spam`, body for `insert_negatives`;
            others are not used.
        settings: the rate of each operation.
        seed: another seed gives other variants.

    Raises:
        CorpusError: an operation is on and there is no fragment for it.
    """
    return [variant for _, variant in variants(pages, fragments, settings, seed)]


def variants(
    pages: Sequence[LabelledPage],
    fragments: Sequence[LabelledLine],
    settings: ComposeSettings,
    seed: int,
) -> list[tuple[LabelledPage, LabelledPage]]:
    """The same as `compose`, each variant with the page it was made of: (page, variant)."""
    spam, negatives = spam_of(fragments), negatives_of(fragments)
    if settings.insert_spam and not spam.labels:
        raise _missing("insert_spam", ", ".join(SPAM_LABELS))
    if settings.insert_negatives and not negatives:
        raise _missing("insert_negatives", "body")
    operations: dict[str, _Operation] = {
        "swap_furniture": partial(swap_furniture, furniture=furniture_of(pages)),
        "reorder_blocks": reorder_blocks,
        "drop_context": drop_context,
        "insert_negatives": partial(insert_negatives, negatives=negatives),
        "insert_spam": partial(insert_spam, spam=spam),
        "bullets": bullets,
        "obfuscate": obfuscate,
        "to_traditional": to_traditional,
    }
    active = [(name, rate, operations[name]) for name, rate in asdict(settings).items() if rate]
    pairs = ((page, _variant(page, active, seed)) for page in pages)
    return [(page, variant) for page, variant in pairs if variant is not None]


def _variant(
    page: LabelledPage, operations: Sequence[tuple[str, float, _Operation]], seed: int
) -> LabelledPage | None:
    variant, applied = page, []
    for name, rate, operation in operations:
        rng = _generator(seed, page.name, name)
        if rng.random() >= rate:
            continue
        changed = operation(variant, rng)
        if changed != variant:
            applied.append(name)
            variant = changed
    if not applied:
        return None
    return replace(variant, name=f"{page.name}+{'+'.join(applied)}:{seed}", html="", chosen="")


def _generator(seed: int, page: str, operation: str) -> np.random.Generator:
    key = hashlib.blake2b(f"{seed}\n{operation}\n{page}".encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(key, "little"))


def _missing(operation: str, labels: str) -> CorpusError:
    return CorpusError(f"{operation} is on and no fragment is labelled {labels}; give some, or set it to 0")
