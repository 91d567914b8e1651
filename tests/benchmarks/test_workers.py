import inspect

from benchmarks.start import start_seconds
from benchmarks.workers import two_workers
from classifier.pipeline import Model


def test_two_workers_are_measured_where_the_library_has_them():
    found = two_workers(1, lambda _: None, megabytes=0.02)
    if "workers" not in inspect.signature(Model.classify_many).parameters:
        assert found is None
    else:
        assert found is not None
        assert found.ratio > 0


def test_every_command_runs():
    seconds = start_seconds(1, lambda _: None)
    assert next(iter(seconds)) == "python -c pass"
    assert all(value > 0 for value in seconds.values())
