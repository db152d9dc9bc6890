"""Work shared out among processes or a cluster: the same facts, whoever reads, and whoever dies over it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from curating import JIANHU, SHEYANG, gazetteer
from fulian_kg.errors import FulianError
from fulian_kg.graph.build import Settings, Silent
from fulian_kg.graph.reading import HERE, read_sources
from fulian_kg.graph.workers import Workers, in_order, processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve small texts, and one that cannot be read."""
    found = tmp_path_factory.mktemp("texts")
    for number in range(12):
        text = (JIANHU, SHEYANG)[number % 2].replace("妇女之家", f"妇女之家{number}个，儿童之家")
        (found / f"{number:02}.txt").write_text(text, "utf-8")
    (found / "none.docx").write_bytes(b"no document")
    return found


def died_once(task: tuple[Path, int]) -> int:
    """The square of a number; whoever is asked for that of 7 first is killed."""
    folder, number = task
    if number == 7 and not (folder / "died").exists():
        (folder / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def dies(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_work_of_a_dead_process_is_done_again(tmp_path: Path) -> None:
    found = list(in_order(died_once, [(tmp_path, number) for number in range(30)], lambda: processes(2)))
    assert (tmp_path / "died").exists()
    assert found == [number * number for number in range(30)]


def test_a_part_over_which_every_process_dies_is_told_in_a_sentence() -> None:
    with pytest.raises(FulianError, match="ended twice from outside"):
        list(in_order(dies, [1, 2], lambda: processes(1)))


def test_processes_read_what_one_reads(folder: Path) -> None:
    alone, shared = (
        read_sources([folder], Settings(), gazetteer(), Silent(), workers) for workers in (HERE, Workers(jobs=2))
    )
    assert shared == alone
    assert len(alone[0]) == 12
    assert [failure.file for failure in alone[1]] == ["none.docx"]


class Killer(Silent):
    """Progress that kills a worker when the first answer has come."""

    def __init__(self, pids: Callable[[], list[int]]) -> None:
        self._pids = pids
        self.killed: list[int] = []

    def step(self, title: str) -> None:
        """Kill once."""
        super().step(title)
        if not self.killed:
            self.killed = self._pids()[:1]
            os.kill(self.killed[0], signal.SIGKILL)


@pytest.fixture
def cluster() -> Iterator[tuple[str, Callable[[], list[int]]]]:
    """The address of a scheduler with four workers, and the ids of their processes."""
    from distributed import LocalCluster  # noqa: PLC0415  an optional library

    with LocalCluster(n_workers=4, threads_per_worker=1, dashboard_address=None, silence_logs=False) as made:
        yield made.scheduler_address, lambda: [worker.pid for worker in made.workers.values() if worker.pid]


@pytest.mark.dask
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_reads_the_same_though_a_worker_dies(
    folder: Path, cluster: tuple[str, Callable[[], list[int]]]
) -> None:
    address, pids = cluster
    killer = Killer(pids)
    found = read_sources([folder], Settings(), gazetteer(), killer, Workers(scheduler=address))
    assert killer.killed
    assert found == read_sources([folder], Settings(), gazetteer(), Silent(), HERE)
