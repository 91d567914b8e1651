import json

import pytest

from classifier.cli.output import note, one_line, printable


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\r", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\udc80"]
)
def test_what_steers_a_terminal_is_spelled_out(character):
    assert printable(f"甲{character}乙") == f"甲\\u{ord(character):04x}乙"


def test_ordinary_text_stays(run):
    text = "正文\t第二栏\nEnglish é 𠮷 👍 ａ\u3000"
    assert printable(text) == text


def test_json_stays_the_same_object():
    row = {"text": "a\x1b\x9b\u202e\\"}
    assert json.loads(printable(json.dumps(row, ensure_ascii=False))) == row


def test_one_line():
    assert one_line("a  b\n\tc\x1bd") == "a  b  c\\u001bd"


def test_notes_are_one_line_on_stderr(capsys):
    note("bad\nname\x1b: reason")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "classifier: bad name\\u001b: reason\n")
