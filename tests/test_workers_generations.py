"""A new generation is read as soon as workers have it open; nobody who asks meanwhile is refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph.manifest import read_manifest, told_in
from fulian_kg.graph.publication import prepare, publish, writing
from fulian_kg.server.answering import Answer
from working import asked, job, run, working

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.server.problems import Problem

PAIR = "SELECT ?x ?y { <urn:a> <urn:x> ?x . <urn:a> <urn:y> ?y }"
ROUNDS = 6


def published(store: Path, number: int, manifest: dict[str, object]) -> str:
    """Publish a generation whose two statements say its number."""
    a, value = ox.NamedNode("urn:a"), ox.Literal(str(number))
    quads = [ox.Quad(a, ox.NamedNode(f"urn:{name}"), value, ox.NamedNode("urn:g")) for name in "xy"]
    with writing(store):
        return publish(store, quads, {}, {**manifest, "ledger": {"number": number}})


def test_no_question_is_lost_while_generations_come(example_store: Path, tmp_path: Path) -> None:
    manifest = told_in(read_manifest(example_store / "current"))
    store = tmp_path / "kg"
    prepare(store)
    names = {published(store, 0, manifest): 0}

    async def asking() -> list[Answer | Problem]:
        found: list[Answer | Problem] = []
        async with working(store, seconds=20) as pool:
            done = False

            async def reader(name: str) -> None:
                while not done:
                    found.append(await asked(pool, job(PAIR, name, results="csv")))

            readers = [asyncio.create_task(reader(f"{n}")) for n in range(4)]
            for number in range(1, ROUNDS):
                name = await asyncio.to_thread(published, store, number, manifest)
                names[name] = number
                while not (isinstance(found[-1], Answer) and found[-1].generation == name):  # noqa: ASYNC110 (the answers tell)
                    await asyncio.sleep(0.01)
            done = True
            await asyncio.gather(*readers)
            return found

    outcomes = run(asking())
    assert all(isinstance(each, Answer) for each in outcomes)
    for each in outcomes:
        assert isinstance(each, Answer)
        number = names[each.generation]
        assert each.body.decode().split() == ["x,y", f"{number},{number}"]
    assert {each.generation for each in outcomes if isinstance(each, Answer)} == set(names)
