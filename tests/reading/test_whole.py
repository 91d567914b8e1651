import os
import pty
import sys
import threading
from pathlib import Path

import pytest

from classifier.reading.whole import read_whole

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="device files of Linux")


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/full", "/dev/urandom"])
def test_a_device_that_never_ends_is_refused(name):
    with pytest.raises(OSError, match="Is a device, which may never end"):
        read_whole(Path(name))


def test_what_ends_is_read(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes("石桥".encode())
    assert read_whole(path) == "石桥".encode()
    assert read_whole(Path(os.devnull)) == b""


def test_a_pipe_is_read_to_its_end(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"x" * 100_000,))
    writer.start()
    assert read_whole(path) == b"x" * 100_000
    writer.join()


def test_a_terminal_is_read_to_its_end():
    ours, theirs = pty.openpty()
    try:
        os.write(ours, b"x\n\x04")  # Ctrl-D
        assert read_whole(Path(os.ttyname(theirs))) == b"x\n"
    finally:
        os.close(ours)
        os.close(theirs)
