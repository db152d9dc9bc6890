"""Comparison: every cell has a state, a denominator and its evidence; silence is not absence."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.cli.output import width
from fulian_kg.query.cases import Case as Counted
from fulian_kg.query.claims import Column, Mark
from fulian_kg.query.comparison import STATES, Comparison, Row, State, ranked
from fulian_kg.query.comparison_views import SHEET, short
from fulian_kg.query.territory import Area

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


@pytest.fixture
def compare(example_store: Path, run: Callable[..., Ran]) -> Callable[..., dict[str, Any]]:
    def asked(*arguments: str) -> dict[str, Any]:
        ran = run("compare", "--store", example_store, "--format", "json", *arguments)
        assert ran.code == 0, ran.err
        found: dict[str, Any] = json.loads(ran.out)
        return found

    return asked


def row(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["rows"] if each["row"] == name)


def cell(found: dict[str, Any], name: str, column: str) -> dict[str, Any]:
    return next(each for each in row(found, name)["cells"] if each["column"] == column)


def case(number: int, *, full: bool) -> Counted:
    return Counted(f"urn:{number}", str(number), number, full, None, None)


def row_of(members: list[Counted], marks: list[Mark]) -> Row:
    return Row(Area("某省", "province", None), tuple(members), (Column("c", "列", "column"),), {"c": marks})


cases = st.lists(st.tuples(st.booleans(), st.sampled_from(["value", "none", "silent"])), max_size=6)


@given(cases)
def test_a_cell_has_the_first_state_that_any_case_gives(drawn: list[tuple[bool, str]]) -> None:
    members = [case(number, full=full) for number, (full, _) in enumerate(drawn)]
    marks = [
        Mark(f"urn:{number}", "c", said == "none", number) for number, (_, said) in enumerate(drawn) if said != "silent"
    ]
    found = row_of(members, marks).cell("c")
    said = [what for _, what in drawn]
    lacking = sum(not full for full, _ in drawn)
    state: State = (
        "value" if "value" in said else "stated_none" if "none" in said else "no_full_text" if lacking else "not_stated"
    )
    n = {"value": said.count("value"), "stated_none": said.count("none"), "no_full_text": lacking}.get(
        state, len(drawn)
    )
    assert (found.state, found.n, found.of) == (state, n, len(drawn))
    assert len(found.keys) == (n if state in {"value", "stated_none"} else 0)


def test_rows_are_the_thirty_two_with_their_cases(compare: Callable[..., dict[str, Any]]) -> None:
    found = compare()
    assert len(found["rows"]) == 32
    assert sum(each["cases"] for each in found["rows"]) == 106
    assert row(found, "新疆生产建设兵团")["cases"] == 1
    assert row(found, "北京市")["code"] == "110000"
    assert len(found["columns"]) == 35
    for each in found["rows"]:
        assert set(each["states"]) == set(STATES)
        assert sum(each["states"].values()) == len(each["cells"]) == 35


def test_a_title_speaks_where_the_text_is_missing(compare: Callable[..., dict[str, Any]]) -> None:
    found = compare()
    stated = cell(found, "吉林省", "remuneration")
    assert (stated["state"], stated["n"], stated["of"], stated["values"]) == ("value", 1, 3, ["title"])
    assert cell(found, "天津市", "remuneration")["state"] == "no_full_text"
    only = compare("--rows", "case")
    silent = next(r for r in only["rows"] if r["row"].startswith("1. "))
    assert next(c for c in silent["cells"] if c["column"] == "remuneration")["state"] == "not_stated"


def test_every_value_opens_its_quote(compare: Callable[..., dict[str, Any]]) -> None:
    for columns in ("themes", "funding", "initiatives", "statistics", "forms"):
        for each in compare("--columns", columns)["rows"]:
            for found in each["cells"]:
                assert bool(found["claims"]) == (found["state"] in {"value", "stated_none"})
                for evidence in found["claims"]:
                    assert evidence["quote"]
                    assert evidence["start"] < evidence["end"]
                    assert evidence["pages"]


def test_funding_rules_stand_side_by_side(compare: Callable[..., dict[str, Any]]) -> None:
    found = compare("--columns", "funding", "--province", "北京市")
    assert [each["row"] for each in found["rows"]] == ["北京市"]
    rates = cell(found, "北京市", "rate:woman/year")
    assert (rates["n"], rates["of"]) == (1, 3)
    assert [value.split("，拨付方")[0] for value in rates["values"]] == [
        "1 元，建议，2007 提出",
        "至少 1 元，试点，2004–",
        "1 元，实施，2008–2010",
        "2 元，实施，2011–",
        "2 元，实施，2011–",
    ]


def test_regions_of_the_day_join_and_part(compare: Callable[..., dict[str, Any]]) -> None:
    printed = compare("--rows", "county")
    today = compare("--rows", "county", "--regions", "today")
    assert row(printed, "北京市宣武区")["code"] == "110104"
    assert not [each for each in today["rows"] if each["row"] == "北京市宣武区"]
    assert row(today, "北京市西城区")["cases"] == 1
    parted = next(each for each in today["rows"] if each["kind"] == "ambiguous")
    assert set(parted["code"].split(";")) == {"140212", "140213", "140214"}
    assert sum(each["cases"] for each in today["rows"]) == 106
    assert row(compare("--rows", "county", "--regions", "2010-05-01"), "北京市宣武区")["cases"] == 1
    assert "2024-12-31" in today["note"]


def test_prefectures_are_named_by_the_day(compare: Callable[..., dict[str, Any]]) -> None:
    assert row(compare("--rows", "prefecture"), "湖北省襄樊市")["cases"] >= 1
    assert row(compare("--rows", "prefecture", "--regions", "today"), "湖北省襄阳市")["cases"] >= 1


def test_themes_choose_columns_or_cases(compare: Callable[..., dict[str, Any]]) -> None:
    found = compare("--theme", "工作经费保障", "--theme", "remuneration")
    assert [column["id"] for column in found["columns"]] == ["work-funding", "remuneration"]
    chosen = compare("--columns", "funding", "--rows", "case", "--theme", "work-funding")
    assert [each["row"][:2] for each in chosen["rows"]] == ["2."]


def test_a_group_of_themes_stands_for_its_members(compare: Callable[..., dict[str, Any]]) -> None:
    found = compare("--theme", "organization")
    assert "grassroots-organization" in [column["id"] for column in found["columns"]]
    assert row(found, "北京市")["states"]["value"] > 0


def test_a_dataset_can_be_chosen(example_store: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    counts = []
    for clause in ("", "FROM <https://w3id.org/fulian/graph/catalogue>"):
        (tmp_path / "q.rq").write_text(f"SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}")
        counts.append(int(run("query", tmp_path / "q.rq", "--store", example_store, "--format", "csv").out.split()[1]))
    assert 0 < counts[1] < counts[0]


def test_the_sheet_has_a_line_a_claim(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("compare", "--store", example_store, "--columns", "funding", "--format", "csv")
    head, *lines = csv.reader(io.StringIO(ran.out))
    assert tuple(head) == SHEET
    assert {line[0] for line in lines} > {"北京市", "天津市"}
    assert all(line[head.index("quote")] for line in lines if line[head.index("claim")])


def test_the_table_aligns_and_ends_with_the_note(example_store: Path, run: Callable[..., Ran]) -> None:
    out = run("compare", "--store", example_store, "--theme", "work-funding").out
    lines = out.splitlines()
    starts = {width(line[: line.index("?")]) for line in lines if line.endswith("?")}
    assert len(starts) == 1
    assert "106 cases in all; a compilation is a selection" in out


def test_markdown_is_a_table(example_store: Path, run: Callable[..., Ran]) -> None:
    out = run("compare", "--store", example_store, "--theme", "work-funding", "--format", "md").out
    assert out.splitlines()[1] == "| --- | --- | --- |"


def test_an_empty_row_says_nothing() -> None:
    empty = row_of([], [])
    assert short(empty.cell("c")) == ""
    assert empty.states["value"] == 0


def test_cases_are_chosen_by_number(compare: Callable[..., dict[str, Any]]) -> None:
    found = compare("--rows", "case", "--case", "27", "--case", "2")
    assert [each["row"].partition(".")[0] for each in found["rows"]] == ["27", "2"]
    assert [each["row"] for each in compare("--case", "2")["rows"]] == ["北京市"]


def test_a_case_that_is_not_there_is_named(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("compare", "--store", example_store, "--case", "107")
    assert (ran.code, ran.out) == (2, "")
    assert "107" in ran.err


def province(name: str, cases: int, having: int) -> Row:
    members = tuple(case(number, full=True) for number in range(cases))
    marks = [Mark(f"urn:{number}", "c", absent=False, key=number) for number in range(having)]
    return Row(Area(name, "province", None), members, (Column("c", "列", "column"),), {"c": marks})


def test_rows_are_ranked_by_share_if_they_have_cases_enough() -> None:
    rows = (province("甲", 10, 1), province("乙", 3, 3), province("丙", 20, 4), province("丁", 12, 0))
    found = ranked(Comparison("c", {"zh": "", "en": ""}, "printed", rows[0].columns, rows), "列")
    assert [row.area.name for row in found.rows] == ["丙", "甲", "丁", "乙"]
    assert "10" in found.note["zh"]
    assert "unranked" in found.note["en"]


def test_few_cases_are_not_ranked(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("compare", "--store", example_store, "--rank", "two-committees")
    assert (ran.code, ran.out) == (2, "")
    assert "10 cases" in ran.err
    assert "two-committees" in run("compare", "--store", example_store, "--rank", "nothing").err
