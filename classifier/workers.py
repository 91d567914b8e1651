"""Several processes at one stream of tasks: results in order, bounded queues, nothing left behind."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Any, Final, TypeVar

from classifier.errors import UsageError, WorkerError

Task = TypeVar("Task")
Result = TypeVar("Result")

WAITING: Final = 2
"""Tasks a worker has in hand: the one it works on, and one more so that it never waits for the next."""

HELD: Final = 2 * WAITING
"""Tasks a worker, whose results are held back at most because an earlier one is not done."""

ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

_function: Callable[[Any], Any] | None = None  # of a worker process: what its tasks are given to


def available_cores() -> int:
    """Cores that this process may use: containers and `taskset` allow fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ordered_map(
    prepare: Callable[[], Callable[[Task], Result]],
    tasks: Iterable[Task],
    workers: int,
    here: Callable[[Task], Result] | None = None,
) -> Generator[Result, None, None]:
    """What a function makes of every task, in the tasks' order.

    Processes are joblib's loky workers: they start anew instead of forking, so threads of the caller do no
    harm, and a script needs no `if __name__ == "__main__"`. BLAS has one thread in each. A worker ends when
    its parent does, however that ended.

    Args:
        prepare: makes the function, once in each process; must pickle.
        tasks: taken from the iterable only when a worker will soon be free.
        workers: number of processes; 1 works in this one.
        here: the function in this process, which then is one of the workers: it does tasks while the others
            are starting, and where it would have to wait for them. What it does does not travel.

    Raises:
        UsageError: `workers` is less than 1.
        WorkerError: a worker died, as the operating system ends one that takes too much memory.
    """
    if workers < 1:
        raise UsageError(f"workers: {workers} is not possible; give 1 or more")
    if workers == 1:
        yield from map(here or prepare(), tasks)
        return
    from joblib.externals.loky import ProcessPoolExecutor
    from joblib.externals.loky.process_executor import BrokenProcessPool

    others = workers if here is None else workers - 1
    pool = ProcessPoolExecutor(
        others, initializer=_begin, initargs=(prepare, os.getpid()), env=ONE_THREAD, timeout=None
    )
    try:
        yield from _alone(pool, tasks, others) if here is None else _together(pool, tasks, others, here)
    except BrokenProcessPool as error:
        raise WorkerError(
            "a worker process died, perhaps for want of memory; use fewer workers, or smaller documents"
        ) from error
    finally:
        pool.shutdown(kill_workers=True)


def _alone(pool: Executor, tasks: Iterable[Task], workers: int) -> Iterator[Any]:
    """Everything is done in the pool."""
    pending: deque[Future[Any]] = deque()
    for task in tasks:
        if len(pending) >= WAITING * workers:
            yield pending.popleft().result()
        pending.append(pool.submit(_call, task))
    while pending:
        yield pending.popleft().result()


def _together(
    pool: Executor, tasks: Iterable[Task], workers: int, here: Callable[[Task], Any]
) -> Iterator[Any]:
    """This process works too: on every task for which the pool has no room."""
    started = pool.submit(_ready)
    pending: deque[Future[Any]] = deque()
    for task in tasks:
        while pending and (pending[0].done() or len(pending) >= HELD * (workers + 1)):
            yield pending.popleft().result()
        room = WAITING * workers - sum(not future.done() for future in pending)
        if room > 0 and started.done():
            pending.append(pool.submit(_call, task))
        else:
            own: Future[Any] = Future()
            own.set_result(here(task))
            pending.append(own)
    while pending:
        yield pending.popleft().result()


def _begin(prepare: Callable[[], Callable[[Any], Any]], parent: int) -> None:
    """Makes a worker ready: Ctrl-C is the parent's business, and so is the end."""
    global _function
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _function = prepare()


def _ready() -> None:
    """The first task of a pool: done as soon as a worker can do others."""


def _call(task: Any) -> Any:  # noqa: ANN401  (whatever the function takes and gives)
    assert _function is not None
    return _function(task)


def _end_with(parent: int) -> None:
    """Ends this process when its parent is gone: one that was killed cannot tell its workers."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
