"""Answers on a made-up compilation, worked out by hand from its text: no answer stands in a query.

The counties are real, what is told of them is not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from querying import QUERIES, answer, answer_of, store_of

if TYPE_CHECKING:
    from fulian_kg.graph.store import OpenStore

MADE_UP = Path(__file__).parent / "data" / "made_up.md"
HAIAN, SHUANGLIU = "江苏省南通市海安县", "四川省成都市双流县"

THEME = "https://w3id.org/fulian/def/theme/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    return store_of(MADE_UP, tmp_path_factory.mktemp("made-up") / "kg")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    """The compilation in two files that differ in their last line break."""
    folder = tmp_path_factory.mktemp("twice")
    (folder / "sources").mkdir()
    text = MADE_UP.read_text("utf-8")
    (folder / "sources" / "one.md").write_text(text, "utf-8")
    (folder / "sources" / "two.md").write_text(text + "\n", "utf-8")
    return store_of(folder / "sources", folder / "kg")


def picked(rows: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_cases_by_province(store: OpenStore) -> None:
    assert picked(answer(store, "cases-by-province"), "province", "cases", "full_texts") == [
        ("上海市", 1, 0),
        ("江苏省", 1, 1),
        ("浙江省", 1, 0),
        ("四川省", 2, 1),
        ("贵州省", 1, 0),
    ]


def test_catalogue(store: OpenStore) -> None:
    columns = ("number", "county_level", "prefecture", "gb_code", "gb_code_status_2010", "present_code")
    assert picked(answer(store, "catalogue"), *columns) == [
        (1, "海安县", "南通市", "320621", "listed-2010-12-31", "320685"),
        (2, "双流县", "成都市", "510122", "listed-2010-12-31", "510116"),
        (3, "合江县", "泸州市", "510522", "listed-2010-12-31", "510522"),
        (4, "闸北区", "", "310108", "listed-2010-12-31", "310106"),
        (5, "缙云县", "丽水市", "331122", "listed-2010-12-31", "331122"),
        (6, "湄潭县", "遵义市", "520328", "listed-2010-12-31", "520328"),
    ]


def test_cases_of_a_theme(store: OpenStore) -> None:
    found = answer(store, "theme-by-province", theme="party-led-building")
    assert [row["number"] for row in found if row["in_title"]] == [4, 2]
    found = answer(store, "theme-by-province", theme="party-led-building", province="四川省")
    assert [row["number"] for row in found] == [2]


def test_themes_of_a_province(store: OpenStore) -> None:
    found = {row["theme"]: row for row in answer(store, "province-themes", province="四川省")}
    committees = found[THEME + "two-committees"]
    assert [committees[each] for each in ("title_cases", "cases", "full_texts", "state")] == [1, 2, 1, "value"]
    assert found[THEME + "remuneration"]["state"] == "no_full_text"


def test_no_full_text_is_not_the_same_as_not_stated(store: OpenStore) -> None:
    assert picked(answer(store, "provinces-without-theme", theme="two-committees"), "province", "state") == [
        ("上海市", "no_full_text"),
        ("江苏省", "not_stated"),
        ("浙江省", "no_full_text"),
        ("贵州省", "no_full_text"),
    ]


def test_funding_per_woman(store: OpenStore) -> None:
    columns = ("region_name", "amount", "status_en", "from_year", "to_year", "payer")
    assert picked(answer(store, "funding-per-woman"), *columns) == [
        (HAIAN, 2, "pilot", 2005, None, None),
        (HAIAN, 3, "proposed", 2007, None, "县财政"),
        (HAIAN, 3, "in force", 2008, 2009, "县财政"),
        (HAIAN, 5, "in force", 2010, None, "县财政"),
    ]


@pytest.mark.parametrize("region", ["海安县", "南通市", "江苏省"])
def test_funding_timeline(store: OpenStore, region: str) -> None:
    found = answer(store, "funding-timeline", region=region)
    assert picked(found, "year", "step_en", "amount", "title") == [
        (2003, "opinion", None, "关于加强村级妇女工作的意见"),
        (2005, "pilot", 2, None),
        (2006, "survey", None, None),
        (2007, "proposed", 3, "关于设立村级妇女工作经费的报告"),
        (2008, "in force", 3, None),
        (2010, "in force", 5, None),
    ]
    assert all(row["quote"] and row["region_name"] == HAIAN for row in found)


def test_a_place_without_rules_has_no_timeline(store: OpenStore) -> None:
    assert answer(store, "funding-timeline", region="双流县") == []


def test_decisions_and_what_they_replaced(store: OpenStore) -> None:
    assert picked(answer(store, "funding-decisions"), "session", "from_year", "amount") == [
        ("九届12次", 2008, 3),
        ("九届40次", 2010, 5),
    ]
    columns = ("amount_before", "from_before", "to_before", "amount_after", "from_after")
    assert picked(answer(store, "superseded-funding"), *columns) == [(3, 2008, 2009, 5, 2010)]


def test_documents(store: OpenStore) -> None:
    columns = ("name", "issuer", "addressee", "year")
    assert picked(answer(store, "documents"), *columns) == [
        ("关于加强村级妇女工作的意见", f"{HAIAN}妇联", None, 2003),
        ("关于设立村级妇女工作经费的报告", f"{HAIAN}妇联", "县委", 2007),
    ]


def test_initiatives_and_their_components(store: OpenStore) -> None:
    found = answer(store, "initiatives", region="双流县")
    assert [(row["name"][-3:], row["place"], row["pilot"]) for row in found] == [
        ("工作法", "东升街道棠湖社区", None),
        ("作模式", "东升街道棠湖社区", True),
    ]
    assert answer(store, "initiatives", region="海安县") == []
    assert [row["component"] for row in answer(store, "method-components", text="4l")] == [
        *("来访有人接", "困难有人帮", "矛盾有人调", "学习有人教"),
    ]


def test_figures(store: OpenStore) -> None:
    assert picked(answer(store, "figures", region="双流县"), "value", "unit", "bound") == [
        (96, "个", None),
        (8000, "人", "约"),
    ]
    assert [row["value"] for row in answer(store, "figures", region="江苏省")] == [210, 1350]
    assert picked(answer(store, "measure", text="社区"), "value", "province") == [(96, "四川省")]


def test_changed_regions(store: OpenStore) -> None:
    found = answer(store, "changed-regions")
    assert picked([row for row in found if row["extent"] == "whole"], "number", "present_name", "present_code") == [
        (1, "江苏省南通市海安市", "320685"),
        (2, "四川省成都市双流区", "510116"),
        (4, "上海市静安区", "310106"),
    ]


def test_a_region_on_a_date(store: OpenStore) -> None:
    (row,) = answer(store, "region-at-date", region="闸北区", date="2016-01-01")
    assert (row["state"], row["merged_into"], row["merged_into_code"]) == ("ended", "上海市静安区", "310106")


def test_hierarchy(store: OpenStore) -> None:
    assert picked(answer(store, "hierarchy", region="海安县"), "distance", "superior_name") == [
        (1, "江苏省南通市妇联"),
        (2, "江苏省妇联"),
        (3, "全国妇联"),
    ]


def test_events_people_facilities_concepts_and_search(store: OpenStore) -> None:
    (visit,) = [row for row in answer(store, "dated-events") if row["date"] == "2010-05-06"]
    assert (visit["kind"], visit["participants"]) == ("视察", "王建华")
    assert picked(answer(store, "people"), "name", "roles", "organization") == [("王建华", "主席", "四川省妇联")]
    assert picked(answer(store, "facilities"), "number", "name") == [
        (1, "妇女之家"),
        (1, "妇女维权工作站"),
        (2, "妇女之家"),
    ]
    assert picked(answer(store, "concepts"), "name", "cases", "numbers") == [("两个最大覆盖", 1, "2")]
    assert {row["number"] for row in answer(store, "text-search", text="棠湖")} == {2}


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.folder == "checks"])
def test_the_checks_find_nothing_wrong(name: str, store: OpenStore) -> None:
    assert answer_of(store, QUERIES[name], {}) == []


COUNTS = {
    "cases-by-province": {},
    "catalogue": {},
    "themes": {},
    "theme-counts": {"theme": "party-led-building"},
    "provinces-without-theme": {"theme": "two-committees"},
    "funding-per-woman": {},
    "concepts": {},
    "places": {},
    "hierarchy": {"region": "海安县"},
    "changed-regions": {},
    "compilations": {},
    "compare-cases": {},
}


@pytest.mark.parametrize("name", COUNTS)
def test_what_two_files_state_counts_once(name: str, store: OpenStore, twice: OpenStore) -> None:
    assert answer(twice, name, **COUNTS[name]) == answer(store, name, **COUNTS[name])
