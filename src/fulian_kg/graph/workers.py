"""Who does the parts of a large work: this process, processes on all cores, or a cluster; answers come in order.

Whoever gives a `concurrent.futures.Executor` can do it: nothing here decides which part runs where or when.
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from typing import TYPE_CHECKING, TypeVar

from fulian_kg.errors import FulianError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

Part = TypeVar("Part")
Answer = TypeVar("Answer")
TRIES = 2
"""How often a part is begun whose worker dies."""
EXTRA = "pip install 'fulian-kg[cluster]'"


@dataclass(frozen=True, slots=True)
class Workers:
    """How a work is shared out."""

    jobs: int | None = None
    """Processes; None for one a core where the work is worth it."""
    scheduler: str | None = None
    """Address of a Dask scheduler (tcp://…), which has workers of its own."""

    def count(self, *, worthwhile: bool) -> int:
        """How many there are; 1 means that this process does everything."""
        if self.scheduler:
            return CLUSTER
        return self.jobs or (len(os.sched_getaffinity(0)) if worthwhile else 1)

    def each(self, work: Callable[[Part], Answer], parts: Sequence[Part], count: int) -> Iterator[Answer]:
        """`work` of every part, in their order; raises `FulianError` where workers keep dying."""
        scheduler = self.scheduler
        return in_order(work, parts, (lambda: cluster(scheduler)) if scheduler else lambda: processes(count))


CLUSTER = 16
"""Workers that a work is parted for when a cluster does it, however many it has."""


def in_order(
    work: Callable[[Part], Answer], parts: Sequence[Part], executor: Callable[[], AbstractContextManager[Executor]]
) -> Iterator[Answer]:
    """The answers in the order of the parts; what a worker had not answered when it died is done again."""
    done: dict[int, Answer] = {}
    told = 0
    for _ in range(TRIES):
        with executor() as workers:
            futures = {n: workers.submit(work, parts[n]) for n in range(told, len(parts)) if n not in done}
            try:
                while told < len(parts):
                    answer = done.pop(told) if told in done else futures.pop(told).result()
                    told += 1
                    yield answer
            except BrokenExecutor:
                done |= {n: future.result() for n, future in futures.items() if _answered(future)}
            else:
                return
            finally:
                for future in futures.values():
                    future.cancel()
    message = (
        "处理进程两次意外终止（内存可能不足），请用较少的 --jobs "
        "a worker process was ended twice from outside, perhaps for want of memory: try again with fewer --jobs"
    )
    raise FulianError(message)


def _answered(future: Future[Answer]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """So many processes of this machine."""
    with ProcessPoolExecutor(count, initializer=_begun) as pool:
        yield pool


@contextmanager
def cluster(scheduler: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler, which starts the work of a dead one elsewhere."""
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415  an extra
    except ImportError:
        message = f"--scheduler needs dask.distributed, which is not installed: {EXTRA}"
        raise UsageError(message) from None
    try:
        client = Client(scheduler)
    except (OSError, ValueError) as error:
        message = f"no Dask scheduler answers at {scheduler}: {error}"
        raise UsageError(message) from None
    with client:
        try:
            yield client.get_executor()
        except KilledWorker as error:
            message = f"workers of {scheduler} keep dying over the same part: {error}"
            raise FulianError(message) from None


def _begun() -> None:
    """A process leaves interrupts to its parent, and ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)
