import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from classifier import pipeline
from classifier.errors import InputError, ModelError
from classifier.features.batch import Batch
from classifier.labels import LABELS
from classifier.pipeline import Model, bundled_path, load
from classifier.policy.load import load_policy
from classifier.policy.policy import Policy
from classifier.policy.rules import Rule
from classifier.reading.html import read_html
from classifier.reading.text import read_text
from classifier.records import Page
from tests.small import PAGES, html_page, small_corpus

PLAIN = (
    "  首页 > 新闻 > 本地新闻\r\n\r\n　　老渡口的石阶修好了\n2021-05-03 来源：江边日报\n\n"
    "昨天，老渡口的石阶修好了，一共四十二级，走上去能看见对岸的两座小山。\n加微信看更多\n版权所有 江边日报\n"
)
HTML = html_page(0).html
SPAM_RULE = Rule("contact", "promotion", words=("加微信",))
ARTICLE = Rule("article", "body", pattern="^昨天")


@pytest.fixture(scope="module")
def pages():
    return ["\n".join(page.lines) for page in small_corpus().pages[:12]]


@pytest.fixture(scope="module")
def ruled(model):
    return model.with_policy(Policy(rules=(SPAM_RULE, ARTICLE)))


@pytest.fixture(scope="module")
def bundled():
    """The model that comes with the package."""
    try:
        bundled_path()
    except ModelError:
        pytest.skip("the bundled model has not been trained yet")
    return load()


def same(one: Page, other: Page) -> bool:
    return bool(
        one.document.text == other.document.text
        and np.array_equal(one.label_ids, other.label_ids)
        and np.allclose(one.probabilities, other.probabilities, atol=2e-6)
        and np.array_equal(one.keep, other.keep)
        and (one.verdict, one.rules) == (other.verdict, other.rules)
    )


class TestClassify:
    def test_every_line_that_is_not_blank_is_a_paragraph_of_the_untouched_text(self, model):
        page = model.classify(PLAIN)
        assert page.document.text == PLAIN
        assert [p.text for p in page.paragraphs] == [
            line.strip() for line in PLAIN.split("\n") if line.strip()
        ]
        assert all(PLAIN[p.start : p.end] == p.text for p in page.paragraphs)
        assert [p.index for p in page.paragraphs] == list(range(len(page)))

    def test_labels_probabilities_and_what_is_kept_agree(self, model, pages):
        each_alone = model.with_policy(Policy(drop_page_without_content=1.0))
        for text in pages:
            page = each_alone.classify(text)
            for p in page.paragraphs:
                content = p.label in ("body", "heading")
                assert p.keep == content == (p.junk < 0.5)
                assert type(p.junk) is float
                assert p.label in LABELS
            assert page.text == "\n".join(p.text for p in page.paragraphs if p.keep)
            assert page.probabilities.dtype == np.float32

    def test_str_is_plain_text_and_bytes_are_looked_at(self, model):
        assert model.classify("<p>江边</p>").document.lines() == ["<p>江边</p>"]
        html = model.classify(HTML.encode())
        assert html.document.markup is not None
        assert same(html, model.classify(html=HTML))
        assert same(html, model.classify(html=HTML.encode("gb18030")))
        text = model.classify(PLAIN.encode("gb18030"))
        assert text.document.markup is None
        assert text.document.encoding
        assert same(text, model.classify(PLAIN))

    def test_documents_that_were_read_before(self, model):
        document = read_text(PLAIN, "page.txt")
        page = model.classify(document)
        assert page.document is document
        assert same(page, model.classify(PLAIN))

    def test_names_are_kept(self, model):
        assert model.classify(PLAIN, name="a.txt").document.name == "a.txt"
        assert model.classify(html=HTML, name="a.html").document.name == "a.html"

    def test_one_page_and_one_alone(self, model):
        for arguments in ({}, {"source": PLAIN, "html": HTML}):
            with pytest.raises(InputError, match="exactly one"):
                model.classify(**arguments)

    @pytest.mark.parametrize("source", [3, ["江边"], {"text": "江边"}, Path("page.txt")])
    def test_what_is_no_page(self, model, source):
        with pytest.raises(InputError, match="is no page; give str"):
            model.classify(source)
        with pytest.raises(InputError, match="is no page"):
            model.classify(html=source)

    def test_binary_data_is_refused_by_name(self, model):
        with pytest.raises(InputError, match=r"photo\.png"):
            model.classify(b"\x89PNG\r\n\x1a\n" + bytes(100), name="photo.png")

    @pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
    def test_pages_of_nothing(self, model, text):
        page = model.classify(text)
        assert (len(page), page.text, page.content_chars, page.junk_share) in [
            (0, "", 0, 0.0),
            (1, "", 0, 1.0),
        ]
        if not len(page):
            assert page.verdict == "empty"
            assert page.paragraphs == ()

    @pytest.mark.parametrize("text", ["一", "\x00", "\ud800", "江" * 1_000_000, "\n".join("江边" * 500)])
    def test_pages_of_strange_texts(self, model, text):
        page = model.classify(text)
        assert page.document.text == text
        assert np.isfinite(page.probabilities).all()
        assert sum(len(p.text) for p in page.paragraphs) == len(text.replace("\n", ""))


class TestClassifyMany:
    def test_says_what_classify_says_in_order(self, model, pages):
        mixed = [*pages, HTML.encode(), "", read_html(HTML), *pages[:3]]
        alone = [model.classify(page) for page in mixed]
        for batch_characters in (1, 3000, 10**9):
            together = list(model.classify_many(mixed, batch_characters=batch_characters))
            assert len(together) == len(alone)
            assert all(same(one, other) for one, other in zip(together, alone, strict=True))

    def test_reads_ahead_no_more_than_a_group(self, model):
        read: list[int] = []

        def source() -> Iterator[str]:
            for number in range(100):
                read.append(number)
                yield f"第{number}页，江边的石阶修好了。"

        pages = model.classify_many(source(), batch_characters=20)
        assert read == []
        next(pages)
        assert len(read) < 30
        assert len(list(pages)) == 99

    def test_several_processes_say_the_same(self, model, pages):
        mixed = [*pages, HTML.encode(), "", read_html(HTML)]
        together = list(model.classify_many(mixed, workers=2, batch_characters=100))
        assert all(same(one, model.classify(page)) for one, page in zip(together, mixed, strict=True))
        unusable = model.classify_many([*pages, 3, "小山"], workers=2, batch_characters=100)
        assert [next(unusable).document.text for _ in pages] == pages
        with pytest.raises(InputError, match="page 12: int is no page"):
            next(unusable)

    def test_no_pages(self, model):
        assert list(model.classify_many([])) == []
        assert model.classify_documents([]) == []

    def test_pages_before_a_broken_one_are_given(self, model):
        pages = model.classify_many(["江边", "石阶", 3, "小山"])
        assert [next(pages).document.text, next(pages).document.text] == ["江边", "石阶"]
        with pytest.raises(InputError, match="page 2: int is no page"):
            next(pages)

    @pytest.mark.parametrize("page", ["江边的石阶", b"abc"])
    def test_one_page_is_not_many(self, model, page):
        with pytest.raises(InputError, match="takes many pages"):
            list(model.classify_many(page))


class TestFilter:
    def test_gives_the_kept_lines(self, model, pages):
        for text in pages:
            filtered = model.filter(text)
            assert type(filtered) is str
            assert filtered == model.classify(text).text
            assert set(filtered.splitlines()) <= set(text.splitlines())

    def test_what_is_filtered_depends_on_the_policy(self, model):
        nothing = model.with_policy(Policy(keep=frozenset()))
        everything = model.with_policy(Policy(keep=frozenset(LABELS)))
        assert nothing.filter(PLAIN) == ""
        assert everything.filter(PLAIN) == "\n".join(read_text(PLAIN).lines())


class TestRules:
    def test_decide_and_are_reported(self, model, ruled):
        page = ruled.classify(PLAIN)
        by_rule = {p.text[:3]: (p.label, p.junk, p.keep, p.rule) for p in page.paragraphs if p.rule}
        assert by_rule == {
            "加微信": ("promotion", 1.0, False, "contact"),
            "昨天，": ("body", 0.0, True, "article"),
        }
        assert page.rules == {3: "article", 4: "contact"}
        assert not model.classify(PLAIN).rules

    @pytest.mark.parametrize("kind", ["text", "html"])
    def test_act_before_the_context_stages(self, model, kind):
        """The paragraphs around see what a rule has decided: their probabilities change."""
        document = read_text(PLAIN) if kind == "text" else read_html(HTML)
        rule = Rule("all bets", "gambling", words=(document.lines()[4][:5],))
        free = model.classify(document)
        ruled = model.with_policy(Policy(rules=(rule,))).classify(document)
        assert ruled.rules == {4: "all bets"}
        assert ruled.paragraphs[4].label == "gambling"
        others = [i for i in range(len(document)) if i != 4]
        assert np.abs(free.probabilities[others] - ruled.probabilities[others]).max() > 1e-4

    def test_hit_the_right_page_of_a_batch(self, ruled, pages):
        mixed = ["", pages[0], PLAIN, HTML.encode(), PLAIN, pages[1]]
        together = list(ruled.classify_many(mixed))
        assert all(same(one, ruled.classify(page)) for one, page in zip(together, mixed, strict=True))
        assert [page.rules for page in together][2] == {3: "article", 4: "contact"}


class TestPolicies:
    def test_wanted_labels_count_together(self, model, pages):
        wide = model.with_policy(load_policy("complete"))
        for text in pages:
            page, narrow = wide.classify(text), model.classify(text)
            wanted = [LABELS.index(label) for label in wide.policy.keep]
            expected = 1 - page.probabilities[:, wanted].sum(axis=1) < 0.75
            assert np.array_equal(page.keep, expected)
            assert page.keep[narrow.keep].all()
            assert np.array_equal(page.label_ids, narrow.label_ids)
            assert page.verdict == narrow.verdict

    def test_precise_keeps_less(self, model, pages):
        precise = model.with_policy(load_policy("precise"))
        kept = [(precise.classify(text).keep, model.classify(text).keep) for text in pages]
        assert all(default[strict].all() for strict, default in kept)
        assert sum(strict.sum() for strict, _ in kept) < sum(default.sum() for _, default in kept)

    def test_a_page_with_too_little_left_is_dropped_whole(self, model, pages):
        shares = {text: model.classify(text).junk_share for text in pages}
        mixed = [text for text, share in shares.items() if 0.01 < share < 0.99]
        assert mixed
        for text in mixed:
            strict, lax = (Policy(drop_page_above=shares[text] + more) for more in (-0.005, 0.005))
            assert model.with_policy(strict).filter(text) == ""
            assert model.with_policy(lax).filter(text) == model.filter(text) != ""

    def test_threshold_of_one_label(self, model, pages):
        policy = Policy(thresholds={"navigation": 1.0}, drop_page_without_content=1.0)
        for text in pages:
            page = model.with_policy(policy).classify(text)
            navigation = page.label_ids == LABELS.index("navigation")
            assert np.array_equal(page.keep[navigation], page.junk[navigation] < 1)

    def test_a_model_has_the_policy_it_was_loaded_with(self, model_file, model):
        policy = load_policy("precise")
        assert load(model_file, policy=policy).policy is policy
        assert model.with_policy(policy).policy is policy
        assert model.policy == Policy()


class TestSharing:
    def test_pickles_as_the_path_of_its_file(self, model, model_file, monkeypatch, tmp_path):
        monkeypatch.chdir(model_file.parent)
        policy = Policy(rules=(SPAM_RULE, ARTICLE))
        relative = load(model_file.name, policy=policy)
        pickled = pickle.dumps(relative)
        assert len(pickled) < 2000
        monkeypatch.chdir(tmp_path)
        again = pickle.loads(pickled)
        assert again.policy == policy
        assert same(again.classify(PLAIN), model.with_policy(policy).classify(PLAIN))

    def test_pickles_with_its_arrays_when_it_has_no_file(self, arrays, model):
        loose = Model(arrays, {"name": "loose"}, policy=Policy(rules=(SPAM_RULE,)))
        before = loose.classify(PLAIN)
        again = pickle.loads(pickle.dumps(loose))
        assert (again.metadata, again.policy) == (loose.metadata, loose.policy)
        assert same(again.classify(PLAIN), before)

    def test_pages_pickle(self, model):
        page = model.classify(PLAIN)
        assert same(pickle.loads(pickle.dumps(page)), page)

    def test_threads_get_the_same_answers(self, model_file, pages):
        mixed = [*pages, HTML.encode()] * 3
        fresh = load(model_file)  # its tables are not made yet
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(fresh.classify, mixed))
        expected = [fresh.classify(page) for page in mixed]
        assert all(same(one, other) for one, other in zip(together, expected, strict=True))

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
    def test_a_forked_child_gets_the_same_answer(self, model_file):
        program = (
            "import os, sys\nfrom classifier.pipeline import load\n"
            "model = load(sys.argv[1])\ntext = sys.argv[2]\nparent = model.filter(text)\n"
            "child = os.fork()\n"
            "if child == 0:\n    os._exit(0 if model.filter(text) == parent else 3)\n"
            "assert os.waitpid(child, 0)[1] == 0\nprint(len(parent))"
        )
        arguments = [sys.executable, "-c", program, str(model_file), PLAIN]
        done = subprocess.run(arguments, capture_output=True, check=True, text=True, timeout=60)
        assert int(done.stdout) >= 0


class TestExplain:
    @pytest.mark.parametrize("kind", ["text", "html"])
    def test_explains_the_label_that_classify_gives(self, model, kind):
        document = read_text(PLAIN) if kind == "text" else read_html(HTML)
        page = model.classify(document)
        explainer = model.explainer(document)
        for p in page.paragraphs:
            explanation = explainer.explain(p.index)
            assert explanation.label == p.label
            said = list(explanation.probabilities.values())
            np.testing.assert_allclose(said, page.probabilities[p.index], atol=1e-5)
        assert model.explain(document, 1) == explainer.explain(1)
        assert model.explain(document, 1, "footer").label == "footer"


class TestLoad:
    def test_path_and_text_are_both_a_path(self, model_file):
        assert load(str(model_file)).metadata == load(model_file).metadata

    def test_missing_file(self, tmp_path):
        with pytest.raises(ModelError, match=r"none\.safetensors: cannot read the model"):
            load(tmp_path / "none.safetensors")

    def test_installation_without_the_bundled_model(self, monkeypatch):
        monkeypatch.setattr(pipeline, "BUNDLED_NAME", "missing.safetensors")
        with pytest.raises(ModelError, match=r"missing\.safetensors is missing from this installation"):
            load()


def test_predicting_imports_neither_training_nor_explaining_libraries(model_file):
    program = (
        "import sys\nfrom classifier import load\n"
        "model = load(sys.argv[1])\nassert model.filter(sys.argv[2]) is not None\n"
        "assert len(model.classify(html=sys.argv[3]))\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    arguments = [sys.executable, "-W", "error", "-c", program, str(model_file), PLAIN, HTML]
    done = subprocess.run(arguments, capture_output=True, check=True, text=True, timeout=60)
    loaded = set(done.stdout.split())
    assert {"classifier", "numpy", "scipy", "resiliparse"} <= loaded
    assert not loaded & {"sklearn", "jieba", "opencc", "joblib", "safetensors", "rich", "typer", "pandas"}
    assert done.stderr == ""


class TestBundled:
    def test_is_of_the_size_promised(self, bundled):
        assert bundled_path().stat().st_size <= 10 * 2**20
        assert bundled.metadata["labels"] == list(LABELS)

    def test_pickles_as_its_name_alone(self, bundled):
        pickled = pickle.dumps(bundled)
        assert len(pickled) < 1000
        assert same(pickle.loads(pickled).classify(PLAIN), bundled.classify(PLAIN))

    def test_a_page_gets_the_same_answer_alone_and_in_a_batch(self, bundled):
        paths = sorted(PAGES.glob("*/*.txt"))[::40]
        texts = [path.read_text("utf-8") for path in paths]
        together = list(bundled.classify_many(texts))
        assert all(same(page, bundled.classify(text)) for page, text in zip(together, texts, strict=True))

    def test_equals_scikit_learn(self, bundled):
        from classifier.model.sklearn_pipeline import as_sklearn

        documents = [read_text(path.read_text("utf-8")) for path in sorted(PAGES.glob("*/*.txt"))[::40]]
        documents.append(read_html(HTML))
        said = as_sklearn(bundled.arrays).predict_proba(documents)
        np.testing.assert_allclose(said, bundled.scorer.probabilities(Batch.of(documents)), atol=1e-5)
