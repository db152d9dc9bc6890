"""The comparison of the verbatim compilation against the catalogue that was marked by hand."""

from __future__ import annotations

import csv
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> list[dict[str, str]]:
    with (shared / "gold" / "catalogue.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def compare(seed_store: Path, run: Callable[..., Ran]) -> Callable[..., dict[str, Any]]:
    def asked(*arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run("compare", "--store", seed_store, "--format", "json", *arguments).out)
        return found

    return asked


def test_rows_are_thirty_two_with_three_or_four_cases(
    compare: Callable[..., dict[str, Any]], catalogue: list[dict[str, str]]
) -> None:
    found = {row["row"]: row["cases"] for row in compare()["rows"]}
    assert found == Counter(line["province"] for line in catalogue)
    assert len(found) == 32
    assert {name: cases for name, cases in found.items() if cases not in {3, 4}} == {"新疆生产建设兵团": 1}


def test_themes_count_the_cases_of_the_catalogue(
    compare: Callable[..., dict[str, Any]], catalogue: list[dict[str, str]]
) -> None:
    """By title, in every province; a text may add its own."""
    expected: Counter[tuple[str, str]] = Counter()
    for line in catalogue:
        expected.update((line["province"], theme) for theme in line["themes"].split(";"))
    found: Counter[tuple[str, str]] = Counter()
    for row in compare()["rows"]:
        for cell in row["cells"]:
            cases = {claim["case"] for claim in cell["claims"] if claim["value"] == "title"}
            found[row["row"], cell["column"]] += len(cases)
    for theme, count in {"two-committees": 10, "party-led-building": 11, "work-funding": 1}.items():
        per_row = {row: n for (row, each), n in found.items() if each == theme and n}
        assert per_row == {row: n for (row, each), n in expected.items() if each == theme}
        assert sum(per_row.values()) == count
    assert {row for (row, theme), n in found.items() if theme == "work-funding" and n} == {"北京市"}


@pytest.mark.parametrize("measure", ["themes", "initiatives", "funding", "statistics", "forms"])
def test_a_case_without_its_text_is_never_silent_by_choice(
    compare: Callable[..., dict[str, Any]], measure: str
) -> None:
    """104 cases have no full text: what their titles do not say is not known to be unsaid."""
    lacking = 0
    for row in compare("--rows", "case", "--columns", measure)["rows"]:
        states = {cell["state"] for cell in row["cells"]} - {"value", "stated_none"}
        full = row["row"].partition(".")[0] in {"1", "2"}
        assert states == {"no_full_text"} if not full else states <= {"not_stated"}
        lacking += not full
    assert lacking == 104


def test_a_theme_of_a_text_opens_a_sentence_that_names_it(compare: Callable[..., dict[str, Any]], shared: Path) -> None:
    source = (shared / "seeds" / "compilation.txt").read_bytes().decode("utf-8-sig")
    cells = [cell for row in compare()["rows"] for cell in row["cells"]]
    told = {cell["column"]: claim for cell in cells for claim in cell["claims"] if claim["value"] == "text"}
    assert "网格" in told["grid-service"]["quote"]
    assert "志愿者" in told["assistance"]["quote"]
    assert all(source[claim["start"] : claim["end"]] == claim["quote"] for claim in told.values())
