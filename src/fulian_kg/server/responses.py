"""Whole answers with what lets clients keep them: weak entity tags, validators, cache lifetimes (RFC 9110, 13)."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

REVALIDATE = "no-cache"
"""May be kept, must be asked about: a new generation shows at once."""
_TEXTS = "css csv html javascript markdown n3 plain rdf+n3 tab-separated-values turtle x-nquads xml"
UTF8 = frozenset(f"text/{kind}" for kind in _TEXTS.split())


def whole(
    request: Request,
    body: bytes | str,
    media_type: str,
    headers: Mapping[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """The body, or 304 when the client has it already.

    The tag is weak because compression makes other bytes of the same answer.
    """
    data = body.encode() if isinstance(body, str) else body
    tag = f'W/"{hashlib.sha256(media_type.encode() + data).hexdigest()[:24]}"'
    given = {"etag": tag, "cache-control": REVALIDATE, **(headers or {})}
    if status == HTTPStatus.OK and known(request.headers.get("if-none-match"), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=given)
    return Response(data, status, {**given, "content-type": content_type(media_type)})


def content_type(media_type: str) -> str:
    """The media type with its character set where it has one."""
    return f"{media_type}; charset=utf-8" if media_type in UTF8 else media_type


def known(header: str | None, tag: str) -> bool:
    """Whether an If-None-Match header names a tag; weak comparison: RFC 9110, 8.8.3.2."""
    if header is None:
        return False
    tags = {each.strip().removeprefix("W/") for each in header.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags
