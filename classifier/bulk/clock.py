"""Time limits: one that interrupts Python, and one that ends a process which a library does not give back."""

import faulthandler
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

GRACE: Final = 5.0
"""Seconds beyond a limit after which the process ends: one call into a library may take a while on a busy machine."""

Clock = Callable[[float], AbstractContextManager[None]]
"""Keeps a block to a number of seconds; raises TimeUpError in it."""


class TimeUpError(Exception):
    """The time limit is over."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TimeUpError in the block when it takes too long, where signals can do that."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeUpError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def last_resort(seconds: float) -> Iterator[None]:
    """The same, for a worker process: where nothing interrupts the block, the process ends with status 1.

    Signals are only heard between two steps of Python. faulthandler's thread needs no interpreter, so that it
    acts while a library holds it.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=nowhere)
        try:
            with time_limit(seconds):
                yield
        finally:
            faulthandler.cancel_dump_traceback_later()
