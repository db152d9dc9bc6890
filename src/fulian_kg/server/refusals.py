"""What a client sees of a request that fails: problem details, or a page where a browser asked."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from fulian_kg.errors import FulianError, StoreError
from fulian_kg.server.negotiation import preferred
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import MEDIA_TYPE, Problem, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    Handler = Callable[[Request, Exception], Coroutine[Any, Any, Response]]

HTML = "text/html"
LOG = logging.getLogger("fulian_kg.server")


async def on_problem(request: Request, problem: Exception) -> Response:
    """The response to a request that raised a `Problem`."""
    if not isinstance(problem, Problem):
        raise problem
    if preferred(request.headers.get("accept"), (MEDIA_TYPE, "application/json", HTML)) != HTML:
        return problem.response()
    try:
        view = view_of(request)
    except StoreError:  # no page without a store
        return problem.response()
    found = page(request, view, "problem.html", problem.status, problem=problem)
    found.headers.update({**problem.headers, "cache-control": "no-store"})
    return found


async def on_error(request: Request, error: Exception) -> Response:
    """The response to a request that raised an error of the project."""
    if not isinstance(error, FulianError):
        raise error
    if isinstance(error, StoreError):
        LOG.error("%s", error)
    return await on_problem(request, problem_of(error))


async def on_refusal(request: Request, refusal: Exception) -> Response:
    """The response where no route takes a request: 404, or 405 with the methods that there are."""
    if not isinstance(refusal, HTTPException):
        raise refusal
    status = HTTPStatus(refusal.status_code)
    detail = {
        HTTPStatus.NOT_FOUND: "there is nothing at this address; `/` leads to all there is",
        HTTPStatus.METHOD_NOT_ALLOWED: "this address does not take this method; the header Allow names those it takes",
    }.get(status, status.description)
    headers = dict(refusal.headers or {})
    if "Allow" in headers:
        headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
    return await on_problem(request, Problem(status, detail, headers))


HANDLERS: Mapping[Any, Handler] = {Problem: on_problem, FulianError: on_error, HTTPException: on_refusal}
"""Handler by class of exception; what none takes is a fault of ours, a bare 500 whose trace stands in the log."""
