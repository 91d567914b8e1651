"""Several processes at one stream of tasks: results in order, bounded queues, nothing left behind."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Any, Final, TypeVar

from classifier.errors import UsageError, WorkerError

Task = TypeVar("Task")
Result = TypeVar("Result")

WAITING: Final = 2
"""Tasks a worker has in hand: the one it works on, and one more so that it never waits for the next."""

ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

_function: Callable[[Any], Any] | None = None  # of a worker process: what its tasks are given to


def available_cores() -> int:
    """Cores that this process may use: containers and `taskset` allow fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ordered_map(
    prepare: Callable[[], Callable[[Task], Result]], tasks: Iterable[Task], workers: int
) -> Generator[Result, None, None]:
    """What a function makes of every task, in the tasks' order.

    Processes are joblib's loky workers: they start anew instead of forking, so threads of the caller do no
    harm, and a script needs no `if __name__ == "__main__"`. BLAS has one thread in each. A worker ends when
    its parent does, however that ended.

    Args:
        prepare: makes the function, once in each process; must pickle.
        tasks: taken from the iterable only when a worker will soon be free.
        workers: number of processes; 1 works in this one.

    Raises:
        UsageError: `workers` is less than 1.
        WorkerError: a worker died, as the operating system ends one that takes too much memory.
    """
    if workers < 1:
        raise UsageError(f"workers: {workers} is not possible; give 1 or more")
    if workers == 1:
        yield from map(prepare(), tasks)
        return
    from joblib.externals.loky import ProcessPoolExecutor
    from joblib.externals.loky.process_executor import BrokenProcessPool

    pool = ProcessPoolExecutor(
        workers, initializer=_begin, initargs=(prepare, os.getpid()), env=ONE_THREAD, timeout=None
    )
    try:
        pending: deque[Any] = deque()
        for task in tasks:
            if len(pending) >= WAITING * workers:
                yield pending.popleft().result()
            pending.append(pool.submit(_call, task))
        while pending:
            yield pending.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerError(
            "a worker process died, perhaps for want of memory; use fewer workers, or smaller documents"
        ) from error
    finally:
        pool.shutdown(kill_workers=True)


def _begin(prepare: Callable[[], Callable[[Any], Any]], parent: int) -> None:
    """Makes a worker ready: Ctrl-C is the parent's business, and so is the end."""
    global _function
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _function = prepare()


def _call(task: Any) -> Any:  # noqa: ANN401  (whatever the function takes and gives)
    assert _function is not None
    return _function(task)


def _end_with(parent: int) -> None:
    """Ends this process when its parent is gone: one that was killed cannot tell its workers."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
