"""Routes for whoever runs the server."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fulian_kg.errors import StoreError
from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request


def healthz(request: Request) -> Response:
    """Whether the store can be read, and which generation is; 503 when it cannot."""
    try:
        generation = request.app.state.generations.current()
        body = {"status": "ok", "generation": generation.name, "statements": len(generation.store.rdf)}
    except (StoreError, OSError):
        message = "the store cannot be read"
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, message, {"retry-after": "10"}) from None
    return Response(json.dumps(body) + "\n", media_type="application/json", headers={"cache-control": "no-store"})


ROUTES = [Route("/healthz", healthz, methods=["GET"], name="healthz")]
