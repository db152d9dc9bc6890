"""Workers answer as the store itself does, and refuse with the status that says whose fault it is."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from fulian_kg.formats import FORMATS
from fulian_kg.graph.store import open_store
from fulian_kg.server.answering import Answer
from fulian_kg.server.problems import Problem
from working import PRODUCT, QUICK, asked, asks, job, run, status, working

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.server.workers.pool import WorkerPool

MARGIN = 1.0
"""Seconds beyond a limit, on a machine that does other things."""
SLOWLY = "SELECT (COUNT(*) AS ?n) { ?a a ?t . ?b a ?t }"
"""Takes long enough to leave the fast lane, and ends."""
MANY = "SELECT * { ?s ?p ?o } LIMIT 2000"
TRIPLES = "CONSTRUCT { ?s a ?t ; fl:near [ rdfs:label ?n ] } { ?s a ?t ; skos:prefLabel ?n } LIMIT 50"


def answered(store: Path, query: str, **more: Any) -> Answer:
    found = asks(store, job(query, **more))
    assert isinstance(found, Answer), found
    return found


def refused(store: Path, query: str, limits: dict[str, Any] | None = None, **more: Any) -> Problem:
    found = asks(store, job(query, **more), **(limits or {}))
    assert isinstance(found, Problem), found
    return found


def test_the_default_graph_is_the_union_and_prefixes_are_known(example_store: Path) -> None:
    found = answered(example_store, QUICK)
    assert (found.form, found.format, found.generation) == ("solutions", FORMATS["json"], "000001")
    assert len(json.loads(found.body)["results"]["bindings"]) == 1


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_solutions_come_whole(example_store: Path, form: str) -> None:
    found = answered(example_store, MANY, results=form)
    writer = FORMATS[form].writer
    assert isinstance(writer, ox.QueryResultsFormat)
    if form == "csv":
        assert found.body.count(b"\r\n") >= 2001
    else:
        read = ox.parse_query_results(found.body, format=writer)
        assert isinstance(read, ox.QuerySolutions)
        assert len(list(read)) == 2000


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_the_same_triples_are_the_same_bytes(example_store: Path, form: str) -> None:
    first, second = (answered(example_store, TRIPLES, graph=form).body for _ in range(2))
    writer = FORMATS[form].writer
    assert isinstance(writer, ox.RdfFormat)
    assert first == second
    assert len(list(ox.parse(first, format=writer))) > 100


def test_a_boolean_is_an_answer(example_store: Path) -> None:
    found = answered(example_store, "ASK { ?s a fl:Case }")
    assert (found.form, json.loads(found.body)["boolean"]) == ("boolean", True)


@pytest.mark.parametrize(
    ("query", "missing", "media_type"),
    [(QUICK, "results", "text/csv"), ("ASK {}", "results", "text/csv"), (TRIPLES, "graph", "text/turtle")],
)
def test_what_a_client_does_not_take_is_named(example_store: Path, query: str, missing: str, media_type: str) -> None:
    problem = refused(example_store, query, **{missing: None})
    assert problem.status == 406
    assert media_type in problem.members["available"]


def test_a_job_names_its_dataset(example_store: Path) -> None:
    base = open_store(example_store).base
    counted = "SELECT (COUNT(*) AS ?n) { %s }"
    graph = (f"{base}graph/ontology",)

    def count(pattern: str, **dataset: Any) -> int:
        rows = json.loads(answered(example_store, counted % pattern, **dataset).body)["results"]["bindings"]
        return int(rows[0]["n"]["value"])

    default, inner = "?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"
    assert 0 < count(default, default_graphs=graph) < count(default)
    assert count(default, default_graphs=graph) == count(inner, named_graphs=graph)
    assert count(inner, default_graphs=graph) == count(default, named_graphs=graph) == 0


def test_from_is_heard_however_it_is_written(example_store: Path) -> None:
    base = open_store(example_store).base
    bodies = {
        answered(example_store, f"PREFIX : <{base}graph/> SELECT (COUNT(*) AS ?n) {text} {{ ?s ?p ?o }}").body
        for text in (f"FROM <{base}graph/ontology>", f"FROM<{base}graph/ontology>", "FROM:ontology", "from :ontology")
    }
    assert len(bodies) == 1
    assert bodies != {answered(example_store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body}


def test_values_are_terms_and_nothing_else(example_store: Path) -> None:
    query = "SELECT DISTINCT ?t { ?s a ?t }"
    case = "<https://w3id.org/fulian/ns#Case>"
    found = answered(example_store, query, substitutions={"t": case})
    assert len(json.loads(found.body)["results"]["bindings"]) == 1
    for hostile in (f"{case} . <urn:a> <urn:b> <urn:c>", "?t } #", "", "<urn:a b>", '"a'):
        assert refused(example_store, query, substitutions={"t": hostile}).status == 400


def test_a_syntax_error_has_its_place(example_store: Path) -> None:
    problem = refused(example_store, "SELECT *\n{ ?s 甲:乙 ?o }")
    assert (problem.status, problem.members["line"], problem.members["query_line"]) == (400, 2, "{ ?s 甲:乙 ?o }")
    assert problem.members["column"] > 1
    assert "line 2" in problem.detail


def test_time_is_limited(example_store: Path) -> None:
    start = time.monotonic()
    problem = refused(example_store, PRODUCT, {"seconds": 0.6})
    assert (problem.status, problem.members) == (422, {"limit": "seconds", "value": 0.6})
    assert time.monotonic() - start < 0.6 + 2 * MARGIN


@pytest.mark.parametrize("results", ["json", "xml", "csv", "tsv"])
def test_answers_are_whole_or_refused(example_store: Path, results: str) -> None:
    size = len(answered(example_store, MANY, results=results).body)
    whole = asks(example_store, job(MANY, results=results), answer=size)
    assert isinstance(whole, Answer)
    problem = refused(example_store, MANY, {"answer": size - 1}, results=results)
    assert (problem.status, problem.members) == (422, {"limit": "answer", "value": size - 1})


def test_triples_are_whole_or_refused(example_store: Path) -> None:
    size = len(answered(example_store, TRIPLES).body)
    assert isinstance(asks(example_store, job(TRIPLES), answer=size), Answer)
    assert refused(example_store, TRIPLES, {"answer": size - 1}).status == 422


def test_a_client_has_a_share(example_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fulian_kg.server.workers.pool.SHARE", 3)

    async def crowd() -> list[Answer | Problem]:
        async with working(example_store, seconds=0.5) as pool:
            return await asyncio.gather(*(asked(pool, job(PRODUCT, f"client {n % 2}")) for n in range(12)))

    outcomes = run(crowd())
    shares = [each for each in outcomes if isinstance(each, Problem) and "under way" in each.detail]
    assert len(shares) == 6
    assert {(each.status.value, each.headers["retry-after"]) for each in shares} == {(429, "1")}


def test_quick_queries_pass_slow_ones(example_store: Path) -> None:
    async def mixed() -> None:
        async with working(example_store, seconds=4) as pool:
            slow = [asyncio.create_task(asked(pool, job(PRODUCT, f"slow {n}"))) for n in range(6)]
            quick = 0
            while not all(task.done() for task in slow):
                assert status(await asked(pool, job(QUICK, "quick"))) == 200
                quick += 1
            assert quick > 20
            assert {status(await task) for task in slow} <= {422, 429}
            assert 422 in {status(await task) for task in slow}

    run(mixed())


def test_who_was_stopped_waits_for_one_worker_and_is_served(example_store: Path) -> None:
    async def after() -> None:
        async with working(example_store, seconds=6) as pool:
            assert status(await asked(pool, job(PRODUCT, "a"))) == 422
            answers = await asyncio.gather(*(asked(pool, job(QUICK, "a")) for _ in range(20)))
            assert {status(each) for each in answers} == {200}

    run(after())


def processes(pool: WorkerPool) -> list[int]:
    """Numbers of the workers that are there to be killed."""
    return [worker.process.pid for worker in pool._stock._members if worker.alive]


def test_a_killed_worker_fails_nobody_twice(example_store: Path) -> None:
    kills = 0

    async def killing() -> list[int]:
        nonlocal kills
        async with working(example_store, seconds=20) as pool:
            done = False

            async def ask(client: int) -> list[int]:
                return [status(await asked(pool, job(MANY, f"{client}"))) for _ in range(40)]

            async def kill() -> None:
                nonlocal kills
                while not done:
                    await asyncio.sleep(0.2)
                    if found := processes(pool):
                        os.kill(found[kills % len(found)], signal.SIGKILL)
                        kills += 1

            killer = asyncio.create_task(kill())
            statuses = await asyncio.gather(*(ask(client) for client in range(4)))
            done = True
            await killer
            assert status(await asked(pool, job(QUICK, "after"))) == 200
            return [each for found in statuses for each in found]

    statuses = run(killing())
    assert set(statuses) <= {200, 503}
    assert kills > 0
    assert 2 * statuses.count(503) <= kills  # a query fails when two workers are killed under it


def test_slow_queries_of_many_clients_leave_no_workers_behind(example_store: Path) -> None:
    async def slow() -> None:
        async with working(example_store, seconds=20) as pool:
            for client in range(8):
                assert status(await asked(pool, job(SLOWLY, f"{client}"))) == 200
            assert 0 < len(pool._stock._strangers) <= sum(lane.size for lane in pool._lanes[1:])

    run(slow())


def test_whoever_goes_leaves_no_query_behind(example_store: Path) -> None:
    async def leaving() -> None:
        async with working(example_store, seconds=60) as pool:
            tasks = [asyncio.create_task(pool.answer(job(PRODUCT, f"{n}"))) for n in range(6)]
            await asyncio.sleep(0.4)
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(each) for each in outcomes] == [asyncio.CancelledError] * len(tasks)
            assert status(await asked(pool, job(QUICK, "other"))) == 200
            assert [lane.free for lane in pool._lanes] == [2, 1, 1]

    run(leaving())
