import os
from typing import cast

import pytest

from classifier.pipeline import Model
from classifier.policy.load import load_policy
from tests.cli.fake_model import FakeModel


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """No test pulls the plug: there is no need to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(scope="session")
def fake() -> Model:
    """A model whose labels follow from the text: `gambling:…` is gambling, what has no such name is body."""
    return cast(Model, FakeModel(load_policy("default"), {"name": "fake"}))
