"""Files of other layouts: each with what must be found in it, in a TOML file of the same name."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.resources import Library
from fulian_kg.source.compilation import read
from renderings import spoken

if TYPE_CHECKING:
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Case, Compilation, Fact

LAYOUTS = sorted(path for path in (Path(__file__).parent / "data/layouts").iterdir() if path.suffix != ".toml")


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return load(Library())


@lru_cache(maxsize=1)
def compilation_of(path: Path) -> Compilation:
    return read(path, name=path.name)


def wanted(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))


def layout(case: Case) -> dict[str, Any]:
    found = {"number": case.number, "title": spoken(case.title), "federation": case.federation}
    found |= {"page": case.page_start, "full_text": case.full_text}
    return found | {"sections": [spoken(section.title) for section in case.sections]}


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.name)
def test_cases_of_a_layout_are_found(path: Path) -> None:
    found, expected = compilation_of(path), wanted(path)
    assert found.catalogue == expected.get("catalogue", False)
    assert found.title == expected.get("title")
    assert [finding.kind for finding in found.findings] == expected.get("findings", [])
    assert len(found.cases) == len(expected["cases"])
    for case, entry in zip(map(layout, found.cases), expected["cases"], strict=True):
        assert case["number"] == entry.get("number")
        assert case["federation"] == entry.get("federation")
        assert case["page"] == entry.get("page")
        assert case["full_text"] == entry.get("full_text", False)
        assert case["title"] == spoken(entry.get("title", ""))
        assert "sections" not in entry or case["sections"] == [spoken(title) for title in entry["sections"]]


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.name)
def test_facts_of_a_layout_are_found(path: Path) -> None:
    facts = read_facts(compilation_of(path), gazetteer(), Library()).facts
    missing = [row for row in wanted(path).get("facts", ()) if not any(_states(fact, row) for fact in facts)]
    assert not missing
    wrong = [row for row in wanted(path).get("nothing", ()) if any(_states(fact, row) for fact in facts)]
    assert not wrong
    assert all(fact.quote == compilation_of(path).source.text[fact.start : fact.end] for fact in facts)


def _states(fact: Fact, row: dict[str, Any]) -> bool:
    slots = {"type": fact.type, "case": fact.case} | dict(fact.slots)
    return all(slots.get(name) == row[name] for name in row)
