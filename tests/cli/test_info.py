import json
import re
from dataclasses import replace

from tests.cli.fake_model import CARD, FAKE


def test_json_is_the_card(run):
    outcome = run("info", "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out) == CARD


def test_table_shows_every_entry(run):
    out = run("info").out
    assert "name: fake" in out
    assert "labels: body, heading" in out
    assert re.search(r"text\s+html", out)
    assert re.search(r"line_f1\s+0\.9123\s+0\.95\b", out)
    for value in ("拾光", "CC0", "澜州", "abc", "1000", "2.0", "a key that this version does not know"):
        assert value in out


def test_odd_cards_do_not_break_it(run):
    card = {
        "scores": {"text": {"line_f1": 0.9}, "html": None},
        "sources": [],
        "training": {},
        "n": {"a": {"b": [1]}},
    }
    outcome = run("info", model=replace(FAKE, metadata=card))
    assert outcome.code == 0
    assert "line_f1 0.9" in outcome.out


def test_card_cannot_steer_the_terminal(run):
    outcome = run("info", model=replace(FAKE, metadata={"name": "\x1b[2Jevil"}), terminal=True)
    assert "\x1b[2J" not in outcome.out
