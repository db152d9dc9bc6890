"""What extraction reaches on the gold facts, as a ratchet: raise a number when it is beaten, never lower one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.facts_io import write_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.resources import Library
from fulian_kg.source.compilation import read

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = ("dongcheng", "shijingshan", "R01_jiangsu_jianhu", "R03_fujian_yiyuanqian", "R07_shaanxi_beilin")
SOURCES = ("seeds/compilation.txt", *(f"texts/{name}.txt" for name in DOCUMENTS[2:]))
STRICT, LENIENT = 0.95, 0.97
NUMBERS = 0.975
"""Share of numerals that some fact states; 80 of 82."""
STATED, DERIVED = 0.99, 0.98


@pytest.fixture(scope="module")
def report(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The scorer's report on our facts of the five documents."""
    library = Library()
    gazetteer = load(library)
    paths = [shared / source for source in SOURCES]
    readings = [read_facts(read(path, name=path.name), gazetteer, library) for path in paths]
    facts = tmp_path_factory.mktemp("score") / "facts.jsonl"
    facts.write_text(write_facts(fact for reading in readings for fact in reading.facts), "utf-8")
    call: list[str | Path] = [sys.executable, shared / "tools/score.py", "--json", "--facts", facts]
    call += [argument for path in paths for argument in ("--text", path)]
    call += [shared / f"gold/{name}.jsonl" for name in DOCUMENTS]
    done = subprocess.run(call, capture_output=True, text=True, check=True, encoding="utf-8")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_keeps_its_score(report: dict[str, Any], name: str) -> None:
    assert report["strict"]["doc"][name]["f1"] >= STRICT
    assert report["lenient"]["doc"][name]["f1"] >= LENIENT


def test_every_quote_stands_at_its_offsets(report: dict[str, Any]) -> None:
    assert report["grounding"]["facts"] > 100
    assert report["grounding"]["rate"] == 1


def test_numbers_are_covered_and_slots_are_right(report: dict[str, Any]) -> None:
    assert report["numbers"]["rate"] >= NUMBERS
    assert report["slot_accuracy"]["stated"] >= STATED
    assert report["slot_accuracy"]["derived"] >= DERIVED
