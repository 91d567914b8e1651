import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from classifier.evaluation.headline import MEASURES
from classifier.labels import LABEL_INDEX
from classifier.model.arrays import Linear, ModelArrays
from classifier.model.store import save
from classifier.pipeline import Model
from classifier.review.app import make_app
from classifier.review.guard import TOKEN_HEADER
from classifier.review.serve import address, listen, make_server
from classifier.review.sources import Source, find_sources
from classifier.review.training import Training
from classifier.review.workspace import Workspace
from tests.review.browser import chromium, watched, window  # noqa: F401
from tests.review.pages import PAGE

TOKEN = "a-secret-of-this-test"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder that labels go to; it is not there yet."""
    return tmp_path / "labels"


@pytest.fixture
def workspace(model: Model, out: Path, tmp_path: Path) -> Workspace:
    """A workspace with one page."""
    file = tmp_path / "street.txt"
    file.write_text(PAGE, encoding="utf-8")
    workspace = Workspace(model, out)
    workspace.add([source for source in find_sources([file], out) if isinstance(source, Source)])
    return workspace


@pytest.fixture(scope="session")
def trained_file(arrays: ModelArrays, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with the scores that a training writes, and another opinion: it likes headings."""
    path = tmp_path_factory.mktemp("trained") / "trained.safetensors"
    *before, last = arrays.rounds
    bias = last.bias.copy()
    bias[LABEL_INDEX["heading"]] += 4
    scores = {"text": dict.fromkeys(MEASURES, 0.5)}
    other = replace(arrays, rounds=(*before, Linear(last.weights, bias)))
    save(path, other, {"name": "trained", "scores": scores, "measured": {"pages": 12}})
    return path


@pytest.fixture
def training(workspace: Workspace, trained_file: Path, tmp_path: Path) -> Training:
    """A training that takes a moment, tells of two steps, and gives the trained model."""
    program = tmp_path / "train.py"
    program.write_text(
        "import shutil, sys, time\n"
        "print('classifier: reading <b>labels</b>', file=sys.stderr, flush=True)\n"
        "time.sleep(0.1)\n"
        "print('classifier: fitting', file=sys.stderr, flush=True)\n"
        f"shutil.copy({str(trained_file)!r}, sys.argv[-1])\n",
        encoding="utf-8",
    )
    return Training(workspace, [], (sys.executable, str(program)))


@pytest.fixture
def client(workspace: Workspace, training: Training) -> TestClient:
    """A client that knows the token and comes from the page itself."""
    app = make_app(workspace, training, TOKEN)
    return TestClient(app, base_url="http://127.0.0.1:8000", headers={TOKEN_HEADER: TOKEN})


@pytest.fixture
def url(workspace: Workspace, training: Training) -> Iterator[str]:
    """The address of a real server."""
    server = make_server(make_app(workspace, training, TOKEN))
    with listen(0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield address(listener, TOKEN)
        server.should_exit = True
        thread.join()
        training.stop()


@pytest.fixture
def context(chromium):  # noqa: F811
    context = window(chromium)
    yield context
    context.close()


@pytest.fixture
def page(context, url):
    """The review page, open on the workspace's page."""
    page = watched(context.new_page())
    page.goto(url)
    page.wait_for_selector("#paragraphs .row")
    yield page
    assert page.faults == []
