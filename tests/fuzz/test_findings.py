"""What the fuzzer starts from, and every input that once broke a promise."""

from pathlib import Path

import pytest

from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS

FINDINGS = Path(__file__).parent / "findings"


@pytest.mark.parametrize("path", sorted(FINDINGS.glob("*/*")), ids=lambda path: path.name)
def test_findings_stay_fixed(path):
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_handled(name):
    for seed in SEEDS[name]:
        TARGETS[name](seed)


def test_targets_tell_a_broken_promise(monkeypatch):
    monkeypatch.setattr("tests.fuzz.targets.decode", lambda *_: pytest.fail("looked at"))
    with pytest.raises(pytest.fail.Exception):
        TARGETS["decode"](b"x")
