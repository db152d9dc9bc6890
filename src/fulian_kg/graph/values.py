"""Slots to triples: each kind of value of `ontology/facts.toml` has its one way into RDF."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fulian_kg.graph import literals
from fulian_kg.vocabulary import FL, concept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyoxigraph import Literal, NamedNode

    from fulian_kg.fact_schema import SlotSchema
    from fulian_kg.graph.names import CaseNames
    from fulian_kg.model import Fact

    Pair = tuple[NamedNode, NamedNode | Literal]
    Values = Callable[[Any, Fact, CaseNames], Iterator[NamedNode | Literal | None]]

PRECISIONS = ("year", "month", "day")
FULL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def pairs(slot: SlotSchema, value: Any, fact: Fact, names: CaseNames) -> Iterator[Pair]:
    """Property and object of everything that a slot states."""
    if slot.value == "concept":
        for each in value if isinstance(value, tuple) else (value,):
            yield slot.property, concept(str(slot.scheme), each)
    elif slot.value in DATES:
        yield from DATES[slot.value](slot.property, value)
    elif slot.value != "steps":
        yield from ((slot.property, found) for found in VALUES[slot.value](value, fact, names) if found is not None)


def _text(value: Any, _fact: Fact, _names: CaseNames) -> Iterator[Literal]:
    yield literals.zh(_spaced(value))


def _texts(value: Any, _fact: Fact, _names: CaseNames) -> Iterator[Literal]:
    yield from (literals.zh(_spaced(each)) for each in value)


def _agents(value: Any, fact: Fact, names: CaseNames) -> Iterator[NamedNode]:
    for each in value if isinstance(value, tuple) else (value,):
        yield names.agent(each, fact)


def _spaced(value: str) -> str:
    return " ".join(value.split())


VALUES: Mapping[str, Values] = MappingProxyType(
    {
        "decimal": lambda value, _fact, _names: iter((literals.decimal(value),)),
        "integer": lambda value, _fact, _names: iter((literals.integer(value),)),
        "year": lambda value, _fact, _names: iter((literals.integer(value),)),
        "boolean": lambda value, _fact, _names: iter((literals.boolean(value),)),
        "string": lambda value, _fact, _names: iter((literals.plain(_spaced(value)),)),
        "text": _text,
        "strings": _texts,
        "agent": _agents,
        "agents": _agents,
        "region": lambda value, fact, names: iter((names.region(value, fact),)),
        "place": lambda value, fact, names: iter((names.place(value, fact),)),
        "initiative": lambda value, fact, names: iter((names.initiative(value, fact),)),
        "session": lambda value, fact, names: iter((names.decision(value, fact),)),
    }
)
"""Objects of a slot by the kind of its value."""


def _from(prop: NamedNode, value: float) -> Iterator[Pair]:
    yield prop, literals.new_year(value)
    yield FL.datePrecision, literals.plain("year")


def _until(prop: NamedNode, value: float) -> Iterator[Pair]:
    """Intervals are half-open: a last year ends with the first day after it."""
    yield prop, literals.new_year(value + 1)
    yield FL.datePrecision, literals.plain("year")


def _date(prop: NamedNode, value: str) -> Iterator[Pair]:
    """The first day that the date can mean and how exact it is; a date without a year only as its text."""
    yield FL.dateText, literals.plain(value)
    if match := FULL_DATE.fullmatch(value):
        given = [part for part in match.groups() if part]
        yield prop, literals.first_day("-".join(given))
        yield FL.datePrecision, literals.plain(PRECISIONS[len(given) - 1])


DATES: Mapping[str, Callable[[NamedNode, Any], Iterator[Pair]]] = MappingProxyType(
    {"year_from": _from, "year_to": _until, "date": _date}
)
"""Kinds of value that state a date and its precision."""
