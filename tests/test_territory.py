"""Where cases lie today or on a day, what changed their regions on the way, and what is said when it is not known."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from fulian_kg.graph.store import open_store
from fulian_kg.model import TODAY
from fulian_kg.query.territory import LOST, NOT_YET, NOWHERE, Territory
from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

BOOK = date(2010, 12, 31)
KEPT = {1, 29, 34, 35}
"""Cases whose region was changed and has the name that it had."""
Versions = dict[int, ox.NamedNode]


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> dict[int, dict[str, str]]:
    with (shared / "gold" / "catalogue.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {int(row["number"]): row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def rdf(example_store: Path) -> ox.Store:
    return open_store(example_store).rdf


@pytest.fixture(scope="module")
def versions(rdf: ox.Store) -> Versions:
    """The printed region of each case, by its number."""
    found: Versions = {}
    for quad in rdf.quads_for_pattern(None, FL.inRegion, None):
        for number in rdf.quads_for_pattern(quad.subject, FL.caseNumber, None):
            if isinstance(number.object, ox.Literal) and isinstance(quad.object, ox.NamedNode):
                found[int(number.object.value)] = quad.object
    assert len(found) == 106
    return found


@pytest.fixture(scope="module")
def today(rdf: ox.Store) -> Territory:
    return Territory(rdf, TODAY)


def test_today_every_region_of_the_catalogue_is_the_present_one(
    today: Territory, versions: Versions, catalogue: dict[int, dict[str, str]]
) -> None:
    for number, version in versions.items():
        area, row = today.county(version), catalogue[number]
        assert sorted(area.name.split("、")) == sorted(row["present_path"].split(";")), number
        assert sorted((area.code or "").split(";")) == sorted(row["present_code"].split(";"))
        assert (area.kind == "ambiguous") == (row["change_kind"] == "dissolved")


def test_of_the_changed_regions_nineteen_have_another_name_and_four_keep_it(
    rdf: ox.Store, today: Territory, versions: Versions, catalogue: dict[int, dict[str, str]]
) -> None:
    printed = Territory(rdf, None)
    changed = {number for number, row in catalogue.items() if row["change_date"]}
    moved = {number for number, version in versions.items() if today.county(version) != printed.county(version)}
    assert len(changed) == 23
    # What is written alike may have another code (隆子县); the farm has none, and its division another name.
    assert moved == changed - KEPT | {106}


def test_every_change_of_the_catalogue_is_shown_with_its_day_and_document(
    today: Territory, versions: Versions, catalogue: dict[int, dict[str, str]]
) -> None:
    for number, row in catalogue.items():
        if row["change_date"]:
            document = row["change_document"].replace(" (", "（").replace(")", "）") or None
            found = {(each.kind, each.date.isoformat(), each.document) for each in today.changes(versions[number])}
            assert (row["change_kind"], row["change_date"], document) in found, number


def test_the_extent_tells_changed_regions_from_those_that_gave_or_gained_a_part(
    today: Territory, versions: Versions, catalogue: dict[int, dict[str, str]]
) -> None:
    extents = {number: {each.extent for each in today.changes(version)} for number, version in versions.items()}
    whole = {number for number, found in extents.items() if "whole" in found}
    assert whole == {number for number, row in catalogue.items() if row["change_date"]} | {106}
    parts = {number for number, found in extents.items() if found == {"part"}}
    minor = {number for number, row in catalogue.items() if row["minor_boundary_change"]}
    assert parts == minor - whole
    assert len(parts) == 7


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (3, ["2010-06-28 merged 宣武区 → 西城区 国函〔2010〕55号 whole"]),
        (4, ["2009-10-21 merged 塘沽区 → 滨海新区 国函〔2009〕125号 whole"]),
        (58, ["2010-11-26 prefecture-renamed 保康县 → 保康县 国函〔2010〕129号 whole"]),
        (2, []),
        (
            78,
            [
                "2011-02-17 county-to-district 南溪县 → 南溪区 国函〔2011〕18号 whole",
                "2019-01-01 boundary-change 南溪区 → 翠屏区 川府民政〔2019〕3号 part",
            ],
        ),
        (
            87,
            [
                "2015-03-16 code-change 米林县 → 米林县 国函〔2015〕51号 whole",
                "2023-04-03 county-to-city 米林县 → 米林市 None whole",
            ],
        ),
        (106, ["2012-12-24 prefecture-renamed 新湖农场 → 新湖农场 None whole"]),
    ],
)
def test_changes_come_by_date_over_all_hops(today: Territory, versions: Versions, number: int, told: list[str]) -> None:
    found = today.changes(versions[number])
    assert [f"{each.date} {each.kind} {each.label} {each.document} {each.extent}" for each in found] == told
    for each in found:
        assert each.source
        assert each.kind_zh
        assert each.kind_en
        assert each.before
        assert each.after


def test_the_label_of_a_kind_and_full_names_are_told(today: Territory, versions: Versions) -> None:
    (change,) = today.changes(versions[83])
    assert (change.kind_zh, change.kind_en) == ("撤市设区", "city to district")
    assert (change.before, change.after) == (("贵州省毕节地区毕节市",), ("贵州省毕节市七星关区",))
    assert (change.precision, change.source) == ("day", "国务院批复")


def test_only_changes_up_to_the_day_and_from_the_year_of_printing_count(rdf: ox.Store, versions: Versions) -> None:
    day = Territory(rdf, date(2016, 1, 1))
    assert [each.kind for each in day.changes(versions[87])] == ["code-change"]
    assert day.county(versions[87]).name == "西藏自治区林芝市米林县"
    assert day.changes(versions[39]) == ()
    assert day.changes(versions[1], BOOK)
    # A text of 2015 knows the new 东城区 already.
    assert day.changes(versions[1], date(2015, 12, 31)) == ()


def test_as_printed_nothing_has_changed(rdf: ox.Store, versions: Versions) -> None:
    printed = Territory(rdf, None)
    assert {printed.changes(version) for version in versions.values()} == {()}
    assert printed.county(versions[3]).name == "北京市宣武区"
    assert printed.county(None) == printed.prefecture(None) == NOWHERE
    assert printed.changes(None) == ()


def test_a_version_is_worked_out_once(today: Territory, versions: Versions) -> None:
    before = today.county.cache_info().misses, today.changes.cache_info().misses
    for version in [*versions.values()] * 3:
        today.county(version)
        today.changes(version)
    after = today.county.cache_info().misses, today.changes.cache_info().misses
    assert all(new - old <= len(set(versions.values())) for old, new in zip(before, after, strict=True))


def made(*lines: str) -> tuple[ox.Store, ox.NamedNode]:
    """A store with the version `old` of a county that ended in 2000, and what the lines add."""
    text = """
        PREFIX fl: <https://w3id.org/fulian/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        <urn:old> a fl:RegionVersion ; fl:versionOf <urn:r> ; skos:prefLabel "旧县"@zh ; fl:fullName "示例市旧县"@zh ;
            fl:regionLevel <urn:level/county> ; fl:gbCode "999921" ;
            fl:validFrom "1985-01-01"^^xsd:date ; fl:validUntil "2000-01-01"^^xsd:date .
    """
    store = ox.Store()
    store.load("\n".join((text, *lines)).encode(), format=ox.RdfFormat.TURTLE)
    return store, ox.NamedNode("urn:old")


def test_an_unknown_successor_is_said_to_be_unknown() -> None:
    store, old = made()
    today = Territory(store, TODAY)
    assert today.county(old).name == f"示例市旧县{LOST}"
    assert (today.county(old).kind, today.county(old).code) == ("ended", "999921")
    assert today.prefecture(old).name == f"示例市{LOST}"
    assert Territory(store, date(1990, 1, 1)).county(old).name == "示例市旧县"
    assert Territory(store, None).county(old).name == "示例市旧县"


def test_a_code_used_again_later_is_no_successor() -> None:
    store, old = made(
        '<urn:again> fl:versionOf <urn:r> ; fl:fullName "示例市新县"@zh ; fl:validFrom "2005-01-01"^^xsd:date .'
    )
    assert Territory(store, TODAY).county(old).kind == "ended"
    again = ox.NamedNode("urn:again")
    assert Territory(store, date(1990, 1, 1)).county(again).name == "示例市旧县"


def test_on_a_day_before_its_foundation_a_region_is_not_yet_there() -> None:
    store, old = made()
    early = Territory(store, date(1981, 1, 1))
    assert early.county(old).name == f"示例市旧县{NOT_YET}"
    assert early.county(old).kind == "later"


def test_a_circle_of_successors_ends() -> None:
    store, old = made("<urn:old> fl:succeededBy <urn:old> .")
    assert Territory(store, TODAY).county(old).kind == "ended"


def test_the_comparison_keeps_the_total_and_says_which_day_it_means(
    example_store: Path, run: Callable[..., Ran]
) -> None:
    ran = run("compare", "--store", example_store, "--rows", "county", "--regions", "today", "--format", "json")
    found = json.loads(ran.out)
    rows = {row["row"]: row for row in found["rows"]}
    assert sum(row["cases"] for row in rows.values()) == 106
    assert found["regions"] == "2024-12-31"
    for name in ("北京市西城区", "天津市滨海新区", "上海市黄浦区", "江苏省苏州市姑苏区", "湖北省襄阳市保康县",
                 "贵州省毕节市七星关区", "新疆生产建设兵团第六师新湖农场"):  # fmt: skip
        assert rows[name]["cases"] == 1, name
    (divided,) = (row for row in rows.values() if row["kind"] == "ambiguous")
    assert divided["cases"] == 1
    assert sorted(divided["code"].split(";")) == ["140212", "140213", "140214"]
    assert not {"北京市宣武区", "天津市塘沽区", "上海市卢湾区", "江苏省苏州市金阊区"} & rows.keys()
