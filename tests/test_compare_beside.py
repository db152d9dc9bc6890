"""What stands beside the cells of a comparison: changed regions, timelines, estimates, first years, agreement."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from lxml import html

from fulian_kg.query.moved import ID as CHANGED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

SVG = "{http://www.w3.org/2000/svg}"
KEEP = {1, 29, 34, 35}
"""Cases whose region changed, and kept its name and code."""
STEPS = [
    (2000, "意见", None, None),
    (2004, "试点", 1, "at_least"),
    (2006, "调研", None, None),
    (2007, "建议", 1, "exact"),
    (2008, "实施", 1, "exact"),
    (2011, "实施", 2, "exact"),
]


@pytest.fixture
def compare(seed_store: Path, run: Callable[..., Ran]) -> Callable[..., dict[str, Any]]:
    def asked(*arguments: str) -> dict[str, Any]:
        ran = run("compare", "--store", seed_store, "--format", "json", *arguments)
        assert ran.code == 0, ran.err
        found: dict[str, Any] = json.loads(ran.out)
        return found

    return asked


def gold(shared: Path) -> dict[int, dict[str, str]]:
    with (shared / "gold" / "catalogue.csv").open(encoding="utf-8", newline="") as stream:
        return {int(line["number"]): line for line in csv.DictReader(stream)}


def test_regions_of_today_are_those_of_the_catalogue(compare: Callable[..., dict[str, Any]], shared: Path) -> None:
    found = compare("--rows", "case", "--regions", "today")
    assert len(found["rows"]) == 106
    assert "2024-12-31" in found["note"]
    moved = {case["number"]: each for each in found[CHANGED] for case in each["cases"]}
    now = {int(row["row"].partition(".")[0]): row["place"] for row in found["rows"]}
    changed = {number for number, line in gold(shared).items() if line["change_kind"] != "none"} - {106}
    assert len(changed) == 23
    for number in changed:
        line, each = gold(shared)[number], moved[number]
        assert each["now"] == now[number]
        assert each["changes"]
        assert {change["date"] for change in each["changes"]} >= {line["change_date"]}
        assert now[number]["code"] == ";".join(sorted(line["present_code"].split(";")))
        assert (each["now"]["name"] == each["printed"]["name"]) == (number in KEEP)
        if number != 12:
            assert now[number]["name"] == line["present_path"]
    assert "第六师" in now[106]["name"]
    assert (now[12]["kind"], now[12]["code"]) == ("ambiguous", "140212;140213;140214")
    assert not {number for number, each in moved.items() if each["printed"] != each["now"]} - changed - {106}


def test_every_change_of_a_region_is_dated_and_sourced(compare: Callable[..., dict[str, Any]]) -> None:
    changes = [change for each in compare("--regions", "today")[CHANGED] for change in each["changes"]]
    assert {change["extent"] for change in changes} == {"whole", "part"}
    assert all(change["date"] and change["source"] and change["label"] for change in changes)
    assert CHANGED not in compare()


def test_the_funding_of_shijingshan_has_six_dated_steps(compare: Callable[..., dict[str, Any]]) -> None:
    (timeline,) = compare("--measure", "funding")["timelines"]
    assert (timeline["place"], timeline["code"]) == ("北京市石景山区", "110107")
    assert [(step["year"], step["status"], step["amount"], step["bound"]) for step in timeline["steps"]] == STEPS
    assert all(claim["quote"] and claim["pages"] for step in timeline["steps"] for claim in step["claims"])
    assert timeline["steps"][4]["to_year"] == 2010


def test_a_rate_times_a_number_is_an_estimate_and_nothing_else(
    compare: Callable[..., dict[str, Any]], seed_store: Path, run: Callable[..., Ran]
) -> None:
    found = compare("--measure", "funding")
    estimates = {each["result"]: each for each in found["estimates"]}
    assert estimates[540000]["derived"] is True
    assert "270000" in estimates[540000]["formula"]["zh"]
    assert estimates[540000]["population"]["year"] == 2010
    quotes = [claim["quote"] for claim in estimates[540000]["claims"]]
    assert any("2 元/人年" in quote for quote in quotes)
    assert any("27万妇女" in quote for quote in quotes)
    stated = [value for row in found["rows"] for cell in row["cells"] for value in cell["values"]]
    figures = [v for row in compare("--measure", "statistics")["rows"] for cell in row["cells"] for v in cell["values"]]
    assert not [value for value in (*stated, *figures) if "540000" in value or "54 万" in value]
    assert "540000" not in run("facts", "--store", seed_store, "--format", "jsonl").out


def test_first_years_are_columns_like_others(compare: Callable[..., dict[str, Any]]) -> None:
    found = compare("--measure", "diffusion")
    rates = next(column["id"] for column in found["columns"] if column["title"]["zh"] == "标准（每名妇女，每年）")
    beijing = next(row for row in found["rows"] if row["row"] == "北京市")
    cell = next(cell for cell in beijing["cells"] if cell["column"] == rates)
    assert (cell["state"], cell["values"]) == ("value", ["2004"])
    assert all("2004年" in claim["quote"] for claim in cell["claims"])
    assert "首次" in found["note"]


def test_themes_come_with_their_agreement_and_the_unsure_can_be_hidden(
    compare: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    found = compare()["agreement"]
    assert len(found) == 35
    assert found["two-committees"]["kappa"] == 1
    assert found["grid-service"]["kappa"] is None
    labels = tmp_path / "own.csv"
    labels.write_text("number,themes\n2,stronghold\n3,party-led-building\n", "utf-8")
    hidden = compare("--labels", str(labels), "--min-kappa", "0.5")
    columns = {column["id"] for column in hidden["columns"]}
    assert "work-funding" not in columns
    assert {"party-led-building", "two-committees"} <= columns
    assert "工作经费保障" in hidden["note"]


def test_kappa_stands_under_the_matrix_on_a_terminal(seed_store: Path, run: Callable[..., Ran]) -> None:
    out = run("compare", "--store", seed_store, "--theme", "grassroots-organization", "--theme", "grid-service").out
    (line,) = [each.split() for each in out.splitlines() if each.startswith("κ（")]
    assert line[-2:] == ["0.980", "–"]
    assert "Agreement is about themes of titles" in out


def test_what_stands_beside_is_in_every_format(seed_store: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    asked = ["compare", "--store", seed_store, "--measure", "funding", "--regions", "today"]
    titles = {"经费政策的演变 Timelines of funding", "估算 Estimates", "变更的地区 Regions that changed"}
    for form in ("xlsx", "html"):
        assert run(*asked, "--format", form, "-o", tmp_path / f"c.{form}").code == 0
    for form in ("table", "md"):
        out = run(*asked, "--format", form).out
        assert all(title in out for title in titles)
        assert "540000 元" in out
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert titles <= {*book.sheetnames}
    sheet = book["经费政策的演变 Timelines of funding"]
    assert [row[2] for row in sheet.iter_rows(min_row=2, max_row=7, values_only=True)] == [year for year, *_ in STEPS]
    page = html.parse(tmp_path / "c.html")
    assert {"timelines", "estimates", CHANGED, "timeline-1", "bars", "map"} <= {
        each.get("id") for each in page.iterfind(".//section")
    }


@pytest.mark.parametrize(
    ("chart", "arguments", "texts"),
    [
        ("heat", ["--province", "北京"], {"北京市", "1/3"}),
        ("bars", [], {"基层妇联组织建设", "11/106"}),
        ("bars", ["--theme", "two-committees"], {"天津市", "山西省"}),
        ("map", ["--theme", "party-led-building"], {"兵团", "广西", "2/3", "台湾"}),
        ("timeline", ["--measure", "funding"], {"2008–2010 实施", "2004 试点"}),
    ],
)
def test_pictures_are_of_the_comparison(
    seed_store: Path, run: Callable[..., Ran], chart: str, arguments: list[str], texts: set[str]
) -> None:
    ran = run("compare", "--store", seed_store, "--format", "svg", "--chart", chart, *arguments)
    assert ran.code == 0, ran.err
    root = ET.fromstring(ran.out)  # noqa: S314  our own picture
    assert texts <= {"".join(each.itertext()) for each in root.iter(f"{SVG}text")}
    assert "汇编是选出的典型" in "".join(root.itertext())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--chart", "timeline"], "--measure funding"),
        (["--chart", "map", "--rows", "county"], "--rows province"),
        (["--chart", "timeline", "--measure", "funding", "--province", "天津"], "--province"),
        (["--profile", "北京"], "no picture"),
        (["--min-kappa", "0.5", "--measure", "funding"], "about themes"),
    ],
)
def test_a_picture_that_cannot_be_is_refused(
    seed_store: Path, run: Callable[..., Ran], arguments: list[str], told: str
) -> None:
    ran = run("compare", "--store", seed_store, "--format", "svg", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_another_region_history_than_the_stores_is_refused(
    seed_store: Path, run: Callable[..., Ran], shared: Path
) -> None:
    history = shared / "data" / "areacodes" / "result.csv"
    ran = run("compare", "--store", seed_store, "--region-history", history)
    assert (ran.code, ran.out) == (3, "")
    assert "--region-history" in ran.err


def test_a_chart_is_no_part_of_a_table(seed_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("compare", "--store", seed_store, "--chart", "map")
    assert (ran.code, ran.out) == (2, "")
    assert "--format svg" in ran.err
