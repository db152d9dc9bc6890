"""Kills while stores and bundles are written, and files that go bad: readers see one edition whole, or an error."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pytest

from asking import REFUSED, told
from conftest import EXAMPLE, SOAK
from dying import Writer
from fulian_kg.curation.journal import read_journal
from fulian_kg.graph.manifest import sha256_of, told_in
from fulian_kg.graph.publication import BUILDING
from fulian_kg.graph.store import GENERATIONS, MARKER, current, open_store
from fulian_kg.graph.verification import differences
from fulian_kg.publishing.placing import SUMS, is_bundle
from fulian_kg.query.kept import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS, OF_BUNDLES = (400, 100) if SOAK else (6, 0)
DAMAGES = 200 if SOAK else 4
OPENED = 10_000 if SOAK else 100
"""Times that the store is opened meanwhile, at least."""
LANDED = 0.8
"""Share of kills that come while it writes, at least."""
PATIENCE = 60
ACCEPTED = ("--quote", "妇女小组4879个", "--type", "statistic", "--who", "李")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two editions of a text; the second lacks a figure."""
    folder = tmp_path_factory.mktemp("texts")
    whole = EXAMPLE.read_text("utf-8")
    found = (folder / "whole" / EXAMPLE.name, folder / "less" / EXAMPLE.name)
    for file, text in zip(found, (whole, whole.replace("4879", "若干")), strict=True):
        file.parent.mkdir()
        file.write_text(text, "utf-8")
    return found


@pytest.fixture(scope="module")
def writer(texts: tuple[Path, Path]) -> Iterator[Writer]:
    found = Writer(texts)
    yield found
    found.close()


@dataclass
class Kills:
    """Writers that are killed at random moments."""

    writer: Writer
    kind: str
    place: Path
    aside: Path
    """What there is while it is written."""
    rng: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311
    seconds: float = 0.0
    """That writing takes."""
    landed: int = 0

    def whole(self, number: int) -> None:
        """Let one write to its end."""
        self._begin(number)
        start = time.monotonic()
        assert self.writer.ended() == 0
        self.seconds = time.monotonic() - start

    def kill(self, number: int) -> None:
        """Begin one, and kill it."""
        child = self._begin(number)
        time.sleep(self.rng.uniform(0, self.seconds))
        writing = self.aside.exists()
        os.kill(child, signal.SIGKILL)
        self.landed += os.WIFSIGNALED(self.writer.ended()) and writing

    def _begin(self, number: int) -> int:
        """Returns when it begins to write, over what the one before left."""
        left, end = self._filled(), time.monotonic() + PATIENCE
        child = self.writer.start(self.kind, self.place, number)
        while self._filled() in {left, None}:
            assert time.monotonic() < end
        return child

    def _filled(self) -> int | None:
        """When the first thing was put into what is written aside."""
        with suppress(FileNotFoundError):
            return min((entry.stat().st_ctime_ns for entry in self.aside.iterdir()), default=None)
        return None


class Reader(threading.Thread):
    """Opens a store again and again."""

    def __init__(self, store: Path, known: list[dict[str, object]]) -> None:
        """`known` are the editions that there are."""
        super().__init__()
        self.store, self.known = store, known
        self.opened = 0
        self.wrong: list[str] = []
        self.done = False

    def run(self) -> None:
        """Until it is done."""
        while not self.done:
            try:
                self._look()
            except Exception as error:  # noqa: BLE001  whatever it is, it is wrong
                self.wrong.append(repr(error))

    def _look(self) -> None:
        found = open_store(self.store)
        self.opened += 1
        told = told_in(found.manifest)
        if told not in self.known:
            self.wrong.append(f"no such edition: {found.folder}")
        if len(found.rdf) != sum(graph["statements"] for graph in told["graphs"].values()):
            self.wrong.append(f"a mixture: {found.folder}")
        found.facts_text()
        found.tables(FILE).close()


def test_readers_of_a_store_whose_builds_are_killed_see_whole_editions(writer: Writer, tmp_path: Path) -> None:
    store = tmp_path / "kg"
    kills = Kills(writer, "store", store, store / GENERATIONS / BUILDING)
    known = []
    for number in (1, 0):
        kills.whole(number)
        known.append(told_in(open_store(store).manifest))  # at the place of the other's number
    assert known[0] != known[1]
    reader = Reader(store, known)
    reader.start()
    try:
        for _ in range(KILLS):
            kills.kill(known.index(told_in(open_store(store).manifest)))
        while reader.opened < OPENED and not reader.wrong:
            time.sleep(0.01)
    finally:
        reader.done = True
        reader.join()
    assert reader.wrong == []
    assert kills.landed >= LANDED * KILLS
    for number in (0, 1):
        kills.whole(number)
        assert told_in(open_store(store).manifest) == known[1 - number]
    assert list(differences(store)) == []


def sums(bundle: Path) -> str:
    """The list of all files, which is right."""
    text = (bundle / SUMS).read_text("utf-8")
    for line in text.splitlines():
        digest, name = line.split("  ", 1)
        assert sha256_of(bundle / name) == digest, name
    return text


@pytest.mark.skipif(not SOAK, reason="a bundle takes ten seconds; FULIAN_TEST_SOAK=1 runs it")
def test_bundles_whose_writers_are_killed_are_whole(writer: Writer, tmp_path: Path) -> None:
    place = tmp_path / "portal"
    for number in (0, 1):
        writer.start("store", place.with_name(f"of-{number}"), number)
        assert writer.ended() == 0
    kills = Kills(writer, "bundle", place, place.with_name(".portal.new"))
    known = []
    for number in (0, 1):
        kills.whole(number)
        known.append(sums(place))
    assert known[0] != known[1]
    for turn in range(OF_BUNDLES):
        kills.kill(turn % 2)
        found = place if is_bundle(place) else place.with_name(".portal.old")
        assert sums(found) in known
    assert kills.landed >= LANDED * OF_BUNDLES
    kills.whole(0)
    assert sums(place) == known[0]
    assert [entry.name for entry in tmp_path.glob(".portal*")] == []


def damage(file: Path, rng: random.Random) -> str:
    """Spoil a file in one of the ways in which disks do; returns which."""
    data = bytearray(file.read_bytes())
    at = rng.randrange(len(data)) if data else 0
    way = rng.choice(("bit", "block", "zeros", "cut", "longer")) if data else "longer"
    if way == "bit":
        data[at] ^= 1 << rng.randrange(8)
    elif way == "cut":
        del data[at:]
    elif way == "longer":
        data += rng.randbytes(64)
    else:
        spoilt = data[at : at + 512]
        data[at : at + 512] = bytes(len(spoilt)) if way == "zeros" and any(spoilt) else rng.randbytes(len(spoilt))
    file.write_bytes(data)
    return f"{way} at {at}"


def test_files_that_go_bad_give_no_wrong_answer_and_verify_finds_them(writer: Writer, tmp_path: Path) -> None:
    store, rng = tmp_path / "kg", random.Random(11)  # noqa: S311
    writer.start("store", store, 0)
    assert writer.ended() == 0
    code, right = told(store)
    assert code == 0
    assert not [name for name, answer in right.items() if answer.startswith("refused")]
    files = [*sorted(file for file in current(store).rglob("*") if file.is_file()), store / MARKER]
    rng.shuffle(files)
    wrong = []
    for turn in range(DAMAGES):
        file = files[turn] if turn < len(files) else rng.choice(files)
        whole, kept = file.read_bytes(), file.stat()
        done = f"{file.relative_to(store)}: {damage(file, rng)}"
        code, found = told(store)
        wrong += [f"{done}: exit {code}"] if code else []
        wrong += [f"{done}: {name}" for name in right if found.get(name, "refused 4") not in {right[name], *REFUSED}]
        wrong += [f"{done}: verify found nothing"] if found.get("verify") == right["verify"] else []
        file.write_bytes(whole)
        os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert wrong == []
    assert told(store) == (0, right)


def limited(most: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command that may write no file larger than so many bytes, which fails as a full disk does."""
    command = [sys.executable, "-m", "fulian_kg", *map(str, arguments)]
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most))
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)


@pytest.mark.parametrize(
    ("command", "most"),
    [("build", 0), ("build", 600_000), ("review", 40)],
)
def test_a_disk_that_is_full_gets_a_sentence_and_nothing_is_lost(
    texts: tuple[Path, Path], writer: Writer, tmp_path: Path, command: str, most: int
) -> None:
    store, decisions = tmp_path / "kg", tmp_path / "curation"
    writer.start("store", store, 1)
    assert writer.ended() == 0
    commands: dict[str, tuple[str | Path, ...]] = {
        "build": ("build", texts[0], "--store", store),
        "review": ("review", "accept", *ACCEPTED, "--source", texts[0], "--curation", decisions),
    }
    before = told_in(open_store(store).manifest)
    ran = limited(most, *commands[command])
    assert ran.returncode in {3, 4}
    assert "Traceback" not in ran.stderr
    assert "cannot" in ran.stderr
    assert told_in(open_store(store).manifest) == before
    assert list(differences(store)) == []
    again = limited(resource.RLIM_INFINITY, *commands[command])
    assert again.returncode == 0, again.stderr
    if command == "review":
        assert len(read_journal(decisions).entries) == 1
