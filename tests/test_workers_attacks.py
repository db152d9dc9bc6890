"""Queries that mean harm: each is answered in time and with its status, and nothing outside is ever asked."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attacks import Attack, attacks
from fulian_kg.graph.store import current
from fulian_kg.server.answering import Answer
from fulian_kg.server.workers.frames import packed, whole
from fulian_kg.sparql import depth, is_update, names_graphs, reaches_out
from working import QUICK, asked, job, run, status, working

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fulian_kg.server.workers.pool import WorkerPool

SECONDS, MARGIN = 1.0, 1.0
"""The limit of these tests, and what a busy machine may add."""
SECRET = "the canary's own words"  # noqa: S105
UNGUARDED = """
import sys
from fulian_kg.server.workers import child
child._look_at = lambda job: None
child.main(sys.argv[1], int(sys.argv[2]), 512 << 20)
"""


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A listener that must hear nothing: its address, and who came."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, address = listener.accept()
                except OSError:
                    return
                heard.append(str(address))
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield "{}:{}".format(*listener.getsockname()), heard
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


ADDRESSES, RESIDENT = 0, 1
"""Columns of what the kernel says of a process's memory."""


def held(pool: WorkerPool, column: int) -> int:
    """The most bytes that any of the workers holds."""
    most = 0
    for worker in (*pool._stock._members, *pool._stock._strangers):
        try:
            with open(f"/proc/{worker.process.pid}/statm", "rb") as file:  # noqa: PTH123
                most = max(most, int(file.read().split()[column]) * os.sysconf("SC_PAGE_SIZE"))
        except (OSError, IndexError):
            continue
    return most


def test_attacks_are_contained(example_store: Path, tmp_path: Path) -> None:
    secret = tmp_path / "canary.ttl"
    secret.write_text(f'<urn:a> <urn:b> "{SECRET}" .\n', "utf-8")
    wrong: list[object] = []
    start, peak = [0], [0]

    async def all_of(corpus: list[Attack]) -> None:
        async with working(example_store, seconds=SECONDS) as pool:
            start[0] = held(pool, ADDRESSES)

            async def watch() -> None:
                while True:
                    peak[0] = max(peak[0], held(pool, RESIDENT))
                    await asyncio.sleep(0.02)

            watching = asyncio.create_task(watch())
            for number, attack in enumerate(corpus):
                began = time.monotonic()
                outcome = await asked(pool, job(attack.query, f"attacker {number}"))
                took = time.monotonic() - began
                good = status(await asked(pool, job(QUICK, f"reader {number}")))
                body = outcome.body if isinstance(outcome, Answer) else outcome.detail.encode()
                if status(outcome) not in attack.statuses or took > SECONDS + MARGIN or good != 200:
                    wrong.append((attack.kind, attack.name, status(outcome), took, good))
                assert SECRET.encode() not in body
            watching.cancel()

    with canary() as (address, heard):
        corpus = list(attacks(address, secret))
        run(all_of(corpus))
        assert heard == []
    assert len(corpus) >= 60
    assert wrong == []
    assert start[0] < 200 << 20
    assert 0 < peak[0] <= start[0] + (512 << 20)


@pytest.mark.skipif(sys.platform != "linux", reason="system calls are filtered on Linux only")
def test_a_worker_that_looks_at_nothing_still_reaches_nothing(example_store: Path, tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    arguments = [sys.executable, "-I", "-c", UNGUARDED, str(current(example_store)), str(theirs.fileno())]
    process = subprocess.Popen(arguments, pass_fds=(theirs.fileno(),))
    theirs.close()

    def next_frame() -> tuple[dict[str, object], bytes]:
        data = bytearray()
        while (frame := whole(data)) is None:
            data += ours.recv(1 << 20)
        return frame

    with canary() as (address, heard):
        assert next_frame()[0]["confined"] is True
        out = [attack for attack in attacks(address, tmp_path) if attack.kind.startswith("out")]
        for attack in out:
            ours.sendall(packed(_frame_of(attack.query)))
            next_frame()
        assert heard == []
    ours.close()
    assert process.wait() == 0
    assert len(out) >= 20


def _frame_of(query: str) -> dict[str, object]:
    return {
        "query": query, "results": "json", "graph": "turtle", "default_graphs": None, "named_graphs": None,
        "substitutions": {}, "seconds": 5, "answer": 1 << 20, "size": 1 << 20, "depth": 100,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "out"),
    [
        ("SELECT * { ?s dcat:service ?service } # service", False),
        ("SELECT * { ?s <http://service/#service> 'the service of the county' }", False),
        ("SELECT * { SERVICE <x> {} }", True),
        ("SELECT * { SERVICESILENT<x>{} }", True),
        ("SELECT * { SERVICEex:foo{} }", True),
        ("SELECT * { SERVICE:foo{} }", True),
        ("SELECT * { ?s ?p 1SERVICE ?x {} }", True),
        ("SELECT * { FILTER(1 <2#>'''\n) SERVICE <http://x> {} #'''\n}", True),
    ],
)
def test_service_is_seen_where_it_is_one(query: str, out: bool) -> None:  # noqa: FBT001
    assert reaches_out(query) is out


def test_updates_and_datasets_are_told_from_names() -> None:
    assert is_update("PREFIX select: <urn:x> INSERT DATA {}")
    assert not is_update("SELECT * { ?s ex:load ?insert } # DROP")
    assert names_graphs("SELECT * FROM:g {}")
    assert not names_graphs("SELECT * { ?from ex:from 'from' }")


def test_depth_counts_what_parsers_nest() -> None:
    assert depth("SELECT * { ?s a/b ?o . " + "?s a/b ?o . " * 200 + "}") < 5
    assert depth("SELECT * { VALUES ?x { " + "1 " * 500 + "} FILTER(?x IN (" + "1, " * 500 + "2)) }") < 5
    assert depth("ASK { FILTER(1" + " || 1" * 150 + ") }") >= 150
    assert depth("ASK " + "{" * 120 + "}" * 120) == 120
    assert depth("ASK { ?s ?p '" + "{" * 500 + "' , <urn:((((((((((> } # {{{{{{{{{{") < 5


VOCABULARY = """
SELECT ASK CONSTRUCT WHERE FROM SERVICE OPTIONAL UNION MINUS BIND VALUES FILTER EXISTS NOT GRAPH ORDER BY LIMIT 3
{ } ( ) [ ] . ; , * + / | ! ^ = < > && || ?s ?p ?o fl:Case rdfs:label <urn:a> 'a' "b" # \\ a AS 甲
"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=40)
@given(st.lists(st.lists(WORDS, max_size=25).map(" ".join), min_size=10, max_size=10))
def test_no_text_ends_the_pool(example_store: Path, queries: list[str]) -> None:
    async def each() -> set[int]:
        async with working(example_store, seconds=SECONDS) as pool:
            mutated = [f"SELECT * {{ ?s ?p ?o . {query} }} LIMIT 5" for query in queries] + queries
            found = {status(await asked(pool, job(query, f"{n}"))) for n, query in enumerate(mutated)}
            assert status(await asked(pool, job(QUICK, "reader"))) == 200
            return found

    assert run(each()) <= {200, 400, 403, 413, 422}
