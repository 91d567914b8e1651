import base64
import hashlib
import re
from html.parser import HTMLParser

ATTACKS = [
    "<script>alert(1)</script>",
    "</title></style></li><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)",
    "&lt;script&gt; &amp; ]]> <!-- -->",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parse(text: str) -> Tags:
    parser = Tags()
    parser.feed(text)
    return parser


def test_nothing_of_a_page_is_interpreted(run, tmp_path):
    path = tmp_path / "<b>&name.txt"
    path.write_text("\n".join(ATTACKS), encoding="utf-8")
    outcome = run("predict", path, "--input", "text", "--format", "html", "--explain")
    parsed = parse(outcome.out)
    assert not {"script", "img", "b", "a", "iframe", "form"} & set(parsed.tags)
    assert set(parsed.attributes) <= {"lang", "charset", "http-equiv", "content", "name", "class", "title"}
    for attack in ATTACKS:
        assert attack in parsed.text
    assert str(path) in parsed.text


def test_policy_allows_the_own_style_and_nothing_else(run, page):
    out = run("predict", page, "--format", "html").out
    (style,) = re.findall(r"<style>(.*?)</style>", out, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"""content="default-src 'none'; style-src 'sha256-{digest}'\"""" in out
    assert '<meta charset="utf-8">' in out


def test_shows_labels_fates_and_reasons(run, page):
    out = run("predict", page, "--format", "html", "--explain").out
    assert out.count('<li class="content keep"') == 3
    assert out.count('<li class="junk drop"') == 1
    assert out.count('<li class="spam drop"') == 1
    assert "<details><summary>why</summary>河东 +1.00" in out
    assert "list; 28 of 58 characters kept" in out
    assert "<details>" not in run("predict", page, "--format", "html").out


def test_all_pages_in_one_document(run, page):
    out = run("predict", page, page, "--format", "html").out
    assert out.count("<!doctype html>") == 1
    assert out.count("<section>") == 2
    assert out.endswith("</html>\n")


def test_control_characters_are_spelled_out(run):
    out = run("predict", "--format", "html", stdin="正文\x1b里\u202e有控制字符".encode()).out
    assert "\u202e" not in out
    assert "正文\\u001b里\\u202e有控制字符" in out
