"""What a rate comes to in a year: a rate times the stated number of what it counts; an estimate, and never more."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fulian_kg.extraction.patterns import rules as patterns
from fulian_kg.query.evidence import asked, distinct, evidence_of
from fulian_kg.query.funding_purposes import stated
from fulian_kg.query.funding_rules import EXACT, IN_FORCE, Place
from fulian_kg.query.funding_words import id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.evidence import Evidence, Row
    from fulian_kg.query.funding_purposes import Purpose, Stated
    from fulian_kg.query.funding_rules import Interval, Rate, Rule, Where
    from fulian_kg.query.funding_words import FundingWords
    from fulian_kg.resources import Library

POPULATIONS = "funding-populations"
NEEDED = "basis subject value unit bound year site version figure"
WHOLE = "population.whole"
SENTENCE = re.compile(r"[。！？；!?;\n]")
EARLIEST = 5
"""Years that a number may be older than the rate that it is multiplied by."""


@dataclass(frozen=True, slots=True)
class Population:
    """How many of what a rate counts there are in a place, as a case states it."""

    basis: str
    place: Place
    subject: str
    value: Decimal
    unit: str
    bound: str
    year: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate times a population; `result` is derived and no statement of any text."""

    place: Place
    where: Where
    purpose: Purpose
    rate: Rate
    interval: Interval
    population: Population
    result: Decimal
    result_max: Decimal | None
    bound: str
    evidence: tuple[Evidence, ...]
    """The claims of the rate, then that of the population."""

    @property
    def derived(self) -> bool:
        """Always: nothing states an estimate."""
        return True


def estimates(store: OpenStore, library: Library) -> tuple[Estimate, ...]:
    """Rates in force times stated populations of the same place, in the order of names of places and years.

    A rate is multiplied only by a number of what its basis counts (women for a rate per woman), that the ontology
    declares by `fl:countedAs`, of the whole place by the words of its sentence, and that is no share, no attendance and
    no number of several. The number is the latest stated that is no later than the last year of the rate and at most
    five years older than its first. A rate without a year, and a number without one, speak of the time of
    their text: both must be of one case and the rate still hold. Proposals and pilots have no estimate, nor has a rate
    without a year that does not say what it is for: it may be paid to some only (每人每学期500元).
    """
    said = stated(store, library)
    return estimates_of(said, populations(store, library, said.words))


def estimates_of(said: Stated, counted: Iterable[Population]) -> tuple[Estimate, ...]:
    """The estimates of what has been read."""
    known: dict[tuple[Place, str], list[Population]] = defaultdict(list)
    for population in counted:
        known[population.place, population.basis].append(population)
    found = [
        _estimate(group, population, said.purposes)
        for group in _same(said.rules)
        if group[0].interval.since or said.named & {rule.iri for rule in group}
        for population in _fitting(group, known)
    ]
    return tuple(
        sorted(found, key=lambda each: (each.where.code or "~", each.where.name, _since(each), each.purpose.id))
    )


def _since(estimate: Estimate) -> int:
    return estimate.interval.first_year or 0


def populations(store: OpenStore, library: Library, words: FundingWords) -> tuple[Population, ...]:
    """Numbers of the whole of a place that a rate can be multiplied by, by one query."""
    whole = patterns(library, "estimates").pattern(WHOLE).regex
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in asked(store, library, POPULATIONS, NEEDED):
        context = SENTENCE.split(row["before"])[-1] + row["quote"]
        if whole.search("".join(context.split())):
            rows.setdefault((row["figure"], row["basis"]), []).append(row)
    return tuple(_population(found, words) for found in rows.values())


def _population(rows: list[Row], words: FundingWords) -> Population:
    row = rows[0]
    region = words.region(row["version"]).iri if "version" in row else row["case"]
    return Population(
        basis=id_of(row["basis"]),
        place=Place(region, words.name(row["site"]) if "site" in row else ""),
        subject=row["subject"],
        value=Decimal(row["value"]),
        unit=row.get("unit", ""),
        bound=id_of(row.get("bound", EXACT)),
        year=int(row["year"]) if "year" in row else None,
        evidence=distinct(evidence_of(each) for each in rows),
    )


def _same(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Rules in force of one rate, time and place; those without a year only where no dated one states their rate."""
    groups: dict[tuple[Place, Rate, Interval], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.rate and rule.rate.basis and rule.status == IN_FORCE and not rule.absent:
            groups[rule.place, rule.rate, rule.interval].append(rule)
    dated = {(place, rate) for place, rate, interval in groups if interval.since}
    for (place, rate, interval), group in groups.items():
        if interval.since or (place, rate) not in dated:
            yield sorted(group, key=lambda rule: (rule.dated_by_context, rule.evidence[0].place))


def _fitting(group: Sequence[Rule], known: Mapping[tuple[Place, str], Sequence[Population]]) -> list[Population]:
    """The latest populations that fit; several where texts differ about one year."""
    rate, place = group[0].rate, group[0].place
    every = known.get((place, rate.basis or ""), ()) if rate else ()
    fits = [each for each in every if _fits(each, group)]
    latest = max((each.year or 0 for each in fits), default=0)
    return list({each.value: each for each in reversed(fits) if (each.year or 0) == latest}.values())[::-1]


def _fits(population: Population, group: Sequence[Rule]) -> bool:
    interval = group[0].interval
    if population.year is None or interval.first_year is None:
        same_text = {rule.case for rule in group} & {each.case for each in population.evidence}
        return bool(same_text) and interval.until is None
    ended = interval.last_year is not None and population.year > interval.last_year
    return not ended and population.year >= interval.first_year - EARLIEST


def _estimate(group: Sequence[Rule], population: Population, purposes: Mapping[str, Purpose]) -> Estimate:
    first = group[0]
    rate = first.rate
    assert rate is not None  # noqa: S101  groups are made of rates
    most = None if rate.amount_max is None else rate.amount_max * population.value
    bounds = {rate.bound, population.bound} - {EXACT}
    return Estimate(
        place=first.place,
        where=first.where,
        purpose=purposes[first.iri],
        rate=rate,
        interval=first.interval,
        population=population,
        result=rate.amount * population.value,
        result_max=most,
        bound=EXACT if not bounds else bounds.pop() if len(bounds) == 1 else "approximate",
        evidence=distinct([*(each for rule in group for each in rule.evidence), *population.evidence]),
    )
