"""The main job: what the ledger says, and that the same input gives the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import EXAMPLE
from fulian_kg.extraction import printed
from fulian_kg.extraction.gate import ground, number_printed, text_printed
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.facts_io import read_facts
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.store import open_store
from fulian_kg.query.export import export
from fulian_kg.resources import Library
from fulian_kg.source.view import view_of
from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ran

REPORT = """一、基本情况
南京市鼓楼区妇联2009年建立妇女之家12个。
"""


def dump(store: Path) -> list[str]:
    return sorted(str(quad) for quad in open_store(store).rdf)


def test_the_compilation_is_found_whole(seed_store: Path) -> None:
    opened = open_store(seed_store)
    ledger = opened.manifest["ledger"]
    assert ledger["cases"] == {"expected": 106, "found": 106, "full_text": 2}
    assert ledger["violations"] == 0
    assert ledger["unresolved"] == []
    assert ledger["sources"][0]["date"] == "2010-12-31"
    cases = [fact for fact in read_facts(opened.facts_text(), "facts") if fact.type == "case"]
    pages = [fact.slots["page_start"] for fact in cases]
    assert sorted(fact.slots["number"] for fact in cases) == list(range(1, 107))
    by_number = [fact.slots["page_start"] for fact in sorted(cases, key=lambda fact: fact.slots["number"])]
    assert by_number == sorted(set(pages))
    assert (min(pages), max(pages)) == (1, 302)


def test_every_quote_stands_where_its_offsets_say(seed_store: Path) -> None:
    opened = open_store(seed_store)
    facts = list(read_facts(opened.facts_text(), "facts"))
    text = opened.source_text(facts[0].sha256)
    assert all(text[fact.start : fact.end] == fact.quote for fact in facts)
    view = view_of(text)
    assert all(ground(view, fact.quote) for fact in facts if fact.type != "case")


@pytest.mark.parametrize("name", ["example_store", pytest.param("seed_store", marks=pytest.mark.compilation)])
def test_every_stated_value_stands_in_its_quote(name: str, request: pytest.FixtureRequest) -> None:
    opened = open_store(request.getfixturevalue(name))
    schemas = fact_schemas(Library())
    checked = 0
    for fact in read_facts(opened.facts_text(), "facts"):
        quote = view_of(fact.quote).text
        for slot in set(fact.slots) - set(fact.derived) - {"unit", "currency", "full_text"}:
            kind, value = schemas[fact.type].slots[slot].value, fact.slots[slot]
            if kind in {"concept", "boolean"}:
                continue
            checked += 1
            if isinstance(value, int | float):
                assert number_printed(value, quote), (fact.id, slot)
            elif slot == "date":
                assert value in printed.dates(quote), (fact.id, slot)
            else:
                values = value if isinstance(value, tuple) else (value,)
                assert all(text_printed(each, quote, ordered=slot != "subject") for each in values), (fact.id, slot)
    assert checked > 600


def test_two_builds_are_the_same_whatever_the_order_of_hashes(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "fulian_kg", "build", str(EXAMPLE), "--store", str(tmp_path / seed)]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed})
    one, two = (open_store(tmp_path / seed) for seed in ("1", "2"))
    assert one.facts_text() == two.facts_text()
    assert dump(tmp_path / "1") == dump(tmp_path / "2")
    assert one.manifest["graphs"] == two.manifest["graphs"]
    assert export(one, "turtle") == export(two, "turtle")


def test_nothing_is_imported_from_the_folder_one_is_in(tmp_path: Path) -> None:
    for name in ("pyshacl", "rdflib"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    script = Path(sysconfig.get_path("scripts")) / "fulian-kg"
    done = subprocess.run([script, "build", EXAMPLE], cwd=tmp_path, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_two_editions_of_one_compilation_are_one(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    (tmp_path / "whole.md").write_text(text, "utf-8")
    lines = text.splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if re.search(r"\(\s*302\s*\)", line))
    (tmp_path / "contents.md").write_text("".join(lines[: last + 1]), "utf-8")
    made = build([tmp_path], Settings())
    assert made.report.violations == 0
    assert len({source["date"] for source in made.ledger["sources"]}) == 1
    whole = [quad for quad in made.quads if quad.predicate == FL.hasFullText]
    assert len({quad.subject for quad in whole}) == 106
    assert len({quad.triple for quad in whole}) == 106


def test_a_rebuild_of_the_same_leaves_the_generation(tmp_path: Path, run: Callable[..., Ran]) -> None:
    ledgers = [json.loads(run("build", EXAMPLE, "--store", tmp_path / "kg", "--format", "json").out) for _ in range(2)]
    assert [ledger["generation"] for ledger in ledgers] == ["000001", "000001"]


def test_the_base_moves_instances_and_graphs_only(tmp_path: Path, run: Callable[..., Ran]) -> None:
    base = "https://example.org/kg/"
    assert run("build", EXAMPLE, "--store", tmp_path / "kg", "--base-iri", base).code == 0
    ours = "https://w3id.org/fulian/"
    for quad in open_store(tmp_path / "kg").rdf:
        assert str(quad.graph_name).startswith(f"<{base}graph/")
        for term in (quad.subject, quad.predicate, quad.object):
            assert not str(term).startswith((f"<{ours}id/", f"<{ours}graph/"))


def test_a_folder_publishes_what_can_be_read(tmp_path: Path, run: Callable[..., Ran]) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, "utf-8")
    (folder / "b.txt").write_bytes(b"\x00\xff\x00" * 50)
    (folder / "c.txt").write_text(REPORT, "utf-8")
    ran = run("build", folder, "--store", tmp_path / "kg", "--format", "json")
    ledger = json.loads(ran.out)
    assert ran.code == 0
    assert [failure["file"] for failure in ledger["failures"]] == ["b.txt", "c.txt"]
    assert [source["file"] for source in ledger["sources"]] == ["a.txt"]
    assert "b.txt: " in ran.err
    strict = run("build", folder, "--store", tmp_path / "strict", "--strict", "--format", "json")
    assert strict.code == 1
    assert json.loads(strict.out)["generation"] is None
    assert not (tmp_path / "strict" / "current").exists()


def test_the_date_is_what_is_asked_for(tmp_path: Path, run: Callable[..., Ran]) -> None:
    ran = run("build", EXAMPLE, "--store", tmp_path / "kg", "--date", "2011-12-31", "--format", "json")
    assert json.loads(ran.out)["sources"][0]["date"] == "2011-12-31"


def test_own_data_replace_and_add(tmp_path: Path, run: Callable[..., Ran]) -> None:
    mine = tmp_path / "mine"
    (mine / "queries" / "own").mkdir(parents=True)
    (mine / "queries" / "own" / "all.rq").write_text("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    (mine / "shapes").mkdir()
    (mine / "shapes" / "own.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix fl: <https://w3id.org/fulian/ns#> .\n"
        "<urn:own> a sh:NodeShape ; sh:targetClass fl:Compilation ; sh:property <urn:own-p> .\n"
        '<urn:own-p> sh:path fl:nowhere ; sh:minCount 1 ; sh:message "欠"@zh , "missing"@en .\n'
    )
    store = tmp_path / "kg"
    ledger = json.loads(run("build", EXAMPLE, "--store", store, "--with", mine, "--format", "json").out)
    assert ledger["violations"] == 1
    assert run("validate", "--store", store, "--with", mine).code == 1
    assert run("query", "all", "--store", store, "--with", mine, "--format", "csv").out.startswith("n\r\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_ledger_is_all_that_goes_to_standard_output(tmp_path: Path, run: Callable[..., Ran], form: str) -> None:
    ran = run("build", EXAMPLE, "--store", tmp_path / "kg", "--format", form, "-v")
    assert "案例 cases" in ran.out if form == "text" else json.loads(ran.out)["statements"]
    assert "校验 validation" in ran.err
