"""The SPARQL protocol: what is asked how, what comes back as what, and what is refused with which words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from fulian_kg.formats import FORMATS
from fulian_kg.server.app import application
from fulian_kg.server.description import FORMAT_IRIS, SD, W3C_NAMES
from fulian_kg.server.offers import ALIASES, AVAILABLE, ORDERS, SHORT
from fulian_kg.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fulian_kg.server.answering import Answer, Answering, Job

SELECT = "SELECT ?case ?title WHERE { ?case a fl:Case ; dcterms:title ?title } ORDER BY ?case LIMIT 2"
ASK = "ASK { ?case a fl:Case }"
CONSTRUCT = "CONSTRUCT { ?case dcterms:title ?title } WHERE { ?case a fl:Case ; dcterms:title ?title }"
JSON, PROBLEM = "application/sparql-results+json", "application/problem+json"
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


class Counting:
    """Counts what somebody who answers is asked."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self.asked = 0

    async def answer(self, job: Job) -> Answer:
        """What the other says."""
        self.asked += 1
        return await self._answering.answer(job)

    async def close(self) -> None:
        """Stop the other."""
        await self._answering.close()


@pytest.fixture(scope="module")
def client(example_store: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(example_store))) as found:
        yield found


def test_three_ways_to_ask_are_one(client: TestClient) -> None:
    ways = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers={"content-type": "application/sparql-query"}),
        client.post("/sparql/", content=SELECT, headers={"content-type": "Application/SPARQL-Query; charset=UTF-8"}),
    ]
    assert [way.status_code for way in ways] == [200] * 4
    assert len({way.content for way in ways}) == 1
    assert ways[0].headers["content-type"] == JSON


@pytest.mark.parametrize(("query", "kind"), [(SELECT, "results"), (ASK, "results"), (CONSTRUCT, "rdf")])
def test_every_format_by_media_type_and_by_name(query: str, kind: str, client: TestClient) -> None:
    for name in ORDERS[kind]:
        media_type = FORMATS[name].media_type
        asked = client.get("/sparql", params={"query": query}, headers={"accept": f"{media_type}, */*;q=0.1"})
        named = client.get("/sparql", params={"query": query, "format": name}, headers={"accept": "image/png"})
        assert asked.status_code == named.status_code == 200
        assert asked.headers["content-type"].partition(";")[0] == media_type
        assert asked.content == named.content
        assert asked.headers["vary"].startswith("Accept")


@pytest.mark.parametrize(("query", "kind"), [(SELECT, "results"), (CONSTRUCT, "rdf")])
def test_other_names_of_formats(query: str, kind: str, client: TestClient) -> None:
    for alias, name in ALIASES[kind].items():
        answer = client.get("/sparql", params={"query": query}, headers={"accept": alias})
        plain = client.get("/sparql", params={"query": query, "format": name})
        assert answer.headers["content-type"].partition(";")[0] == alias
        assert answer.content == plain.content
    for short, name in SHORT[kind].items():
        answer = client.get("/sparql", params={"query": query, "format": short})
        assert answer.headers["content-type"].partition(";")[0] == FORMATS[name].media_type


def test_defaults_and_qualities(client: TestClient) -> None:
    def given(query: str, accept: str) -> str:
        return client.get("/sparql", params={"query": query}, headers={"accept": accept}).headers["content-type"]

    assert given(ASK, "*/*") == JSON
    assert given(CONSTRUCT, "*/*") == "text/turtle; charset=utf-8"
    assert given(SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.8") == "application/sparql-results+xml"
    assert given(CONSTRUCT, "text/csv, application/n-triples;q=0.3") == "application/n-triples"
    assert given(SELECT, "text/csv, application/n-triples") == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "*/*;q=0")]
)
def test_what_cannot_be_written_is_refused_with_what_can(query: str, accept: str, client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (406, PROBLEM)
    assert set(answer.json()["available"]) & {*AVAILABLE["rdf" if query == CONSTRUCT else "results"]}


def test_languages_and_datatypes_come_through(client: TestClient) -> None:
    query = 'SELECT * WHERE { VALUES ?o { "案例"@zh "案例"@zh-hans 1 1.50 "2011-05-01"^^xsd:date <urn:x> "a\\r\\nb" } }'
    found = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    terms = [row["o"] for row in found]
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert terms[0] == {"type": "literal", "value": "案例", "xml:lang": "zh"}
    assert terms[1]["xml:lang"] == "zh-hans"
    assert [term.get("datatype") for term in terms[2:5]] == [f"{xsd}integer", f"{xsd}decimal", f"{xsd}date"]
    assert terms[5] == {"type": "uri", "value": "urn:x"}
    csv = client.get("/sparql", params={"query": query, "format": "csv"}).content
    assert b'"a\r\nb"\r\n' in csv


def test_the_dataset_of_the_request_is_all_there_is(client: TestClient) -> None:
    def rows(**parameters: str | list[str]) -> list[dict[str, dict[str, str]]]:
        found: list[dict[str, dict[str, str]]] = client.get("/sparql", params=parameters).json()["results"]["bindings"]
        return found

    graphs = [row["g"]["value"] for row in rows(query=GRAPHS)]
    assert len(graphs) > 2
    assert {row["g"]["value"] for row in rows(query=GRAPHS, **{"named-graph-uri": graphs[:2]})} == {*graphs[:2]}
    assert not rows(query=GRAPHS, **{"default-graph-uri": graphs[0]})
    one = rows(query="SELECT * { ?s ?p ?o }", **{"default-graph-uri": graphs[0]})
    inside = rows(query="SELECT * FROM <G> { ?s ?p ?o }".replace("G", graphs[0]))
    assert 0 < len(one) == len(inside)


def test_a_slip_is_shown_where_it_is(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * WHERE {\n  ?case a fl:Case ;; ?x\n}"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    problem = answer.json()
    assert (problem["status"], problem["line"]) == (400, 3)
    assert problem["column"] >= 1
    assert problem["query_line"] == "}"


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "status"),
    [
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", {}, b"", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&format=png&format=gif", {}, b"", 406),
        ("GET", "/sparql?query=ASK%20%7B%7D&format=png", {}, b"", 406),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=a%20b", {}, b"", 400),
        ("GET", "/sparql?query=", {}, b"", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, b"", 403),
        ("GET", "/sparql?query=%FF", {}, b"", 400),
        ("GET", "/sparql?query=%00", {}, b"", 400),
        ("GET", "/sparql?query=%ED%A0%80", {}, b"", 400),
        ("GET", "/sparql?" + "&".join(f"p{n}=" for n in range(1001)), {}, b"", 400),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, b"", 400),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, b"update=CLEAR%20ALL", 403),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, b"query=\xff", 400),
        ("POST", "/sparql", {"content-type": "application/sparql-query"}, b"\xff\xfe", 400),
        ("POST", "/sparql", {"content-type": "application/sparql-query"}, b" " * 4_000_001, 413),
        ("POST", "/sparql", {"content-type": "application/sparql-query; charset=gbk"}, b"ASK {}", 415),
        ("POST", "/sparql", {"content-type": "multipart/form-data; boundary=x"}, b"--x--", 415),
        ("POST", "/sparql", {"content-type": "application/sparql-query", "content-encoding": "gzip"}, b"\x1f", 415),
        ("POST", "/sparql?query=ASK%20%7B%7D", {"content-type": "application/sparql-query"}, b"ASK {}", 400),
        ("POST", "/sparql", {"content-type": "application/sparql-update"}, b"CLEAR ALL", 403),
        ("POST", "/sparql", {}, b"ASK {}", 415),
        ("PUT", "/sparql", {}, b"", 405),
        ("DELETE", "/sparql", {}, b"", 405),
        ("PATCH", "/graph-store?default", {}, b"", 405),
        ("PUT", "/graph-store?default", {"content-type": "text/turtle"}, b"", 405),
        ("GET", "/graph-store", {}, b"", 400),
        ("GET", "/graph-store?default&graph=urn:x", {}, b"", 400),
        ("GET", "/graph-store?graph=urn:x&graph=urn:y", {}, b"", 400),
        ("GET", "/graph-store?graph=x", {}, b"", 400),
        ("GET", "/graph-store?graph=urn:nowhere", {}, b"", 404),
        ("GET", "/queries/nothing-of-this-name", {}, b"", 404),
        ("GET", "/queries/cases-by-province.png", {}, b"", 406),
        ("GET", "/queries/cases-by-province?nothing=1", {}, b"", 400),
        ("GET", "/queries/funding-timeline?region=a&region=b", {}, b"", 400),
        ("GET", "/queries/%E6%A1%88%0D%0AX-Y:1", {}, b"", 404),
        ("POST", "/queries/cases-by-province", {}, b"", 405),
        ("GET", "/nowhere/%FF%00", {}, b"", 404),
    ],
)
def test_refusals(
    method: str, target: str, headers: dict[str, str], body: bytes, status: int, client: TestClient
) -> None:
    answer = client.request(method, target, headers=headers, content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    assert answer.json()["detail"]
    assert ("allow" in answer.headers) == (status == 405)
    assert "X-Y" not in answer.text


def test_the_same_answer_is_not_made_twice(client: TestClient) -> None:
    state = client.app.state  # type: ignore[attr-defined]
    state.answering = counting = Counting(state.answering)
    first = client.get("/sparql", params={"query": SELECT})
    held = {"if-none-match": first.headers["etag"]}
    again = client.get("/sparql", params={"query": SELECT}, headers=held)
    assert (again.status_code, again.content, counting.asked) == (304, b"", 1)
    assert again.headers["etag"] == first.headers["etag"]
    others = [
        client.get("/sparql", params={"query": ASK}, headers=held),
        client.get("/sparql", params={"query": SELECT, "format": "csv"}, headers=held),
        client.get("/sparql", params={"query": SELECT, "default-graph-uri": "urn:x"}, headers=held),
        client.post("/sparql", data={"query": SELECT}, headers=held),
    ]
    assert [(each.status_code, counting.asked) for each in others] == [(200, 5)] * 4


def test_nobody_learns_from_a_tag_that_a_wrong_query_is_right(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "ASK {"}, headers={"if-none-match": "*"})
    assert answer.status_code == 400
    assert "etag" not in answer.headers


@pytest.mark.parametrize("word", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_answers_that_differ_each_time_have_no_tag(word: str, client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT ({word} AS ?now) WHERE {{}}"})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    named = client.get("/sparql", params={"query": "SELECT ?now ?rand WHERE { ?now a ?rand } LIMIT 1"})
    assert "etag" in named.headers


@pytest.mark.parametrize(
    "target",
    [
        "/sparql?query=ASK%20%7B%7D",
        "/sparql",
        "/graph-store?default",
        "/queries/cases-by-province",
        "/openapi.json",
        "/healthz",
        "/nowhere",
    ],
)
def test_head_is_get_without_its_body(target: str, client: TestClient) -> None:
    got, head = client.get(target), client.head(target)
    assert head.status_code == got.status_code
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers.get("content-length") == got.headers.get("content-length")


def test_any_origin_may_read(client: TestClient) -> None:
    origin = {"origin": "https://example.org"}
    answer = client.get("/sparql", params={"query": ASK}, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link"} <= {*answer.headers["access-control-expose-headers"].split(", ")}
    asked = {**origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    preflight = client.options("/sparql", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert "POST" not in client.options("/graph-store", headers=asked).headers["access-control-allow-methods"]
    assert not {name for name in (*answer.headers, *preflight.headers) if "credentials" in name}
    assert client.options("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_what_curators_do_is_not_for_other_origins(client: TestClient) -> None:
    asked = {"origin": "https://example.org", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in client.options("/curation", headers=asked).headers
    assert "access-control-allow-origin" not in client.get("/curation", headers=asked).headers


@pytest.mark.parametrize("name", ORDERS["rdf"])
def test_the_endpoint_describes_itself(name: str, client: TestClient) -> None:
    accept = FORMATS[name].media_type
    answer = client.get("/sparql", headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == accept
    found = {quad.triple for quad in ox.parse(answer.content, format=FORMATS[name].writer)}  # type: ignore[arg-type]
    about = ox.Store()
    about.extend(ox.Quad(*triple) for triple in found)
    graphs = about.query(
        "SELECT ?name ?n { ?d sd:namedGraph [ sd:name ?name ; sd:graph [ void:triples ?n ] ] }",
        prefixes={"sd": SD, "void": "http://rdfs.org/ns/void#"},
    )
    described = {row["name"].value: int(row["n"].value) for row in graphs}  # type: ignore[union-attr]
    store = client.app.state.generations.current().store.rdf  # type: ignore[attr-defined]
    assert described == {
        graph.value: sum(1 for _ in store.quads_for_pattern(None, None, None, graph)) for graph in store.named_graphs()
    }
    formats = {str(t.object).strip("<>") for t in found if t.predicate.value == f"{SD}resultFormat"}
    assert formats == {FORMAT_IRIS + each for each in W3C_NAMES.values()}
    assert {*W3C_NAMES} == {*ORDERS["results"], *ORDERS["rdf"]}


def test_whole_graphs(client: TestClient) -> None:
    store = client.app.state.generations.current().store.rdf  # type: ignore[attr-defined]
    graph = next(iter(store.named_graphs()))
    answer = client.get("/graph-store", params={"graph": graph.value}, headers={"accept": "application/n-triples"})
    assert answer.headers["content-type"] == "application/n-triples"
    found = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}
    assert found == {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
    union = client.get("/graph-store?default&format=nt")
    assert len(union.content.splitlines()) == len({quad.triple for quad in store})


def test_stored_queries_answer_with_values_bound(client: TestClient) -> None:
    answer = client.get("/queries/funding-timeline", params={"region": "石景山区", "lang": "en"})
    assert answer.headers["content-type"] == JSON
    rows = answer.json()["results"]["bindings"]
    assert rows
    assert {row["region_name"]["value"] for row in rows} == {"北京市石景山区"}
    csv = client.get("/queries/funding-timeline.csv", params={"region": "石景山区", "place": ""})
    assert csv.text.count("\r\n") == len(rows) + 1
    assert len(client.get("/queries/funding-timeline.tsv?region=石景山区").text.splitlines()) == len(rows) + 1


@pytest.mark.parametrize("value", ['"} # <script>', "\x00", "<urn:x> ?y", "🚺" * 5000, "' OR 1=1"])
def test_hostile_values_are_values_and_not_repeated(value: str, client: TestClient) -> None:
    texts = client.get("/queries/evidence", params={"text": value})
    assert texts.status_code in {200, 400}
    region = client.get("/queries/funding-timeline", params={"region": value})
    assert region.status_code in {200, 400}
    assert value not in json.dumps(region.json(), ensure_ascii=False)
