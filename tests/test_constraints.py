"""The constraints file pins every declared dependency, to a version that the declaration allows."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DECLARED = [
    requirement
    for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for requirement in map(Requirement, group)
    if requirement.name != PROJECT["name"]
]


def canonical(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def pins():
    rows = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return dict(row.split("==") for row in rows if not row.startswith("#"))


@pytest.mark.parametrize("requirement", DECLARED, ids=lambda requirement: requirement.name)
def test_every_dependency_is_pinned_within_its_bounds(requirement, pins):
    assert requirement.specifier.contains(pins[canonical(requirement.name)])


def test_pins_are_exact_and_in_order(pins):
    assert list(pins) == sorted(pins)
    assert all(re.fullmatch(r"[0-9][0-9a-z.]*", version) for version in pins.values())
