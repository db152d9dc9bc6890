"""What the server says of itself to programs is all there is, and holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from starlette.routing import Route
from starlette.testclient import TestClient

from fulian_kg.query.stored import stored_queries
from fulian_kg.resources import Library
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from serving import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUERIES = sorted(stored_queries(Library()))
EXAMPLES = 12
"""Requests made up for an operation."""
SAMPLED = 8
"""Every so many stored queries one is asked with made-up parameters."""


@pytest.fixture(scope="module")
def client(example_store: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(example_store))) as found:
        yield found


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_every_route_and_every_stored_query_is_described(client: TestClient, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r":\w+}", "}", route.path).rstrip("/") or "/", method.lower())
        for route in client.app.routes  # type: ignore[attr-defined]
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {(path, method) for path, entry in document["paths"].items() for method in entry}
    assert routes <= described
    assert described - routes == {(f"/queries/{name}", "get") for name in QUERIES}


def test_what_is_said_is_said_in_both_languages(document: dict[str, Any]) -> None:
    for entry in document["paths"].values():
        for operation in entry.values():
            assert re.search(r"[\u4e00-\u9fff]", operation["summary"])
            assert re.search(r"[A-Za-z]{2}", operation["summary"])


def test_names_of_operations_are_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for entry in document["paths"].values() for operation in entry.values()]
    assert len(names) == len(set(names))


def test_its_own_example_of_a_query_answers(client: TestClient, document: dict[str, Any]) -> None:
    example = document["components"]["parameters"]["query"]["example"]
    assert len(client.get("/sparql", params={"query": example}).json()["results"]["bindings"]) == 3


@pytest.mark.parametrize("name", QUERIES)
def test_stored_queries_answer_with_their_examples(name: str, client: TestClient, document: dict[str, Any]) -> None:
    operation = document["paths"][f"/queries/{name}"]["get"]
    values = {each["name"]: each["example"] for each in operation["parameters"] if each.get("required")}
    answer = client.get(f"/queries/{name}.json", params=values)
    assert answer.status_code in {200, 400}, answer.text
    if answer.status_code == 400:  # the example is a region or theme that this store does not have
        assert "is no " in answer.json()["detail"] or "can mean" in answer.json()["detail"]
    else:
        assert json.loads(answer.content)["head"]["vars"]


def test_made_up_requests_never_are_our_fault(example_store: Path) -> None:
    with listening(application(Settings(example_store))) as address:
        schema: Any = schemathesis.openapi.from_url(f"{address}/openapi.json")
        operations = [result.ok() for result in schema.get_all_operations()]
        plain = [each for each in operations if each.path.removeprefix("/queries/") not in QUERIES]
        stored = [each for each in operations if each.path.removeprefix("/queries/") in QUERIES]
        assert len(stored) == len(QUERIES)
        for operation in (*plain, *stored[::SAMPLED]):
            _ask(operation)


def _ask(operation: Any) -> None:
    """Send an operation made-up requests; all that its description allows, and some that it does not."""

    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def asked(case: Any) -> None:
        answer = case.call()
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)

    asked()
