import json

from benchmarks.data import dress, load_data

PAGE = {"site": "dukou.example", "lines": ["首页", "石阶修好了"], "labels": ["navigation", "body"]}


def test_the_project_s_own_pages_are_dressed_as_html(tmp_path):
    data = load_data(tmp_path, most=3)
    assert not data.real_html
    assert data.name == "3 pages written for this project"
    assert len(data.pages) > len(data.measured) == 3
    for page, text in zip(data.measured, data.texts, strict=True):
        assert page.html.count("<div>") + page.html.count("<ul>") == len(page.lines)
        assert text.split("\n") == list(page.lines)
    assert data.paragraphs == sum(len(page.lines) for page in data.measured)


def test_dressing_escapes():
    assert '<div><p>a&lt;b&gt; &amp; "c"</p></div>'.replace('"', "&quot;") in dress(['a<b> & "c"'], ["body"])
    assert '<li><a href="/related">更多</a></li>' in dress(["更多"], ["related"])


def test_of_the_corpora_blindly_chosen_pages_with_html_are_measured(tmp_path):
    import lzma

    html = "<p>首页<p>石阶修好了"
    rows = [
        PAGE | {"id": "a", "chosen": "random", "html": html},
        PAGE | {"id": "b", "chosen": "random", "lines": ["首页", "石阶坏了"]},
        PAGE | {"id": "c", "chosen": "hard", "html": html, "lines": ["首页", "石阶没修"]},
    ]
    with lzma.open(tmp_path / "pages-hand.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    data = load_data(tmp_path)
    assert data.real_html
    assert [page.name for page in data.pages] == ["a", "b", "c"]
    assert [page.name for page in data.measured] == ["a"]
    assert data.name == "1 blindly chosen real pages"
