"""The W3C's tests of the SPARQL 1.1 protocol and of result formats, against a server that listens."""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.collection import Collection

from fulian_kg.graph.manifest import write_manifest
from fulian_kg.graph.store import CURRENT, DATABASE, GENERATIONS, MARKER, MARKER_TEXT
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from fulian_kg.vocabulary import DEFAULT_BASE
from serving import listening

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
FORMATS = {
    "boolean": {JSON, XML},
    "tabular": {JSON, XML, "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}
QUERIES = (
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
)
REFUSED = {
    # How requests that are no queries of the protocol are refused: any 4xx is right to the W3C.
    "bad_query_method": 405,
    "bad_multiple_queries": 400,
    "bad_query_wrong_media_type": 415,
    "bad_query_missing_form_type": 415,
    "bad_query_missing_direct_type": 415,
    "bad_query_non_utf8": 415,
    "bad_query_syntax": 400,
    # Wrong as updates, and updates at that: 403 where the request says that it is one, 415 where its type says nothing.
    "bad_update_get": 403,
    "bad_multiple_updates": 403,
    "bad_update_wrong_media_type": 415,
    "bad_update_missing_form_type": 415,
    "bad_update_non_utf8": 415,
    "bad_update_syntax": 403,
    "bad_update_dataset_conflict": 403,
    # Right for servers that take updates (2xx to the W3C). This one is for reading, and says so.
    "update_dataset_default_graph": 403,
    "update_dataset_default_graphs": 403,
    "update_dataset_named_graphs": 403,
    "update_dataset_full": 403,
    "update_post_form": 403,
    "update_post_direct": 403,
    "update_base_uri": 403,
}


NUMBER = re.compile(
    r'"?([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)'
    r'(?:"\^\^<http://www\.w3\.org/2001/XMLSchema#(?:double|negativeInteger)>)?'
)
"""Oxigraph keeps the value of a number, spelt in its own way, and integers of derived types as xsd:integer."""


class Got(NamedTuple):
    """A response."""

    status: int
    media_type: str
    body: bytes


def store_of(folder: Path, graphs: Mapping[str, Path]) -> Path:
    """A store of files, each as the graph of a name."""
    generation = folder / GENERATIONS / "000001"
    generation.mkdir(parents=True)
    database = ox.Store(str(generation / DATABASE))
    for name, file in graphs.items():
        database.load(path=file, to_graph=ox.NamedNode(name))
    counts = {
        name: {"statements": sum(1 for _ in database.quads_for_pattern(None, None, None, ox.NamedNode(name)))}
        for name in graphs
    }
    database.flush()
    del database  # which closes its files
    write_manifest(generation, {"base_iri": DEFAULT_BASE, "graphs": counts, "ledger": {}})
    (folder / MARKER).write_text(MARKER_TEXT, "utf-8")
    (folder / CURRENT).symlink_to(generation.relative_to(folder))
    return folder


@pytest.fixture(scope="module")
def manifest(shared: Path) -> Graph:
    return Graph().parse(shared / "data" / "w3c" / "sparql11-protocol" / "manifest.ttl")


@pytest.fixture(scope="module")
def address(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = shared / "data" / "w3c" / "sparql11-protocol"
    graphs = {DATA.format(n): folder / f"data{n}.nt" for n in (1, 2, 3)}
    with listening(application(Settings(store_of(tmp_path_factory.mktemp("w3c") / "kg", graphs)))) as found:
        yield found


@pytest.mark.parametrize("name", QUERIES)
def test_queries(name: str, manifest: Graph, address: str) -> None:
    for request in _requests(manifest, name):
        answer = _sent(manifest, request, address)
        response = manifest.value(request, HT.resp)
        assert answer.status == 200, answer.body
        assert answer.media_type in FORMATS[str(manifest.value(response, MF.expectedFormat))]
        if (expected := manifest.value(response, MF.expectedBoolean)) is not None:
            assert json.loads(answer.body)["boolean"] is expected.toPython()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "status"), REFUSED.items())
def test_whatever_would_write_or_is_no_query_is_refused(name: str, status: int, manifest: Graph, address: str) -> None:
    answer = _sent(manifest, _requests(manifest, name)[0], address)
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert json.loads(answer.body)["status"] == status


def test_none_is_left_out(manifest: Graph) -> None:
    names = [str(each).rpartition("#")[2] for each in manifest.subjects(RDF.type, MF.ProtocolTest)]
    assert sorted(names) == sorted([*QUERIES, *REFUSED])
    assert len(names) == 34


@pytest.mark.parametrize(
    ("suite", "data", "query", "expected", "accept"),
    [
        ("csv-tsv", data, query, f"csvtsv0{n}.{kind}", accept)
        for n, query, data in ((1, 1, "data"), (2, 2, "data"), (3, 1, "data2"))
        for kind, accept in (("csv", "text/csv"), ("tsv", "text/tab-separated-values"))
    ]
    + [("json", "data", n, f"jsonres0{n}.srj", JSON) for n in (1, 2, 3, 4)],
)
def test_result_formats(
    suite: str, data: str, query: int, expected: str, accept: str, shared: Path, tmp_path: Path
) -> None:
    folder = shared / "data" / "w3c" / f"sparql11-{suite}-res"
    text = (folder / f"{'jsonres' if suite == 'json' else 'csvtsv'}0{query}.rq").read_text("utf-8")
    store = store_of(tmp_path / "kg", {"http://example.org/graph": folder / f"{data}.ttl"})
    with listening(application(Settings(store))) as address:
        answer = _get(f"{address}/sparql?{urlencode({'query': text})}", {"accept": accept})
    assert (answer.status, answer.media_type) == (200, accept)
    assert accept != "text/csv" or answer.body.count(b"\r\n") == answer.body.count(b"\n") > 0
    assert READ[accept](answer.body) == READ[accept]((folder / expected).read_bytes())


def _csv(body: bytes) -> Any:
    lines = list(csv.reader(io.StringIO(body.decode("utf-8"), newline="")))
    return _rows(lines)


def _tsv(body: bytes) -> Any:
    return _rows([line.split("\t") for line in body.decode("utf-8").splitlines()])


def _rows(lines: list[list[str]]) -> Any:
    """Rows by variable: `SELECT *` puts columns and rows in no order, and names of blank nodes mean nothing."""
    head, *rows = lines
    plain = [["_:b" if cell.startswith("_:") else _number(cell) for cell in row] for row in rows]
    return sorted(head), Counter(str(sorted(zip(head, row, strict=True))) for row in plain)


def _number(cell: str) -> str:
    """A number in one spelling; anything else as it is."""
    match = NUMBER.fullmatch(cell)
    return repr(float(match[1])) if match else cell


def _json(body: bytes) -> Any:
    found = json.loads(body)
    if "boolean" in found:
        return found["boolean"]
    rows = [sorted((name, *_term(term)) for name, term in row.items()) for row in found["results"]["bindings"]]
    return sorted(found["head"]["vars"]), Counter(map(str, rows))


def _term(term: dict[str, str]) -> tuple[str, ...]:
    value = "" if term["type"] == "bnode" else term["value"]
    return term["type"], value, term.get("datatype", ""), term.get("xml:lang", "")


READ = {"text/csv": _csv, "text/tab-separated-values": _tsv, JSON: _json}


def _requests(manifest: Graph, name: str) -> list[Node]:
    (entry,) = (each for each in manifest.subjects(RDF.type, MF.ProtocolTest) if str(each).endswith(f"#{name}"))
    listed = manifest.value(manifest.value(entry, MF.action), HT.requests)
    assert listed is not None
    return list(Collection(manifest, listed))


def _sent(manifest: Graph, request: Node, address: str) -> Got:
    """Send a request exactly as the manifest has it."""
    listed = manifest.value(request, HT.headers)
    headers = {
        str(manifest.value(each, HT.fieldName)): str(manifest.value(each, HT.fieldValue))
        for each in (Collection(manifest, listed) if listed is not None else ())
    }
    part = manifest.value(request, HT.body)
    body = None
    if part is not None:
        body = str(manifest.value(part, CNT.chars)).encode(str(manifest.value(part, CNT.characterEncoding)))
    path, method = (str(manifest.value(request, each)) for each in (HT.absolutePath, HT.methodName))
    return _get(address + path, headers, method, body)


def _get(url: str, headers: dict[str, str], method: str = "GET", body: bytes | None = None) -> Got:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc)
    try:
        connection.request(method, f"{place.path}?{place.query}", body, headers)
        response = connection.getresponse()
        return Got(response.status, response.headers.get_content_type(), response.read())
    finally:
        connection.close()
