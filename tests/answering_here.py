"""Queries answered in this process, and the application that tests of the protocol speak to."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool

from fulian_kg.graph.canonical import canonical, write
from fulian_kg.graph.store import CURRENT, DATABASE, GENERATIONS, MANIFEST, MARKER, MARKER_TEXT
from fulian_kg.server.answering import Answer
from fulian_kg.server.app import application
from fulian_kg.server.problems import Problem
from fulian_kg.server.settings import Settings
from fulian_kg.sparql import words
from fulian_kg.vocabulary import DEFAULT_BASE, Iris

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.applications import Starlette

    from fulian_kg.server.answering import Answering, Job
    from fulian_kg.server.generations import Generation, Generations

PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def answering_application(store: Path, **settings: Any) -> Starlette:
    """The application over a store, with somebody who answers."""
    app = application(Settings(store, **settings))
    app.state.answering = Here(app.state.generations)
    return app


class Here:
    """Implements `Answering` without limits."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations

    async def answer(self, job: Job) -> Answer:
        """The whole answer; raises `Problem`."""
        return await run_in_threadpool(_answer, job, self._generations.current())

    async def close(self) -> None:
        """Nothing to stop."""


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


def _answer(job: Job, generation: Generation) -> Answer:
    found = _found(job, generation)
    wanted = job.graph if isinstance(found, ox.QueryTriples) else job.results
    if wanted is None:
        raise Problem(HTTPStatus.NOT_ACCEPTABLE, "the answer has another form")
    writer: Any = wanted.writer
    if isinstance(found, ox.QueryTriples):
        body = write(canonical(found), writer, Iris(generation.store.base).prefixes())
        return Answer(body, "graph", wanted, generation.name)
    form = "boolean" if isinstance(found, ox.QueryBoolean) else "solutions"
    return Answer(found.serialize(format=writer) or b"", form, wanted, generation.name)  # type: ignore[arg-type]


def _found(job: Job, generation: Generation) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    chosen = job.default_graphs is not None or job.named_graphs is not None
    try:
        return generation.store.rdf.query(
            job.query,
            prefixes=dict(Iris(generation.store.base).prefixes()),
            use_default_graph_as_union=not chosen and "from" not in words(job.query),
            default_graph=[ox.NamedNode(iri) for iri in job.default_graphs or ()] if chosen else None,
            named_graphs=[ox.NamedNode(iri) for iri in job.named_graphs or ()] if chosen else None,
            substitutions={ox.Variable(name): _term(text) for name, text in job.substitutions.items()},
        )
    except SyntaxError as error:
        raise _misspelt(job.query, str(error)) from None
    except (ValueError, RuntimeError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"the query cannot be run: {error}") from None


def _misspelt(query: str, message: str) -> Problem:
    place = PLACE.fullmatch(message)
    if place is None:
        return Problem(HTTPStatus.BAD_REQUEST, "this is not a SPARQL query")
    line, column = int(place[1]), int(place[2])
    source = query.split("\n")[line - 1]
    return Problem(HTTPStatus.BAD_REQUEST, place[3], line=line, column=column, query_line=source)


def _term(text: str) -> Any:
    (statement,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return statement.object


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
    manifest = {"base_iri": DEFAULT_BASE, "graphs": counts, "ledger": {}, "files": {}}
    (generation / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    (folder / MARKER).write_text(MARKER_TEXT, "utf-8")
    (folder / CURRENT).symlink_to(generation.relative_to(folder))
    return folder
