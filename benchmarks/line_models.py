"""Classifiers that label each paragraph by its own words: fastText and scikit-learn's own pipeline."""

import random
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

Predict = Callable[[Sequence[str]], list[str]]
"""Paragraphs -> a label for each."""

Train = Callable[[Sequence[str], Sequence[str]], Predict]
"""Paragraphs and their labels -> what predicts."""

Tokens = Callable[[str], str]
"""A paragraph -> its tokens, with spaces between them."""

_MARK: Final = "__label__"


def _characters() -> Tokens:
    return lambda line: " ".join(line.replace(" ", "").replace("\t", ""))


def _words() -> Tokens:
    import rjieba

    return lambda line: " ".join(rjieba.cut(line))


def _train_fasttext(tokens: Tokens, grams: int) -> Train:
    import fasttext

    def train(lines: Sequence[str], labels: Sequence[str]) -> Predict:
        rows = [f"{_MARK}{label} {tokens(line)}\n" for line, label in zip(lines, labels, strict=True)]
        random.Random(0).shuffle(rows)  # it learns row by row: page by page it would forget the first pages
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "lines.txt"
            file.write_text("".join(rows), encoding="utf-8")
            # 16 dimensions: as good as the default 100 on these data, and three times as fast.
            model = fasttext.train_supervised(
                str(file), dim=16, wordNgrams=grams, bucket=200_000, thread=1, verbose=0
            )
        return lambda lines: [
            label.removeprefix(_MARK) for (label,) in model.predict([tokens(line) for line in lines])[0]
        ]

    return train


def _train_sklearn() -> Train:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    def train(lines: Sequence[str], labels: Sequence[str]) -> Predict:
        words = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=5, sublinear_tf=True)
        pipeline = make_pipeline(words, LogisticRegression(C=3.0))
        with warnings.catch_warnings():
            # Its default 100 iterations end before the solver is content, and it says so.
            warnings.simplefilter("ignore", ConvergenceWarning)
            pipeline.fit(lines, labels)
        return lambda lines: pipeline.predict(lines).tolist()

    return train


LINE_MODELS: Final[dict[str, Callable[[], Train]]] = {
    "fastText, characters, 3-grams": lambda: _train_fasttext(_characters(), 3),
    "fastText, rjieba words": lambda: _train_fasttext(_words(), 2),
    "scikit-learn TF-IDF + LR": _train_sklearn,
}
"""By name, what makes the trainer; raises ImportError where its package is missing."""
