"""Facts of one case that contradict each other: two values for one thing, funding that ends before it begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.extraction.findings_slips import figure
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.printed import words

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.model import Fact, Span

STATISTIC = ("region", "organization", "place", "year", "unit", "per", "share_of")
FUNDING = ("basis", "period", "from_year", "to_year", "payer", "user", "region", "place", "share_of", "status")
"""Slots beside the subject or purpose that make two statements speak of one thing."""
NEAR = 1.25
"""Times by which two values of a subject of many meanings may differ and still be meant for one thing."""
FAR = 10.0


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction between facts, in source offsets, and the values for the message."""

    kind: str
    span: Span
    other: Span | None
    values: dict[str, str]


def conflicts(document: Document, facts: Iterable[Fact]) -> Iterator[Conflict]:
    """Every contradiction, in the order of the facts."""
    first: dict[Hashable, Fact] = {}
    for fact in facts:
        if fact.type == "funding":
            yield from _years(fact)
        key = _key(document, fact)
        if key is None:
            continue
        home = first.setdefault(key, fact)
        if _value(home) != _value(fact) and _apart(document, home, fact) and _comparable(document, home, fact):
            yield _conflict(home, fact)


def _years(fact: Fact) -> Iterator[Conflict]:
    begin, end = fact.slots.get("from_year"), fact.slots.get("to_year")
    if begin is not None and end is not None and begin > end:
        yield Conflict("funding-years", fact.span, None, {"first": str(begin), "second": str(end)})


def _key(document: Document, fact: Fact) -> Hashable | None:
    """What the fact speaks of; None when it has no exact value or speaks of what has many."""
    slots = fact.slots
    if slots.get("bound", "exact") != "exact" or _value(fact) is None or slots.get("negated"):
        return None
    if fact.type == "funding" and slots.get("from_year") and slots.get("basis"):
        return ("funding", words(slots.get("purpose", "")), *(slots.get(name) for name in FUNDING))
    if fact.type == "statistic" and _standing(document, fact):
        return ("statistic", _subject(document, fact), *(slots.get(name) for name in STATISTIC))
    return None


def _standing(document: Document, fact: Fact) -> bool:
    """Whether the count is of what there is: that has one value at one time."""
    known = rules(document.library, "findings").tables["values"]
    text = _clause(document, fact)
    if fact.slots.get("per") or (fact.slots.get("unit") == "%" and "year" not in fact.slots):
        return False
    if re.search(known["flow"], text) and not re.search(known["whole"], text):
        return False
    return bool(re.search(known["stock"], text))


def _subject(document: Document, fact: Fact) -> str:
    """What is counted, without the words that say where it is."""
    return re.sub(rules(document.library, "findings").tables["values"]["lead"], "", words(fact.slots["subject"]))


def _comparable(document: Document, home: Fact, fact: Fact) -> bool:
    """Whether both count the same: with a subject of many meanings (妇女) only when the values are near."""
    known = rules(document.library, "findings").tables["values"]
    low, high = sorted((_value(home) or 0, _value(fact) or 0))
    general = fact.type == "statistic" and _subject(document, fact) in known["general"]
    return low * (NEAR if general else FAR) >= high


def _clause(document: Document, fact: Fact) -> str:
    view = document.view
    start, end = view.index(fact.start), view.index(fact.end)
    return document.text[document.clause_at(start).start : max(end, document.clause_at(start).end)]


def _value(fact: Fact) -> float | None:
    value = fact.slots.get("value" if fact.type == "statistic" else "amount")
    return None if "value_max" in fact.slots or "amount_max" in fact.slots else value


def _apart(document: Document, home: Fact, fact: Fact) -> bool:
    """Whether the two stand in different sentences: one sentence does not contradict itself, it lists."""
    one, other = (document.sentence_at(document.view.index(each.start)) for each in (home, fact))
    return one != other


def _conflict(home: Fact, fact: Fact) -> Conflict:
    subject = str(fact.slots.get("subject") or fact.slots.get("purpose") or fact.type)
    unit = str(fact.slots.get("unit", "元"))
    values = {"first": figure(_value(home) or 0) + unit, "second": figure(_value(fact) or 0) + unit}
    return Conflict("value-conflict", fact.span, home.span, {"subject": subject, **values})
