"""Stores elsewhere: loaded whole whatever breaks, and read like the store that they were loaded from."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SOAK
from engines import listening, oxigraph, relay, virtuoso
from fulian_kg.endpoint.account import Account
from fulian_kg.endpoint.address import endpoint_of
from fulian_kg.endpoint.client import Client
from fulian_kg.endpoint.graph_store import GraphStore, chunks
from fulian_kg.endpoint.remote import RECEIPTS, RemoteStore
from fulian_kg.endpoint.wording import worded
from fulian_kg.errors import StoreError, UsageError
from fulian_kg.graph.store import OpenStore, open_store
from fulian_kg.publishing.push import Pushed, push
from fulian_kg.query.parameters import bindings
from fulian_kg.query.run import ask, columns, rows
from fulian_kg.vocabulary import PREFIXES, Iris
from prerequisites import prerequisites
from querying import QUERIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Ran
    from engines import Answer

ENGINES = ("oxigraph", pytest.param("virtuoso", marks=pytest.mark.virtuoso))
"""Whether optional parameters of stored queries are given too, and regions are followed through time."""


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Addresses of the servers; both start at once, and the slower one is waited for when it is asked."""
    wanted = {item.callspec.params.get("engine") for item in request.session.items if hasattr(item, "callspec")}
    with oxigraph() as first:
        if "virtuoso" not in wanted or prerequisites()["virtuoso"].missing:
            yield {"oxigraph": first}
            return
        with virtuoso(tmp_path_factory.mktemp("virtuoso")) as second:
            yield {"oxigraph": first, "virtuoso": second}


@pytest.fixture(scope="module")
def store(example_store: Path) -> OpenStore:
    return open_store(example_store)


@pytest.fixture
def loaded(engine: str, engines: dict[str, str], store: OpenStore, monkeypatch: pytest.MonkeyPatch) -> str:
    """The example in an engine; `sparql+http://…`."""
    monkeypatch.setenv("FULIAN_SPARQL_USER", "dba")  # Virtuoso's, which asks for it by Digest
    monkeypatch.setenv("FULIAN_SPARQL_PASSWORD", "dba")
    address = f"sparql+{listening(engines[engine])}"
    push(store, endpoint_of(address), lambda *_: None)
    return address


def counts(store: OpenStore) -> dict[str, int]:
    return {iri: row["statements"] for iri, row in store.manifest["graphs"].items()}


def open_store_at(address: str) -> OpenStore:
    return open_store(Path(f"sparql+{address}"))


def pushed(store: OpenStore, address: str) -> Pushed:
    return push(store, endpoint_of(f"sparql+{address}"), lambda *_: None, Client(Account(), wait=lambda _: None))


def test_a_push_that_is_killed_goes_on_where_it_was(store: OpenStore, example_store: Path) -> None:
    wrote, stop, reached = [0], [4], threading.Event()

    def meddle(method: str, path: str, answer: Callable[[], Answer]) -> Answer | None:
        found = answer()
        if path.startswith("/store") and method in {"PUT", "POST"}:
            wrote[0] += 1
            if wrote[0] == stop[0]:
                reached.set()
                threading.Event().wait(0.2)  # the other side is killed before it hears that this was written
                return None
        return found

    with oxigraph() as server, relay(listening(server), meddle) as address:
        for at in (4, 6):  # in the middle of a graph, and between a graph and its receipt
            wrote[0], stop[0] = 0, at
            reached.clear()
            command = ["-m", "fulian_kg", "publish", "--to", f"sparql+{address}", "--store", str(example_store)]
            process = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
            assert reached.wait(60)
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
            there = RemoteStore(endpoint_of(f"sparql+{server}")).counts(store.base)
            assert 0 < sum(there.values()) < sum(counts(store).values())
            with pytest.raises(StoreError, match="no data set"):
                open_store_at(server)
        done = pushed(store, server)
        assert done.kept
        assert done.sent
        assert sorted([*done.kept, *done.sent]) == sorted(counts(store))
        assert done.statements == counts(store)
        assert set(open_store_at(server).rdf) == set(store.rdf)
        assert pushed(store, server).sent == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_graph_arrives_whole(loaded: str, store: OpenStore) -> None:
    done = push(store, endpoint_of(loaded), lambda *_: None)
    assert done.statements == counts(store)
    assert (done.sent, done.removed) == ((), ())


def test_only_what_changed_is_sent_and_what_is_gone_is_removed(engines: dict[str, str], store: OpenStore) -> None:
    address = listening(engines["oxigraph"])
    pushed(store, address)
    graphs = GraphStore(endpoint_of(f"sparql+{address}"), Client())
    older, foreign = Iris(store.base).graph("older/facts").value, "urn:x-foreign"
    for graph in (older, foreign):
        graphs.put(graph, [b"<urn:a> <urn:b> <urn:c> .\n"])
    changed = Iris(store.base).graph("regions").value
    manifest = {**store.manifest, "graphs": {**store.manifest["graphs"]}}
    manifest["graphs"][changed] = {**manifest["graphs"][changed], "sha256": "0" * 64}
    done = pushed(replace(store, manifest=manifest), address)
    assert (done.sent, done.removed) == ((changed,), (older,))
    assert done.statements == counts(store)
    assert bool(open_store_at(address).rdf.query(f"ASK {{ GRAPH <{foreign}> {{ ?s ?p ?o }} }}"))
    graphs.delete(foreign)


def test_what_passes_is_tried_again(engines: dict[str, str], store: OpenStore) -> None:
    waited: list[float] = []
    failed: Counter[str] = Counter()

    def meddle(method: str, path: str, answer: Callable[[], Answer]) -> Answer | None:
        if method == "PUT" and failed[path] < 3:
            failed[path] += 1
            if failed[path] == 3:
                answer()  # written, but the answer is lost
                return None
            return (429, {"Retry-After": "7"}, b"") if failed[path] == 1 else (503, {}, b"busy")
        return answer()

    with relay(listening(engines["oxigraph"]), meddle) as address:
        client = Client(Account(), wait=waited.append)
        endpoint = endpoint_of(f"sparql+{address}")
        GraphStore(endpoint, client).delete(Iris(store.base).graph(RECEIPTS).value)
        assert push(store, endpoint, lambda *_: None, client).statements == counts(store)
    assert waited.count(7.0) == len(failed) == len(counts(store)) + 1


def test_a_store_that_loses_statements_is_found_out(engines: dict[str, str], store: OpenStore) -> None:
    def meddle(method: str, path: str, answer: Callable[[], Answer]) -> Answer | None:
        return (204, {}, b"") if method == "PUT" and "regions" in path else answer()

    with relay(listening(engines["oxigraph"]), meddle) as address:
        graphs = GraphStore(endpoint_of(f"sparql+{address}"), Client())
        for name in (RECEIPTS, "regions"):
            graphs.delete(Iris(store.base).graph(name).value)
        with pytest.raises(StoreError, match="regions: 0 instead of"):
            pushed(store, address)


@given(st.lists(st.binary(min_size=1, max_size=9)), st.integers(1, 20))
def test_chunks_are_the_lines(lines: list[bytes], size: int) -> None:
    found = list(chunks(lines, size))
    assert b"".join(found) == b"".join(lines)
    assert found
    assert all(len(each) <= max(size, *map(len, lines or [b""]), 0) for each in found)


@pytest.mark.parametrize(
    ("scheme", "environment", "header"),
    [
        ("Basic", {"FULIAN_SPARQL_USER": "me", "FULIAN_SPARQL_PASSWORD": "pa ss"}, "Basic bWU6cGEgc3M="),
        ("Bearer", {"FULIAN_SPARQL_TOKEN": "t0k3n"}, "Bearer t0k3n"),
        ("Basic", {"FULIAN_SPARQL_USER": "me", "FULIAN_SPARQL_PASSWORD": "s3cret"}, ""),
    ],
)
def test_secrets_go_to_the_store_and_nowhere_else(
    scheme: str,
    environment: dict[str, str],
    header: str,
    engines: dict[str, str],
    example_store: Path,
    run: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    asked: list[str | None] = []

    def meddle(method: str, path: str, answer: Callable[[], Answer]) -> Answer | None:
        del method
        if not path.startswith("/store"):
            return answer()
        given_by = answer.__closure__[1].cell_contents.headers.get("Authorization")  # type: ignore[index]
        asked.append(given_by)
        return answer() if given_by == header else (401, {"WWW-Authenticate": f'{scheme} realm="x"'}, b"no")

    with relay(listening(engines["oxigraph"]), meddle) as address:
        ran = run("publish", "--to", f"sparql+{address}", "--store", example_store)
    assert ran.code == (0 if header else StoreError.exit_code)
    assert not header or header in asked
    assert not any(secret in ran.out + ran.err for secret in ("pa ss", "t0k3n", "s3cret", "bWU6"))
    assert header or "FULIAN_SPARQL_USER" in ran.err


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sparql+ftp://localhost", "is written like"),
        ("sparql+http://", "is written like"),
        ("sparql+http://localhost:99999", "is written like"),
        ("sparql+http://me:secret@localhost:1", "FULIAN_SPARQL_PASSWORD"),
        ("sparql+http://127.0.0.1:1", "cannot be reached"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(address: str, said: str, run: Callable[..., Ran]) -> None:
    ran = run("query", "themes", "--store", address)
    assert ran.code in {UsageError.exit_code, StoreError.exit_code}
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert "secret" not in ran.err


def test_an_empty_store_and_one_that_leaves_out_rows_are_refused(run: Callable[..., Ran], store: OpenStore) -> None:
    def meddle(method: str, path: str, answer: Callable[[], Answer]) -> Answer | None:
        del method, path
        status, headers, body = answer()
        return status, {**headers, "X-SPARQL-MaxRows": "10000"} if b'"notation"' in body else headers, body

    with oxigraph() as server, relay(listening(server), meddle) as address:
        ran = run("query", "themes", "--store", f"sparql+{address}")
        assert (ran.code, "no data set" in ran.err) == (StoreError.exit_code, True)
        pushed(store, server)
        assert run("query", "sources", "--store", f"sparql+{address}").code == 0
        for command in (("query", "themes"), ("facts",), ("verify",)):
            ran = run(*command, "--store", f"sparql+{address}")
            assert (ran.code, ran.err.count("\n")) == (StoreError.exit_code, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_stored_queries_answer_the_same_there(loaded: str, store: OpenStore) -> None:
    there, prefixes = open_store_at(loaded.removeprefix("sparql+")), Iris(store.base).prefixes()
    for name, query in QUERIES.items():
        needed = {each.name: each.example for each in query.parameters if each.required or SOAK}
        terms = bindings(query.parameters, needed, store.rdf)
        here, found = (ask(each, query.text, terms) for each in (store, there))
        assert columns(found) == columns(here), name  # type: ignore[arg-type]
        assert rows(found, prefixes) == rows(here, prefixes), name  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "call",
    [
        ("compare", *(("--rows", "county", "--regions", "today") if SOAK else ()), "--format", "csv"),
        ("compare", "--columns", "funding", "--province", "北京市", "--format", "json"),
        ("query", "theme-by-province", "-p", "theme=工作经费保障", "--format", "csv"),
    ],
)
def test_commands_write_the_same_bytes(
    call: tuple[str, ...], loaded: str, example_store: Path, run: Callable[..., Ran]
) -> None:
    here, there = run(*call, "--store", example_store), run(*call, "--store", loaded)
    assert there.out == here.out
    assert (there.code, there.err) == (0, "")


@pytest.mark.parametrize("engine", ENGINES)
def test_graphs_and_truths_come_as_from_a_store_on_disk(loaded: str, store: OpenStore) -> None:
    there = open_store_at(loaded.removeprefix("sparql+"))
    graph = Iris(store.base).graph("catalogue")
    assert set(there.rdf.quads_for_pattern(None, None, None, graph)) == set(
        store.rdf.quads_for_pattern(None, None, None, graph)
    )
    quad = next(iter(store.rdf))
    assert list(there.rdf.quads_for_pattern(*quad)) == [quad]
    for text, expected in (("ASK { ?s a fl:Case }", True), ("ASK { ?s a fl:Nothing }", False)):
        assert bool(ask(there, text)) == expected
    text = "CONSTRUCT { ?s dcterms:title ?o } WHERE { ?s a fl:Case ; dcterms:title ?o }"
    assert set(ask(there, text)) == set(ask(store, text))  # type: ignore[arg-type]


HOSTILE = ('"', "\\", '" } #', "'''", "}\n", "x> ", "?text")
QUESTIONS = (
    "SELECT ?x ?text { VALUES ?x { 1 2 } FILTER(STRLEN(?text) >= 0) }",
    "SELECT ?x ?text { { VALUES ?x { 1 } BIND(STR(?text) AS ?y) } UNION { VALUES ?x { 2 } FILTER(?text = ?text) } }",
    "SELECT ?n ?text { { SELECT ?text (COUNT(*) AS ?n) { VALUES ?x { 1 2 } FILTER(?text = ?text) } GROUP BY ?text } }",
    "SELECT ?text ?y { { SELECT ?y { VALUES (?y ?text) { (1 2) (3 4) } } } # } ?text\n BIND(?text AS ?z) }",
)


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=40)
@given(text=st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(HOSTILE))
def test_parameters_are_bound_and_never_spliced(question: str, text: str) -> None:
    value = {ox.Variable("text"): ox.Literal(text)}
    here = ox.Store().query(question, substitutions=value)  # type: ignore[arg-type]
    there = ox.Store().query(worded(question, PREFIXES, value))
    assert Counter(map(str, there)) == Counter(map(str, here))  # type: ignore[arg-type]


def test_names_with_escapes_are_written_out() -> None:
    text = worded("ASK { ?x fl:level def:level\\/province ; own:a\\.b 'def:a\\'b' }", PREFIXES, {})
    assert "<https://w3id.org/fulian/def/level/province> ; own:a\\.b 'def:a\\'b'" in text
    with pytest.raises(ValueError, match="CONSTRUCT WHERE"):
        worded("CONSTRUCT WHERE { ?s ?p ?text }", PREFIXES, {ox.Variable("text"): ox.Literal("x")})
