"""Bodies of requests, read whole as far as they may go."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request


async def body(request: Request, most: int, limit: str) -> bytes:
    """The body; raises `Problem` when it has more than `most` bytes, naming the limit, or does not come to its end."""
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > most:
                detail = f"the request has more than {most} bytes"
                raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, limit=limit, value=most)
    except ClientDisconnect:
        raise Problem(HTTPStatus.BAD_REQUEST, "the request ends before its end") from None
    return bytes(found)
