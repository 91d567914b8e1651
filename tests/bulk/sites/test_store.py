import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from classifier.bulk.options import SitesFile
from classifier.bulk.sites.counter import SiteLines
from classifier.bulk.sites.store import SiteMemory, memory, open_sites, save
from classifier.errors import UsageError

HIGH = 1 << 63
FOUND = [SiteLines(3, 9, {HIGH + 5: 4, 70: 9}), SiteLines(HIGH, 300, {60: 100, HIGH + 1: 250, 65: 101})]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "crawl.sites"
    save(path, SiteMemory.of(FOUND))
    return path


def test_what_was_found_is_looked_up(path):
    known = memory(open_sites(path))
    assert [known.pages_of(site) for site in (3, HIGH, 4, 0, 2**64 - 1)] == [9, 300, 0, 0, 0]
    keys = np.array([HIGH + 5, 70, 60, HIGH + 1, 65, 0, 61, 2**64 - 1], np.uint64)
    assert known.counts_of(keys).tolist() == [4, 9, 100, 250, 101, 0, 0, 0]
    assert memory(open_sites(path)) is known


def test_a_crawl_without_anything_that_recurs(tmp_path):
    save(tmp_path / "none", SiteMemory.of([]))
    known = memory(open_sites(tmp_path / "none"))
    assert known.pages_of(3) == 0
    assert known.counts_of(np.array([1, 2], np.uint64)).tolist() == [0, 0]


def test_the_same_memory_is_the_same_bytes_and_safetensors_reads_them(path, tmp_path):
    save(tmp_path / "again", SiteMemory.of(FOUND))
    assert (tmp_path / "again").read_bytes() == path.read_bytes()
    arrays = load_file(path)
    assert arrays["pages"].tolist() == [9, 300]
    assert arrays["lines"].tolist() == [60, 65, 70, HIGH + 1, HIGH + 5]
    assert arrays["counts"].tolist() == [100, 101, 9, 250, 4]


def test_damage_anywhere_is_refused_by_name(path):
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(UsageError, match=r"crawl\.sites: (damaged|not a file|site memory of format)"):
            open_sites(path)


@pytest.mark.parametrize("left", [0, 5, 8, 100, -1])
def test_a_part_of_a_file_is_refused(path, left):
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(UsageError, match=r"crawl\.sites: "):
        open_sites(path)


def test_more_than_a_file_is_refused(path):
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(UsageError, match="damaged"):
        open_sites(path)


@pytest.mark.parametrize(
    "header", [b"[]", b"{}", b'{"__metadata__": 3}', b"[" * 5000, b'{"__metadata__": {"kind": "model"}}']
)
def test_other_files_are_refused(path, header):
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(UsageError, match="not a file of site memory"):
        open_sites(path)


def test_a_later_format_says_so(path):
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header["__metadata__"]["format"] = "2"
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])
    with pytest.raises(UsageError, match="format 2, this version reads format 1; update the program"):
        open_sites(path)


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        open_sites(tmp_path / "none.sites")
    with pytest.raises(UsageError, match="cannot be read"):
        open_sites(tmp_path)


def test_a_file_that_was_replaced_since_is_noticed(path):
    file = open_sites(path)
    save(path, SiteMemory.of(FOUND[:1]))
    with pytest.raises(UsageError, match="was replaced"):
        memory(file)
    with pytest.raises(UsageError, match="cannot be read"):
        memory(SitesFile(str(Path(file.path).with_name("gone")), file.digest))
