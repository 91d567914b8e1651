import json
import lzma
import shutil

import pytest

from classifier.corpus.load import load_corpus
from classifier.corpus.record import LabelledLine, SilverPage, UnlabelledPage
from classifier.errors import CorpusError

PAGE = "# site: dukou.cn\n# kind: story\n# title: 渡口\nheading\t渡口\nbody\t船停在柳树下，缆绳还是新的。\n"
FRAGMENT = "# label: promotion\n# kind: sms\n代开发票请来电\n"
SILVER = {"id": "s", "site": "b.cn", "lines": ["首页", "晒足七天"], "content": [0, 1]}
UNLABELLED = {"id": "u", "site": "c.cn", "lines": ["零下四十一度"]}


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "data"
    for name, text in (("pages/story/ferry.txt", PAGE), ("fragments/promotion/sms.txt", FRAGMENT)):
        (data / name).parent.mkdir(parents=True)
        (data / name).write_text(text, encoding="utf-8")
    return data


@pytest.fixture
def given(tmp_path):
    path = tmp_path / "given.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in (SILVER, UNLABELLED))
    return path


def test_mixture_is_sorted_into_its_kinds(folder, given):
    corpus = load_corpus([folder, given])
    assert [page.name for page in corpus.pages] == ["story/ferry"]
    assert corpus.lines == (LabelledLine("代开发票请来电", "promotion", "sms"),)
    assert corpus.silver == (SilverPage("s", "b.cn", "", ("首页", "晒足七天"), (0, 1)),)
    assert corpus.unlabelled == (UnlabelledPage("u", "c.cn", "", ("零下四十一度",)),)


def test_single_page_file(folder):
    assert len(load_corpus([folder / "pages/story/ferry.txt"]).pages) == 1


def test_digest_is_that_of_the_content_wherever_it_lies(folder, given, tmp_path):
    digest = load_corpus([folder, given]).digest
    assert len(digest) == 32
    shutil.copytree(folder, tmp_path / "elsewhere")
    assert load_corpus([tmp_path / "elsewhere", given]).digest == digest


@pytest.mark.parametrize(
    ("old", "new"),
    [("新的", "旧的"), ("heading\t", "body\t"), ("dukou", "matou"), ("渡口\nheading", "渡\nheading")],
)
def test_digest_follows_every_change(folder, old, new):
    before = load_corpus([folder]).digest
    (folder / "pages/story/ferry.txt").write_text(PAGE.replace(old, new, 1), encoding="utf-8")
    assert load_corpus([folder]).digest != before


def test_digest_follows_the_order(folder, given):
    assert load_corpus([folder, given]).digest != load_corpus([given, folder]).digest


def test_duplicates_across_inputs_are_refused(folder, tmp_path):
    lines = ["渡口", "船停在柳树下，缆绳还是新的。"]
    row = {"id": "g", "site": "other.cn", "lines": lines, "labels": ["heading", "body"]}
    path = tmp_path / "given.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(
        CorpusError, match=r"given\.jsonl:1: a page with the same lines is already in .*ferry\.txt"
    ):
        load_corpus([folder, path])


def test_refusal_names_every_kind_of_problem(folder, tmp_path):
    (folder / "pages/story/torn.txt").write_text(PAGE.replace("body\t", "bodi\t"), encoding="utf-8")
    (folder / "fragments/promotion/more.txt").write_text(FRAGMENT, encoding="utf-8")
    with pytest.raises(CorpusError) as error:
        load_corpus([folder, tmp_path / "nowhere"])
    message = str(error.value)
    assert "3 problems" in message
    assert "torn.txt:5: unknown label 'bodi'" in message
    assert "sms.txt:3: the same text is already in" in message
    assert "nowhere: does not exist" in message
