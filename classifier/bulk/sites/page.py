"""A page of which the memory of its site has dropped something."""

from dataclasses import dataclass, field

from classifier.records import Page


@dataclass(frozen=True)
class Remembered(Page):
    """A page that is not kept as its labels alone would have it. Fields as in `Page`, and one more.

    Attributes:
        recurring: for each paragraph that stands on too many of the site's pages to be this one's content,
            index -> the reason.
    """

    recurring: dict[int, str] = field(default_factory=dict)
