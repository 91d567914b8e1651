"""Runs commands as a reader would: in a shell, or on a terminal."""

import os
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.docs.blocks import Block
from tests.docs.examples import commands, why_not
from tests.docs.folder import environment

COLUMNS: Final = 100
TIMEOUT: Final = 600
"""Seconds; no example takes a tenth of it, unless the machine has no time to give."""
_STYLE: Final = re.compile(r"\x1b\[[\d;]*m")
_DECIMAL: Final = re.compile(r"[-+]?\d+\.\d+")


def run_shell(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """One command in bash; nothing on standard input."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def run_until_served(command: str, folder: Path) -> tuple[str, int]:
    """A command that serves until Ctrl-C: its first line of output, and its exit status after Ctrl-C."""
    served = subprocess.Popen(
        ["bash", "-c", f"exec {command}"],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert served.stdout is not None
    try:
        first = served.stdout.readline()
        served.send_signal(signal.SIGINT)
        return first, served.wait(TIMEOUT)
    finally:
        served.kill()
        served.stdout.close()


def run_python(blocks: list[Block], prelude: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The Python of a document in one process; doctests for what was typed at a prompt."""
    program = [prelude]
    for block in blocks:
        if block.language == "python":
            program.append(f"exec(compile({block.text!r}, {block.place!r}, 'exec'), globals())")
        else:
            program.append(
                "import doctest\n"
                f"_test = doctest.DocTestParser().get_doctest({block.text!r}, globals(), "
                f"{block.place!r}, None, 0)\n"
                "_runner = doctest.DocTestRunner()\n"
                "_failed = _runner.run(_test, clear_globs=False).failed\n"
                "globals().update(_test.globs)\n"
                f"assert not _failed, {block.place!r}"
            )
    return subprocess.run(
        [sys.executable, "-c", "\n".join(program)],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def run_console(block: Block, folder: Path) -> str:
    """The block as it would look today: its commands, each with what it prints on a terminal."""
    return "".join(f"$ {command}\n{''.join(_terminal(command, folder))}" for command in _runnable(block))


def _runnable(block: Block) -> list[str]:
    found = commands(block)
    assert not any(map(why_not, found)), f"{block.place}: what is not run has no output to show"
    return found


def _terminal(command: str, folder: Path) -> Iterator[str]:
    """The lines that a command writes to a terminal, without blanks at their ends."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    done = subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder) | {"COLUMNS": str(COLUMNS)},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    try:
        while more := os.read(ours, 1 << 16):
            written += more
    except OSError:  # as Linux tells that the other end is closed
        pass
    finally:
        os.close(ours)
    assert done.wait(TIMEOUT) == 0, f"{command}: {written.decode()}"
    lines = [line.rstrip() for line in _STYLE.sub("", written.decode()).splitlines()]
    yield from (f"{line}\n" for line in "\n".join(lines).strip("\n").split("\n"))


def same_output(shown: str, printed: str) -> bool:
    """Whether an example prints what is shown; a decimal may differ by one in its last place, or by 3e-5.

    Other processors and other versions of NumPy add up in another order.
    """
    if _DECIMAL.sub("", shown) != _DECIMAL.sub("", printed):
        return False
    pairs = zip(_DECIMAL.findall(shown), _DECIMAL.findall(printed), strict=True)
    return all(
        abs(float(one) - float(other)) < max(1.5 * 10.0 ** -len(one.partition(".")[2]), 3e-5)
        for one, other in pairs
    )
