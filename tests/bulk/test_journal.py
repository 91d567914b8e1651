import pytest

from classifier.bulk.journal import State, finished, load, save
from classifier.bulk.tally import Tally
from classifier.errors import UsageError

STATE = State("digest", 3, (4, 5, 6), {"out": 7}, Tally(documents=2, sites={"a\ud800": [1, 2, 3]}), 1.5, 8)


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "journal"
    assert load(path) is None
    save(path, STATE)
    assert load(path) == STATE
    assert [file.name for file in tmp_path.iterdir()] == ["journal"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"run": 1, "place": [], "tally": {"hits": 1}}', "\ud800"])
def test_what_is_no_journal_is_refused(tmp_path, text):
    path = tmp_path / "journal"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UsageError, match="not a journal of this version"):
        load(path)


def test_summaries(tmp_path):
    path = tmp_path / "summary"
    assert finished(path) is None
    path.write_text("[]")
    assert finished(path) is None
    path.write_text('{"run": "a"}')
    assert finished(path) == {"run": "a"}
