"""Reading from other origins: any may, without credentials; pages and what curators do are not for them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = frozenset({"GET", "HEAD", "OPTIONS"})
POSTED = ("/sparql", "/sparql/")
"""Where a POST only reads."""
CLOSED = "/curation"
PAGE = "text/html"
OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Link"}
PREFLIGHT = {
    **OPEN,
    "access-control-allow-headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "access-control-max-age": "86400",
}


class OpenReading:
    """ASGI middleware: data may be read from any origin; answers preflights."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is a preflight."""
        if scope["type"] != "http" or not _open(scope):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await _preflight(scope)(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not headers.get("content-type", "").startswith(PAGE):
                    headers.update(OPEN)
            await send(message)

        await self.app(scope, receive, sent)


def _open(scope: Scope) -> bool:
    """Whether a request only reads what is for everybody."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return not path.startswith(CLOSED) and (scope["method"] in READING or path in POSTED)


def _preflight(scope: Scope) -> Response:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    methods = "GET, HEAD, POST" if path in POSTED else "GET, HEAD"
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**PREFLIGHT, "access-control-allow-methods": methods})
