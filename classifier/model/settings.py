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
        first: the first stage.
        rounds: the text context rounds.
        html_first: the HTML stage.
        html_trust: weight of the HTML stage's logits against the text's, 0 to 1.
        html_rounds: context rounds on top of the HTML stage.
        min_token_sites: fewest sites on which a tag, class or id word must occur.
        line_weight: weight of a single line, against 1 of a page's paragraph.
        lines_per_source: most single lines of one source and kind.
        folds: folds by site.
        jobs: processes that fit at the same time.
    """

    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    first: LogisticSettings = LogisticSettings(1.0, 60)  # noqa: RUF009  (frozen)
    rounds: tuple[LogisticSettings, ...] = (LogisticSettings(0.1, 120), LogisticSettings(0.1, 120))
    html_first: LogisticSettings = LogisticSettings(0.03, 60)  # noqa: RUF009
    html_trust: float = 0.5
    html_rounds: tuple[LogisticSettings, ...] = ()
    min_token_sites: int = 6
    line_weight: float = 0.2
    lines_per_source: int = 900
    folds: int = 5
    jobs: int = 2
