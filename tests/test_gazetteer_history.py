"""A region history of one's own: what it adds, what it may not change, and how bad files are refused."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from fulian_kg.errors import InputError
from fulian_kg.gazetteer import TODAY, Gazetteer, load
from fulian_kg.gazetteer.history import Record, read
from fulian_kg.gazetteer.supplement import SOURCE
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fulian_kg.gazetteer import Unit

    History = Callable[..., Path]

LIBRARY = Library()
BOOK = date(2010, 12, 31)
HEAD = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码"
TRIAL = "330199,浙江省,杭州市,试验区,县级,弃用,1990,1995,330106;330105[1993]"
"""A district that never was."""
REUSED = {"310101", "320106", "330102", "330105", "330110"}
"""Codes used on for a unit re-created after 2010, where the history shows no break."""


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Write the lines under the right head."""

    def written(*lines: str, head: str = HEAD, encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / "history.csv"
        path.write_text("".join(f"{line}\n" for line in (head, *lines)), encoding)
        return path

    return written


@pytest.fixture(scope="module")
def ours() -> Gazetteer:
    return load(LIBRARY)


@pytest.fixture(scope="module")
def areacodes(shared: Path) -> Path:
    return shared / "data" / "areacodes" / "result.csv"


@pytest.fixture(scope="module")
def both(areacodes: Path) -> Gazetteer:
    return load(LIBRARY, areacodes)


def test_a_unit_that_we_lack_is_added_by_the_year(history: History) -> None:
    gazetteer = load(LIBRARY, history(TRIAL))
    (unit,) = gazetteer.versions("330199")
    assert (unit.path, unit.kind, unit.precision) == ("浙江省杭州市试验区", "municipal-district", "year")
    assert (unit.valid_from, unit.valid_until) == (date(1990, 1, 1), date(1995, 1, 1))
    assert [parent.name for parent in gazetteer.ancestors(unit)] == ["杭州市", "浙江省"]
    assert gazetteer.resolve("杭州市试验区", date(1994, 12, 31)).candidates == (unit,)
    assert gazetteer.conflicts == ()


def test_its_successor_and_the_part_it_gave_away_are_kept_apart(history: History) -> None:
    gazetteer = load(LIBRARY, history(TRIAL))
    (unit,) = gazetteer.versions("330199")
    assert [successor.unit.code for successor in gazetteer.successors(unit)] == ["330106"]
    assert [(part.unit.code, part.date.year) for part in gazetteer.transfers(unit)] == [("330105", 1993)]
    assert {change.source for change in gazetteer.changes_of(unit)} == {SOURCE}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("110104,北京市,直辖,宣武区,县级,弃用,1981,2010,110101", "110104 宣武区（1981 – 2010）：后继不同"),
        ("110107,北京市,直辖,苹果园区,县级,在用,1981,,", "本项目此间为 ours then has 石景山区"),
        ("110108,北京市,直辖,石景山区,县级,在用,1981,,", "本项目此间为 ours then has 海淀区"),
        ("110198,北京市,直辖,石景山区,县级,在用,1981,,", "本项目此间代码为 ours then has the code 110107"),
        ("110107,北京市,北平市,石景山区,县级,在用,1981,,", "本项目上级为 ours stands under 省级 the province"),
        ("330199,浙江省,杭州市,试验区,县级,弃用,1990,1995,330998", "后继当时不存在"),
        ("110107,北京市,直辖,石景山区,县级,在用,1981,,110109[1975]", "1975 部分划归 part to 110109"),
        ("320508,江苏省,苏州市,姑苏区,县级,在用,2005,,", "本项目为 ours has 2012 –"),
        ("110107,北京市,直辖,石景山区,县级,弃用,1981,2000,110108", "本项目为 ours has 1981 –"),
    ],
)
def test_a_contradiction_of_our_table_or_of_today_is_told_and_ours_is_kept(
    ours: Gazetteer, history: History, line: str, told: str
) -> None:
    gazetteer = load(LIBRARY, history(line))
    (sentence,) = gazetteer.conflicts
    assert told in sentence
    assert sentence.startswith(line[:6])
    assert sentence.endswith("以本项目为准 ours is kept。")
    assert gazetteer.changes == ours.changes
    assert set(gazetteer.units) - set(ours.units) <= set(gazetteer.versions("330199"))


@pytest.mark.parametrize(
    ("line", "told", "years"),
    [
        ("110107,北京市,直辖,石景山区,县级,在用,1990,,", "本项目为 ours has 1981 –", [(1990, None)]),
        (
            "110198,北京市,直辖,石景山区,县级,弃用,1981,2000,110107",
            "本项目此间代码为 ours then has the code 110107",
            [(1981, 2000)],
        ),
        ("132728,河北省,唐山地区,遵化市,县级,弃用,1981,1983,", "本项目此间为 ours then has 遵化县", [(1981, 1983)]),
        ("410311,河南省,洛阳市,洛龙区,县级,在用,2000,,", "", [(1981, 2000), (2000, None)]),
    ],
)
def test_years_and_names_that_only_the_code_lists_tell_give_way(
    history: History, line: str, told: str, years: list[tuple[int, int | None]]
) -> None:
    gazetteer = load(LIBRARY, history(line))
    for sentence in gazetteer.conflicts:
        assert told in sentence
        assert sentence.endswith("以所给沿革为准 the history counts。")
    assert bool(gazetteer.conflicts) == bool(told)
    found = gazetteer.versions(line[:6])
    assert [(unit.valid_from.year, unit.valid_until and unit.valid_until.year) for unit in found] == years


def test_a_code_that_gave_way_ends_where_the_other_begins(history: History) -> None:
    gazetteer = load(LIBRARY, history("110198,北京市,直辖,石景山区,县级,弃用,1981,2000,110107"))
    (old,) = gazetteer.versions("110198")
    assert [unit.version for unit in gazetteer.present(old)] == ["110107-2000"]
    assert gazetteer.resolve("石景山区", date(1999, 7, 1)).candidates == (old,)


@pytest.mark.parametrize(
    "line",
    [
        "320106,江苏省,南京市,鼓楼区,县级,在用,1981,,",
        "110107,北京市,直辖,石景山区,县级,弃用,1981,2031,110199",
        "110199,北京市,直辖,未来区,县级,在用,2025,,",
    ],
)
def test_a_code_used_again_and_what_comes_after_today_are_no_contradictions(
    ours: Gazetteer, history: History, line: str
) -> None:
    gazetteer = load(LIBRARY, history(line))
    assert (gazetteer.units, gazetteer.changes, gazetteer.conflicts) == (ours.units, ours.changes, ())


def test_where_a_code_lives_on_the_other_successors_received_parts(history: History) -> None:
    (record,) = read(history("360402,江西省,九江市,庐山区,县级,变更,1983,2016,360402;360483"))
    assert (record.successions, record.transfers) == (("360402",), (("360483", 2016),))


def test_the_mark_at_the_head_may_be_missing_and_lines_may_be_in_any_order(history: History) -> None:
    lines = (TRIAL, "110107,北京市,直辖,石景山区,县级,在用,1981,,")
    with_mark = read(history(*lines))
    assert with_mark == read(history(*reversed(lines), encoding="utf-8"))
    assert [record.code for record in with_mark] == ["110107", "330199"]


@pytest.mark.parametrize(
    "line",
    [
        "33019,浙江省,杭州市,试验区,县级,弃用,1990,1995,",
        "330199,浙江省,杭州市,,县级,弃用,1990,1995,",
        "330199,浙江省,杭州市,试验区,乡级,弃用,1990,1995,",
        "330199,浙江省,杭州市,试验区,县级,弃用,1995,1990,",
        "330199,浙江省,杭州市,试验区,县级,弃用,1995,1995,",
        "330199,浙江省,杭州市,试验区,县级,弃用,90,1995,",
        "330199,浙江省,杭州市,试验区,县级,弃用,1990,1995,330106、330109",
        "330199,浙江省,杭州市,试验区,县级,弃用,1990,1995",
        "330199,浙江省,杭州市,试验区,县级,弃用,1990,1995,330106,330109",
        '330199,浙江省,杭州市,"试验区"x,县级,弃用,1990,1995,',
    ],
)
def test_a_line_that_cannot_be_read_is_named(history: History, line: str) -> None:
    with pytest.raises(InputError) as caught:
        read(history("110107,北京市,直辖,石景山区,县级,在用,1981,,", line))
    assert caught.value.line == 3
    assert "history.csv:3: " in str(caught.value)


def test_a_file_that_is_no_region_history_is_refused(history: History, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="变更/弃用时间") as caught:
        read(history(head=HEAD.replace("变更/弃用时间", "end")))
    assert caught.value.line == 1
    with pytest.raises(InputError, match="UTF-8") as caught:
        read(history(TRIAL, TRIAL, encoding="gb18030"))
    assert caught.value.line == 1
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError, match="读不到区划沿革"):
            read(path)


def test_the_whole_history_leaves_what_documents_tell_as_it_is(ours: Gazetteer, both: Gazetteer) -> None:
    def told(gazetteer: Gazetteer) -> set[tuple[object, ...]]:
        return {
            (change.date, change.kind, change.document, change.partial, keys(change.before), keys(change.after))
            for change in gazetteer.changes
            if not change.inferred and change.source != SOURCE
        }

    def keys(units: tuple[Unit, ...]) -> tuple[str, ...]:
        return tuple(unit.path for unit in units)

    def dated(gazetteer: Gazetteer) -> set[tuple[str, date | None, date | None]]:
        return {
            (unit.path, _exact(unit.valid_from, unit.precision), _exact(unit.valid_until, unit.until_precision))
            for unit in gazetteer.units
        }

    assert told(ours) == told(both)
    assert {unit for unit in dated(ours) if unit[1] or unit[2]} <= dated(both)
    assert all(change.document is None for change in both.changes if change.source == SOURCE)
    known = {unit.path for unit in ours.units}
    assert all(unit.precision == "year" for unit in both.units if unit.path not in known)


def _exact(day: date | None, precision: str | None) -> date | None:
    return day if precision == "day" else None


@pytest.mark.parametrize("day", [BOOK, TODAY])
def test_the_whole_history_changes_no_unit_of_the_book_and_of_today(
    ours: Gazetteer, both: Gazetteer, day: date
) -> None:
    one, other = ({(u.key, u.path, u.kind) for u in each.units if u.in_force(day)} for each in (ours, both))
    assert one == other


def test_a_county_that_gave_parts_away_is_still_its_own_successor(both: Gazetteer) -> None:
    county = both.get("130427", BOOK)
    assert county is not None
    assert both.present(county) == (county,)
    assert {part.unit.code for part in both.transfers(county)} == {"130402", "130404"}


def test_the_history_knows_who_took_over_before_our_change_table_begins(ours: Gazetteer, both: Gazetteer) -> None:
    suburb, dated = (gazetteer.get("130106", date(2000, 12, 31)) for gazetteer in (ours, both))
    assert suburb is not None
    assert dated is not None
    assert ours.present(suburb) == ()
    assert {unit.code for unit in both.present(dated)} == {"130102", "130104", "130105", "130108"}


def test_versions_of_ours_and_theirs_do_not_overlap(both: Gazetteer) -> None:
    for key in {unit.key for unit in both.units}:
        versions = both.versions(key)
        for old, new in pairwise(versions):
            assert old.valid_until is not None, key
            assert old.valid_until <= new.valid_from, key


def test_the_counties_of_2010_agree_with_an_independent_transcription(ours: Gazetteer, areacodes: Path) -> None:
    records: defaultdict[str, list[Record]] = defaultdict(list)
    for record in read(areacodes):
        records[record.code].append(record)
    counties = [unit for unit in ours.units if unit.level == "county" and unit.in_force(BOOK)]
    ends, starts = set(), 0
    for unit in counties:
        (record,) = (one for one in records[unit.key] if one.start <= BOOK.year and (one.end or 9999) > BOOK.year)
        assert (record.name, record.prefecture) == (unit.name, unit.prefecture), unit
        if record.end != (unit.valid_until.year if unit.valid_until else None):
            ends.add(unit.key)
        if record.start != unit.valid_from.year:
            assert unit.precision == "year" or unit.key in {"110101", "110102"}, unit
            starts += 1
    assert len(counties) == 2859
    assert ends == REUSED
    # The lists have districts of 1983 in 1981 already, keep other codes until 1995, and lag behind names until 2007.
    assert starts == 540
