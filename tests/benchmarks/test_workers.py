from benchmarks.start import start_seconds
from benchmarks.workers import two_workers


def test_two_workers_are_measured():
    assert two_workers(1, lambda _: None, megabytes=0.02).ratio > 0


def test_every_command_runs():
    seconds = start_seconds(1, lambda _: None)
    assert next(iter(seconds)) == "python -c pass"
    assert all(value > 0 for value in seconds.values())
