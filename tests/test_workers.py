import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from classifier.errors import UsageError, WorkerError
from classifier.workers import HELD, WAITING, available_cores, ordered_map


def multiplier(factor):
    return partial(slow_product, factor)


def slow_product(factor, number):
    time.sleep(0.01 * (number % 3))  # later tasks are done earlier
    return factor * number, os.environ["OPENBLAS_NUM_THREADS"]


def suicidal():
    return lambda task: os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers):
    results = list(ordered_map(partial(multiplier, 3), range(10), workers))
    assert [product for product, _ in results] == [3 * number for number in range(10)]
    assert {threads for _, threads in results} == {"1"}


def test_tasks_are_taken_when_they_are_needed():
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    results = ordered_map(partial(multiplier, 3), tasks(), 2)
    assert next(results)[0] == 0
    assert len(taken) <= 2 * WAITING + 1
    assert len(list(results)) == 49


def test_no_workers_is_wrong():
    with pytest.raises(UsageError, match="workers: 0"):
        next(ordered_map(partial(multiplier, 3), [1], 0))


def test_a_dead_worker_is_told():
    with pytest.raises(WorkerError, match="a worker process died"):
        list(ordered_map(suicidal, range(3), 2))


def process_of():
    time.sleep(0.2)
    return lambda task: os.getpid()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_this_process_can_be_one_of_the_workers(workers):
    def here(number: int) -> tuple[int, str]:
        time.sleep(0.02)
        return 3 * number, "here"

    results = list(ordered_map(partial(multiplier, 3), range(200), workers, here))
    assert [product for product, _ in results] == [3 * number for number in range(200)]
    assert {where for _, where in results} == ({"here"} if workers == 1 else {"here", "1"})


def test_this_process_begins_while_the_others_start():
    results = ordered_map(process_of, range(1000), 2, lambda task: os.getpid())
    assert next(results) == os.getpid()
    results.close()


def test_results_held_back_are_bounded():
    """The other worker is at one task for as long as the test runs; this one goes on, but not for ever."""
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(10_000):
            taken.append(number)
            yield number

    def here(number: int) -> int:
        time.sleep(0.01)
        return number

    results = ordered_map(stuck, tasks(), 2, here)
    given: list[int] = []
    for number in results:
        given.append(number)
        if len(taken) - len(given) >= 2 * HELD - 1:
            break
        assert len(taken) - len(given) <= 2 * HELD
    else:
        pytest.fail("it never went on beside the task that is stuck")
    assert given == list(range(len(given)))
    results.close()


def stuck():
    return two_seconds


def two_seconds(number):
    time.sleep(2)
    return number


def test_a_dead_worker_is_told_by_the_process_that_helps():
    def here(number: int) -> int:
        time.sleep(0.02)
        return number

    with pytest.raises(WorkerError, match="a worker process died"):
        list(ordered_map(suicidal, range(1000), 2, here))


def sends_half():
    def work(_task):
        frame = sys._getframe()
        while "result_queue" not in frame.f_locals:
            assert frame.f_back is not None
            frame = frame.f_back
        os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"half of it")
        os.kill(os.getpid(), signal.SIGKILL)

    return work


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_dies_while_it_sends_its_result_does_not_stall_the_rest(workers):
    assert list(ordered_map(sends_half, range(3), workers, rescue=lambda task: -task)) == [0, -1, -2]


def test_there_is_a_core():
    assert 1 <= available_cores() <= (os.cpu_count() or 1)


def test_workers_end_with_a_killed_parent():
    script = (
        "import os, time\n"
        "from classifier.workers import ordered_map\n"
        "prepare = lambda: lambda task: os.getpid()\n"
        "for worker in ordered_map(prepare, range(3), 2):\n"
        "    print(worker, flush=True)\n"
        "    time.sleep(30)\n"
    )
    root = Path(__file__).parent.parent
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=root)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not alive(worker):
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")


def alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False
