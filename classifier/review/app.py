"""The server: three files of its own, and an API for them under /api."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from classifier.errors import ClassifierError, InputError
from classifier.labels import LABELS
from classifier.reading.source import Kind
from classifier.review.guard import Guard
from classifier.review.sources import MAX_BYTES
from classifier.review.training import Training
from classifier.review.views import brief_view, explanation_view, list_view, page_view
from classifier.review.workspace import ConflictError, Header, Workspace

_STATIC: Final = Path(__file__).parent / "static"
_FILES: Final = {"index.html": "/"} | {file.name: f"/{file.name}" for file in _STATIC.glob("*.[cj]s*")}
_KINDS: Final[dict[str, Kind]] = {"auto": "auto", "text": "text", "html": "html"}


class Answer(JSONResponse):
    """JSON in UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""

    def render(self, content: object) -> bytes:
        """The body."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def make_app(workspace: Workspace, training: Training, token: str) -> Starlette:
    """The ASGI application.

    Args:
        workspace: the pages.
        training: trains again when asked to.
        token: what requests under /api must show.
    """
    api = _Api(workspace, training)
    routes = [
        *(Route(path, _file(name), methods=["GET"]) for name, path in _FILES.items()),
        Route("/api/pages", api.list_pages, methods=["GET"]),
        Route("/api/pages", api.paste, methods=["POST"]),
        Route("/api/pages/{number:int}", api.page, methods=["GET"]),
        Route("/api/pages/{number:int}", api.save, methods=["PUT"]),
        Route("/api/pages/{number:int}/reasons/{index:int}", api.reasons, methods=["GET"]),
        Route("/api/training", api.training_state, methods=["GET"]),
        Route("/api/training", api.start_training, methods=["POST"]),
        Route("/api/training", api.stop_training, methods=["DELETE"]),
        Route("/api/training/use", api.use_model, methods=["POST"]),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, token=token)],
        exception_handlers={
            ConflictError: _conflict,
            ClassifierError: _unusable,
            HTTPException: _refused,
        },
        max_body_size=MAX_BYTES,
    )


class _Api:
    """The endpoints. What computes or writes runs in a thread, so that the server goes on answering."""

    def __init__(self, workspace: Workspace, training: Training) -> None:
        self.workspace = workspace
        self.training = training

    def list_pages(self, _: Request) -> Response:
        return Answer(list_view(self.workspace))

    def page(self, request: Request) -> Response:
        return self._page(request.path_params["number"])

    async def paste(self, request: Request) -> Response:
        """A body of text (UTF-8), or of bytes whose encoding is to be found out."""
        body = await request.body()
        kind = _KINDS.get(request.query_params.get("kind", "auto"))
        if kind is None:
            raise InputError("kind is auto, text or html")
        pasted = request.headers.get("content-type", "").startswith("text/plain")
        content = body.decode("utf-8", "replace") if pasted else body
        name = request.query_params.get("name", "pasted")
        number = await run_in_threadpool(self.workspace.paste, content, name, kind)
        return await run_in_threadpool(self._page, number, 201)

    async def save(self, request: Request) -> Response:
        number = request.path_params["number"]
        labels, header, version = _saved(await _json(request))
        new = await run_in_threadpool(self.workspace.save, number, labels, header, version)
        return Answer(brief_view(number, self.workspace.entry(number)) | {"version": new})

    def reasons(self, request: Request) -> Response:
        number, index = request.path_params["number"], request.path_params["index"]
        return Answer(explanation_view(self.workspace.explain(number, index)))

    def training_state(self, _: Request) -> Response:
        return Answer(self.training.state())

    def start_training(self, _: Request) -> Response:
        self.training.start()
        return Answer(self.training.state(), 202)

    def stop_training(self, _: Request) -> Response:
        self.training.stop()
        return Answer(self.training.state())

    def use_model(self, _: Request) -> Response:
        self.training.use()
        return Answer(list_view(self.workspace))

    def _page(self, number: int, status: int = 200) -> Response:
        return Answer(page_view(number, *self.workspace.open(number)), status)


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def give(_: Request) -> Response:
        return FileResponse(_STATIC / name)

    return give


async def _json(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InputError("the request is not JSON") from None
    if not isinstance(value, dict):
        raise InputError("the request is not a JSON object")
    return value


def _saved(value: dict[str, Any]) -> tuple[list[str], Header, str]:
    """Labels, header and version of a request to save."""
    labels = value.get("labels")
    if not isinstance(labels, list) or not all(
        type(label) is int and 0 <= label < len(LABELS) for label in labels
    ):
        raise InputError(f"`labels` is not a list of numbers from 0 to {len(LABELS) - 1}")
    texts = [value.get(key) for key in ("site", "kind", "title", "version")]
    if not all(isinstance(text, str) for text in texts):
        raise InputError("`site`, `kind`, `title` and `version` are strings")
    site, kind, title, version = map(str, texts)
    return [LABELS[label] for label in labels], Header(site.strip(), kind.strip(), title.strip()), version


def _conflict(_: Request, error: Exception) -> Response:
    return Answer({"error": str(error)}, 409)


def _unusable(_: Request, error: Exception) -> Response:
    return Answer({"error": str(error)}, 422)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Answer({"error": error.detail}, error.status_code)
