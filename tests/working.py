"""A pool of workers for a test, and questions to it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from fulian_kg.formats import FORMATS
from fulian_kg.server.answering import Job
from fulian_kg.server.problems import Problem
from fulian_kg.server.settings import Limits, Settings
from fulian_kg.server.workers.pool import WorkerPool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from pathlib import Path

    from fulian_kg.server.answering import Answer

T = TypeVar("T")
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""Takes longer than any limit of a test."""
QUICK = "SELECT ?s { ?s a fl:Case } ORDER BY ?s LIMIT 1"


def job(
    query: str, client: str = "a client", results: str | None = "json", graph: str | None = "turtle", **more: Any
) -> Job:
    """A question."""
    return Job(query, client, (results and FORMATS[results]) or None, (graph and FORMATS[graph]) or None, **more)


@asynccontextmanager
async def working(store: Path, workers: int = 2, **limits: Any) -> AsyncIterator[WorkerPool]:
    """A pool over a store."""
    pool = WorkerPool(Settings(store, workers=workers, limits=Limits(**limits)))
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def asked(pool: WorkerPool, question: Job) -> Answer | Problem:
    """What becomes of a question."""
    try:
        return await pool.answer(question)
    except Problem as problem:
        return problem


def status(outcome: Answer | Problem) -> int:
    """The status that it would have over HTTP."""
    return outcome.status.value if isinstance(outcome, Problem) else HTTPStatus.OK.value


def asks(store: Path, question: Job, **limits: Any) -> Answer | Problem:
    """What becomes of one question to a pool of its own."""

    async def once() -> Answer | Problem:
        async with working(store, **limits) as pool:
            return await asked(pool, question)

    return run(once())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, in a loop and a thread of its own: a browser of other tests may hold the loop of this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
