"""Keeps everybody out but the page that this server gave out itself.

The server listens on this machine alone, but every web page that the browser has open may send requests here,
and other users of the machine may too. So: the Host is one of this machine's own names (another name that
leads here is a rebinding attack), the Origin is the server's own where the browser sends one, and whatever is
under /api needs the token, which only the address printed at the start holds, in its fragment.
"""

import secrets
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS: Final = ("127.0.0.1", "localhost")
TOKEN_HEADER: Final = "X-Review-Token"

_POLICY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware: refuses requests that do not come from the server's own page.

    Attributes:
        app: what is guarded.
        token: the secret that requests under /api must show.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        if scope["type"] != "http":  # web sockets: there is no route for them
            await self.app(scope, receive, send)
            return
        refusal = _refusal(Headers(scope=scope), scope["path"], self.token)
        app = self.app if refusal is None else JSONResponse({"error": refusal}, 403)

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_POLICY)
            await send(message)

        await app(scope, receive, send_with_policy)


def _refusal(headers: Headers, path: str, token: str) -> str | None:
    """Why a request is refused, None for one that is not."""
    host = headers.get("host", "")
    if host.partition(":")[0] not in HOSTS:
        return "this server answers to 127.0.0.1 and localhost only"
    if headers.get("origin", f"http://{host}") != f"http://{host}":
        return "the request comes from another site"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "the request comes from another site"
    given = headers.get(TOKEN_HEADER, "")
    if path.startswith("/api/") and not secrets.compare_digest(given.encode(), token.encode()):
        return "the token is missing or old; open the address that `classifier review` printed"
    return None
