"""Workers that wait for work: the last one used is the next one used, spares stand behind, all read what is current."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from fulian_kg.errors import StoreError
from fulian_kg.graph.store import current
from fulian_kg.server.workers.process import Gone, Worker

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.server.settings import Limits

POLL = 0.25
"""Seconds between two looks at the link of the store."""
PAUSES = (0.05, 0.25, 1.0, 5.0)
"""Seconds before starting a worker is tried again."""
LOG = logging.getLogger(__name__)


class Stock:
    """Keeps `size` workers that are idle or at work at full priority; others have left it."""

    def __init__(self, store: Path, size: int, limits: Limits) -> None:
        self._store = store
        self._size = size
        self._limits = limits
        self._idle: list[Worker] = []
        self._members: set[Worker] = set()
        self._strangers: set[Worker] = set()
        """Workers that left the stock but live."""
        self._takers: list[asyncio.Future[None]] = []
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._reaped: set[asyncio.Task[int]] = set()
        self.folder = current(store)
        """The generation that new workers open."""

    async def start(self) -> None:
        """Start all workers, return when one is ready; raises `StoreError` when it cannot open the store."""
        try:
            self._add(await Worker.start(self.folder, self._limits.memory))
        except Gone as gone:
            message = f"a worker cannot open the store ({gone}); `fulian-kg verify` tells more"
            raise StoreError(message) from None
        self._tasks = [asyncio.create_task(self._fill()), asyncio.create_task(self._follow())]

    async def take(self, reserve: int = 0) -> Worker:
        """A worker of the current generation, the last one given back first; waits while there is none.

        `reserve`: how many must stay in the stock, for those who come with less.
        """
        while True:
            while self._idle and len(self._members) > reserve:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                self.drop(worker)
            taker = asyncio.get_running_loop().create_future()
            self._takers.append(taker)
            try:
                await taker
            finally:
                self._takers.remove(taker)

    def give(self, worker: Worker) -> None:
        """Take a worker back; one of an old generation, or past its best, ends."""
        if worker in self._members and worker.alive and worker.folder == self.folder:
            self._idle.append(worker)
            self._wake()
        else:
            self.drop(worker)

    def release(self, worker: Worker) -> None:
        """Let a worker go on outside: another one takes its place in the stock."""
        self._members.discard(worker)
        self._strangers.add(worker)
        self._changed.set()

    def drop(self, worker: Worker) -> None:
        """End a worker; another one takes its place."""
        worker.kill()
        self._members.discard(worker)
        self._strangers.discard(worker)
        task = asyncio.create_task(worker.ended())
        self._reaped.add(task)
        task.add_done_callback(self._reaped.discard)
        self._changed.set()

    async def close(self) -> None:
        """End all."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in (*self._members, *self._strangers):
            self.drop(worker)
        await asyncio.gather(*self._reaped)

    def _add(self, worker: Worker) -> None:
        self._members.add(worker)
        self._idle.insert(0, worker)  # behind those that have been used: their memory is warm
        self._wake()

    def _wake(self) -> None:
        for taker in self._takers:
            if not taker.done():
                taker.set_result(None)

    async def _fill(self) -> None:
        """Start workers whenever some are missing."""
        failures = 0
        while True:
            fresh = [worker for worker in self._members if worker.folder == self.folder]
            if len(fresh) >= self._size:
                self._changed.clear()
                await self._changed.wait()
                continue
            try:
                worker = await Worker.start(self.folder, self._limits.memory)
            except (Gone, OSError) as error:
                LOG.warning("a worker does not start: %s", error)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                self._look()
            else:
                failures = 0
                self._add(worker)
                self._replace()

    def _replace(self) -> None:
        """When a worker of the current generation is there, an idle one of an older generation may go."""
        old = next((worker for worker in self._idle if worker.folder != self.folder), None)
        if old is not None:
            self._idle.remove(old)
            self.drop(old)

    async def _follow(self) -> None:
        """See that another generation was published."""
        while True:
            await asyncio.sleep(POLL)
            self._look()

    def _look(self) -> None:
        with suppress(StoreError):
            folder = current(self._store)
            if folder != self.folder:
                self.folder = folder
                self._changed.set()
