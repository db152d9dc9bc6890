"""Who may run now: a fast lane for all, a slow one for what takes long, and a box for who was stopped lately."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 10_000
"""Clients that are remembered."""


@dataclass
class Lane:
    """Places for queries that run at the same time; who waits is served in order of coming."""

    size: int
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    free: int = field(init=False)

    def __post_init__(self) -> None:
        """All are free."""
        self.free = self.size

    def enter(self) -> bool:
        """Take a place if there is one, and nobody who waits for it."""
        if self.free > 0 and not self.waiting:
            self.free -= 1
            return True
        return False

    async def wait(self, seconds: float) -> None:
        """Take a place; raises TimeoutError when none is free in time."""
        if self.enter():
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        try:
            async with asyncio.timeout(
                seconds
            ):  # wait_for of Python 3.11 forgets a cancellation that comes with the turn
                await turn
        except BaseException:
            with suppress(ValueError):
                self.waiting.remove(turn)
            if turn.done() and not turn.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Give a place back, to whoever has waited longest."""
        while self.waiting:
            turn = self.waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


class Standing:
    """What is remembered of clients: how many questions they have under way, and how they were stopped."""

    def __init__(self, share: int, clock: Callable[[], float]) -> None:
        """`share`: questions that a client may have under way."""
        self._share = share
        self._clock = clock
        self._open: Counter[str] = Counter()
        self._until: dict[str, tuple[int, float]] = {}

    def enter(self, client: str) -> bool:
        """Count a question; False when the client has its share under way already."""
        if self._open[client] >= self._share:
            return False
        self._open[client] += 1
        return True

    def leave(self, client: str) -> None:
        """A question was answered."""
        self._open[client] -= 1
        if self._open[client] <= 0:
            del self._open[client]

    def lane(self, client: str) -> int:
        """Number of the lane that the client has to take: 0 is the fast one."""
        lane, until = self._until.get(client, (0, 0.0))
        return lane if self._clock() < until else 0

    def left(self, client: str) -> float:
        """Seconds until the client may take the fast lane again."""
        return max(0.0, self._until.get(client, (0, 0.0))[1] - self._clock())

    def send(self, client: str, lane: int, seconds: float) -> None:
        """Keep a client to a lane for so long; never to a faster one than it is in."""
        if lane < self.lane(client):
            return
        self._until.pop(client, None)
        self._until[client] = (lane, self._clock() + seconds)
        while len(self._until) > LONGEST:
            del self._until[next(iter(self._until))]
