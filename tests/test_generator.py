"""Made-up cases: their facts stand in their text, keep the contract, conform to the shapes, and come the same again."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from comparison import VIEWS
from fulian_kg.extraction.cases import case_view
from fulian_kg.extraction.gate import Gate
from fulian_kg.extraction.ids import Ids
from fulian_kg.extraction.pipeline import pages_of
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.facts_io import read_facts, write_facts
from fulian_kg.gazetteer import load
from fulian_kg.graph.manifest import told_in
from fulian_kg.graph.store import FACTS, open_store
from fulian_kg.graph.verification import differences
from fulian_kg.model import FACT_TYPES, Candidate, Fact
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled
from fulian_kg.source.view import view_of
from generation.stores import write
from generation.volumes import KINDS, Volumes
from generator import main as generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Ran
    from fulian_kg.model import CaseFacts, Reading

CASES = 30
LIBRARY = Library()
GAZETTEER = load(LIBRARY)


def volumes(kind: str = "full", share: float = 1.0, size: int = 1000) -> Volumes:
    return Volumes(GAZETTEER, LIBRARY, KINDS[kind], share, size)


@pytest.fixture(scope="module")
def reading() -> Reading:
    """A volume in which four of five cases have their full text."""
    return volumes(share=0.8).volume(1, range(CASES))


@pytest.fixture(scope="module")
def store(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "kg"
    write(path, [reading], GAZETTEER, LIBRARY, lambda _: None)
    return path


def facts(reading: Reading) -> Iterator[tuple[CaseFacts, Fact]]:
    return ((case, fact) for case in reading.cases for fact in case.facts)


def test_quotes_stand_where_they_are_said_to_stand(reading: Reading) -> None:
    text = reading.compilation.source.text
    assert all(text[fact.start : fact.end] == fact.quote for _, fact in facts(reading))
    assert {fact.type for _, fact in facts(reading)} == set(FACT_TYPES)


def test_facts_keep_the_contract(reading: Reading) -> None:
    schemas = fact_schemas(LIBRARY)
    for _, fact in facts(reading):
        assert list(fact.slots) == [name for name in schemas[fact.type].slots if name in fact.slots]
    lines = write_facts(reading.facts)
    assert tuple(read_facts(lines, FACTS)) == reading.facts
    assert len({fact.id for fact in reading.facts}) == len(reading.facts)


def test_facts_pass_the_gate_again(reading: Reading) -> None:
    source = reading.compilation.source
    for case, fact in facts(reading):
        head = case_view(case.case, source)
        in_head = case.case.heading is None or case.case.heading.contains(fact.span)
        view = head if in_head else view_of(source.text, case.case.body)
        assert view is not None
        gate = Gate(source, case.case, view, LIBRARY, Ids(case.case, source), pages_of(case.case, source))
        start, end = view.index(fact.start), view.index(fact.end - 1) + 1
        found = gate.judge(Candidate(fact.type, fact.slots, start, end, fact.rule, 1.0, frozenset(fact.derived)))
        assert isinstance(found, Fact), found
        assert (found.start, found.end) == (fact.start, fact.end)


def test_the_text_is_read_as_the_cases_that_it_was_made_of(reading: Reading) -> None:
    found = compiled(reading.compilation.source)
    assert [replace(case, sections=()) for case in found.cases] == list(reading.compilation.cases)
    assert (found.title, found.date) == (reading.compilation.title, reading.compilation.date)


def test_cases_come_from_everywhere(reading: Reading) -> None:
    units = [volumes().unit(number) for number in range(2000)]
    assert len({unit.province for unit in units}) == 32
    assert max(Counter(unit.key for unit in units).values()) == 1
    assert len({case.case.title for case in reading.cases}) == CASES


def test_bodies_are_as_long_and_as_full_as_real_ones() -> None:
    full = volumes().volume(1, range(200))
    characters = sum(case.case.body.end - case.case.body.start for case in full.cases if case.case.body)
    assert characters >= 1400 * 200
    assert sum(len(case.facts) for case in full.cases) >= 30 * 200


def test_light_cases_have_six_to_eight_facts_each() -> None:
    light = volumes("light", KINDS["light"].full_text).volume(1, range(1000))
    assert 6 <= sum(len(case.facts) for case in light.cases) / 1000 <= 8
    assert 150 <= sum(case.case.full_text for case in light.cases) <= 250


def test_more_cases_change_none_that_were_there() -> None:
    few, more = (list(volumes("light", 0.5, 10).made(count)) for count in (20, 30))
    assert more[:2] == few


def test_two_runs_give_the_same_bytes(store: Path, reading: Reading, tmp_path: Path) -> None:
    again = volumes(share=0.8).volume(1, range(CASES))
    assert again.compilation.source.text == reading.compilation.source.text
    write(tmp_path / "kg", [again], GAZETTEER, LIBRARY, lambda _: None)
    first, second = open_store(store), open_store(tmp_path / "kg")
    assert first.facts_text() == second.facts_text()
    assert json.dumps(told_in(first.manifest)) == json.dumps(told_in(second.manifest))


def test_another_seed_makes_other_cases() -> None:
    first, second = (replace(volumes(), seed=seed).volume(1, range(3)) for seed in (1, 2))
    assert all(one.case.title != two.case.title for one, two in zip(first.cases, second.cases, strict=True))


def test_the_store_is_whole_and_conforms(store: Path, run: Callable[..., Ran]) -> None:
    assert list(differences(store)) == []
    found = run("validate", "--store", store, "--format", "json")
    assert found.code == 0, found.err
    assert json.loads(found.out)["results"] == []


MEASURES = {
    "themes": "case",
    "funding": "funding",
    "initiatives": "initiative",
    "statistics": "statistic",
    "forms": "facility",
}


@pytest.mark.parametrize("columns", MEASURES)
def test_comparisons_add_up(store: Path, reading: Reading, run: Callable[..., Ran], columns: str) -> None:
    """Every case stands in one row, and every fact that can be compared in one cell; nothing else does."""
    found = json.loads(run("compare", "--store", store, "--columns", columns, "--format", "json").out)
    assert sum(row["cases"] for row in found["rows"]) == CASES
    cells = [cell for row in found["rows"] for cell in row["cells"]]
    assert all(cell["of"] == row["cases"] for row in found["rows"] for cell in row["cells"])
    made = [fact for _, fact in facts(reading) if fact.type == MEASURES[columns]]
    claims = [claim for cell in cells for claim in cell["claims"]]
    text = reading.compilation.source.text
    assert all(text[claim["start"] : claim["end"]] == claim["quote"] for claim in claims)
    quoted = {claim["quote"] for claim in claims if claim["value"] != "text"}  # its sentence is no fact of its own
    assert quoted <= {fact.quote for fact in made}
    if columns != "themes":  # a title may name none; what is stated to be absent stands back where a value is
        assert quoted >= {fact.quote for fact in made if "negated" not in fact.slots}


@pytest.mark.parametrize("view", VIEWS)
def test_the_views_that_are_timed_can_be_asked_for(store: Path, run: Callable[..., Ran], view: str) -> None:
    assert run("compare", "--store", store, *VIEWS[view]).code == 0


def test_the_command_makes_a_store_and_its_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, texts = tmp_path / "kg", tmp_path / "texts"
    asked = ["--cases", "5", "--volume", "3", "--store", str(store), "--texts", str(texts)]
    assert generate(asked) == 0
    counts = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    found = open_store(store)
    assert int(counts["cases"]) == 5
    assert int(counts["statements"]) == len(found.rdf)
    assert int(counts["facts"]) == found.facts_text().count("\n")
    assert sorted(file.name for file in texts.iterdir()) == ["volume-0001.md", "volume-0002.md"]


def test_a_foreign_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("not a store")
    assert generate(["--cases", "2", "--store", str(tmp_path)]) == 4
    assert "is not a store" in capsys.readouterr().err


def test_the_text_is_built_like_any_other(reading: Reading, tmp_path: Path, run: Callable[..., Ran]) -> None:
    """Extraction finds every case, and most of the facts that are known to be there."""
    text = tmp_path / "volume.md"
    text.write_bytes(reading.compilation.source.text.encode())
    ledger = json.loads(run("build", text, "--store", tmp_path / "kg", "--format", "json").out)
    assert ledger["cases"]["found"] == CASES
    assert ledger["violations"] == 0
    found = list(read_facts(open_store(tmp_path / "kg").facts_text(), FACTS))
    places = {(fact.case, fact.type, offset) for fact in found for offset in range(fact.start, fact.end)}
    known = [fact for _, fact in facts(reading)]
    met = [fact for fact in known if any((fact.case, fact.type, at) in places for at in range(fact.start, fact.end))]
    assert len(met) >= 0.9 * len(known)
