import pytest

from classifier.corpus.pages import read_page
from classifier.errors import InputError
from classifier.review import workspace as module
from classifier.review.workspace import ConflictError, Header, Workspace, differences, judge

HEADER = Header("street.example", "news", "老街")
BODY = ["body"] * 9


def test_saved_labels_are_read_back(workspace):
    version = workspace.save(0, BODY, HEADER, "")
    entry, now = workspace.open(0)
    assert now == version
    assert entry.source.labels == tuple(BODY)
    page = read_page(entry.source.target)
    assert page.labels == tuple(BODY)
    assert page.lines == tuple(entry.page.document.lines())


def test_what_the_model_says_is_kept_apart(workspace):
    before = workspace.entry(0).page.label_ids.copy()
    workspace.save(0, ["adult"] * 9, HEADER, "")
    assert (workspace.entry(0).page.label_ids == before).all()
    assert differences(workspace.entry(0)) == 9


def test_a_later_save_needs_the_version(workspace):
    first = workspace.save(0, BODY, HEADER, "")
    with pytest.raises(ConflictError):
        workspace.save(0, ["footer"] * 9, HEADER, "")
    second = workspace.save(0, ["footer"] * 9, HEADER, first)
    with pytest.raises(ConflictError):
        workspace.save(0, BODY, HEADER, first)
    assert workspace.open(0)[1] == second


def test_what_another_program_saves_is_seen_and_not_overwritten(workspace):
    version = workspace.save(0, BODY, HEADER, "")
    target = workspace.entry(0).source.target
    target.write_text(
        target.read_text("utf-8").replace("body\t首页", "navigation\t首页").replace("老街\n", "新街\n", 1),
        "utf-8",
    )
    with pytest.raises(ConflictError):
        workspace.save(0, BODY, HEADER, version)
    entry, version = workspace.open(0)
    assert entry.source.labels == ("navigation", *BODY[1:])
    assert entry.source.record.title == "新街"
    workspace.save(0, BODY, HEADER, version)


def test_a_file_that_holds_another_page_by_now_is_not_overwritten(workspace):
    workspace.save(0, BODY, HEADER, "")
    target = workspace.entry(0).source.target
    target.write_text(target.read_text("utf-8").replace("钟楼", "鼓楼"), "utf-8")
    _, version = workspace.open(0)
    with pytest.raises(InputError, match="other paragraphs"):
        workspace.save(0, BODY, HEADER, version)


def test_a_file_that_is_gone_is_a_conflict(workspace):
    version = workspace.save(0, BODY, HEADER, "")
    workspace.entry(0).source.target.unlink()
    with pytest.raises(ConflictError):
        workspace.save(0, BODY, HEADER, version)


def test_nothing_is_written_through_links(workspace, tmp_path):
    other = tmp_path / "other.txt"
    target = workspace.entry(0).source.target
    target.parent.mkdir()
    target.symlink_to(other)
    with pytest.raises(InputError, match="link"):
        workspace.save(0, BODY, HEADER, "")
    assert not other.exists()


def test_a_folder_that_cannot_be_written_is_named(workspace):
    workspace.out.write_text("a file", "utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        workspace.save(0, BODY, HEADER, "")


def test_open_pages_come_before_labelled_ones(workspace):
    for text in ("钟声响了。\n街坊们都说好。", "首页\n新闻\n登录"):
        workspace.paste(text, "pasted", "text")
    workspace.save(1, ["body"] * 2, HEADER, "")
    ranks = workspace.ranks()
    assert sorted(ranks) == [0, 1, 2]
    assert ranks[1] == 2
    entries = workspace.entries()
    assert (ranks[0] < ranks[2]) == (entries[0].teaching > entries[2].teaching)


def test_reasons_follow_the_model(workspace, model):
    assert workspace.explain(0, 3) == model.explain(workspace.entry(0).page.document, 3)
    with pytest.raises(InputError):
        workspace.explain(0, 9)
    with pytest.raises(InputError):
        workspace.explain(-1, 0)


def test_too_many_pages_are_refused(workspace, monkeypatch):
    monkeypatch.setattr(module, "MAX_PAGES", 1)
    with pytest.raises(InputError, match="more than 1 pages"):
        workspace.paste("一行", "pasted", "text")
    assert len(workspace) == 1


def test_another_model_keeps_labels_and_pages_that_came_meanwhile(workspace, model):
    entries = judge(model, [entry.source for entry in workspace.entries()])
    workspace.paste("钟声响了。", "pasted", "text")
    workspace.save(0, BODY, HEADER, "")
    workspace.use(model, entries)
    assert len(workspace) == 2
    assert workspace.entry(0).source.labels == tuple(BODY)


def test_pages_are_judged_as_the_model_judges_them(workspace, model):
    (entry,) = workspace.entries()
    page = model.classify(entry.page.document)
    assert (page.label_ids == entry.page.label_ids).all()
    assert Workspace(model, workspace.out).add([]) == []
