"""Damage of every kind to the smallest model file there can be; tests/fuzz looks for more."""

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classifier.errors import ModelError
from classifier.model.store import load
from classifier.model.tensors import LAYOUT
from tests.fuzz.forge import forge

WHOLE = forge(b"")
HEAD = 8 + struct.unpack("<Q", WHOLE[:8])[0]
PICKLES = (
    b"cos\nsystem\n(S'true'\ntR.",
    b"\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
    b"PK\x03\x04" + bytes(26) + b"archive/data.pkl",
    b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(128),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


def refuses(path: Path, content: bytes | bytearray) -> None:
    path.write_bytes(content)
    with pytest.raises(ModelError) as refusal:
        load(path)
    assert str(refusal.value).startswith(f"{path}: ")


def test_undamaged_it_is_a_model(path):
    path.write_bytes(WHOLE)
    load(path)


def test_a_flipped_bit_in_any_byte_of_the_header_is_found(path):
    damaged = bytearray(WHOLE)
    for place in range(HEAD):
        damaged[place] ^= 1 << place % 8
        refuses(path, damaged)
        damaged[place] ^= 1 << place % 8
    assert damaged == WHOLE


def test_every_inverted_byte_of_the_header_is_found(path):
    damaged = bytearray(WHOLE)
    for place in range(HEAD):
        damaged[place] ^= 0xFF
        refuses(path, damaged)
        damaged[place] ^= 0xFF


def test_a_thousand_flipped_bits_of_the_arrays_are_found(path):
    damaged = bytearray(WHOLE)
    random = np.random.default_rng(11)
    for place, bit in zip(random.integers(HEAD, len(WHOLE), 1000), random.integers(0, 8, 1000), strict=True):
        damaged[place] ^= 1 << bit
        refuses(path, damaged)
        damaged[place] ^= 1 << bit


def test_a_thousand_flipped_bits_of_a_trained_models_arrays_are_found(path, model_file):
    damaged = bytearray(model_file.read_bytes())
    head = 8 + struct.unpack("<Q", damaged[:8])[0]
    random = np.random.default_rng(12)
    for place, bit in zip(
        random.integers(head, len(damaged), 1000), random.integers(0, 8, 1000), strict=True
    ):
        damaged[place] ^= 1 << bit
        refuses(path, damaged)
        damaged[place] ^= 1 << bit


def test_cut_off_at_every_length_of_the_header(path):
    for length in range(HEAD + 1):
        refuses(path, WHOLE[:length])


def entry(name: str, **changes: Any) -> bytes:
    """The file with other entries for an array in the header."""
    header = json.loads(WHOLE[8:HEAD])
    header[name] |= changes
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + WHOLE[HEAD:]


@pytest.mark.parametrize("name", LAYOUT)
@pytest.mark.parametrize(
    "changes",
    [
        {"dtype": "F64"},
        {"dtype": "BOOL"},
        {"shape": [0]},
        {"shape": [2**70, 0], "data_offsets": [0, 0]},
        {"shape": [2**62, 0], "data_offsets": [0, 0]},
        {"shape": [0, 2**64, 2**64], "data_offsets": [0, 0]},
        {"shape": [0] * 70, "data_offsets": [0, 0]},
        {"shape": [1] * 70},
        {"shape": [], "data_offsets": [0, 4]},
        {"shape": [2**31, 2**31], "data_offsets": [0, 2**64]},
        {"shape": [10**400], "data_offsets": [0, 10**400]},
        {"data_offsets": [0, 10**4000]},
    ],
    ids=range(12),
)
def test_types_and_shapes_that_cannot_be(path, name, changes):
    refuses(path, entry(name, **changes))


@pytest.mark.parametrize("content", PICKLES)
def test_nothing_is_unpickled(path, content):
    """Not even looked at as a pickle: no object is looked up, no program run."""
    path.write_bytes(content)
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from classifier.errors import ModelError\n"
        "from classifier.model.store import load\n"
        "bad = ('pickle.find_class', 'os.system', 'subprocess.Popen', 'os.exec', 'os.posix_spawn')\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, _: seen.append(event) if event in bad else None)\n"
        "try:\n    load(Path(sys.argv[1]))\n"
        "except ModelError as error:\n    print(error)\n"
        "assert not seen, seen\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "not a model file" in done.stdout
