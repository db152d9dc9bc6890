"""Refusals and failures as problem details (RFC 9457): what is wrong, in one sentence, and the way out.

No message repeats what was sent beyond the line of a query that its parser stopped at.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from fulian_kg.errors import FulianError, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 (the term of RFC 9457)
    """A request that is answered with a status and a sentence."""

    def __init__(
        self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        """`members` are further members of the problem: `line`, `column`, `limit`, `available`, …."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members

    def response(self) -> Response:
        """The problem as JSON."""
        body = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            **self.members,
        }
        text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
        return Response(text, self.status, {**self.headers, "cache-control": "no-store"}, MEDIA_TYPE)


def problem_of(error: FulianError) -> Problem:
    """What an error of the project means to a client: the request is at fault unless the store is."""
    if isinstance(error, StoreError):
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the store cannot be read; the server's log tells more")
    return Problem(HTTPStatus.BAD_REQUEST, str(error))


async def on_problem(request: Request, problem: Exception) -> Response:
    """The response to a request that raised a `Problem`."""
    del request
    assert isinstance(problem, Problem)  # noqa: S101 (registered for this class only)
    return problem.response()


async def on_error(request: Request, error: Exception) -> Response:
    """The response to a request that raised an error of the project."""
    assert isinstance(error, FulianError)  # noqa: S101 (registered for this class only)
    return await on_problem(request, problem_of(error))


async def on_http(request: Request, error: Exception) -> Response:
    """The response to a request that no route takes: not found, or another method."""
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for this class only)
    details = {
        HTTPStatus.NOT_FOUND: "there is nothing at this address",
        HTTPStatus.METHOD_NOT_ALLOWED: "this address does not take the method; the header Allow lists those it takes",
    }
    status = HTTPStatus(error.status_code)
    return await on_problem(request, Problem(status, details.get(status, status.description), error.headers))
