import gzip
import io
import random

import pytest
import zstandard

from classifier.bulk.sources.stream import pieces

PARTS = [bytes(random.Random(part).randbytes(20_000)) * 3 for part in range(5)]
PLAIN = b"".join(PARTS)


def packed(codec: str) -> list[bytes]:
    if codec == "gzip":
        return [gzip.compress(part, mtime=0) for part in PARTS]
    return [zstandard.ZstdCompressor(write_checksum=True).compress(part) for part in PARTS]


def read(data: bytes, member: int = 0, inside: int = 0) -> tuple[bytes, list[str]]:
    found = list(pieces(io.BytesIO(data), member, inside))
    return b"".join(piece.data for piece in found), [piece.damage for piece in found if piece.damage]


@pytest.mark.parametrize("codec", ["gzip", "zstandard"])
class TestCompressed:
    def test_all_members_are_read(self, codec):
        assert read(b"".join(packed(codec))) == (PLAIN, [])

    def test_goes_on_from_the_place_of_any_piece(self, codec):
        data = b"".join(packed(codec))
        for piece in list(pieces(io.BytesIO(data)))[::3]:
            rest, damage = read(data, piece.member, piece.inside + 5)
            assert PLAIN.endswith(rest)
            assert rest.startswith(piece.data[5:])
            assert not damage

    def test_goes_on_in_a_pipe(self, codec):
        class Pipe(io.BytesIO):
            def seekable(self) -> bool:
                return False

        parts = packed(codec)
        found = list(pieces(Pipe(b"".join(parts)), len(parts[0]), 7))
        assert b"".join(piece.data for piece in found) == b"".join(PARTS[1:])[7:]

    def test_damage_costs_its_member(self, codec):
        parts = packed(codec)
        broken = bytearray(parts[2])
        broken[5000:5400] = bytes(400)
        data, damage = read(b"".join([*parts[:2], bytes(broken), *parts[3:]]))
        assert data.startswith(PARTS[0] + PARTS[1])
        assert data.endswith(PARTS[3] + PARTS[4])
        assert len(damage) == 1

    def test_a_missing_end_is_told(self, codec):
        data, damage = read(b"".join(packed(codec))[:-3000])
        assert data.startswith(b"".join(PARTS[:4]))
        assert damage
        assert "cut off" in damage[-1]

    def test_what_is_no_member_is_told(self, codec):
        parts = packed(codec)
        data, damage = read(parts[0] + b"not a member at all" * 50 + parts[1])
        assert data == PARTS[0] + PARTS[1]
        assert len(damage) == 1


def test_zeros_behind_the_last_gzip_member_are_padding():
    assert read(b"".join(packed("gzip")) + bytes(2000)) == (PLAIN, [])


@pytest.mark.parametrize("inside", [0, 2, 4, 5, 70_000])
def test_plain_bytes_from_any_place(inside):
    assert read(PLAIN, 0, inside) == (PLAIN[inside:], [])


@pytest.mark.parametrize("data", [b"", b"a", b"\x1f"])
def test_little_or_nothing(data):
    assert read(data) == (data, [])
