"""A store elsewhere that is read like one on disk: the same calls, answered over the SPARQL 1.1 protocol."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from fulian_kg.endpoint.client import Client
from fulian_kg.endpoint.wording import worded
from fulian_kg.errors import StoreError
from fulian_kg.vocabulary import ONTOLOGY, Iris

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.endpoint.address import Endpoint
    from fulian_kg.vocabulary import Term

RESULTS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
ASKED: Final = "__ASK_RETVAL"
"""The column in which Virtuoso answers ASK."""
BOOLEANS: Final = {"1": "true", "0": "false"}
BOOLEAN: Final = "http://www.w3.org/2001/XMLSchema#boolean"
CUT: Final = "x-sparql-maxrows"
"""Virtuoso says so when it leaves out rows."""
PAGE: Final = 5000
"""Graphs that are counted at once: stores cut off answers, often after 10,000 rows."""
NAMED: Final = 64
"""Graphs that a request may name; with more, the default graph is whatever the store takes for it."""
RECEIPTS: Final = "pushed"
"""The graph that tells which graphs have been loaded completely."""
Solutions = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


class RemoteStore:
    """Statements of one data set in a store elsewhere; answers what readers ask of an `ox.Store`."""

    def __init__(self, endpoint: Endpoint, client: Client | None = None) -> None:
        """Nothing is asked yet."""
        self.endpoint = endpoint
        self._client = client or Client()

    @cached_property
    def address(self) -> str:
        """Where queries are answered; raises `StoreError` where none of the usual places does."""
        said = {}
        for url in self.endpoint.queries:
            answer = self._client.send("POST", url, *_form([("query", "ASK {}")]), again=frozenset())
            if answer.ok and answer.body.lstrip().startswith(b"{"):
                return url
            said[url] = answer.says
        told = "; ".join(f"{url}: {why}" for url, why in said.items())
        message = f"{self.endpoint.given} answers no SPARQL query ({told})"
        raise StoreError(message)

    @cached_property
    def base(self) -> str:
        """Base IRI of instances and graphs; raises `StoreError` unless the store holds exactly one data set of ours."""
        found = self._rows(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {ONTOLOGY} ?p ?o }} }} ORDER BY ?g", [])
        ending = Iris("urn:x/").graph("ontology").value.removeprefix("urn:x/")
        bases = [row[0].value.removesuffix(ending) for row in found if row[0].value.endswith(ending)]
        if len(bases) == 1:
            return str(bases[0])
        told = f"{len(bases)} data sets of fulian-kg ({', '.join(bases)})" if bases else "no data set of fulian-kg"
        message = f"{self.endpoint.given} holds {told}: `fulian-kg publish --to {self.endpoint.given}` loads one"
        raise StoreError(message)

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """IRIs of the graphs of the data set, sorted."""
        return tuple(self.counts(self.base))

    def counts(self, base: str) -> dict[str, int]:
        """Number of statements in each graph below a base, without the receipts."""
        start, after = Iris(base).graph("").value, ""
        found: dict[str, int] = {}
        while True:
            rows = self._rows(
                "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } "
                f"FILTER(STRSTARTS(STR(?g), {ox.Literal(start)}) && STR(?g) > {ox.Literal(after)}) }} "
                f"GROUP BY ?g ORDER BY STR(?g) LIMIT {PAGE}",
                [],
            )
            found |= {row[0].value: int(row[1].value) for row in rows}
            if len(rows) < PAGE:
                break
            after = rows[-1][0].value
        return {iri: n for iri, n in sorted(found.items()) if iri != Iris(base).graph(RECEIPTS).value}

    def query(
        self,
        query: str,
        *,
        prefixes: Mapping[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        substitutions: Mapping[ox.Variable, Term] | None = None,
    ) -> Solutions:
        """The answer to a query; without the union, the data set is the one that the query names.

        Raises what `ox.Store.query` raises: `SyntaxError` before anything is sent, `RuntimeError` for a query that the
        store cannot run.
        """
        values = dict(substitutions or {})
        kind = ox.Store().query(query, prefixes=dict(prefixes or {}), substitutions=values)
        text = worded(query, prefixes or {}, values)
        data_set = self._data_set() if use_default_graph_as_union else []
        if isinstance(kind, ox.QueryTriples):
            return _triples(self._post(text, data_set, TRIPLES))
        return _solutions(self._post(text, data_set, RESULTS))

    def quads_for_pattern(
        self, subject: Term | None, predicate: Term | None, object_: Term | None, graph: Term | None = None
    ) -> Iterator[ox.Quad]:
        """Quads that match; None stands for anything."""
        given = (subject, predicate, object_, graph)
        pattern = [f"?{name}" if term is None else str(term) for name, term in zip("spog", given, strict=True)]
        s, p, o, g = pattern
        free = [each for each in pattern if each.startswith("?")]
        found = f"GRAPH {g} {{ {s} {p} {o} }} {self._ours() if graph is None else ''}"
        if not free:
            yield from [ox.Quad(*given)] if self._post(f"ASK {{ {found} }}", [], RESULTS) else []  # type: ignore[arg-type]
            return
        for row in self._rows(f"SELECT {' '.join(free)} {{ {found} }}", []):
            values = iter(row)
            yield ox.Quad(*(next(values) if term is None else term for term in given))  # type: ignore[arg-type]

    def _ours(self) -> str:
        start = Iris(self.base).graph("").value
        receipts = Iris(self.base).graph(RECEIPTS)
        return f"FILTER(STRSTARTS(STR(?g), {ox.Literal(start)}) && ?g != {receipts})"

    def __iter__(self) -> Iterator[ox.Quad]:
        """Every quad."""
        return self.quads_for_pattern(None, None, None)

    def __len__(self) -> int:
        """Number of quads."""
        return sum(self.counts(self.base).values())

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """The graphs of the data set."""
        return map(ox.NamedNode, self.graphs)

    def _data_set(self) -> list[tuple[str, str]]:
        """The graphs of the data set where a request can name them all: other data in the store stay out then."""
        if len(self.graphs) > NAMED:
            return [("union-default-graph", "true")]
        return [(f"{kind}-graph-uri", graph) for kind in ("default", "named") for graph in self.graphs]

    def _rows(self, text: str, data_set: list[tuple[str, str]]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in _solutions(self._post(text, data_set, RESULTS))]  # type: ignore[union-attr]

    def _post(self, text: str, data_set: list[tuple[str, str]], accept: str) -> bytes:
        answer = self._client.send("POST", self.address, *_form([("query", text), *data_set], accept))
        if not answer.ok:
            raise RuntimeError(answer.says)
        if CUT in answer.headers or "x-sql-state" in answer.headers:
            message = f"{self.endpoint.given} leaves out rows of a long answer: let it answer in full, or ask for less"
            raise StoreError(message)
        return answer.body


def _form(fields: list[tuple[str, str]], accept: str = RESULTS) -> tuple[bytes, dict[str, str]]:
    """A query by POST with parameters in the body, which every store takes."""
    return urlencode(fields).encode(), {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}


def _solutions(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """Rows or a truth, with booleans in the form that they have elsewhere."""
    try:
        read = json.loads(body)
        rows = read.get("results", {}).get("bindings", [])
        if read.get("head", {}).get("vars") == [ASKED]:
            read = {"head": {}, "boolean": bool(rows) and rows[0][ASKED]["value"] == "1"}
        for term in (term for row in rows for term in row.values()):
            if term.get("datatype") == BOOLEAN:
                term["value"] = BOOLEANS.get(term["value"], term["value"])
        return ox.parse_query_results(json.dumps(read), format=ox.QueryResultsFormat.JSON)
    except (ValueError, SyntaxError, AttributeError, KeyError, IndexError, TypeError) as error:
        message = f"the answer of the store is no result of a query ({' '.join(str(error).split())})"
        raise StoreError(message) from None


def _triples(body: bytes) -> ox.QueryTriples:
    held = ox.Store()
    try:
        held.load(body, format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        message = f"the answer of the store is no graph ({' '.join(str(error).split())})"
        raise StoreError(message) from None
    found: ox.QueryTriples = held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")  # type: ignore[assignment]
    return found
