from dataclasses import replace

import pytest

from classifier.bulk.clean import clean
from classifier.bulk.options import CleanOptions, Fields
from classifier.labels import LABELS
from classifier.policy.policy import Policy
from classifier.policy.rules import Rule
from tests.bulk.crawl import records

RECORD = {
    "id": "a",
    "source": "crawl",
    "url": "https://www.a.example/1",
    "text": "  navigation:首页\n\nheading:桥修好了\n走的人很多。\ngambling:送彩金\r\n",
    "extra": [1],
}
KEPT = "heading:桥修好了\n走的人很多。"


def test_a_record_keeps_everything_but_its_junk(fake):
    (record,) = clean([RECORD], fake).records
    about = record.pop("classifier")
    assert record == RECORD | {"text": KEPT}
    assert list(record) == list(RECORD)
    assert about == {"verdict": "list", "kept": 18, "dropped": 25, "junk_share": round(25 / 43, 4)}


def test_annotated_text_is_untouched_and_every_paragraph_is_listed(fake):
    (record,) = clean([RECORD], fake, CleanOptions("annotate")).records
    assert record["text"] == RECORD["text"]
    paragraphs = record["classifier"]["paragraphs"]
    assert [RECORD["text"][one["start"] : one["end"]] for one in paragraphs] == [
        "navigation:首页", "heading:桥修好了", "走的人很多。", "gambling:送彩金",
    ]  # fmt: skip
    assert [(one["label"], one["keep"]) for one in paragraphs] == [
        ("navigation", False), ("heading", True), ("body", True), ("gambling", False),
    ]  # fmt: skip
    assert all(0 <= one["junk"] <= 1 for one in paragraphs)


def test_dolma_attributes(fake):
    (row,) = clean([RECORD], fake, CleanOptions("attributes")).records
    assert list(row) == ["id", "source", "attributes"]
    assert (row["id"], row["source"]) == ("a", "crawl")
    attributes = row["attributes"]
    assert set(attributes) <= {f"classifier__{name}" for name in ("junk", "drop", *LABELS)}
    assert attributes["classifier__drop"] == [[2, 15, 1.0], [37, 49, 1.0]]
    assert attributes["classifier__body"] == [[30, 36, 1.0]]
    assert [span[:2] for span in attributes["classifier__junk"]] == [[2, 15], [17, 29], [30, 36], [37, 49]]


def test_attributes_have_a_row_for_every_record(fake):
    rows = clean([RECORD, {"id": "b"}, RECORD], fake, CleanOptions("attributes")).records
    assert [row["id"] for row in rows] == ["a", "b", "a"]
    assert rows[1] == {"id": "b", "source": None, "attributes": {}}


def test_html_gets_a_text(fake):
    record = {"html": "<h1>heading:桥</h1><p>走的人很多。</p><p>footer:备案</p>", "id": 1}
    (cleaned,) = clean([record], fake).records
    assert cleaned["text"] == "heading:桥\n走的人很多。"
    assert cleaned["html"] == record["html"]


def test_rejects_and_what_is_kept_make_up_the_page(fake):
    for record in records(20):
        done = clean([record], fake, CleanOptions(rejects=True))
        paragraphs = done.records[0]["text"].split("\n") if done.records[0]["text"] else []
        for reject in done.rejects:  # in the order of the page
            paragraphs.insert(reject["index"], reject["text"])
            assert record["text"][reject["start"] : reject["end"]] == reject["text"]
        assert paragraphs == [line.strip() for line in record["text"].split("\n") if line.strip()]


def test_a_reject_tells_its_place_and_reason(fake):
    ruled = replace(fake, policy=Policy(rules=(Rule("walkers", "promotion", words=("走的人",)),)))
    rejects = clean([RECORD], ruled, CleanOptions(rejects=True)).rejects
    assert [one["reason"] for one in rejects] == ["navigation", "rule: walkers", "gambling"]
    assert rejects[0] == {
        "input": "", "place": "record 0", "id": "a", "url": "https://www.a.example/1", "index": 0,
        "start": 2, "end": 15, "text": "navigation:首页", "label": "navigation", "junk": rejects[0]["junk"],
        "reason": "navigation",
    }  # fmt: skip


def test_a_page_dropped_as_a_whole_is_the_reason(model):
    strict = model.with_policy(Policy(drop_page_above=0.0001))
    record = {"text": "\n".join(record["text"] for record in records(9))}
    rejects = clean([record], strict, CleanOptions(rejects=True)).rejects
    page = model.with_policy(Policy(drop_page_without_content=1)).classify(record["text"])
    assert not page.keep.all()
    assert [one["reason"] == "page" for one in rejects] == page.keep.tolist()


def test_what_cannot_be_used_is_told_and_the_rest_is_done(fake):
    done = clean([RECORD, {"id": 5, "text": 3}, RECORD], fake)
    assert len(done.records) == 2
    assert [(one.place, one.id) for one in done.unusable] == [("record 1", 5)]
    assert (done.tally.documents, done.tally.unusable) == (2, 1)


def test_fields_by_name(fake):
    options = CleanOptions(fields=Fields(text="body"))
    (record,) = clean([{"body": "footer:备案\n正文", "text": "其他"}], fake, options).records
    assert (record["body"], record["text"]) == ("正文", "其他")


@pytest.mark.parametrize("mode", ["clean", "annotate", "attributes"])
def test_nothing(fake, mode):
    assert clean([], fake, CleanOptions(mode)).records == []


def test_the_tally_counts(fake):
    tally = clean([RECORD, RECORD | {"url": None}], fake).tally
    assert (tally.documents, tally.chars, tally.kept) == (2, 86, 36)
    assert tally.labels["gambling"] == [2, 24]
    assert tally.verdicts == {"list": [2, 86, 36]}
    assert tally.sites == {"a.example": [1, 43, 18], "(no address)": [1, 43, 18]}
