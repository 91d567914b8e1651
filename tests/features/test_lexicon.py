import marshal
import tempfile

from classifier.features import lexicon
from classifier.features.grams import gram_hashes
from classifier.features.normalise import normalise
from tests.features.pages import batch


def test_words_joined_are_the_text():
    for text in ("江边的渡口，2021年5月修好了 abc", "", " ", "\ud83d\x00河", "中\u200b国"):
        assert "".join(lexicon.cut(text)) == text


def test_words_of_four_characters_on_enough_sites():
    lines = [
        ("版权所有，请勿转载", 0),
        ("版权所有", 1),
        ("版权所有", 1),
        ("莫名其妙的人", 0),
        ("莫名其妙", 0),
        ("自力更生", 2),
        ("要自力更生", 1),
    ]
    assert lexicon.induce(lines, min_sites=2) == ("版权所有", "自力更生")
    assert lexicon.induce(lines, min_sites=3) == ()


def test_hashes_of_words_are_those_of_their_windows(table):
    text = normalise(batch("江边日报的石阶"), table)
    words = lexicon.word_hashes(["江边日报", "日报的石"], table)
    assert words.tolist() == gram_hashes(text.ids)[2][[1, 3]].tolist()
    assert lexicon.word_hashes([], table).tolist() == []


def test_other_users_of_jieba_change_nothing(monkeypatch):
    import jieba

    monkeypatch.setattr(jieba, "dt", jieba.Tokenizer())
    jieba.dt.add_word("渡口修好了", freq=10**9)
    assert "渡口修好了" in jieba.dt.cut("老渡口修好了")
    assert "渡口修好了" not in lexicon.cut("老渡口修好了")


def test_a_cache_file_that_somebody_left_changes_nothing(monkeypatch, tmp_path):
    stale = {"渡": 0, "渡口": 0, "渡口修": 0, "渡口修好了": 10**9}
    (tmp_path / "jieba.cache").write_bytes(marshal.dumps((stale, 10**9)))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fresh = lexicon._tokenizer.__wrapped__()
    assert "渡口" in fresh.cut("老渡口修好了", HMM=False)
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
