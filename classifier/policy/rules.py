"""A caller's own rules: words or a regular expression that force the label of a paragraph."""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from classifier.errors import PolicyError
from classifier.labels import LABEL_INDEX
from classifier.policy.checks import check_label
from classifier.records import Document


@dataclass(frozen=True, slots=True)
class Rule:
    r"""Gives `label` to every paragraph that holds one of the words, or a hit of the pattern.

    Give either `words` or `pattern`. Both see the paragraphs as they stand, so case, width and script count;
    a pattern that begins with `(?i)` ignores case. `^` and `$` in a pattern are the two ends of a paragraph.
    A hit that runs on into the next paragraph, as `\s` allows, counts for the one it begins in.

    Patterns run on Python's backtracking engine without a time limit. One with nested repetition, such as
    `(a+)+b`, can take minutes on one hostile page: what a pattern costs is its author's risk.

    Attributes:
        name: what is reported as the reason; the same for every hit, so that it can be counted.
        label: one of `classifier.labels.LABELS`.
        words: literal strings, none blank, none with a line break.
        pattern: a regular expression, "" for none.

    Raises:
        PolicyError: on an unknown label, on words and pattern both or neither, on a word or pattern that
            cannot be used.
    """

    name: str
    label: str
    words: tuple[str, ...] = ()
    pattern: str = ""
    _compiled: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_label(self.label, f"rule {self.name!r}")
        if bool(self.words) == bool(self.pattern):
            raise PolicyError(f"rule {self.name!r}: give it either words or a pattern")
        for word in self.words:
            if not word.strip() or {"\n", "\r"} & set(word):
                raise PolicyError(
                    f"rule {self.name!r}: {word!r} cannot be a word; no blank ones, no line breaks"
                )
        object.__setattr__(self, "_compiled", _compile(self.name, self.pattern) if self.pattern else None)

    def positions(self, text: str) -> list[int]:
        """Where the hits in a text are: for each the place after its first character.

        A hit without characters, as `^(?=.*微信)(?=.*日结)` has them, gives its own place.
        """
        if self._compiled is not None:
            return [hit.start() + (hit.end() > hit.start()) for hit in self._compiled.finditer(text)]
        places = []
        for word in self.words:
            start = text.find(word)
            while start >= 0:
                places.append(start + 1)
                start = text.find(word, start + len(word))
        return places


def match_rules(rules: Sequence[Rule], document: Document) -> dict[int, tuple[int, str]]:
    """What the rules decide about a document.

    Each rule looks through the page once, not through every paragraph. Where several rules hit one paragraph,
    the first in the order given wins.

    Returns:
        For each paragraph that a rule decides, its index -> (index into LABELS, the rule's name).
    """
    decided: dict[int, tuple[int, str]] = {}
    if not rules or not len(document):
        return decided
    text = _paragraphs_alone(document)
    ends = np.cumsum(document.lengths + 1) - 1
    for rule in rules:
        places = rule.positions(text)
        # The first paragraph that ends at or after the place.
        for index in np.unique(np.searchsorted(ends, places)).tolist() if places else ():
            decided.setdefault(index, (LABEL_INDEX[rule.label], rule.name))
    return decided


def _paragraphs_alone(document: Document) -> str:
    """The paragraphs with one line feed between them: only then `^` and `$` are their ends.

    Most pages are that already; joining the others takes 25 µs a page.
    """
    starts, ends = document.spans[:, 0], document.spans[:, 1]
    alone = starts[0] == 0 and (starts[1:] - ends[:-1] == 1).all() and "\r" not in document.text
    return document.text[: ends[-1]] if alone else "\n".join(document.lines())


def _compile(name: str, pattern: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            compiled = re.compile(pattern, re.MULTILINE)
    except FutureWarning as warning:  # "[[" and the like, which a later Python will read in another way
        raise PolicyError(
            f"rule {name!r}: ambiguous regular expression: {warning}; put a backslash before it: {pattern!r}"
        ) from None
    except re.error as error:
        where = "" if error.pos is None else f" at character {error.pos + 1}"
        raise PolicyError(
            f"rule {name!r}: not a valid regular expression{where}: {error.msg}: {pattern!r}"
        ) from None
    except (OverflowError, RecursionError) as error:
        raise PolicyError(f"rule {name!r}: not a usable regular expression: {error}: {pattern!r}") from None
    if compiled.search(""):
        raise PolicyError(
            f"rule {name!r}: {pattern!r} matches the empty string; it would hit every paragraph"
        )
    return compiled
