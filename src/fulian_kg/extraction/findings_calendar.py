"""Dates held against the calendar: weekdays, anniversaries, lengths of time, ages, plan periods, named days."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Slip
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.regexes.search import search_for
from fulian_kg.source.dates import small_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

MONTHS = 12
FULL_ISO = 10
YEAR = 4
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
CYCLE_OFFSET = 4
"""Years after the common era began in which a cycle of sixty began (甲子)."""


def calendar_slips(document: Document) -> Iterator[Slip]:
    """Everything that a text says of a date and that the calendar denies."""
    yield from _weekdays(document)
    yield from _named_days(document)
    yield from _periods(document)
    yield from _anniversaries(document)
    yield from _lengths(document)
    yield from _ages(document)


def _table(document: Document) -> Mapping[str, dict[str, str]]:
    found: Mapping[str, dict[str, str]] = rules(document.library, "findings").tables["calendar"]
    return found


def _slip(said: tuple[int, int], other: tuple[int, int] | None, document: Document, found: str) -> Slip:
    values = {"printed": document.text[slice(*said)], "found": found}
    values["first"] = document.text[slice(*other)] if other else values["printed"]
    return Slip("date-calendar", *said, other, values)


def _weekdays(document: Document) -> Iterator[Slip]:
    """2015年3月8日（星期六）: it was a Sunday."""
    known = _table(document)["weekday"]
    for atom in _dates(document):
        match = re.compile(known["after"]).match(document.text, atom.end)
        if match is None or len(atom.iso) != FULL_ISO:
            continue
        try:
            day = date.fromisoformat(atom.iso)
        except ValueError:
            continue
        right = known["days"][day.weekday()]
        if match["day"] not in {right, "天" if right == "日" else right}:
            yield _slip(match.span("said"), (atom.start, atom.end), document, f"星期{right}")


def _named_days(document: Document) -> Iterator[Slip]:
    """3月9日是国际劳动妇女节: it is the 8th."""
    known = _table(document)
    for name, iso in known["days"].items():
        if not search_for(name).may_match(document.text):
            continue
        after = re.compile(known["day"]["after"].format(name=name))
        before = re.compile(known["day"]["before"].format(name=name))
        for atom in _dates(document):
            match = after.match(document.text, atom.end)
            lead = before.search(document.text[: atom.start])
            said = match.span("name") if match else lead.span("name") if lead else None
            if said and len(atom.iso.replace("--", "")) >= len(iso) and not atom.iso.endswith(iso):
                yield _slip((atom.start, atom.end), said, document, iso)


def _periods(document: Document) -> Iterator[Slip]:
    """“十一五”（2005—2010年） and years of the Republic and of the cycle that stand beside another year."""
    known = _table(document)
    for match in re.finditer(known["plan"]["regex"], document.text):
        first, last = known["plans"][match["plan"]].split("-")
        if (match["first"], match["last"]) != (first, last):
            yield _slip(match.span("years"), match.span("plan"), document, f"{first}—{last}")
    for match in re.finditer(known["cycle"]["regex"], document.text):
        year = int(match["year"])
        right = STEMS[(year - CYCLE_OFFSET) % 10] + BRANCHES[(year - CYCLE_OFFSET) % MONTHS]
        if match["cycle"] != right:
            yield _slip(match.span("year"), match.span("cycle"), document, right)
    for match in re.finditer(known["republic"]["regex"], document.text):
        year = 1911 + (1 if match["republic"] == "元" else small_number(match["republic"]))
        if int(match["year"]) != year:
            yield _slip(match.span("year"), match.span("republic"), document, str(year))


class Founded(NamedTuple):
    """A year in which something began."""

    year: int
    start: int
    end: int


def _anniversaries(document: Document) -> Iterator[Slip]:
    """The tenth anniversary, in 2013, of what was founded in 1998; the years of what everybody knows."""
    known = _table(document)
    for match in re.finditer(known["anniversary"]["regex"], document.text):
        number = _number(match["number"])
        year = _year_before(document, match.start())
        if not number or year is None:
            continue
        sentence = document.sentence_at(match.start())
        lead = document.text[sentence.start : match.start()]
        begun = next((int(row) for name, row in known["begun"].items() if re.search(name, lead[-14:])), None)
        coming = bool(re.search(known["anniversary"]["coming"], lead))
        if begun is not None:
            if number not in {year.year - begun, year.year - begun + coming}:
                yield _slip(match.span(), (year.start, year.end), document, f"{year.year - begun}周年")
            continue
        founded = (
            [] if re.search(known["anniversary"]["other"], lead[-12:]) else list(_founded(document, match.start()))
        )
        if len(founded) == 1 and number not in {year.year - founded[0].year, year.year - founded[0].year + coming}:
            home = founded[0]
            yield _slip(match.span(), (home.start, home.end), document, f"{year.year - home.year}周年")


def _number(printed: str) -> int:
    return small_number(printed) if re.fullmatch(r"\d{1,3}|[一二三四五六七八九十百零]{1,5}", printed) else 0


def _year_before(document: Document, at: int) -> Founded | None:
    """The last year that the sentence names before the place."""
    sentence = document.sentence_at(at)
    dates = [d for d in _dates(document) if sentence.start <= d.start and d.end <= at and _dated(d)]
    return Founded(int(dates[-1].iso[:YEAR]), dates[-1].start, dates[-1].end) if dates else None


def _founded(document: Document, at: int) -> Iterator[Founded]:
    """Years of the paragraph before the place in which the text says that something was founded."""
    block = document.view.block_at(at)
    words = _table(document)["anniversary"]["founded"]
    seen: set[int] = set()
    for atom in _dates(document):
        if block.start <= atom.start < block.end and _dated(atom):
            rest = re.split("[。；\n]", document.text[atom.end : atom.end + 30])[0]
            if re.match(words, rest) and int(atom.iso[:YEAR]) not in seen:
                seen.add(int(atom.iso[:YEAR]))
                yield Founded(int(atom.iso[:YEAR]), atom.start, atom.end)


def _lengths(document: Document) -> Iterator[Slip]:
    """From one date to another, and how long that was: 5月10日至14日，为期三天."""
    known = _table(document)["length"]
    text = document.text
    numbers = numbers_of(document)
    spans = {atom.start: atom for atom in numbers.atoms}
    for match in re.finditer(known["dates"], numbers.masked):
        first, second, length = (spans[match.start(name)] for name in ("first", "second", "length"))
        if (
            length.kind != "time"
            or not length.value
            or re.search("[余多来近约]", text[length.start - 1 : length.end + 1])
        ):
            continue
        between = _between(first, second, length.unit)
        if between is not None and not between[0] <= length.value <= between[1]:
            found = f"{between[0]:g}—{between[1]:g}{length.unit}"
            yield _slip((length.start, length.end), (first.start, second.end), document, found)
    for match in re.finditer(known["days"], text):
        days = int(match["second"]) - int(match["first"])
        said = _number(match["length"].replace("两", "二"))
        if days > 0 and said and said not in {days, days + 1}:
            yield _slip(match.span("length"), match.span("span"), document, f"{days + 1}天")
    for match in re.finditer(known["years"], text):
        years = int(match["second"]) - int(match["first"])
        said = _number(match["length"].replace("两", "二"))
        if years > 0 and said and said not in {years, years + 1}:
            yield _slip(match.span("length"), match.span("span"), document, f"{years}年")


def _between(first: Atom, second: Atom, unit: str) -> tuple[float, float] | None:
    """The fewest and the most years, months or days that may lie between two dates, counting either way."""
    one, other = _parts(first), _parts(second)
    size = min(len(one), len(other))
    if not _dated(first) or not _dated(second) or one[:size] > other[:size]:
        return None
    months = MONTHS * (other[0] - one[0]) + (other[1] - one[1] if size > 1 else 0)
    if unit == "年":
        return (months / MONTHS - 1, months / MONTHS + 1) if size > 1 else (months // MONTHS, months // MONTHS + 1)
    if unit in {"个月", "月"} and size > 1:
        return months - 1, months + 1
    return None


def _parts(atom: Atom) -> tuple[int, ...]:
    return tuple(int(part) for part in atom.iso.split("-") if part)


def _ages(document: Document) -> Iterator[Slip]:
    """Born in one year, and so old in another."""
    known = _table(document)["age"]
    numbers = numbers_of(document)
    spans = {atom.start: atom for atom in numbers.atoms}
    for match in re.finditer(known["regex"], numbers.masked):
        born, then, age = (spans[match.start(name)] for name in ("born", "then", "age"))
        if not _dated(born) or not _dated(then) or not age.value or age.bound != "exact":
            continue
        years = int(then.iso[:YEAR]) - int(born.iso[:YEAR])
        if years > 0 and not years - 1 <= age.value <= years + 1:
            yield _slip((age.start, age.end), (born.start, born.end), document, f"{years}岁")


def _dates(document: Document) -> list[Atom]:
    return [atom for atom in numbers_of(document).atoms if atom.kind == "date"]


def _dated(atom: Atom) -> bool:
    """Whether the date has a year."""
    return bool(atom.iso) and not atom.iso.startswith("--")
