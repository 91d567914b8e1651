import numpy as np

from classifier.model.tensors import LAYOUT, from_tensors, to_tensors
from tests.small import array_bytes


def test_names_and_types_are_those_of_the_layout(arrays):
    names = {"f4": "F32", "f2": "F16", "i4": "I32", "u1": "U8", "u2": "U16", "u4": "U32"}
    tensors = to_tensors(arrays)
    assert list(tensors) == list(LAYOUT)
    for name, (dtype, shape) in LAYOUT.items():
        assert names[tensors[name].dtype.str[1:]] == dtype
        assert tensors[name].ndim == len(shape)


def test_letters_stand_for_one_length(arrays):
    lengths: dict[str, set[int]] = {}
    for name, tensor in to_tensors(arrays).items():
        for wanted, length in zip(LAYOUT[name][1], tensor.shape, strict=True):
            lengths.setdefault(str(wanted), set()).add(length)
    assert all(len(found) == 1 for found in lengths.values())
    assert all(found == {int(wanted)} for wanted, found in lengths.items() if wanted.isdigit())


def test_there_and_back(arrays):
    again = from_tensors(to_tensors(arrays))
    assert array_bytes(again) == array_bytes(arrays)
    assert again.term_weights.dtype == np.float32
