"""Routes for whoever runs the server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request


def healthz(request: Request) -> Response:
    """Whether the store can be read, and which generation is."""
    generation = request.app.state.generations.current()
    body = {"status": "ok", "generation": generation.name, "statements": len(generation.store.rdf)}
    return Response(json.dumps(body) + "\n", media_type="application/json", headers={"cache-control": "no-store"})


ROUTES = [Route("/healthz", healthz, methods=["GET"], name="healthz")]
