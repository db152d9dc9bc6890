"""Dates of one thing in an order that it cannot have: in force before it was passed, at work after her death."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Slip
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

BEHIND, AHEAD = 40, 16
"""Characters behind a date in which its clause tells what happened, and before it (竣工于2008年)."""
SPRING, AUTUMN = "03", "10"
"""Months between which days without a year may run on into the next year."""
NEAR = 2
"""Sentences that two dates of one thing may lie apart."""


class Event(NamedTuple):
    """A dated event: the date, what the clause tells of it, and the number of its sentence."""

    date: Atom
    told: str
    sentence: int


def order_slips(document: Document) -> Iterator[Slip]:
    """Every pair of dates that stand in the wrong order for what is told of them."""
    events = list(_events(document))
    for row in rules(document.library, "findings").tables["order"]:
        yield from _turned(document, events, row)
    yield from _anchored(document, events)
    yield from _dead(document, events)


def _words(document: Document) -> Mapping[str, str]:
    found: Mapping[str, str] = rules(document.library, "findings").tables["order_words"]
    return found


def _events(document: Document) -> Iterator[Event]:
    text = document.text
    dates = [atom for atom in numbers_of(document).atoms if atom.kind == "date"]
    numbered = {sentence.start: at for at, sentence in enumerate(document.sentences)}
    for at, atom in enumerate(dates):
        sentence = document.sentence_at(atom.start)
        stop = min(sentence.end, atom.end + BEHIND, dates[at + 1].start if at + 1 < len(dates) else sentence.end)
        told = text[atom.end : max(stop, atom.end)]
        lead = text[max(sentence.start, atom.start - AHEAD, dates[at - 1].end if at else 0) : atom.start]
        if re.search("[于在]$", lead):
            told = re.split("[，；：]", lead)[-1] + told[:1] + re.split("[，；]", told)[0]
        yield Event(atom, told, numbered[sentence.start])


def _turned(document: Document, events: list[Event], row: Mapping[str, str]) -> Iterator[Slip]:
    for at, one in enumerate(events):
        for other in events[at + 1 : at + 4]:
            if other.sentence - one.sentence > NEAR or not _one_thing(document, one, other):
                continue
            backwards = row.get("before") and _is(row["then"], one) and _is(row["first"], other)
            if backwards and not _is(row["first"], one) and _before(one.date, other.date):
                yield _slip(document, other.date, one.date)
            forwards = not backwards and _is(row["first"], one) and _is(row["then"], other)
            if forwards and not _is(row["first"], other) and _before(other.date, one.date):
                yield _slip(document, one.date, other.date)


def _is(words: str, event: Event) -> bool:
    """Whether the words stand in the first clauses that tell of the date."""
    return bool(re.search(words, "，".join(re.split("[，；]", event.told)[:3])))


def _one_thing(document: Document, one: Event, other: Event) -> bool:
    """Whether both dates are told of one thing: in one sentence, or the second goes on with the first."""
    between = document.text[one.date.end : other.date.start]
    if "\n" in between or re.search(_words(document)["apart"], between + other.told[:6]):
        return False
    if one.sentence == other.sentence:
        return "；" not in between
    last = re.split("[。！？]", between)[-1]
    return bool(re.match(_words(document)["same"], last)) or (not last and _names(one, other))


def _names(one: Event, other: Event) -> bool:
    """Whether both tell of a thing by the same name of three characters or more."""
    return any(one.told[at : at + 3] in other.told for at in range(len(one.told) - 2) if one.told[at].isalpha())


def _anchored(document: Document, events: list[Event]) -> Iterator[Slip]:
    """What comes after an event that the text has dated: 1987年退了休 … 退休那天她就想好了，1983年课堂开张."""
    words = _words(document)
    for match in re.finditer(f"(?P<what>{words['anchor']})(?:{words['after']})", document.text):
        sentence = document.sentence_at(match.start())
        later = next((e for e in events if match.end() <= e.date.start < sentence.end), None)
        if later is None or re.search(words["apart"], document.text[match.end() : later.date.start]):
            continue
        what = f"{match['what'][0]}了?{match['what'][1:]}"
        homes = [e for e in events if e.date.end <= match.start() and re.search(what, re.split("[。；]", e.told)[0])]
        if len(homes) == 1 and _before(later.date, homes[0].date):
            yield _slip(document, homes[0].date, later.date)
    for match in re.finditer(f"(?P<what>{words['anchor']})的?(?:{words['on']})", document.text):
        again = next((e for e in events if 0 <= match.start() - e.date.end <= 1), None)
        homes = [e for e in events if e.date.end < match.start() - 1 and e is not again and match["what"] in e.told]
        if again and len(homes) == 1 and (_before(again.date, homes[0].date) or _before(homes[0].date, again.date)):
            yield _slip(document, homes[0].date, again.date)


def _dead(document: Document, events: list[Event]) -> Iterator[Slip]:
    """What she did after the day on which she died."""
    words = _words(document)
    for one, other in pairwise(events):
        told = re.split("[，；]", other.told)
        clauses = "，".join(told[:2])
        if other.sentence - one.sentence > 1 or not re.search(words["died"], one.told):
            continue
        acts = re.search(f"(?:^|，|她|他)[^，]{{0,6}}?(?:{words['acts']})", clauses)
        hers = re.match("[^，]{0,4}，?(?:她|他)", other.told) or one.sentence == other.sentence
        undone = re.search(words["undone"], other.told) or re.search(words["undone"], one.told)
        if acts and hers and not undone and _before(one.date, other.date):
            yield _slip(document, other.date, one.date)


def _before(one: Atom, other: Atom) -> bool:
    """Whether one is earlier, as far as both are printed."""
    if one.iso.startswith("--") != other.iso.startswith("--"):
        return False
    size = min(len(one.iso), len(other.iso))
    turn = one.iso.startswith("--") and one.iso[2:4] <= SPRING and other.iso[2:4] >= AUTUMN
    return not turn and one.iso[:size] < other.iso[:size]


def _slip(document: Document, first: Atom, second: Atom) -> Slip:
    """`second` should be the later one."""
    values = {"first": document.text[first.start : first.end], "second": document.text[second.start : second.end]}
    return Slip("date-order", second.start, second.end, (first.start, first.end), values)
