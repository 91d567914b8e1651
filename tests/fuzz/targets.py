"""What must hold of any bytes at each border: one function a border, for the fuzzer and for its findings.

Each takes bytes and returns nothing. A named error is an answer; any other exception is a finding.
"""

import tempfile
from collections.abc import Callable
from itertools import pairwise, permutations
from pathlib import Path
from typing import Final

import numpy as np

from classifier.corpus.checks import check_records
from classifier.corpus.files import scan
from classifier.corpus.load import load_corpus
from classifier.corpus.pages import read_page, write_page
from classifier.corpus.problem import Placed
from classifier.corpus.record import LabelledPage
from classifier.errors import CorpusError, ModelError, PolicyError
from classifier.features.batch import Batch
from classifier.labels import LABELS
from classifier.model.score import Scorer
from classifier.model.store import load
from classifier.policy.load import parse_policy
from classifier.policy.policy import Policy, apply
from classifier.policy.rules import match_rules
from classifier.reading.decode import REPLACEMENT, decode, looks_binary
from classifier.reading.html import read_html, read_htmls
from classifier.reading.markup import MARKUP_COLUMNS
from classifier.reading.source import read_source
from classifier.reading.text import read_text
from classifier.records import Document
from tests.fuzz.forge import forge

_DECLARED: Final = (None, "utf-8", "gbk", "big5", "utf-16", "latin1", "shift_jis", "euc-kr", "cp949", "x\0")
_NEIGHBOUR: Final = "<title>隔壁</title><div class=a><p>隔壁的一页<a href=/>链接</a></div>"
_ALONE: Final = read_html(_NEIGHBOUR)
_TEXT: Final = read_text("甲甲甲乙\n  x<b \n甲乙\r\n1加微信\n看\x0b见")
_ENDINGS: Final = (".txt", ".jsonl", ".tsv", ".jsonl.gz", ".jsonl.xz")


def decode_bytes(data: bytes) -> None:
    """Any bytes are text, intact or with its replacements counted; its paragraphs are the text."""
    label = _DECLARED[data[0] % len(_DECLARED)] if data else None
    for source, declared in ((data, None), (data[1:], label)):
        found = decode(source, declared)
        assert 0 <= found.replaced <= found.text.count(REPLACEMENT)
        if not found.replaced:
            assert source.decode(found.encoding).lstrip("\ufeff") == found.text.lstrip("\ufeff")
        check_document(read_text(found.text))
    if not looks_binary(data):
        check_document(read_source(data, kind="text"))


def read_markup(data: bytes) -> None:
    """Any bytes are an HTML page, the same one wherever it stands in a batch."""
    text = decode(data).text
    document, neighbour, again = read_htmls([text, _NEIGHBOUR, text])
    check_document(document)
    markup = document.markup
    assert markup is not None
    assert markup.columns.shape == (len(document), len(MARKUP_COLUMNS))
    assert np.isfinite(markup.columns).all()
    assert markup.columns.min(initial=0) >= 0
    assert markup.token_starts[-1] == len(markup.tokens)
    assert (np.diff(markup.token_starts) >= 0).all()
    for one, other in ((neighbour, _ALONE), (again, document)):
        assert one.text == other.text
        assert np.array_equal(one.spans, other.spans)
        assert one.markup is not None
        assert other.markup is not None
        assert np.array_equal(one.markup.columns, other.markup.columns)
        assert np.array_equal(one.markup.tokens, other.markup.tokens)
        assert one.markup.title == other.markup.title


def check_document(document: Document) -> None:
    """The paragraphs and the white space and zero-width characters between them are the whole text."""
    document.text.encode("utf-8", "surrogatepass")
    flat = document.spans.ravel()
    assert (np.diff(flat) >= 0).all()
    assert (document.spans[:, 0] < document.spans[:, 1]).all()
    borders = [0, *flat.tolist(), len(document.text)]
    pieces = [document.text[start:end] for start, end in pairwise(borders)]
    assert "".join(pieces) == document.text
    assert pieces[1::2] == document.lines()
    assert not any("\n" in line or "\r" in line or not line.strip() for line in document.lines())
    # What is dropped is no line of its own: only edges of lines, and blank lines.
    lines = [line for line in document.text.replace("\r", "\n").split("\n") if line.strip()]
    assert len(lines) == len(document)


def check_named(error: Exception, where: str) -> None:
    """An error says where it is."""
    assert where in str(error)


def parse(data: bytes) -> None:
    """Any text is a policy or refused; rules of one label may stand in any order."""
    try:
        policy = parse_policy(data.decode("utf-8", "replace"), name="fuzz", source="fuzz.toml")
    except PolicyError as error:
        check_named(error, "fuzz.toml")
        return
    decided = match_rules(policy.rules, _TEXT)
    assert all(0 <= index < len(_TEXT) for index in decided)
    for rules in permutations(policy.rules[:3]):
        labels = {index: label for index, (label, _) in match_rules(rules, _TEXT).items()}
        if len({rule.label for rule in rules}) == 1 and len(policy.rules) <= 3:
            assert labels == {index: label for index, (label, _) in decided.items()}
    rows = np.full((len(LABELS), len(LABELS)), 0.05, np.float32)
    np.fill_diagonal(rows, 0.55)
    labels_of = np.arange(len(LABELS), dtype=np.int8)
    page = np.ones(len(LABELS), np.int64), np.array([0, len(LABELS)]), np.full(1, 0.3, np.float32)
    keep = apply(policy, rows, labels_of, *page)
    again = Policy(
        keep=frozenset(sorted(policy.keep)),
        threshold=policy.threshold,
        thresholds=dict(reversed(list(policy.thresholds.items()))),
        drop_page_above=policy.drop_page_above,
        drop_page_without_content=policy.drop_page_without_content,
    )
    assert np.array_equal(keep, apply(again, rows, labels_of, *page))


def load_labels(data: bytes) -> None:
    """Any bytes are labelled data, or every problem has its file and line."""
    ending = _ENDINGS[data[0] % len(_ENDINGS)] if data else ".txt"
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder) / f"fuzz{ending}"
        path.write_bytes(data[1:])
        items = list(scan([path]))
        placed = [item for item in items if isinstance(item, Placed)]
        check_records(placed)
        for item in placed:
            if isinstance(item.record, LabelledPage):
                _write_and_read(item.record, Path(folder) / "again.txt")
        try:
            corpus = load_corpus([path])
        except CorpusError as error:
            check_named(error, str(folder))
        else:
            records = (corpus.pages, corpus.lines, corpus.silver, corpus.unlabelled)
            assert sum(map(len, records)) == len(placed)


def _write_and_read(page: LabelledPage, path: Path) -> None:
    try:
        write_page(page, path)
    except CorpusError:
        return
    again = read_page(path)
    assert again.labels == page.labels
    assert again.lines == tuple(line.strip() for line in page.lines)


def load_model(data: bytes) -> None:
    """A model file with anything in it, its digests right, is refused or scores without harm."""
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder) / "fuzz.safetensors"
        path.write_bytes(forge(data))
        try:
            arrays, card = load(path)
        except ModelError as error:
            check_named(error, str(path))
            return
        assert isinstance(card, dict)
        probabilities = Scorer(arrays).probabilities(Batch.of([_TEXT, _ALONE]))
        assert probabilities.shape == (len(_TEXT) + len(_ALONE), len(LABELS))
        assert np.isfinite(probabilities).all()


def _memory() -> str | None:
    """A folder in memory, where the system has one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "decode": decode_bytes,
    "html": read_markup,
    "policy": parse,
    "labels": load_labels,
    "model": load_model,
}
