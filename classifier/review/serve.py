"""Runs the server on this machine until it is interrupted."""

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from classifier.errors import InputError
from classifier.features.lexicon import cut

ADDRESS: Final = "127.0.0.1"
_CONNECTIONS: Final = 64
_SECONDS_TO_END: Final = 1


def new_token() -> str:
    """A secret for one run of the server."""
    return secrets.token_urlsafe(24)


def listen(port: int) -> socket.socket:
    """A socket that listens on this machine alone; port 0 takes a free one.

    Raises:
        InputError: the port cannot be had.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise InputError(
            f"port {port} cannot be used: {error}; choose another, or leave --port out"
        ) from None
    listener.listen()
    return listener


def address(listener: socket.socket, token: str) -> str:
    """The page's address. The token is in the fragment, which a browser sends to nobody."""
    return f"http://{ADDRESS}:{listener.getsockname()[1]}/#token={token}"


def open_browser(url: str) -> None:
    """Opens the page in the person's browser, without waiting for it."""
    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def read_words() -> None:
    """Begins to read the dictionary that reasons are told by, so that nobody waits most of a second for the first."""
    threading.Thread(target=cut, args=("",), daemon=True).start()


def serve(app: ASGIApp, listener: socket.socket, at_end: Callable[[], None]) -> None:
    """Serves until interrupted.

    Args:
        app: the application.
        listener: the socket to serve on.
        at_end: called when it is over.
    """
    try:
        make_server(app).run(sockets=[listener])
    except KeyboardInterrupt:  # how a person ends it
        pass
    finally:
        at_end()


def make_server(app: ASGIApp) -> uvicorn.Server:
    """A server with limits that suit one person, and no log but warnings."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_SECONDS_TO_END,
        )
    )
