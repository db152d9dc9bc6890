"""Answers of killable processes: whole and in time, or a refusal that names the limit.

A query starts in the fast lane. When its worker has used `QUICK` seconds of processor time it moves to the slow lane,
with lower priority, and a spare takes its place; while the slow lane is full it is stopped and begins anew there when
its turn comes. A client whose query had to be killed is kept to one worker of lowest priority for `PENALTY` seconds.
The deadline counts from the question, waiting included.
"""

from __future__ import annotations

import asyncio
import logging
import math
import signal
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fulian_kg.server.answering import Answer
from fulian_kg.server.problems import Problem
from fulian_kg.server.workers.lanes import Lane, Standing
from fulian_kg.server.workers.process import Gone
from fulian_kg.server.workers.stock import Stock

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.formats import Format
    from fulian_kg.server.answering import Job
    from fulian_kg.server.settings import Settings
    from fulian_kg.server.workers.process import Reply, Worker

QUICK = 0.05
"""Seconds of processor time after which a query is slow."""
SLOW_FOR, PENALTY = 30.0, 60.0
"""Seconds that a client keeps to the slow lane after a slow query, and to the box after one that was killed."""
SPARES = 3
SHARE = 128
"""Questions that a client may have under way."""
FULL_RUN = 0.8
"""Part of the limit that a query must have run for the limit to be its own fault, and not that of those before it."""
WORTH = 0.5
"""Part of the limit that must be left for a slow query to be begun: ending it unanswered costs a worker."""
REST = 3
"""How many times as long as a query ran in the box until it was killed the box rests then: both cost the others."""
FAST, SLOW, BOX = range(3)
NICENESS = (0, 15, 19)
RETRIES = 1
"""How often a query is asked again whose worker was killed by somebody else."""
LOG = logging.getLogger(__name__)


class Slow(Exception):  # noqa: N818
    """A query has to begin anew in the slow lane."""


class Late(Exception):  # noqa: N818
    """A query was killed at its deadline."""


@dataclass(slots=True)
class Course:
    """A question on its way."""

    job: Job
    deadline: float
    lane: int
    started: float = 0.0
    """When its worker began."""
    used: float = 0.0
    """What its worker had used before."""
    retries: int = 0
    watch: asyncio.TimerHandle | None = None


class WorkerPool:
    """Implements `Answering`; belongs to one event loop."""

    def __init__(self, settings: Settings) -> None:
        """Raises `StoreError` when there is nothing to read."""
        self.limits = settings.limits
        self._stock = Stock(settings.store, settings.workers + SPARES, settings.limits)
        self._lanes = (Lane(settings.workers), Lane(max(1, settings.workers // 2)), Lane(1))
        self._lowered: tuple[list[Worker], ...] = ([], [], [])
        """Idle workers of low priority, by lane."""
        self._reserve = settings.workers
        self._rest_until = 0.0
        self._standing = Standing(SHARE, time.monotonic)

    async def start(self) -> None:
        """Return when a worker is ready; raises `StoreError`."""
        await self._stock.start()

    async def close(self) -> None:
        """Stop: answers under way are given up."""
        await self._stock.close()

    async def answer(self, job: Job) -> Answer:
        """The whole answer; raises `Problem`."""
        if len(job.query) > self.limits.query:
            detail = f"the query has more than {self.limits.query} characters"
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, limit="query", value=self.limits.query)
        if not self._standing.enter(job.client):
            detail = f"more than {SHARE} queries of this client are under way"
            raise _busy(detail, 1)
        try:
            return await self._answer(job)
        finally:
            self._standing.leave(job.client)

    async def _answer(self, job: Job) -> Answer:
        course = Course(job, time.monotonic() + self.limits.seconds, self._standing.lane(job.client))
        while True:
            try:
                worker = await self._worker(course)
            except TimeoutError:
                raise self._waited(course) from None
            try:
                head, body = await self._run(course, worker)
            except Slow:
                course.lane = SLOW
            except Late:
                raise self._late(course) from None
            except Gone:
                if problem := await self._ended(course, worker):
                    raise problem from None
            else:
                return self._read(course, worker.folder, head, body)

    async def _worker(self, course: Course) -> Worker:
        """A place in the lane and a worker for it; raises TimeoutError when there is none before the deadline."""
        lane = self._lanes[course.lane]
        latest = course.deadline - (0 if course.lane == FAST else WORTH * self.limits.seconds)
        if not lane.enter():
            await lane.wait(latest - time.monotonic())
        try:
            async with asyncio.timeout(latest - time.monotonic()):
                return await self._stock.take() if course.lane == FAST else await self._slow_worker(course.lane)
        except BaseException:
            lane.leave()
            raise

    async def _slow_worker(self, lane: int) -> Worker:
        """A worker of low priority: one that has served the lane before, else one of the stock."""
        if lane == BOX:
            await asyncio.sleep(self._rest_until - time.monotonic())
        while self._lowered[lane]:
            worker = self._lowered[lane].pop()
            if worker.alive and worker.folder == self._stock.folder:
                return worker
            self._stock.drop(worker)
        worker = await self._stock.take(self._reserve)
        self._lower(worker, lane)
        return worker

    def _lower(self, worker: Worker, lane: int) -> None:
        self._stock.release(worker)
        worker.lower(NICENESS[lane])

    async def _run(self, course: Course, worker: Worker) -> Reply:
        """The worker's reply; gives the worker and the place back in any case."""
        course.started, course.used = time.monotonic(), worker.seconds()
        reply = worker.ask(self._message(course.job))
        loop = asyncio.get_running_loop()
        end = loop.call_later(course.deadline - course.started, _fail, reply, Late())
        if course.lane == FAST:
            course.watch = loop.call_later(QUICK, self._look, course, worker, reply)
        try:
            head, body = await reply
        except BaseException:
            self._stock.drop(worker)
            raise
        else:
            self._give(course.lane, worker, head["peak"])
            return head, body
        finally:
            end.cancel()
            if course.watch is not None:
                course.watch.cancel()
            self._lanes[course.lane].leave()

    def _give(self, lane: int, worker: Worker, peak: int) -> None:
        """Keep a worker for the next query, unless it has grown: it would have less room than others.

        Of low priority no more are kept than may run: most come from the fast lane, and nothing leads back.
        """
        grown = peak > worker.first_peak + self.limits.memory // 4
        if not grown and lane == FAST:
            self._stock.give(worker)
        elif not grown and len(self._lowered[lane]) < self._lanes[lane].size:
            self._lowered[lane].append(worker)
        else:
            self._stock.drop(worker)

    def _look(self, course: Course, worker: Worker, reply: asyncio.Future[Reply]) -> None:
        """See whether a query is slow by now: then it leaves the fast lane."""
        if reply.done():
            return
        left = QUICK - (worker.seconds() - course.used)
        if left > 0:
            course.watch = asyncio.get_running_loop().call_later(
                max(left, QUICK / 5), self._look, course, worker, reply
            )
            return
        self._standing.send(course.job.client, SLOW, SLOW_FOR)
        if self._lanes[SLOW].enter():
            self._lanes[FAST].leave()
            course.lane = SLOW
            self._lower(worker, SLOW)
        else:
            _fail(reply, Slow())

    def _message(self, job: Job) -> dict[str, Any]:
        return {
            "query": job.query,
            "results": job.results and job.results.name,
            "graph": job.graph and job.graph.name,
            "default_graphs": job.default_graphs,
            "named_graphs": job.named_graphs,
            "substitutions": dict(job.substitutions),
            "seconds": self.limits.seconds,
            "answer": self.limits.answer,
            "size": self.limits.query,
            "depth": self.limits.depth,
        }

    def _read(self, course: Course, folder: Path, head: dict[str, Any], body: bytes) -> Answer:
        """What a worker's reply means; raises `Problem`."""
        job = course.job
        if "form" in head:
            written: Format | None = job.graph if head["form"] == "graph" else job.results
            assert written is not None  # noqa: S101 (the worker refuses such)
            return Answer(body, head["form"], written, folder.name)
        if "status" in head:
            raise Problem(HTTPStatus(head["status"]), head["detail"], **head["members"])
        if "exhausted" in head:
            raise self._stopped(course, self._exhausted())
        LOG.error("a worker cannot read %s: %s", folder, head.get("broken"))
        raise Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the store cannot be read; the server's log tells more")

    def _late(self, course: Course) -> Problem:
        """The deadline came: the query's own fault only when it ran for most of the time."""
        seconds = self.limits.seconds
        if time.monotonic() - course.started < FULL_RUN * seconds:
            waited = self._waited(course)
            return waited if course.lane == FAST else self._stopped(course, waited)
        detail = f"the query takes longer than the limit of {seconds:g} seconds: asking again will not help, less will"
        problem = Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, limit="seconds", value=seconds)
        return self._stopped(course, problem)

    def _waited(self, course: Course) -> Problem:
        """The deadline came before the query's turn, or soon after it."""
        left = self._standing.left(course.job.client)
        return _busy("slow queries are waiting for each other; this one's turn did not come in time", left)

    async def _ended(self, course: Course, worker: Worker) -> Problem | None:
        """What a worker's end means; None when the query may be tried again."""
        code = await worker.ended()
        if code == -signal.SIGABRT:
            return self._stopped(course, self._exhausted())
        if code in {-signal.SIGSEGV, -signal.SIGBUS}:
            detail = "the query is nested too deeply to be run"
            return self._stopped(course, Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, limit="depth"))
        if code == -signal.SIGXCPU:
            return self._late(course)
        LOG.warning("a worker ended with %s", code)
        course.retries += 1
        if course.retries <= RETRIES:
            return None
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "the query was interrupted: try again", {"retry-after": "1"})

    def _exhausted(self) -> Problem:
        value = self.limits.memory
        detail = f"the query needs more memory than the limit of {value} bytes: asking again will not help, less will"
        return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, limit="memory", value=value)

    def _stopped(self, course: Course, problem: Problem) -> Problem:
        """Keep the client to the box; the problem."""
        client, now = course.job.client, time.monotonic()
        if course.lane == BOX:
            self._rest_until = now + REST * (now - course.started)
        self._standing.send(client, BOX, PENALTY)
        return problem


def _fail(reply: asyncio.Future[Reply], error: Exception) -> None:
    if not reply.done():
        reply.set_exception(error)


def _busy(detail: str, seconds: float) -> Problem:
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, {"retry-after": str(max(1, math.ceil(seconds)))})
