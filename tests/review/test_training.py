import sys
import time
from typing import Any

import pytest

from classifier.errors import InputError
from classifier.review.training import Training
from classifier.review.workspace import Header

HEADER = Header("street.example", "news", "老街")


@pytest.fixture
def saved(workspace):
    workspace.save(0, ["body"] * 9, HEADER, "")
    return workspace


def ended(training: Training) -> dict[str, Any]:
    while training.state()["status"] == "running":
        time.sleep(0.02)
    return training.state()


def program(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_trains_on_corpora_and_saved_pages_each_once(saved, out, tmp_path):
    assert Training(saved, []).inputs() == [out]
    assert Training(saved, [tmp_path / "corpus"]).inputs() == [tmp_path / "corpus", out]
    assert Training(saved, [tmp_path]).inputs() == [tmp_path]


def test_a_training_that_fails_says_why(saved):
    code = "import sys; sys.exit('classifier: no page of two sites')"
    state = start(Training(saved, [], program(code)))
    assert (state["status"], state["error"]) == ("failed", "no page of two sites")


def test_a_training_that_gives_no_model_fails(saved):
    state = start(Training(saved, [], program("pass")))
    assert state["status"] == "failed"
    assert "model-1" in state["error"]


def start(training: Training) -> dict[str, Any]:
    training.start()
    return ended(training)


def test_one_training_at_a_time_and_it_can_be_stopped(saved):
    training = Training(saved, [], program("import time; time.sleep(60)"))
    training.start()
    with pytest.raises(InputError, match="running"):
        training.start()
    training.stop()
    assert ended(training)["status"] == "stopped"
    with pytest.raises(InputError):
        training.use()


def test_models_are_numbered(training, saved, out):
    assert start(training)["result"]["model"].endswith("model-1.safetensors")
    assert start(training)["result"]["model"].endswith("model-2.safetensors")
    assert len(list(out.glob("model-*.safetensors"))) == 2
