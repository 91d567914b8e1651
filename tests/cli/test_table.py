import re

from rich.cells import cell_len


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_rows_have_number_label_junk_fate_and_text(run, page):
    lines = run("predict", page, "--format", "table").out.splitlines()
    assert [line.split()[:4] for line in lines if line.strip()[:1].isdigit()] == [
        ["0", "navigation", "0.98", "drop"],
        ["1", "heading", "0.09", "keep"],
        ["2", "body", "0.18", "keep"],
        ["3", "body", "0.18", "keep"],
        ["4", "gambling", "0.98", "drop"],
    ]


def test_summary_is_the_last_line(run, page):
    outcome = run("predict", page, "--format", "table")
    assert outcome.out.splitlines()[-1] == "page.txt: list; 28 of 58 characters kept; junk share 0.52"


def test_long_chinese_text_is_cropped_to_the_width(run):
    page = ("很长的一行正文" * 40).encode()
    for columns in (60, 100):
        lines = run("predict", "--format", "table", stdin=page, columns=columns).out.splitlines()
        widths = [cell_len(line) for line in lines]
        assert max(widths) <= columns
        assert max(widths) >= columns - 2
        assert "…" in "".join(lines)


def test_reasons_column_on_request(run, page):
    assert "河东 +1.0" in run("predict", page, "--format", "table", "--explain", columns=160).out
    assert "+1.0" not in run("predict", page, "--format", "table", columns=160).out


def test_colours_only_on_a_terminal_and_never_alone(run, page):
    piped = run("predict", page, "--format", "table").out
    coloured = run("predict", page, terminal=True).out
    assert "\x1b[" not in piped
    assert "\x1b[31m" in coloured
    assert plain(coloured) == piped


def test_markup_of_rich_in_a_page_is_text(run):
    page = b"[red]not red[/red] :smile: [/]"
    assert page.decode() in run("predict", "--format", "table", stdin=page).out
