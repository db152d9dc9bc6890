"""Regions in time: the catalogue's regions, their changes and successors, and what holds of every version."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.gazetteer import TODAY, Gazetteer, load
from fulian_kg.gazetteer.settings import kind_labels
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.gazetteer import Unit

LIBRARY = Library()
BOOK = date(2010, 12, 31)
DAYS = st.dates(date(1981, 1, 1), TODAY)
NUMBERS = st.integers(min_value=0)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load(LIBRARY)


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> list[dict[str, str]]:
    with (shared / "gold" / "catalogue.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def one(gazetteer: Gazetteer, name: str, at: date) -> Unit:
    found = gazetteer.resolve(name, at)
    assert found.status == "resolved", (name, found)
    return found.candidates[0]


def printed(gazetteer: Gazetteer, row: dict[str, str]) -> Unit:
    """The region of a row of the catalogue, by the names that the book prints."""
    return one(gazetteer, row["province"] + row["prefecture"] + row["county_level"], BOOK)


def codes(units: tuple[Unit, ...]) -> set[str | None]:
    return {unit.code for unit in units}


def test_every_region_of_the_catalogue_is_found_by_its_printed_names(
    gazetteer: Gazetteer, catalogue: list[dict[str, str]]
) -> None:
    labels = kind_labels(LIBRARY, "region-kind")
    for row in catalogue:
        unit = printed(gazetteer, row)
        assert (unit.code or "") == row["gb_code"], row["number"]
        assert (unit.province, unit.name) == (row["province"], row["county_level"])
        assert unit.prefecture == (row["prefecture"] or None)
        assert labels[unit.kind][0] == row["county_kind"].replace("旗", labels[unit.kind][0][-1:]) or (
            labels[unit.kind][0] == row["county_kind"]
        )
    assert len(catalogue) == 106


def test_three_regions_of_the_catalogue_stand_in_no_code_list_of_2010(
    gazetteer: Gazetteer, catalogue: list[dict[str, str]]
) -> None:
    states = {"listed-2010-12-31": 0, "abolished-2010": 0, "abolished-2009": 0, "no-gb-code": 0}
    for row in catalogue:
        unit = printed(gazetteer, row)
        if unit.code is None:
            state = "no-gb-code"
        elif gazetteer.get(unit.code, BOOK):
            state = "listed-2010-12-31"
        else:
            state = f"abolished-{unit.valid_until.year if unit.valid_until else None}"
        assert state == row["gb_code_status_2010"], row["number"]
        states[state] += 1
    assert list(states.values()) == [103, 1, 1, 1]


def test_every_region_of_the_catalogue_has_its_present_unit(
    gazetteer: Gazetteer, catalogue: list[dict[str, str]]
) -> None:
    for row in catalogue:
        found = gazetteer.present(printed(gazetteer, row))
        present = {name: row[f"present_{name}"].split(";") for name in ("code", "name", "path")}
        assert sorted(unit.code or "" for unit in found) == sorted(present["code"]), row["number"]
        assert sorted(unit.name for unit in found) == sorted(present["name"])
        assert sorted(unit.path for unit in found) == sorted(present["path"])


def test_the_changes_of_the_catalogue_have_their_day_and_document(
    gazetteer: Gazetteer, catalogue: list[dict[str, str]]
) -> None:
    changed = [row for row in catalogue if row["change_date"]]
    for row in changed:
        unit = printed(gazetteer, row)
        changes = [change for each in (unit, *gazetteer.present(unit)) for change in gazetteer.changes_of(each)]
        found = {(change.kind, change.date.isoformat(), change.document) for change in changes}
        document = row["change_document"].replace(" (", "（").replace(")", "）") or None
        assert (row["change_kind"], row["change_date"], document) in found, row["number"]
    assert len(changed) == 23
    assert sum(bool(row["change_document"]) for row in changed) == 21


def test_every_change_names_its_source_and_a_known_kind(gazetteer: Gazetteer) -> None:
    kinds = kind_labels(LIBRARY, "change-kind")
    for change in gazetteer.changes:
        assert change.source
        assert change.kind in kinds
        assert change.inferred == (change.document is None and "推断" in change.source)
    region_kinds = kind_labels(LIBRARY, "region-kind")
    assert {unit.kind for unit in gazetteer.units} <= set(region_kinds)


@pytest.mark.parametrize(
    ("day", "name", "other"), [(date(2010, 5, 1), "宣武区", "西城区"), (date(2010, 7, 1), "西城区", None)]
)
def test_a_merger_counts_from_the_day_of_its_approval(
    gazetteer: Gazetteer, day: date, name: str, other: str | None
) -> None:
    abolished = gazetteer.get("110104", day)
    assert (abolished.name if abolished else None) == (name if other else None)
    present = gazetteer.get("110102", day)
    assert present is not None
    assert present.version == ("110102-1981" if other else "110102-2010")


@pytest.mark.parametrize(
    ("name", "successors"),
    [
        ("北京市宣武区", {"110102"}),
        ("天津市塘沽区", {"120116"}),
        ("山西省大同市南郊区", {"140212", "140213", "140214"}),
        ("湖北省襄樊市保康县", {"420626"}),
        ("西藏自治区林芝地区米林县", {"540481"}),
        ("上海市卢湾区", {"310101"}),
        ("浙江省杭州市余杭区", {"330110"}),
    ],
)
def test_the_successors_of_a_region_of_2010(gazetteer: Gazetteer, name: str, successors: set[str]) -> None:
    assert codes(gazetteer.present(one(gazetteer, name, BOOK))) == successors


def test_a_county_is_followed_over_several_codes(gazetteer: Gazetteer) -> None:
    unit = one(gazetteer, "西藏自治区林芝地区米林县", BOOK)
    (hop,) = gazetteer.direct_successors(unit)
    assert (hop.unit.code, hop.unit.path) == ("540422", "西藏自治区林芝市米林县")
    (last,) = gazetteer.successors(unit)
    assert (last.unit.code, last.relation, last.date) == ("540481", "whole", date(2023, 4, 3))


@pytest.mark.parametrize("code", ["110101", "110102", "310101", "320106", "330110"])
def test_a_code_used_again_is_split_at_the_day_of_the_decree(gazetteer: Gazetteer, code: str) -> None:
    old, new = gazetteer.versions(code)[-2:]
    assert old.name == new.name
    assert old.valid_until == new.valid_from
    assert new.precision == "day"


@pytest.mark.parametrize(("code", "receiver"), [("652826", "659006"), ("511503", "511502"), ("330212", "330203")])
def test_a_partial_transfer_is_no_succession(gazetteer: Gazetteer, code: str, receiver: str) -> None:
    unit = gazetteer.get(code, date(2012, 1, 1))
    assert unit is not None
    assert receiver not in codes(tuple(successor.unit for successor in gazetteer.successors(unit)))
    versions = gazetteer.versions(code)
    assert any(transfer.unit.code == receiver for version in versions for transfer in gazetteer.transfers(version))
    assert codes(gazetteer.present(unit)) == {code}


def test_the_farm_of_the_corps_has_no_code_and_its_parents(gazetteer: Gazetteer) -> None:
    farm = one(gazetteer, "新疆生产建设兵团农六师新湖农场", BOOK)
    assert farm.code is None
    assert [parent.name for parent in gazetteer.ancestors(farm)] == ["农六师", "新疆生产建设兵团"]


@pytest.mark.parametrize("name", ["新湖农场", "芳草湖农场", "130团"])
def test_a_farm_of_the_corps_changes_its_path_with_the_name_of_its_division(gazetteer: Gazetteer, name: str) -> None:
    """新湖农场 stands in our table, others are made from their names."""
    farm = one(gazetteer, f"新疆生产建设兵团农六师{name}", BOOK)
    (present,) = gazetteer.successors(farm)
    assert present.unit.path == f"新疆生产建设兵团第六师{name}"
    assert (present.relation, present.date, present.unit.key) == ("whole", date(2012, 12, 24), farm.key)
    assert present.unit == one(gazetteer, f"兵团第六师{name}", TODAY)
    (change,) = gazetteer.changes_of(farm)
    assert (change.kind, change.before, change.after) == ("prefecture-renamed", (farm,), (present.unit,))
    assert gazetteer.versions_of(present.unit) == (farm, present.unit)
    assert [parent.name for parent in gazetteer.ancestors(present.unit)] == ["第六师", "新疆生产建设兵团"]


def test_the_thirteen_agricultural_divisions_were_renamed_on_one_day(gazetteer: Gazetteer) -> None:
    renamed = {
        change.before[0].name: change.after[0].name
        for change in gazetteer.changes
        if change.kind == "renamed" and change.date == date(2012, 12, 24)
    }
    assert len(renamed) == 13
    assert all(new == "第" + old.removeprefix("农") for old, new in renamed.items())
    assert one(gazetteer, "建工师", TODAY).name == "建工师"


def test_two_units_are_linked_by_one_change_in_one_day(gazetteer: Gazetteer) -> None:
    links = [(change.date, change.before, change.after) for change in gazetteer.changes]
    assert len(set(links)) == len(links)


@pytest.mark.parametrize("day", [date(2010, 6, 1), BOOK, date(2012, 6, 1)])
def test_a_prefecture_that_was_just_renamed_still_leads_to_its_county(gazetteer: Gazetteer, day: date) -> None:
    assert one(gazetteer, "湖北省襄樊市保康县", day).code == "420626"


def test_a_list_that_misspells_a_name_for_a_few_years_makes_no_change(gazetteer: Gazetteer) -> None:
    for code, name in (("450331", "荔浦县"), ("451402", "江州区"), ("371700", "菏泽市"), ("610403", "杨陵区")):
        assert {unit.name for unit in gazetteer.versions(code)} == {name}


def test_a_district_whose_name_ends_like_another_kind_stays_a_district(gazetteer: Gazetteer) -> None:
    for name, short in (("山西省太原市万柏林区", "万柏林"), ("陕西省西安市碑林区", "碑林")):
        unit = one(gazetteer, name, BOOK)
        assert unit.kind == "municipal-district"
        assert one(gazetteer, short, BOOK) == unit
    assert one(gazetteer, "神农架", BOOK).kind == "forest-district"


def test_a_long_name_that_means_nothing_is_answered_at_once(gazetteer: Gazetteer) -> None:
    assert max(len(unit.path) for unit in gazetteer.units) < 60
    for name in ("火星某某" * 13, "北京市火星" * 11, "区" * 5000):
        assert gazetteer.resolve(name, BOOK).status == "unknown"


def test_codes_that_moved_on_do_not_make_one_county_succeed_another(gazetteer: Gazetteer) -> None:
    old = gazetteer.get("469025", date(2005, 1, 1))
    assert old is not None
    assert [unit.path for unit in gazetteer.present(old)] == ["海南省定安县"]


def test_the_versions_of_a_region_are_half_open_and_do_not_overlap(gazetteer: Gazetteer) -> None:
    for unit in gazetteer.units:
        assert unit.valid_until is None or unit.valid_from < unit.valid_until, unit
    for key in {unit.key for unit in gazetteer.units}:
        for old, new in pairwise(gazetteer.versions(key)):
            assert old.valid_until is not None, key
            assert old.valid_until <= new.valid_from, key
    assert len({unit.version for unit in gazetteer.units}) == len(gazetteer.units)


def test_what_a_change_ends_and_begins_meets_at_its_day(gazetteer: Gazetteer) -> None:
    for change in gazetteer.changes:
        if change.partial or change.kind == "established":
            continue
        for unit in change.before:
            assert unit.valid_until is not None, change
            assert unit.valid_until.year == change.date.year, change


@given(number=NUMBERS, day=DAYS)
def test_successors_are_in_force_on_the_day_asked_for(gazetteer: Gazetteer, number: int, day: date) -> None:
    unit = gazetteer.units[number % len(gazetteer.units)]
    found = gazetteer.successors(unit, day)
    assert all(successor.unit.in_force(day) for successor in found)
    assert not (found and unit.in_force(day))
    assert len({successor.unit.version for successor in found}) == len(found)


@given(number=NUMBERS)
def test_a_unit_is_found_by_code_and_path_on_its_last_day(gazetteer: Gazetteer, number: int) -> None:
    unit = gazetteer.units[number % len(gazetteer.units)]
    day = TODAY if unit.valid_until is None else unit.valid_until - timedelta(days=1)
    assert gazetteer.get(unit.key, day) == unit
    assert unit in gazetteer.resolve(unit.path, day).candidates
    assert unit in gazetteer.existed(unit.path)


@given(
    parts=st.lists(st.one_of(st.text("在和与，。妇联工作年 \n", max_size=4), NUMBERS), max_size=8),
    day=st.sampled_from([date(2008, 6, 1), BOOK, TODAY]),
    short=st.booleans(),
)
def test_names_found_in_a_text_stand_there_and_do_not_overlap(
    gazetteer: Gazetteer, parts: list[str | int], day: date, *, short: bool
) -> None:
    units = gazetteer.units
    text = "".join(units[part % len(units)].name if isinstance(part, int) else part for part in parts)
    passed = 0
    for start, end, found in gazetteer.find(text, day, short=short):
        assert passed <= start < end <= len(text)
        assert found
        assert set(found) <= set(gazetteer.resolve(text[start:end], day).candidates)
        passed = end
