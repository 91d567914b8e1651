"""Checks of what a caller writes into a policy. A failure names the place, the value and what is allowed."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from classifier.errors import PolicyError
from classifier.labels import LABEL_INDEX, LABELS


def check_label(label: str, where: str) -> None:
    """Raise a PolicyError unless `label` is one of the ten."""
    if label not in LABEL_INDEX:
        hint = did_you_mean(label, LABELS)
        raise PolicyError(f"{where}: there is no label {label!r}{hint}; the labels are {', '.join(LABELS)}")


def check_probability(value: float, where: str) -> None:
    """Raise a PolicyError unless `value` is above 0 and at most 1."""
    if not 0 < value <= 1:
        raise PolicyError(f"{where}: {value} is out of range; give a number above 0, at most 1")


def check_keys(keys: Iterable[str], known: Sequence[str], where: str) -> None:
    """Raise a PolicyError on the first key that is not known."""
    for key in keys:
        if key not in known:
            hint = did_you_mean(key, known)
            raise PolicyError(f"{where}there is no key {key!r}{hint}; the keys are {', '.join(known)}")


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """`, did you mean 'x'?` where one of the known words is close to `word`, else nothing."""
    close = get_close_matches(word, known, n=1)
    return f", did you mean {close[0]!r}?" if close else ""
