"""Speed of the server, and what attackers can take away; run with `make bench`, or with a store of your own.

    python benchmarks/server.py [STORE] [--seconds N]

Clients are a program of their own. Each figure is this machine's; ratios to the same query in this process travel.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from http import HTTPStatus
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from answering_route import CLIENT
from attacks import attacks

EXAMPLE = Path(__file__).parents[1] / "examples" / "compilation.md"
POINT = "SELECT ?t { <https://w3id.org/fulian/def/status/in-force> a ?t }"
ROUNDS = 2000
LONGEST = 300_000
"""Characters of the attacks that are sent: longer ones measure the network."""
SERVED = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import uvicorn
from answering_route import with_route
from fulian_kg.server.app import application
from fulian_kg.server.settings import Limits, Settings
app = with_route(application(Settings(Path(sys.argv[2]), limits=Limits(seconds=3))), "/workers")
uvicorn.run(app, port=int(sys.argv[3]), log_level="warning", access_log=False, server_header=False)
"""
PATH = "/workers"
"""Where the route that lets clients name themselves is: the attackers of a benchmark have one address with the good."""
Outcome = tuple[int, float]


async def one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: str, client: str, path: str
) -> Outcome:
    """Status and seconds of a query on a connection that stays open."""
    body = query.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        f"{CLIENT}: {client}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    start = time.perf_counter()
    writer.write(head.encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    headers = answer.decode("latin-1").lower()
    await reader.readexactly(int(headers.partition("content-length:")[2].split()[0]))
    return int(headers.split()[1]), time.perf_counter() - start


async def client(port: int, name: str, queries: list[str], path: str, until: float) -> list[Outcome]:
    """Ask until it is time; a connection that breaks counts as status 0."""
    outcomes: list[Outcome] = []
    turn = 0
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while time.monotonic() < until:
                outcomes.append(await one(reader, writer, queries[turn % len(queries)], name, path))
                turn += 1
            writer.close()
        except (OSError, EOFError):
            outcomes.append((0, 0.0))
            await asyncio.sleep(0.05)
    return outcomes


async def crowd(port: int, good: int, bad: int, seconds: float, path: str) -> dict[str, list[Outcome]]:
    """What good clients and attackers saw."""
    hostile = [each.query for each in attacks("127.0.0.1:9", Path("/nowhere")) if len(each.query) < LONGEST]
    until = time.monotonic() + seconds
    friends = [client(port, f"good {n}", [POINT], path, until) for n in range(good)]
    foes = [client(port, f"bad {n}", hostile[n * 7 :] + hostile[: n * 7], path, until) for n in range(bad)]
    found = await asyncio.gather(*friends, *foes)
    return {"good": list(chain(*found[:good])), "bad": list(chain(*found[good:]))}


def clients(port: int, good: int, bad: int, seconds: float, path: str = PATH) -> dict[str, list[Outcome]]:
    """`crowd`, in a program of its own."""
    arguments = ["--as-clients", str(port), str(good), str(bad), str(seconds), path]
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True)
    found: dict[str, list[Outcome]] = json.loads(done.stdout)
    return found


def told(name: str, outcomes: list[Outcome], seconds: float) -> float:
    """Print a line; requests a second."""
    times = sorted(took for status, took in outcomes if status == HTTPStatus.OK)
    statuses = dict(sorted(Counter(status for status, _ in outcomes).items()))
    rate = len(times) / seconds
    last = times[int(len(times) * 0.99)] * 1000 if times else float("nan")
    slowest = max((took for _, took in outcomes), default=0.0)
    print(f"{name:38} {rate:8.0f} /s  p99 {last:7.1f} ms  slowest {slowest:6.3f} s  {statuses}")
    return rate


async def overhead(store: Path) -> None:
    """Print what the pool adds to a query, beside the same query in this process."""
    from fulian_kg.formats import FORMATS  # noqa: PLC0415 (clients need none of it)
    from fulian_kg.graph.store import open_store  # noqa: PLC0415
    from fulian_kg.query.run import ask  # noqa: PLC0415
    from fulian_kg.server.answering import Job  # noqa: PLC0415
    from fulian_kg.server.settings import Settings  # noqa: PLC0415
    from fulian_kg.server.workers.pool import WorkerPool  # noqa: PLC0415

    pool = WorkerPool(Settings(store))
    start = time.perf_counter()
    await pool.start()
    print(f"{'first worker ready':38} {time.perf_counter() - start:8.3f} s")
    opened, inside, outside = open_store(store), [], []
    job = Job(POINT, "one", FORMATS["json"], None)
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask(opened, POINT).serialize(format=FORMATS["json"].writer)  # type: ignore[arg-type]
        middle = time.perf_counter()
        await pool.answer(job)
        inside.append(middle - start)
        outside.append(time.perf_counter() - middle)
    await pool.close()
    here, there = (statistics.median(times) * 1000 for times in (inside, outside))
    print(f"{'point query, median':38} {here:8.3f} ms in process, {there:.3f} ms by a worker: {there - here:+.3f} ms")


def main(store: Path, seconds: float, port: int) -> None:
    """Print what the server does."""
    asyncio.run(overhead(store))
    tests = str(Path(__file__).parents[1] / "tests")
    server = subprocess.Popen([sys.executable, "-c", SERVED, tests, str(store), str(port)])
    try:
        time.sleep(1)
        while not clients(port, 1, 0, 0.3)["good"][-1][0]:
            time.sleep(0.1)
        told("64 clients", clients(port, 64, 0, seconds)["good"], seconds)
        alone = told("48 clients", clients(port, 48, 0, seconds)["good"], seconds)
        found = clients(port, 48, 16, seconds)
        beside = told("48 clients beside 16 attackers", found["good"], seconds)
        told("the attackers", found["bad"], seconds)
        print(
            f"{'good clients keep':38} {beside / alone:8.0%}  of their requests; server alive: {server.poll() is None}"
        )
    finally:
        server.terminate()
        server.wait()


def built(folder: str) -> Path:
    """The example, as a store."""
    store = Path(folder) / "kg"
    command = [sys.executable, "-m", "fulian_kg", "build", str(EXAMPLE), "--store", str(store)]
    subprocess.run(command, check=True, capture_output=True)
    return store


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as-clients"]:
        where, friends, foes, length, route = sys.argv[2:]
        print(json.dumps(asyncio.run(crowd(int(where), int(friends), int(foes), float(length), route))))
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("store", type=Path, nargs="?")
        parser.add_argument("--seconds", type=float, default=20.0)
        parser.add_argument("--port", type=int, default=18765)
        given = parser.parse_args()
        with tempfile.TemporaryDirectory() as aside:
            main(given.store or built(aside), given.seconds, given.port)
