"""Random names and days of the areacodes history, answered as an independent small reading of the same file says."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.gazetteer import TODAY, Gazetteer, load
from fulian_kg.gazetteer.description import Description
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = Library()
NEVER = 9999
DATED_BY_US = 2009
"""From this year on our table has days: in the year of a change the file cannot tell on which side of it July lies."""
DISTRICTS = 1983
"""First year in which the file has the districts of cities under prefectures."""
OTHERWISE = {"520221": {"520204"}}
"""Where our table, with its document, names other successors than the file: this is told, and ours is kept."""


@dataclass(frozen=True)
class Line:
    """A line of the file, as far as it matters here."""

    code: str
    name: str
    start: int
    end: int
    heirs: tuple[tuple[str, str], ...]
    """Codes with the year that may be written behind them."""

    def whole(self) -> set[str]:
        """Codes that took over: written without a year, and the code itself alone where it lives on."""
        codes = {code for code, year in self.heirs if not year} if self.end != NEVER else set()
        return {self.code} if self.code in codes else codes

    def parts(self) -> set[str]:
        """Codes that received a part: written with a year, or beside a code that lives on."""
        return {code for code, _ in self.heirs} - self.whole()


class Reading:
    """The file, read once more with nothing of the project's own reading."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            self.lines = [_line(row) for row in csv.DictReader(stream)]
        self.by_code: dict[str, list[Line]] = defaultdict(list)
        self.by_name: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            self.by_code[line.code].append(line)
            self.by_name[line.name].append(line)

    def codes(self, name: str, year: int) -> set[str]:
        """Codes that have the name in the year."""
        return {line.code for line in self.by_name[name] if line.start <= year < line.end}

    def present(self, line: Line) -> set[str]:
        """Codes of today that hold the territory, over as many hops as needed; itself while it is in force."""
        found, open_ = set(), [line]
        while open_:
            current = open_.pop()
            if current.end == NEVER:
                found.add(current.code)
            for code in current.whole():
                open_ += [heir for heir in self.by_code[code] if heir.start <= current.end < heir.end]
        return found

    def pairs(self, seed: int, count: int) -> list[tuple[Line, date]]:
        """Lines and days in the middle of one of their years."""
        drawn: list[tuple[Line, date]] = []
        random_ = random.Random(seed)  # noqa: S311  a sample, no secret
        while len(drawn) < count:
            line = random_.choice(self.lines)
            first = line.start if line.start < DATED_BY_US else line.start + 1
            if years := range(first, min(line.end, TODAY.year + 1)):
                drawn.append((line, date(random_.choice(years), 7, 1)))
        return drawn


def _line(row: dict[str, str]) -> Line:
    heirs = (each.removesuffix("]").partition("[") for each in row["新代码"].split(";") if each)
    return Line(
        row["代码"],
        row["名称"],
        int(row["启用时间"]),
        int(row["变更/弃用时间"] or NEVER),
        tuple((code, year) for code, _, year in heirs),
    )


@pytest.fixture(scope="module")
def areacodes(shared: Path) -> Path:
    return shared / "data" / "areacodes" / "result.csv"


@pytest.fixture(scope="module")
def reading(areacodes: Path) -> Reading:
    return Reading(areacodes)


@pytest.fixture(scope="module")
def gazetteer(areacodes: Path) -> Gazetteer:
    return load(LIBRARY, areacodes)


def answered(gazetteer: Gazetteer, line: Line, day: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `region NAME --at DAY --format json` says, and the candidate of the line."""
    found = Description(gazetteer, LIBRARY).resolution(line.name, day, TODAY)
    (candidate,) = (each for each in found["candidates"] if each["code"] == line.code)
    return found, candidate


@pytest.mark.parametrize("seed", range(5))
def test_a_hundred_names_of_the_file_have_their_codes_and_present_successors(
    reading: Reading, gazetteer: Gazetteer, seed: int
) -> None:
    for line, day in reading.pairs(seed, 100):
        found, candidate = answered(gazetteer, line, day)
        codes = {each["code"] for each in found["candidates"]}
        # Districts that the lists of 1981 and 1982 have and the file has not are candidates too.
        lacking = {code for code in codes if not any(each.name == line.name for each in reading.by_code[code])}
        assert codes - lacking == reading.codes(line.name, day.year), (line, day)
        assert not lacking or day.year < DISTRICTS, (line, day)
        assert found["status"] == ("resolved" if len(codes) == 1 else "ambiguous"), (line, day)
        # A candidate that is in force today has no successors: it is its own present.
        in_force = candidate["valid_until"] is None
        present = {line.code} if in_force else {each["code"] for each in candidate["successors"]}
        expected = OTHERWISE.get(line.code, reading.present(line))
        # Where the file names nobody (地区 that became cities), the code lists may still show who bears the name on.
        assert present == expected or not line.whole(), (line, day)


def test_a_part_is_no_successor_whether_written_with_a_year_or_beside_a_code_that_lives_on(
    reading: Reading, gazetteer: Gazetteer
) -> None:
    partial = [change for change in gazetteer.changes if change.partial]
    parts = {(old.key, new.key) for change in partial for old in change.before for new in change.after}
    checked = 0
    for line in reading.lines:
        for unit in gazetteer.versions(line.code):
            if unit.name != line.name or unit.valid_from.year >= line.end or line.start > unit.valid_from.year:
                continue
            heirs = {each.unit.key for each in gazetteer.direct_successors(unit)}
            assert not heirs & line.parts(), line
        for code in line.parts():
            assert (line.code, code) in parts, line
            checked += 1
    assert checked == 591


def test_a_name_that_several_have_is_given_with_all_its_candidates(reading: Reading, gazetteer: Gazetteer) -> None:
    (line, *_) = reading.by_name["鼓楼区"]
    found, _ = answered(gazetteer, line, date(2010, 7, 1))
    assert found["status"] == "ambiguous"
    assert [each["path"] for each in found["candidates"]] == [
        "江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "福建省福州市鼓楼区", "河南省开封市鼓楼区",
    ]  # fmt: skip


def test_what_our_table_has_otherwise_is_told(gazetteer: Gazetteer) -> None:
    kept = [sentence for sentence in gazetteer.conflicts if sentence.endswith("ours is kept。")]
    assert {sentence[:6] for sentence in kept if "后继" in sentence} == set(OTHERWISE)
    assert len(kept) < len(gazetteer.conflicts)


def test_no_unit_is_its_own_successor(gazetteer: Gazetteer) -> None:
    for unit in gazetteer.units:
        reached, open_ = set(), [unit]
        while open_:
            for hop in gazetteer.direct_successors(open_.pop()):
                if hop.unit.version not in reached:
                    reached.add(hop.unit.version)
                    open_.append(hop.unit)
        assert unit.version not in reached


def test_every_change_has_its_source_and_meets_what_it_ends(gazetteer: Gazetteer) -> None:
    for change in gazetteer.changes:
        assert change.source
        for unit in () if change.partial or change.kind == "established" else change.before:
            assert unit.valid_until is not None, change
            assert unit.valid_until.year == change.date.year, change
