"""Several processes at one stream of tasks: results in order, bounded queues, nothing left behind."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, wait
from contextlib import closing
from multiprocessing.connection import wait as ready
from typing import Any, Final, TypeVar

from classifier.errors import UsageError, WorkerError

Task = TypeVar("Task")
Result = TypeVar("Result")

WAITING: Final = 2
"""Tasks a worker has in hand: the one it works on, and one more so that it never waits for the next."""

HELD: Final = 2 * WAITING
"""Tasks a worker, whose results are held back at most because an earlier one is not done."""

LOOK_SECONDS: Final = 2.0
"""Between two looks at the workers while one waits for a result."""

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
    rescue: Callable[[Task], Result] | None = None,
) -> Generator[Result, None, None]:
    """What a function makes of every task, in the tasks' order.

    Processes are joblib's loky workers: they start anew instead of forking, so threads of the caller do no
    harm, and a script needs no `if __name__ == "__main__"`. BLAS has one thread in each. A worker ends when
    its parent does, however that ended.

    Args:
        prepare: makes the function, once in each process; must pickle.
        tasks: taken from the iterable only when a worker will soon be free.
        workers: number of processes; 1 works in this one, unless there is a rescue.
        here: the function in this process, which then is one of the workers: it does tasks while the others
            are starting, and where it would have to wait for them. What it does does not travel.
        rescue: does, in this process, the tasks that were in hand when a worker died: one of them may be to
            blame. The others go on with new workers.

    Raises:
        UsageError: `workers` is less than 1.
        WorkerError: a worker died, as the operating system ends one that takes too much memory.
    """
    if workers < 1:
        raise UsageError(f"workers: {workers} is not possible; give 1 or more")
    if workers == 1 and rescue is None:
        yield from map(here or prepare(), tasks)
        return
    if here is not None:
        with closing(_Pool(prepare, workers - 1, rescue)) as pool:
            yield from _together(pool, tasks, here)
        return
    with closing(_Pool(prepare, workers, rescue)) as pool:
        for task in tasks:
            if len(pool) >= WAITING * workers:
                yield pool.take()
            pool.give(task)
        while pool:
            yield pool.take()


class _Pool:
    """Tasks in hand, and the processes that work on them."""

    def __init__(
        self,
        prepare: Callable[[], Callable[[Any], Any]],
        workers: int,
        rescue: Callable[[Any], Any] | None,
    ) -> None:
        self.workers = workers
        self._prepare = prepare
        self._rescue = rescue
        self._pending: deque[tuple[Any, Any]] = deque()
        self._executor: Any = None
        self._started: Any = None

    def __len__(self) -> int:
        return len(self._pending)

    def give(self, task: Any) -> None:  # noqa: ANN401
        """Hands a task to the processes; to new ones where one has died."""
        from joblib.externals.loky.process_executor import BrokenProcessPool

        self.start()
        try:
            self._pending.append((task, self._executor.submit(_call, task)))
        except BrokenProcessPool:
            self.close()
            self.give(task)

    def start(self) -> None:
        """Starts the processes, where there are none."""
        from joblib.externals.loky import ProcessPoolExecutor

        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self.workers,
                initializer=_begin,
                initargs=(self._prepare, os.getpid()),
                env=ONE_THREAD,
                timeout=None,
            )
            self._started = self._executor.submit(_ready)

    def keep(self, task: Any, result: Any) -> None:  # noqa: ANN401
        """Puts in its place what another than the processes has made of a task."""
        done: Future[Any] = Future()
        done.set_result(result)
        self._pending.append((task, done))

    def has_room(self) -> bool:
        """Whether a process is ready and soon free."""
        unfinished = sum(not future.done() for _, future in self._pending)
        return bool(self._started.done()) and unfinished < WAITING * self.workers

    def first_is_done(self) -> bool:
        """Whether `take` need not wait."""
        return bool(self._pending[0][1].done())

    def take(self) -> Any:  # noqa: ANN401
        """The first task's result."""
        from joblib.externals.loky.process_executor import BrokenProcessPool

        task, future = self._pending.popleft()
        try:
            self._wait(future)
            return future.result()
        except BrokenProcessPool as error:
            if self._rescue is None:
                raise WorkerError(
                    "a worker process died, perhaps for want of memory; use fewer workers, or smaller documents"
                ) from error
        return self._rescue(task)

    def close(self) -> None:
        """Ends the processes."""
        if self._executor is not None:
            if self._someone_died():
                self._give_up()
            self._executor.shutdown(kill_workers=True)
            self._executor = None

    def _wait(self, future: Any) -> None:  # noqa: ANN401
        """Waits until a task is done, or lost.

        A worker that is killed while it sends a result leaves half of it behind. loky then waits for the other
        half, which no one sends, and does not notice the death.
        """
        deaths = 0
        while not wait([future], LOOK_SECONDS).done:
            deaths += self._someone_died()
            if deaths > 1:  # a death that loky has noticed is over by the second look
                self._give_up()
                deaths = 0

    def _someone_died(self) -> bool:
        return bool(ready([one.sentinel for one in list((self._executor._processes or {}).values())], 0))

    def _give_up(self) -> None:
        """Ends all processes, and then what loky reads from them: it finds its pool broken."""
        for process in list((self._executor._processes or {}).values()):
            process.terminate()
        writer = self._executor._result_queue._writer
        if not writer.closed:
            writer.close()


def _together(pool: _Pool, tasks: Iterable[Task], here: Callable[[Task], Any]) -> Generator[Any, None, None]:
    """This process works too: on every task for which the pool has no room."""
    pool.start()
    for task in tasks:
        while pool and (pool.first_is_done() or len(pool) >= HELD * (pool.workers + 1)):
            yield pool.take()
        if pool.has_room():
            pool.give(task)
        else:
            pool.keep(task, here(task))
    while pool:
        yield pool.take()


def _begin(prepare: Callable[[], Callable[[Any], Any]], parent: int) -> None:
    """Makes a worker ready."""
    global _function
    end_with_parent(parent)
    _function = prepare()


def end_with_parent(parent: int) -> None:
    """Leaves the end of this worker process, and Ctrl-C, to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


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
