"""Rules of funding as typed statements, and when two of their rates may be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from fulian_kg.model import day
from fulian_kg.query.evidence import asked, distinct, evidence_of
from fulian_kg.query.funding_words import id_of

if TYPE_CHECKING:
    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.evidence import Evidence, Row
    from fulian_kg.query.funding_words import FundingWords
    from fulian_kg.resources import Library

STATEMENTS = "funding-statements"
NEEDED = "rule amount bound basis period provision purpose absent status since until version home site"
CNY = "CNY"
EXACT = "exact"
PROPOSED, PILOT, IN_FORCE, REPORTED = "proposed", "pilot", "in_force", "reported"


@dataclass(frozen=True, slots=True)
class Rate:
    """So much money, for each of what, how often; without a basis a sum."""

    amount: Decimal
    amount_max: Decimal | None = None
    bound: str = EXACT
    currency: str = CNY
    basis: str | None = None
    period: str | None = None
    formula: str | None = None
    """How it was derived; None for what a text states."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Days on which a rule holds, half-open: the day `until` is the first on which it does not."""

    since: date | None = None
    until: date | None = None

    @property
    def first_year(self) -> int | None:
        """The year in which it begins."""
        return None if self.since is None else self.since.year

    @property
    def last_year(self) -> int | None:
        """The last year with a day of it; an end on New Year's Day is no day of that year."""
        if self.until is None:
            return None
        return self.until.year - (self.until == date(self.until.year, 1, 1))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule applies: a region, or a place within one."""

    region: str
    """IRI of the region over time; of the case where the region is not known."""
    site: str = ""
    """Name of a place below the county, where the rule is that place's own."""


@dataclass(frozen=True, slots=True)
class Where:
    """What a place is called, its code, and the province of its case."""

    name: str
    code: str | None
    province: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The document that proposes a rule."""

    iri: str
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of funding as a case states it, every slot typed; what the text does not state is None or empty."""

    iri: str
    case: str
    place: Place
    where: Where
    rate: Rate | None
    share: Decimal | None
    share_of: str | None
    provision: str | None
    purpose: str | None
    source: str | None
    payers: tuple[str, ...]
    managers: tuple[str, ...]
    users: tuple[str, ...]
    supervisors: tuple[str, ...]
    site: str | None
    """The place that the rule names, such as that of a pilot."""
    absent: bool
    """The text says that there is no such money."""
    status: str | None
    interval: Interval
    dated_by_context: bool
    """The first year is not printed in the quote."""
    meeting: str | None
    proposal: Proposal | None
    supersedes: tuple[str, ...]
    """IRIs of the rules that it replaces."""
    evidence: tuple[Evidence, ...]
    decided: int | None = None
    """Year of the decision in whose words it stands, where it names none of its own."""

    @property
    def year(self) -> int | None:
        """The year of its step: a proposal has that of its document, another rule its first, else its decision's."""
        proposed = self.proposal.year if self.proposal and self.status == PROPOSED else None
        return proposed or self.interval.first_year or self.decided


def rules_of(store: OpenStore, library: Library, words: FundingWords) -> tuple[Rule, ...]:
    """Every rule of funding in a store, by one query, in the order of cases and of their texts."""
    rows: dict[str, list[Row]] = {}
    for row in asked(store, library, STATEMENTS, NEEDED):
        rows.setdefault(row["rule"], []).append(row)
    return tuple(_rule(found, words) for found in rows.values())


def per_year(rate: Rate, words: FundingWords) -> Rate | None:
    """The rate for a year, derived with its formula where the ontology says how often a year its period pays.

    A rate for a year is itself; one that is paid once, or that names no period, has none.
    """
    times = words.times_a_year(rate.period)
    if times is None or times == 1:
        return rate if times == 1 else None
    most = None if rate.amount_max is None else rate.amount_max * times
    shown = written(rate.amount) + ("" if rate.amount_max is None else f"–{written(rate.amount_max)}")
    formula = f"{shown} × {times}"
    return replace(rate, amount=rate.amount * times, amount_max=most, period="year", formula=formula)


def written(number: Decimal) -> str:
    """A number without exponent or idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rule(rows: list[Row], words: FundingWords) -> Rule:
    row = {column: value for each in reversed(rows) for column, value in each.items()}
    status = id_of(row["status"]) if "status" in row else None
    site = words.name(row["site"]) if "site" in row else ""
    own = "" if status == PILOT else site
    place, where = _where(row, own, words)
    return Rule(
        iri=row["rule"],
        case=row["case"],
        place=place,
        where=where,
        rate=_rate(row),
        share=_decimal(row, "share"),
        share_of=row.get("share_of"),
        provision=row.get("provision"),
        purpose=row.get("purpose"),
        source=row.get("source"),
        payers=_names(rows, "payer", words),
        managers=_names(rows, "manager", words),
        users=_names(rows, "user", words),
        supervisors=_names(rows, "supervisor", words),
        site=site or None,
        absent=row.get("absent") == "true",
        status=status,
        interval=Interval(_day(row, "since"), _day(row, "until")),
        dated_by_context="since_inferred" in row,
        meeting=row.get("meeting"),
        proposal=_proposal(row),
        supersedes=_all(rows, "supersedes"),
        evidence=distinct(evidence_of(each) for each in rows),
    )


def _where(row: Row, site: str, words: FundingWords) -> tuple[Place, Where]:
    """Where the rule applies: the region that it names, else that of its case, or a place within."""
    version = row.get("version") or row.get("home")
    region = words.region(version) if version else None
    name, code = (region.name, region.code) if region else ("", None)
    return Place(region.iri if region else row["case"], site), Where(name + site, code, row.get("province"))


def _proposal(row: Row) -> Proposal | None:
    if "document" not in row:
        return None
    return Proposal(row["document"], row["title"], int(row["proposed"]) if "proposed" in row else None)


def _rate(row: Row) -> Rate | None:
    amount = _decimal(row, "amount")
    if amount is None:
        return None
    bound, basis, period = (id_of(row[column]) if column in row else None for column in ("bound", "basis", "period"))
    return Rate(amount, _decimal(row, "amount_max"), bound or EXACT, row.get("currency", CNY), basis, period)


def _decimal(row: Row, column: str) -> Decimal | None:
    return Decimal(row[column]) if column in row else None


def _day(row: Row, column: str) -> date | None:
    return day(row[column]) if column in row else None


def _all(rows: list[Row], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[column] for row in rows if column in row))


def _names(rows: list[Row], column: str, words: FundingWords) -> tuple[str, ...]:
    return tuple(words.name(iri) for iri in _all(rows, column))
