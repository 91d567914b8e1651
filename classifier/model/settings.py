"""What training can be told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from classifier.features.vocabulary import VocabularySettings
from classifier.model.logistic import LogisticSettings

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """What training can be told. The defaults are the measured ones, see docs/design.md.

    Attributes:
        vocabulary: which terms a model has.
        first: the labels of a paragraph by its words, its neighbours' words and its shape.
        advertising: what its own words advertise.
        rounds: the text context rounds.
        html: the first HTML stage.
        html_round: the HTML round.
        html_trust: weight of each HTML stage's logits against those of the stage below, 0 to 1.
        page_words: whether a page has content, by its words.
        pages: the same by what was said of it.
        min_token_sites: fewest sites on which a tag, class or id word must occur.
        line_weight: weight of a single line, against 1 of a page's paragraph.
        fragment_weight: weight of a single line without a source when `advertising` is fitted.
        page_weight: weight of a page's paragraph then.
        lines_per_source: most single lines of one source and kind.
        folds: folds by site.
        jobs: processes that fit at the same time.
    """

    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    first: LogisticSettings = LogisticSettings(1.0, 60)  # noqa: RUF009  (frozen)
    advertising: LogisticSettings = LogisticSettings(10.0, 150)  # noqa: RUF009
    rounds: tuple[LogisticSettings, ...] = (LogisticSettings(0.1, 120), LogisticSettings(0.1, 120))
    html: LogisticSettings = LogisticSettings(0.03, 60)  # noqa: RUF009
    html_round: LogisticSettings = LogisticSettings(0.1, 120)  # noqa: RUF009
    html_trust: float = 0.5
    page_words: LogisticSettings = LogisticSettings(30.0, 200)  # noqa: RUF009
    pages: LogisticSettings = LogisticSettings(10.0, 500)  # noqa: RUF009
    min_token_sites: int = 6
    line_weight: float = 0.2
    fragment_weight: float = 3.0
    page_weight: float = 0.3
    lines_per_source: int = 900
    folds: int = 5
    jobs: int = 2
