import json
import os
import stat
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from classifier.errors import ModelError
from classifier.features.batch import Batch
from classifier.labels import LABELS
from classifier.model import store
from classifier.model.score import Scorer
from classifier.model.store import FORMAT, KEY, load, save
from classifier.model.tensors import LAYOUT
from classifier.pipeline import bundled_path
from tests.small import array_bytes

Array = NDArray[Any]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


def refused(path: Path, *words: str) -> None:
    """The file is refused with its name and these words."""
    with pytest.raises(ModelError) as refusal:
        load(path)
    message = str(refusal.value)
    assert message.startswith(f"{path}: ")
    for word in words:
        assert word in message
    assert "\n" not in message


class Parts:
    """A model file taken apart: header as text, and the bytes after it."""

    def __init__(self, data: bytes) -> None:
        length = struct.unpack("<Q", data[:8])[0]
        self.header = data[8 : 8 + length].decode()
        self.data = data[8 + length :]

    def whole(self, header: str | None = None, data: bytes | None = None) -> bytes:
        text = (self.header if header is None else header).encode()
        return struct.pack("<Q", len(text)) + text + (self.data if data is None else data)


@pytest.fixture(scope="module")
def parts(model_file):
    return Parts(model_file.read_bytes())


def test_what_is_saved_is_loaded(arrays, model_file):
    again, card = load(model_file)
    assert array_bytes(again) == array_bytes(arrays)
    assert card["name"] == "small"
    assert card["format"] == FORMAT
    assert card["labels"] == list(LABELS)


def test_a_loaded_model_says_the_same(arrays, model_file, prepared):
    batch = Batch.of([*prepared.examples.batch.documents[:5], *prepared.examples.html.values()])
    again, _ = load(model_file)
    assert np.array_equal(Scorer(again).probabilities(batch), Scorer(arrays).probabilities(batch))


def test_the_same_model_gives_the_same_bytes(arrays, model_file, path):
    save(path, arrays, {"name": "small"})
    assert path.read_bytes() == model_file.read_bytes()


def test_metadata_come_back(arrays, path):
    card = {"name": "小模型", "scores": {"text": {"line_f1": 0.5}}, "list": [1, None, True]}
    save(path, arrays, card)
    assert {key: load(path)[1][key] for key in card} == card


def test_arrays_are_mapped_not_read(model_file):
    arrays, _ = load(model_file)
    base: Any = arrays.terms.keys
    while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
        base = base.base
    assert isinstance(base, np.memmap)
    assert not arrays.terms.keys.flags.writeable


def test_other_programs_can_open_it(model_file):
    tensors = load_file(model_file)
    assert tensors["terms.weights"].dtype == np.float16
    assert len(tensors) == len(LAYOUT)


def test_saving_replaces_the_file_and_leaves_no_other(arrays, path):
    path.write_bytes(b"old")
    save(path, arrays, {})
    assert load(path)[1]["format"] == FORMAT
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_place_that_cannot_be_written_is_one_clear_error(arrays, path, tmp_path, monkeypatch):
    with pytest.raises(ModelError, match="cannot write the model"):
        save(tmp_path / "missing" / "model.safetensors", arrays, {})
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError, match="No space left on device"):
        save(path, arrays, {})
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_file(path):
    refused(path, "No such file", "check the path")


def test_folder(tmp_path):
    refused(tmp_path, "folder")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_file_that_may_not_be_read(path, model_file):
    path.write_bytes(model_file.read_bytes())
    path.chmod(0)
    refused(path, "Permission denied")


@pytest.mark.parametrize("content", [b"", b"x", b"1234567", b"\x00" * 8, b"\xff" * 8, b"\x00" * 100])
def test_files_of_a_few_bytes(path, content):
    path.write_bytes(content)
    refused(path, "not a model file")


@pytest.mark.parametrize(
    "content",
    [
        "江边的石阶修好了。".encode() * 100,
        b"PK\x03\x04" + bytes(range(256)) * 20,
        b"\x80\x04\x95" + b"cos\nsystem\n" * 20,
        b"<!DOCTYPE html><html></html>" * 10,
        os.urandom(5000),
    ],
)
def test_other_files(path, content):
    path.write_bytes(content)
    refused(path)


def test_a_file_too_large_to_be_a_model(path):
    with path.open("wb") as file:
        file.truncate(store.MAX_BYTES + 1)
    refused(path, "more than a model can have")


def test_cut_off_anywhere(path, parts):
    whole = parts.whole()
    head = len(whole) - len(parts.data)
    places = {0, 1, 7, 8, 9, 100, head - 1, head, head + 1, len(whole) - 1}
    places.update(np.random.default_rng(6).integers(0, len(whole), 60).tolist())
    for place in sorted(places):
        path.write_bytes(whole[:place])
        refused(path)


def test_anything_appended(path, parts):
    for more in (b"\x00", b"\x00" * 8, parts.data):
        path.write_bytes(parts.whole() + more)
        refused(path, "more than a model's arrays")


def test_changed_bytes_of_the_header_are_found(path, parts):
    whole = bytearray(parts.whole())
    for place in [*range(40), *range(40, 8 + len(parts.header.encode()), 7)]:
        whole[place] ^= 1 << (place % 7)
        path.write_bytes(whole)
        refused(path)
        whole[place] ^= 1 << (place % 7)
    path.write_bytes(whole)
    load(path)


def test_changed_bytes_of_the_arrays_are_found(path, parts):
    data = bytearray(parts.data)
    places = np.random.default_rng(7).integers(0, len(data), 40).tolist()
    for place in [0, len(data) - 1, *places]:
        data[place] ^= 16
        path.write_bytes(parts.whole(data=bytes(data)))
        refused(path, "damaged or edited")
        data[place] ^= 16


def with_card(parts: Parts, **changes: Any) -> str:
    """The header with another card, whose digest is right."""
    header = json.loads(parts.header)
    card = json.dumps(json.loads(header["__metadata__"][KEY]) | changes, ensure_ascii=False, sort_keys=True)
    header["__metadata__"] = {KEY: card, "digest": store._text_digest(card)}
    return json.dumps(header)


def test_later_format(path, parts):
    path.write_bytes(parts.whole(with_card(parts, format=FORMAT + 1)))
    refused(path, f"format {FORMAT + 1}", f"reads format {FORMAT}", "update the program")


def test_earlier_format(path, parts):
    path.write_bytes(parts.whole(with_card(parts, format=FORMAT - 1)))
    refused(path, f"format {FORMAT - 1}", f"reads format {FORMAT}", "train the model again")


def test_the_bundled_model_is_of_this_format():
    assert load(bundled_path())[1]["format"] == FORMAT


def test_a_header_that_is_longer_than_the_file(path, parts):
    path.write_bytes(struct.pack("<Q", len(parts.whole())) + parts.whole()[8:])
    refused(path, "not a model file, or cut off")


@pytest.mark.parametrize("name", ["", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg"])
def test_arrays_begin_at_a_multiple_of_eight_with_no_more_blanks_than_that_takes(path, arrays, name):
    save(path, arrays, {"name": name})
    header = Parts(path.read_bytes()).header
    assert len(header.encode()) % 8 == 0
    assert len(header) - len(header.rstrip(" ")) < 8


def test_metadata_in_another_order_give_the_same_file(path, arrays):
    save(path, arrays, {"name": "small", "scores": {"b": 1, "a": 2}})
    first = path.read_bytes()
    save(path, arrays, {"scores": {"a": 2, "b": 1}, "name": "small"})
    assert path.read_bytes() == first


def test_other_labels(path, parts):
    path.write_bytes(parts.whole(with_card(parts, labels=list(LABELS[::-1]))))
    refused(path, "other labels")


def test_edited_metadata(path, parts):
    path.write_bytes(parts.whole(parts.header.replace("small", "SMALL")))
    refused(path, "metadata do not match")


@pytest.mark.parametrize("card", ["[]", "no JSON", "1", "[" * 100_000, '{"format": 1, "format": 1}'])
def test_metadata_that_are_no_card(path, parts, card):
    header = json.loads(parts.header)
    header["__metadata__"] = {KEY: card, "digest": store._text_digest(card)}
    path.write_bytes(parts.whole(json.dumps(header)))
    refused(path, "metadata")


def test_safetensors_of_another_program(path):
    save_file({"weight": np.zeros((3, 4), np.float32)}, path)
    refused(path, "not a model of this program")
    save_file({"weight": np.zeros((3, 4), np.float32)}, path, metadata={"format": "pt"})
    refused(path, "not a model of this program")


@pytest.mark.parametrize(
    "header", ["[]", "null", "{}", '{"__metadata__": 3}', "[" * 200_000, '{"a": ' * 50_000, "é", "NaN"]
)
def test_headers_that_are_no_header(path, parts, header):
    path.write_bytes(parts.whole(header))
    refused(path)


def test_keys_that_stand_twice(path, parts):
    entry = json.dumps({"idf": json.loads(parts.header)["terms.idf"]})[1:-1].replace("idf", "terms.idf")
    path.write_bytes(parts.whole(parts.header.rstrip()[:-1] + ", " + entry + "}"))
    refused(path, "a key stands twice")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dtype", "F64"),
        ("dtype", "U32"),
        ("dtype", None),
        ("dtype", ["F32"]),
        ("shape", []),
        ("shape", [-1, -10]),
        ("shape", "10"),
        ("shape", [10.0]),
        ("shape", [True]),
        ("shape", [2**70, 0]),
        ("shape", None),
        ("data_offsets", [0]),
        ("data_offsets", [40, 0]),
        ("data_offsets", [-40, 0]),
        ("data_offsets", [0.0, 40.0]),
        ("data_offsets", [0, 2**70]),
        ("data_offsets", [2**70, 2**70 + 40]),
        ("data_offsets", {"0": 40}),
    ],
)
def test_an_entry_that_is_not_as_it_should_be(path, parts, field, value):
    header = json.loads(parts.header)
    header["first.bias"][field] = value
    path.write_bytes(parts.whole(json.dumps(header)))
    refused(path)


@pytest.mark.parametrize("entry", [None, 3, [], "F32", {}])
def test_an_entry_that_is_none(path, parts, entry):
    header = json.loads(parts.header)
    header["first.bias"] = entry
    path.write_bytes(parts.whole(json.dumps(header)))
    refused(path, "first.bias")


def forged(path: Path, model_file: Path, **changes: Callable[[Array], Array]) -> None:
    """A model file with other arrays, all its digests right."""
    tensors = load_file(model_file)
    for name, change in changes.items():
        tensors[name.replace("__", ".")] = np.ascontiguousarray(
            change(tensors[name.replace("__", ".")].copy())
        )
    card = json.loads(json.loads(Parts(model_file.read_bytes()).header)["__metadata__"][KEY])
    if set(tensors) >= set(LAYOUT):
        card["arrays"] = store._digest(tensors)
    text = json.dumps(card)
    save_file(tensors, path, metadata={KEY: text, "digest": store._text_digest(text)})


def put(place: Any, value: float) -> Callable[[Array], Array]:
    def change(array: Array) -> Array:
        array[place] = value
        return array

    return change


@pytest.mark.parametrize(
    ("name", "change", "word"),
    [
        ("first__bias", lambda a: a.astype(np.float16), "first.bias"),
        ("first__bias", lambda a: a[:9], "shape"),
        ("first__weights", lambda a: a[:-1], "shape"),
        ("rounds__weights", lambda a: a[:, :-1], "shape"),
        ("rounds__weights", lambda a: a[:1], "shape"),
        ("terms__idf", lambda a: a[:-1], "shape"),
        ("terms__keys", lambda a: a[:-1], "terms"),
        ("html__tokens", lambda a: a[:-1], "shape"),
        ("html__tokens", lambda a: a[::-1], "token table"),
        ("html__tokens", put(1, 0), "token table"),
        ("html__tokens", lambda a: np.repeat(a[:1], len(a)), "token table"),
        ("first__bias", put(0, np.nan), "first.bias"),
        ("terms__weights", put((3, 3), np.inf), "terms.weights"),
        ("rounds__bias", put((0, 0), -np.inf), "rounds.bias"),
        ("label_bias", put(0, np.nan), "label_bias"),
        ("label_bias", put(0, 6.1e4), "label_bias"),
        ("terms__idf", put(1, 3e38), "terms.idf"),
        ("rounds__weights", put((0, 0, 0), -1e30), "rounds.weights"),
        ("terms__characters", put(0, 60_000), "terms"),
        ("terms__idf", put(0, 1), "terms"),
        ("characters__alphabet", put(0, 0x110000), "character table"),
        ("characters__alphabet", put(0, -1), "character table"),
        ("characters__fold_to", put(0, 0x110000), "character table"),
        ("characters__run_starts", put(0, 1), "character table"),
        ("characters__run_classes", put(5, 1), "character table"),
        ("characters__run_classes", put(5, 99), "character table"),
        ("more", lambda a: a, "more than a model's arrays"),
    ],
)
def test_arrays_that_cannot_be_a_model(path, model_file, name, change, word):
    if name == "more":
        tensors = load_file(model_file) | {"more": np.zeros(3, np.float32)}
        metadata = json.loads(Parts(model_file.read_bytes()).header)["__metadata__"]
        save_file(tensors, path, metadata=metadata)
    else:
        forged(path, model_file, **{name: change})
    refused(path, word)


def test_a_forged_file_without_a_change_is_a_model(path, model_file):
    """The forger works: what is refused above is refused for its change."""
    forged(path, model_file, first__bias=lambda a: a)
    load(path)


def test_no_context_rounds(path, model_file):
    forged(path, model_file, rounds__weights=lambda a: a[:0], rounds__bias=lambda a: a[:0])
    refused(path, "no context rounds")


def test_a_model_without_tokens_and_terms(path, model_file):
    forged(
        path,
        model_file,
        html__tokens=lambda a: a[:0],
        html__token_weights=lambda a: a[:0],
        terms__keys=lambda a: a[:0],
        terms__characters=lambda a: a[:0],
        terms__idf=lambda a: a[:1],
        terms__weights=lambda a: a[:1],
        pages__words=lambda a: a[:1],
    )
    arrays, _ = load(path)
    assert len(arrays.terms) == 1
    assert len(arrays.html.tokens) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="device files of Linux")
def test_a_device_is_no_model():
    refused(Path("/dev/null"), "not a model file")
