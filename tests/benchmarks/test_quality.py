from collections.abc import Sequence

import pytest

from benchmarks.data import Data
from benchmarks.quality import FOLDS, Quality, extractor_quality, line_model_quality, own_quality
from classifier.corpus.record import LabelledPage

LINES = ("首页", "渡口的石阶修好了", "一共四十二级，青石铺的。", "版权所有")
LABELS = ("navigation", "heading", "body", "footer")


def page(name: str, site: str) -> LabelledPage:
    lines = (*LINES[:2], f"{LINES[2]}{name}", LINES[3])
    return LabelledPage(name, site, "news", lines, LABELS, html="".join(f"<p>{line}</p>" for line in lines))


PAGES = tuple(page(f"p{number}", f"site{number // 2}.example") for number in range(12))
DATA = Data("twelve pages", PAGES, PAGES[:5], real_html=True)


def test_an_extractor_that_keeps_all_or_nothing():
    every = extractor_quality(lambda html: html.replace("<p>", "").replace("</p>", "\n"), PAGES)
    assert every.line_f1 == pytest.approx(2 * 0.5 / 1.5)
    assert every.macro_f1 is None
    assert extractor_quality(lambda html: "", PAGES) == Quality(0, 0, 0, None)


def test_line_models_are_judged_by_what_has_not_seen_the_site():
    seen: list[set[str]] = []

    def train(lines: Sequence[str], labels: Sequence[str]):
        known = dict(zip(lines, labels, strict=True))
        seen.append(set(lines))
        return lambda lines: [known.get(line, "heading") for line in lines]

    quality = line_model_quality(train, DATA, lambda _: None)
    assert len(seen) == FOLDS
    for number in range(0, 12, 2):  # both pages of a site are left out together
        for lines in seen:
            assert (PAGES[number].lines[2] in lines) == (PAGES[number + 1].lines[2] in lines)
    assert (
        quality.line_f1 == quality.page_f1 == 1
    )  # the unseen body is taken for a heading: content all the same
    assert quality.macro_f1 == pytest.approx((1 + 1 + 2 / 3 + 0) / 4)


def test_our_own_figures_are_those_of_the_card_and_only_for_the_pages_it_was_measured_on():
    scores = {"line_f1": 0.9, "page_f1": 0.8, "page_character_f1": 0.85, "macro_f1": 0.6, "brier": 0.1}
    card = {"measured": {"pages": 5, "paragraphs": 20}, "scores": {"text": scores}}
    assert own_quality(card, DATA) == {"text": Quality(0.9, 0.8, 0.85, 0.6)}
    card["measured"] = {"pages": 5, "paragraphs": 21}
    assert own_quality(card, DATA) == {}
    assert own_quality({}, DATA) == {}
