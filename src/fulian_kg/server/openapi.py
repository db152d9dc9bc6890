"""`/openapi.json`: what the server understands, for programs (OpenAPI 3.1).

Routes are described by hand in `templates/server/openapi.json`, stored queries by their heads.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

import fulian_kg
from fulian_kg.server.responses import whole

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.stored import Parameter, StoredQuery
    from fulian_kg.server.generations import Generation

FILE = "server/openapi.json"
STORED = "/queries/{name}"
"""The route whose entry those of stored queries are made of."""
SCHEMAS: dict[str, dict[str, str]] = {
    "integer": {"type": "integer"},
    "year": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
}
"""Schemas of types of parameters; others are texts."""


def openapi(request: Request) -> Response:
    """The description of this server."""
    document = described(request.app.state.generations.current())
    return whole(request, json.dumps(document, ensure_ascii=False, indent=2) + "\n", "application/json")


def described(generation: Generation) -> dict[str, Any]:
    """The description, as data."""
    document: dict[str, Any] = json.loads(generation.library.read("templates", FILE))
    document["info"]["version"] = fulian_kg.__version__
    template = document["paths"][STORED]["get"]
    for query in generation.queries.values():
        document["paths"][STORED.format(name=query.name)] = {"get": _operation(query, template)}
    return document


def _operation(query: StoredQuery, template: dict[str, Any]) -> dict[str, Any]:
    """A stored query, by its head."""
    shared = [each for each in template["parameters"] if each.get("in") != "path"]
    found = {
        "operationId": query.name,
        "tags": ["queries"],
        "summary": _both(query.summary["zh"], query.summary["en"]),
        "parameters": [*map(_parameter, query.parameters), *shared],
        "responses": template["responses"],
    }
    if query.description:
        found["description"] = " ".join(query.description.values())
    return found


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(SCHEMAS.get(parameter.type, {"type": "string"}))
    if parameter.default is not None:
        schema["default"] = int(parameter.default) if schema["type"] == "integer" else parameter.default
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": _both(parameter.zh, parameter.en),
        "schema": schema,
        "example": int(parameter.example) if schema["type"] == "integer" else parameter.example,
    }


def _both(chinese: str, english: str) -> str:
    return f"{chinese}。{english}."


ROUTES = [Route("/openapi.json", openapi, methods=["GET"], name="openapi")]
