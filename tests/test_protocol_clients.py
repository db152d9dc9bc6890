"""Clients that people use get on with the endpoint."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from fulian_kg.server.app import application
from fulian_kg.server.settings import Limits, Settings
from serving import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SELECT = "SELECT ?case ?title WHERE { ?case a fl:Case ; dcterms:title ?title } ORDER BY ?case LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?case dcterms:title ?title } WHERE { ?case a fl:Case ; dcterms:title ?title }"
TITLE = URIRef("http://purl.org/dc/terms/title")


@pytest.fixture(scope="module")
def address(example_store: Path) -> Iterator[str]:
    with listening(application(Settings(example_store, limits=Limits(seconds=60)))) as found:
        yield found


def _wrapped(address: str, query: str, form: str, method: str = "GET") -> Any:
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    return wrapper.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_solutions(method: str, address: str) -> None:
    rows = _wrapped(address, SELECT, JSON, method)["results"]["bindings"]
    assert [row["title"]["type"] for row in rows] == ["literal"] * 3
    assert len(_wrapped(address, SELECT, XML, method).getElementsByTagName("result")) == 3
    assert _wrapped(address, SELECT, CSV, method).count(b"\r\n") == 4
    assert _wrapped(address, SELECT, TSV, method).count(b"\n") == 4
    assert _wrapped(address, "ASK { ?case a fl:Case }", JSON, method)["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # SPARQLWrapper's use of rdflib
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_reads_triples(form: str, address: str) -> None:
    query = f"PREFIX fl: <https://w3id.org/fulian/ns#> PREFIX dcterms: <http://purl.org/dc/terms/> {CONSTRUCT}"
    found = _wrapped(address, query, form)
    graph = found if isinstance(found, Graph) else Graph().parse(data=found)
    assert len(list(graph.subject_objects(TITLE))) == 106


def test_sparqlwrapper_is_told_of_a_slip(address: str) -> None:
    with pytest.raises(QueryBadFormed):
        _wrapped(address, "SELECT ?x WHERE {", JSON)


def test_rdflib_reads_the_store_as_its_own(address: str) -> None:
    graph = Graph(SPARQLStore(f"{address}/sparql"))
    titles = list(graph.query(f"PREFIX fl: <https://w3id.org/fulian/ns#> {SELECT}"))
    assert len(titles) == 3
    case, title = titles[0]  # type: ignore[misc]
    assert isinstance(title, Literal)
    assert title.language == "zh"
    assert (case, TITLE, title) in graph
    assert list(graph.objects(case, TITLE)) == [title]


def test_pandas_reads_csv(address: str) -> None:
    frame = pd.read_csv(f"{address}/queries/cases-by-province.csv")
    assert list(frame.columns)[:2] == ["province", "cases"]
    assert frame["cases"].sum() == 106


def test_curl(address: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl: not found")

    def curl(*arguments: str) -> bytes:
        done = subprocess.run(["curl", "-sS", "--fail", "--compressed", *arguments], capture_output=True, check=True)
        return done.stdout

    rows = json.loads(curl("-G", f"{address}/sparql", "--data-urlencode", f"query={SELECT}"))
    assert len(rows["results"]["bindings"]) == 3
    posted = curl("-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv", "-d", SELECT,
                  f"{address}/sparql")  # fmt: skip
    assert len(pd.read_csv(io.BytesIO(posted))) == 3
    turtle = curl("-H", "Accept: text/turtle", f"{address}/sparql")
    assert Graph().parse(data=turtle, format="turtle")
    head = curl("-I", f"{address}/graph-store?default")
    assert b"200 OK" in head
