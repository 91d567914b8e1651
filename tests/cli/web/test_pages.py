import base64
import hashlib
import re

from tests.cli.web.attacks import ATTACKS, NEVER, parse

ATTRIBUTES = {
    "aria-hidden", "aria-label", "charset", "checked", "class", "content", "for", "height", "href", "http-equiv", "id",
    "lang", "name", "preserveaspectratio", "role", "title", "type", "viewbox", "width", "y",
}  # fmt: skip


def test_nothing_of_a_page_is_interpreted(run, tmp_path):
    path = tmp_path / "<b>&name.txt"
    path.write_text("\n".join(ATTACKS), encoding="utf-8")
    outcome = run("predict", path, "--input", "text", "--format", "html", "--explain")
    parsed = parse(outcome.out)
    assert not NEVER & set(parsed.tags)
    assert set(parsed.attributes) <= ATTRIBUTES
    for attack in ATTACKS:
        assert attack in parsed.text
    assert str(path) in parsed.text


def test_links_lead_into_the_document_alone(run, page):
    out = run("predict", page, page, "--format", "html").out
    targets = re.findall(r'href="#([^"]*)"', out)
    anchors = re.findall(r'<li [^>]*id="([^"]*)"', out)
    assert len(anchors) == len(set(anchors)) == 10
    assert set(targets) <= set(anchors)
    assert out.count("href=") == len(targets)


def test_policy_allows_the_own_style_and_nothing_else(run, page):
    out = run("predict", page, "--format", "html").out
    (style,) = re.findall(r"<style>(.*?)</style>", out, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"""content="default-src 'none'; style-src 'sha256-{digest}'\"""" in out
    assert "url(" not in style
    assert '<meta charset="utf-8">' in out


def test_shows_labels_fates_and_reasons(run, page):
    out = run("predict", page, "--format", "html", "--explain").out
    assert len(re.findall(r'<li class="row (?:body|heading) keep"', out)) == 3
    assert out.count('<li class="row navigation drop"') == 1
    assert out.count('<li class="row gambling drop"') == 1
    assert '<details><summary>why</summary><ul class="reasons"><li><b>河东</b> +1.00</li>' in out
    assert "list; 28 of 58 characters kept" in out
    assert "<details>" not in run("predict", page, "--format", "html").out


def test_a_sign_is_filled_for_what_is_kept_and_hollow_for_what_is_dropped(run, page):
    out = run("predict", page, "--format", "html").out
    rows = re.findall(r'<li class="row (\w+) (keep|drop)".*?class="sign (\w+)( hollow)?"', out)
    assert len(rows) == 5
    for label, fate, shown, hollow in rows:
        assert label == shown
        assert bool(hollow) == (fate == "drop")


def test_the_bar_is_as_long_as_the_probability(run, page):
    out = run("predict", page, "--format", "html").out
    assert re.findall(r'class="row navigation .*?<rect width="(\d+)%"', out) == ["98"]


def test_the_map_has_a_block_for_every_run_as_high_as_its_text(run, page):
    out = run("predict", page, "--format", "html").out
    (view,) = re.findall(r'viewBox="0 0 10 (\d+)"', out)
    blocks = re.findall(r'<rect class="(\w+) (keep|drop)" y="(\d+)" width="(\d+)" height="(\d+)"', out)
    assert [block[:2] for block in blocks] == [
        ("navigation", "drop"), ("heading", "keep"), ("body", "keep"), ("gambling", "drop")
    ]  # fmt: skip
    assert sum(int(height) for *_, height in blocks) == int(view)
    assert [int(width) for *_, width, _ in blocks] == [6, 10, 10, 6]


def test_legend_counts_the_labels(run, page):
    out = run("predict", page, "--format", "html").out
    (legend,) = re.findall(r'<div class="legend">(.*?)</div>', out)
    assert re.sub("<[^>]*>", " ", legend).split() == [
        "B", "body", "2", "H", "heading", "1", "N", "navigation", "1", "G", "gambling", "1"
    ]  # fmt: skip


def test_all_pages_in_one_document(run, page):
    out = run("predict", page, page, "--format", "html").out
    assert out.count("<!doctype html>") == 1
    assert out.count('<section class="page">') == 2
    assert out.endswith("</html>\n")


def test_an_empty_page(run):
    out = run("predict", "--format", "html", stdin=b"").out
    assert '<ol class="rows">\n</ol>' in out
    assert 'viewBox="0 0 10 1"' in out


def test_control_characters_are_spelled_out(run):
    out = run("predict", "--format", "html", stdin="正文\x1b里\u202e有控制字符".encode()).out
    assert "\u202e" not in out
    assert "正文\\u001b里\\u202e有控制字符" in out
