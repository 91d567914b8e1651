"""What holds of any input, from end to end; the borders themselves are in tests/fuzz."""

import json
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.errors import ClassifierError, InputError
from classifier.features.batch import Batch
from classifier.features.characters import CharTable
from classifier.features.normalise import normalise
from classifier.labels import LABELS
from classifier.model.score import Scorer
from classifier.model.store import load, save
from classifier.policy.load import parse_policy
from classifier.policy.policy import Policy
from classifier.policy.rules import Rule
from classifier.reading.html import read_html
from classifier.reading.text import ZERO_WIDTH_CHARACTERS, read_text
from classifier.records import Document, Page
from tests.features.pages import ANY_PAGES
from tests.fuzz.targets import TARGETS
from tests.small import html_page

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030", "big5hkscs", "latin-1")
TEXTS = st.text(
    st.one_of(st.sampled_from("江边石階𠮷 \u3000\t\n\r\u200b<p>&;\0A1。"), st.characters()), max_size=60
)
ANY_BYTES = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda text, written: text.encode(written, "ignore"), TEXTS, st.sampled_from(ENCODINGS)),
    st.builds(
        lambda text, written, cut: text.encode(written, "ignore")[cut:],
        TEXTS,
        st.sampled_from(ENCODINGS),
        st.just(1),
    ),
)
SOURCES = st.one_of(
    TEXTS, ANY_BYTES, TEXTS.map(lambda text: f"<p>{text}<p>{text}".encode("utf-8", "replace"))
)
few = settings(max_examples=50, deadline=None, derandomize=True)


@given(data=ANY_BYTES, target=st.sampled_from(["decode", "html", "labels", "model"]))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_bytes_are_answered(data, target):
    TARGETS[target](data)


@given(source=SOURCES, html=st.booleans())
@few
def test_any_page_is_labelled_or_refused_by_name(model, source, html):
    try:
        page = model.classify(html=source, name="p") if html else model.classify(source, name="p")
    except InputError as error:
        assert str(error).startswith("p: this is ")  # noqa: PT017
        assert isinstance(source, bytes)
        return
    check_page(page)


def check_page(page: Page) -> None:
    text = page.document.text
    assert all(text[p.start : p.end] == p.text for p in page.paragraphs)
    assert np.isfinite(page.probabilities).all()
    np.testing.assert_allclose(page.probabilities.sum(axis=1), 1, atol=1e-5)
    kept = {p.index for p in page.paragraphs if p.keep}
    dropped = {p.index for p in page.paragraphs if not p.keep}
    assert kept | dropped == set(range(len(page)))
    # Kept and dropped paragraphs and the edges of lines between them are the whole text.
    borders = [0, *page.document.spans.ravel().tolist(), len(text)]
    edges = "".join(text[start:end] for start, end in zip(borders[::2], borders[1::2], strict=True))
    assert is_edge(edges)
    assert page.text.split("\n") == ([p.text for p in page.paragraphs if p.keep] or [""])
    assert page.content_chars == sum(len(p.text) for p in page.paragraphs if p.keep)
    assert sum(len(p.text) for p in page.paragraphs) + len(edges) == len(text)


def is_edge(text: str) -> bool:
    """Whether a text is nothing but white space and zero-width characters."""
    return all(character.isspace() or character in ZERO_WIDTH_CHARACTERS for character in text)


@given(pages=st.lists(SOURCES, max_size=5), order=st.randoms(use_true_random=False))
@few
def test_a_page_has_the_same_answer_in_any_company(model, pages, order):
    documents = []
    for source in pages:
        try:
            documents.append(model.classify(source).document)
        except InputError:
            continue
    alone = [model.classify(document) for document in documents]
    shuffled = list(range(len(documents)))
    order.shuffle(shuffled)
    together = model.classify_documents([documents[place] for place in shuffled])
    for place, page in zip(shuffled, together, strict=True):
        np.testing.assert_allclose(page.probabilities, alone[place].probabilities, atol=2e-6)
        assert (page.verdict, page.text) == (alone[place].verdict, alone[place].text)


@given(pages=ANY_PAGES)
@few
def test_normalisation_keeps_where_each_character_stood(arrays, pages):
    batch = Batch.of([read_text(page) for page in pages])
    table = arrays.characters
    text = normalise(batch, table, keep_positions=True)
    assert text.positions is not None
    assert len(text.positions) == len(text.ids) == len(text.classes)
    inside = np.ones(len(text.ids), np.bool_)
    inside[text.row_starts] = False
    assert np.array_equal(table.ids[batch.codes[text.positions[inside]]], text.ids[inside])
    paragraphs = text.row_starts.searchsorted(np.flatnonzero(inside), side="right") - 1
    places = text.positions[inside]
    assert (places >= batch.starts[paragraphs]).all()
    assert (places < batch.ends[paragraphs]).all()


# One pass: what it takes out can leave spaces or pinyin that a second pass would take out too.
PLAIN_LINES = st.text(
    st.one_of(
        st.sampled_from("江边石 āabcA1９、。！☎①"), st.characters(exclude_categories=("Cc", "Cf", "Z"))
    ),
    max_size=30,
).map(lambda text: " ".join(text.translate({ord(mark): None for mark in "()（）"}).split()))


@given(lines=st.lists(PLAIN_LINES, max_size=5))
@few
def test_normalising_what_normalising_kept_changes_nothing(arrays, lines):
    first, again = normalised_twice("\n".join(lines), arrays.characters)
    assert again == first


@pytest.mark.xfail(strict=True, reason="a run of spaces between single characters takes two passes")
@pytest.mark.parametrize("text", ["中  国  人", "字(ā)(ā)"])
def test_normalising_takes_one_pass(arrays, text):
    first, again = normalised_twice(text, arrays.characters)
    assert again == first


def normalised_twice(text: str, table: CharTable) -> tuple[list[int], list[int]]:
    """Ids of a page, and of what is kept of it."""
    batch = Batch.of([read_text(text)])
    first = normalise(batch, table, keep_positions=True)
    assert first.positions is not None
    codes = batch.codes[first.positions]
    bounds = zip(first.row_starts[:-1].tolist(), first.row_starts[1:].tolist(), strict=True)
    spans = np.array([(start, end - 1) for start, end in bounds], np.int64).reshape(-1, 2)
    kept = Document("".join(map(chr, codes[1:-1].tolist())), spans)
    return first.ids.tolist(), normalise(Batch.of([kept]), table).ids.tolist()


@pytest.fixture(scope="module")
def saved_again(model_file, tmp_path_factory):
    """The small model, loaded, saved and loaded once more."""
    path = tmp_path_factory.mktemp("again") / "again.safetensors"
    save(path, *load(model_file))
    assert path.read_bytes() == model_file.read_bytes()
    return Scorer(load(path)[0])


@given(pages=ANY_PAGES)
@few
def test_a_saved_model_says_the_same_when_loaded(arrays, saved_again, pages):
    batch = Batch.of([*(read_text(page) for page in pages), read_html(html_page(1).html)])
    assert np.array_equal(saved_again.probabilities(batch), Scorer(arrays).probabilities(batch))


RULES = (
    Rule("contact", "promotion", words=("微信", "江")),
    Rule("water", "promotion", pattern="石+"),
    Rule("dots", "promotion", words=("。",)),
)


@given(text=TEXTS)
@few
def test_rules_of_one_label_may_stand_in_any_order(model, text):
    answers = []
    for rules in permutations(RULES):
        page = model.with_policy(Policy(rules=rules)).classify(text)
        answers.append((page.probabilities.tolist(), page.keep.tolist(), page.verdict, sorted(page.rules)))
    assert all(answer == answers[0] for answer in answers)


@given(
    fates=st.dictionaries(st.sampled_from(LABELS), st.sampled_from(["keep", "drop"])),
    thresholds=st.dictionaries(st.sampled_from(LABELS), st.floats(0.01, 1)),
    text=TEXTS,
)
@few
def test_the_order_of_a_policys_labels_does_not_matter(model, fates, thresholds, text):
    kept = [
        model.with_policy(parse_policy(toml(fates, thresholds, turned), name="p", source="p"))
        .classify(text)
        .keep
        for turned in (1, -1)
    ]
    assert np.array_equal(*kept)


def toml(fates: dict[str, str], thresholds: dict[str, float], step: int) -> str:
    rows = ["[labels]", *[f"{label} = {json.dumps(fate)}" for label, fate in [*fates.items()][::step]]]
    rows += ["[thresholds]", *[f"{label} = {value!r}" for label, value in [*thresholds.items()][::step]]]
    return "\n".join(rows)


@given(threshold=st.floats(0.01, 1), more=st.floats(0, 1), text=TEXTS)
@few
def test_a_higher_threshold_never_drops_more(model, threshold, more, text):
    low = model.with_policy(Policy(threshold=threshold)).classify(text).keep
    high = model.with_policy(Policy(threshold=min(1.0, threshold + more))).classify(text).keep
    assert high[low].all()


@given(
    source=st.one_of(
        st.none(), st.integers(), st.floats(), st.lists(st.text()), st.dictionaries(st.text(), st.text())
    )
)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_what_is_no_page_is_a_named_error(model, source):
    with pytest.raises(ClassifierError):
        model.classify(source)
