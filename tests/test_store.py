"""Generations: whole or not at all, never over what is not ours."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from conftest import EXAMPLE
from fulian_kg.errors import StoreError
from fulian_kg.graph.manifest import read_manifest, told_in, write_manifest
from fulian_kg.graph.publication import KEPT, prepare, publish, writing
from fulian_kg.graph.store import MARKER, current, generations, open_store
from fulian_kg.graph.verification import differences
from fulian_kg.vocabulary import FL, RDF

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ran

DELAYS = (0.3, 1.4, 2.5, 3.4)
"""Seconds after which a build is killed: at its start, while it reads, validates and writes."""
MANIFEST = {"base_iri": "https://example.org/", "graphs": {}, "ledger": {}}


def add(store: Path, mark: str) -> str:
    quad = ox.Quad(ox.NamedNode(f"urn:{mark}"), RDF.type, FL.Case, ox.NamedNode("urn:g"))
    with writing(store):
        return publish(store, [quad], {"facts.jsonl": ""}, {**MANIFEST, "mark": mark})


def test_readers_keep_the_generation_they_opened(tmp_path: Path) -> None:
    store = tmp_path / "kg"
    add(store, "a")
    opened = open_store(store)
    for mark in "bcdefg":
        add(store, mark)
    assert [str(quad.subject) for quad in opened.rdf] == ["<urn:a>"]
    assert [str(quad.subject) for quad in open_store(store).rdf] == ["<urn:g>"]
    assert len(list(generations(store))) == KEPT


def test_the_same_content_is_not_published_twice(tmp_path: Path) -> None:
    assert [add(tmp_path / "kg", mark) for mark in "aab"] == ["000001", "000001", "000002"]


def test_a_failure_leaves_the_old_generation(tmp_path: Path) -> None:
    store = tmp_path / "kg"
    add(store, "a")
    with pytest.raises(ZeroDivisionError), writing(store):
        publish(store, (1 / 0 for _ in "x"), {}, MANIFEST)  # type: ignore[misc]
    assert current(store).name == "000001"
    assert [entry.name for entry in (store / "generations").iterdir()] == ["000001"]


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    with writing(tmp_path / "kg"), pytest.raises(StoreError, match="another build"), writing(tmp_path / "kg"):
        pass


@pytest.mark.parametrize("kind", ["foreign", "file", "unwritable"])
def test_what_is_not_ours_stays_as_it_is(tmp_path: Path, run: Callable[..., Ran], kind: str) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("mine")
    elif kind == "foreign":
        place.mkdir()
        (place / "letter.txt").write_text("mine")
    else:
        place = Path("/proc/nowhere")
    before = sorted(tmp_path.rglob("*"))
    ran = run("build", EXAMPLE, "--store", place)
    assert ran.code == StoreError.exit_code
    assert ran.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_stores_that_are_none_are_told_apart(tmp_path: Path, run: Callable[..., Ran]) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "x").write_text("")
    (tmp_path / "empty").mkdir()
    prepare(tmp_path / "empty")
    said = {}
    for name in ("absent", "foreign", "empty"):
        ran = run("query", "catalogue", "--store", tmp_path / name)
        assert ran.code == StoreError.exit_code
        said[name] = ran.err
    assert "there is no store" in said["absent"]
    assert "is not a store" in said["foreign"]
    assert "no finished generation" in said["empty"]


def test_a_build_that_fails_leaves_no_empty_store(tmp_path: Path, run: Callable[..., Ran]) -> None:
    assert run("build", tmp_path / "nowhere.txt", "--store", tmp_path / "new").code == 3
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("moment", range(len(DELAYS)))
def test_a_kill_at_any_moment_leaves_a_whole_generation(tmp_path: Path, moment: int) -> None:
    store = tmp_path / "kg"
    add(store, "old")
    command = [sys.executable, "-m", "fulian_kg", "build", str(EXAMPLE), "--store", str(store)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(DELAYS[moment])
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    opened = open_store(store)
    if current(store).name == "000001":
        assert len(opened.rdf) == 1
    else:
        del opened
        assert list(differences(store)) == []
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert list(differences(store)) == []


@pytest.fixture
def copied(example_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(example_store, tmp_path / "kg", symlinks=True))


@pytest.mark.parametrize("damage", ["facts.jsonl", "manifest.json"])
def test_a_build_mends_what_is_damaged(copied: Path, run: Callable[..., Ran], damage: str) -> None:
    (current(copied) / damage).write_text("{", "utf-8")
    assert run("build", EXAMPLE, "--store", copied).code == 0
    assert current(copied).name == "000002"
    assert run("verify", "--store", copied).code == 0


def test_verify_names_the_files_even_of_a_database_that_cannot_be_opened(copied: Path, run: Callable[..., Ran]) -> None:
    for file in (current(copied) / "oxigraph").glob("*.sst"):
        file.write_bytes(b"")
    ran = run("verify", "--store", copied)
    assert ran.code == 1
    assert "has changed: oxigraph/" in ran.out


def test_an_intact_store_is_called_so(copied: Path, run: Callable[..., Ran]) -> None:
    ran = run("verify", "--store", copied)
    assert ran.code == 0
    assert "intact" in ran.out


def test_every_kind_of_damage_is_found(copied: Path, run: Callable[..., Ran]) -> None:
    folder = current(copied)
    misquote(folder)
    (folder / "stray").write_text("")
    (folder / "report.json").unlink()
    (copied / MARKER).write_text("fulian-kg store, version 7\n", "utf-8")
    ran = run("verify", "--store", copied)
    assert ran.code == 1
    for said in ("has changed: facts", "does not know: stray", "is missing: report", "has changed: .fulian-kg"):
        assert said in ran.out, said


def misquote(folder: Path) -> None:
    facts = (folder / "facts.jsonl").read_text("utf-8")
    (folder / "facts.jsonl").write_text(facts.replace("九道湾", "八道湾"), "utf-8")


def test_quotes_that_were_built_wrong_are_found(copied: Path) -> None:
    misquote(current(copied))
    write_manifest(current(copied), told_in(read_manifest(current(copied))))
    assert any("not where it should be" in line for line in differences(copied))


def test_a_manifest_that_was_changed_is_refused(copied: Path) -> None:
    file = current(copied) / "manifest.json"
    file.write_text(file.read_text("utf-8").replace('"found": ', '"found": 1', 1), "utf-8")
    with pytest.raises(StoreError, match="changed after it was written"):
        open_store(copied)


def test_statements_that_changed_are_found(copied: Path) -> None:
    database = ox.Store(str(current(copied) / "oxigraph"))
    database.add(ox.Quad(ox.NamedNode("urn:x"), RDF.type, FL.Case, ox.NamedNode("urn:g")))
    database.flush()
    del database
    assert any("a graph differs: urn:g" in line for line in differences(copied))
