"""A worker as its parent sees it: a process at the other end of a socket, asked one thing at a time."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from fulian_kg.server.workers import frames

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROGRAM = "import sys; from fulian_kg.server.workers.child import main; main(sys.argv[1], *map(int, sys.argv[2:]))"
"""Run by an isolated interpreter: neither the folder it is started in nor variables of Python have a say."""
KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
"""Variables that a worker needs to start; it gets no others, for they may hold secrets."""
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
Reply = tuple[dict[str, Any], bytes]


class Gone(Exception):  # noqa: N818
    """The worker ended before it answered."""


class Worker(asyncio.Protocol):
    """A process that answers; use it from the event loop that started it only."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self.folder = folder
        """The generation that it reads."""
        self.first_peak = 0
        self._data = bytearray()
        self._waiting: asyncio.Future[Reply] | None = None
        self._transport: asyncio.Transport | None = None
        self._clock = (~process.pid << 3) | 2  # clockid of another process's time: clock_getcpuclockid(3)

    @classmethod
    async def start(cls, folder: Path, memory: int) -> Worker:
        """A process that has opened a generation; raises `Gone` with a sentence when it cannot."""
        ours, theirs = socket.socketpair()
        arguments = [sys.executable, "-I", "-c", PROGRAM, str(folder), str(theirs.fileno()), str(memory)]
        with theirs:
            starting = asyncio.ensure_future(asyncio.to_thread(_run, arguments, theirs.fileno()))
            try:
                await asyncio.shield(starting)
            except BaseException:
                ours.close()
                await asyncio.wait([starting])  # a thread cannot be stopped: what it starts must not stay
                if starting.exception() is None:
                    _end(starting.result())
                raise
        worker = cls(starting.result(), folder)
        loop = asyncio.get_running_loop()
        worker._waiting = loop.create_future()
        try:
            await loop.create_connection(lambda: worker, sock=ours)
            head, _ = await worker._waiting
            if "ready" not in head:
                raise Gone(head.get("broken", ""))  # noqa: TRY301 (what follows is the same for all failures)
        except BaseException:
            worker.kill()
            _end(worker.process)
            raise
        worker.first_peak = head["peak"]
        return worker

    def ask(self, job: Mapping[str, Any]) -> asyncio.Future[Reply]:
        """The answer to come; fails with `Gone` when the worker ends first."""
        assert self._transport is not None  # noqa: S101 (start() connects)
        self._waiting = asyncio.get_running_loop().create_future()
        if self._transport.is_closing():
            self._waiting.set_exception(Gone())
        else:
            self._transport.write(frames.packed(job))
        return self._waiting

    def seconds(self) -> float:
        """Processor time that the worker has used; where the platform does not tell, what the clock says."""
        try:
            return time.clock_gettime(self._clock)
        except (OSError, AttributeError):
            return time.monotonic()

    def lower(self, niceness: int) -> None:
        """Let others go first; there is no way back."""
        with suppress(OSError, AttributeError):
            os.sched_setscheduler(self.process.pid, os.SCHED_IDLE, os.sched_param(0))
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, niceness)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._transport is not None and not self._transport.is_closing()

    def kill(self) -> None:
        """End it at once."""
        if self.process.returncode is None:  # else the number may be another process's by now
            self.process.kill()
        if self._transport is not None:
            self._transport.abort()

    async def ended(self) -> int:
        """What it ended with, as `subprocess` tells: negative for a signal."""
        return await asyncio.to_thread(self.process.wait)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = cast("asyncio.Transport", transport)  # of a stream socket; uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        """Collect the answer."""
        self._data += data
        frame = frames.whole(self._data)
        if frame is not None:
            self._data.clear()
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_result(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits is told."""
        del exc
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Gone())


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that has done nothing yet."""
    process.kill()
    process.wait()


def _run(arguments: list[str], handle: int) -> subprocess.Popen[bytes]:
    environment = ENVIRONMENT | {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 (our own program)
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        pass_fds=(handle,),
    )
