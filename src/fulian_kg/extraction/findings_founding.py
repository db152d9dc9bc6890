"""What a text says of the day on which a body was founded: another day for it, acts of the body before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Slip
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

REACH = 320
"""Characters behind a founding in which a short name is still of the body founded."""
HEAD, FULL = 2, 4
"""Characters at the end of a name from which on it is known at the beginning of a clause, and anywhere."""
YEAR = 4


class Founding(NamedTuple):
    """A body, when the text says it was founded, and where it says so."""

    name: str
    date: Atom
    end: int


def founding_slips(document: Document) -> Iterator[Slip]:
    """Every founding that is told again with another date, and every act of a body before it was founded."""
    homes = sorted(_foundings(document, "founding.home"), key=lambda home: home.date.start)
    for at, home in enumerate(homes):
        rest = [other for other in homes[at + 1 :] if _alike(home.name, other.name)]
        yield from (_slip(document, home, other) for other in rest if other.name and _conflict(document, home, other))
    for again in _foundings(document, "founding.since"):
        before = [home for home in homes if home.end <= again.date.start]
        if before and _same(document, before, again) and _conflict(document, before[-1], again):
            yield _slip(document, before[-1], again)
    yield from _acts(document, homes)


def _words(document: Document) -> Mapping[str, str]:
    found: Mapping[str, str] = rules(document.library, "findings").tables["founding"]
    return found


def _foundings(document: Document, rule: str) -> Iterator[Founding]:
    """Foundings whose day the text gives as a year at least."""
    numbers = numbers_of(document)
    dates = {atom.start: atom for atom in numbers.atoms if atom.kind == "date"}
    for _, match in rules(document.library, "findings").finditer(numbers.masked, rule):
        date = dates.get(match.start("date"))
        if date is not None and _absolute(document, date):
            yield Founding(match["name"] or "", date, match.end())


def _absolute(document: Document, date: Atom) -> bool:
    """Whether the year is printed."""
    return bool(re.match(r"\d{4}|[一二][〇零○一二三四五六七八九]{3}", document.text[date.start : date.end]))


def _alike(one: str, other: str) -> bool:
    """Whether two names are of one body, the second perhaps shortened."""
    return one == other or (len(other) >= FULL and one.endswith(other))


def _conflict(document: Document, home: Founding, again: Founding) -> bool:
    """Whether the dates differ, in sentences near each other that tell of no predecessor or new beginning."""
    if again.date.start - home.end > REACH or _agree(home.date, again.date):
        return False
    start, end = document.sentence_at(home.date.start).start, document.sentence_at(again.date.start).end
    return start != document.sentence_at(again.date.start).start and not _other(document, start, end)


def _other(document: Document, start: int, end: int) -> bool:
    return bool(re.search(_words(document)["other"], document.text[start:end]))


def _agree(one: Atom, other: Atom) -> bool:
    """Whether both may be one day, as far as both are printed."""
    size = min(len(one.iso), len(other.iso))
    return one.iso[:size] == other.iso[:size]


def _same(document: Document, before: list[Founding], again: Founding) -> bool:
    """Whether what is said to have been founded is the body of the founding before: the only one, and named there."""
    home = before[-1]
    near = [each for each in before if again.date.start - each.end <= REACH]
    if len({each.name for each in near}) != 1:
        return False
    if again.name:
        return _alike(home.name, again.name) or home.name.endswith(again.name)
    return _named(home.name, document.text[again.end : document.sentence_at(again.date.start).end])


def _named(name: str, text: str) -> bool:
    """Whether a text names the body, by the end of its name; a clause may begin with the last words alone."""
    if len(name) <= HEAD:
        return False
    return name[-FULL:] in text or bool(re.search(f"(?:^|[，。])(?:该|这个|全)?(?:{_ends(name)})", text))


def _ends(name: str) -> str:
    return "|".join(re.escape(name[-size:]) for size in range(HEAD, len(name) + 1))


def _acts(document: Document, homes: list[Founding]) -> Iterator[Slip]:
    """What a body did in a year before the one in which it was founded: 协会成立于2011年。2008年，协会举办培训班."""
    numbers = numbers_of(document)
    dates = {atom.start: atom for atom in numbers.atoms if atom.kind == "date"}
    for _, match in rules(document.library, "findings").finditer(numbers.masked, "founding.act"):
        date = dates[match.start("date")]
        before = [home for home in homes if home.end <= date.start and date.start - home.end <= REACH]
        if not _absolute(document, date) or len(before) != 1 or date.iso[:YEAR] >= before[0].date.iso[:YEAR]:
            continue
        home = before[0]
        clauses = re.split("[。；]", document.text[match.start("told") : match.end("told")])[0]
        start = document.sentence_at(home.date.start).start
        if _led(home.name, clauses) and not _other(document, start, document.sentence_at(date.start).end):
            yield _order(document, home.date, date)


def _led(name: str, clauses: str) -> bool:
    """Whether the clauses begin with the body."""
    return len(name) > HEAD and bool(re.match(f"(?:该|这个|这家)?(?:{_ends(name)})", clauses))


def _slip(document: Document, home: Founding, again: Founding) -> Slip:
    first, second = (document.text[each.date.start : each.date.end] for each in (home, again))
    values = {"subject": f"{home.name}成立", "first": first, "second": second}
    return Slip("value-conflict", again.date.start, again.date.end, (home.date.start, home.date.end), values)


def _order(document: Document, first: Atom, second: Atom) -> Slip:
    values = {"first": document.text[first.start : first.end], "second": document.text[second.start : second.end]}
    return Slip("date-order", second.start, second.end, (first.start, first.end), values)
