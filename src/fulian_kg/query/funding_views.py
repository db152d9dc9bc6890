"""Timelines and estimates as plain values: the object of their JSON, the lines of tables and sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulian_kg.query.funding import timelines_of
from fulian_kg.query.funding_estimates import estimates_of, populations
from fulian_kg.query.funding_occasions import occasions_of
from fulian_kg.query.funding_purposes import stated
from fulian_kg.query.funding_rules import per_year
from fulian_kg.query.funding_wording import formula_en, formula_zh, number, rate_en, rate_zh, result_zh
from fulian_kg.query.funding_words import STATED_NONE
from fulian_kg.query.supplements import Supplement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.funding import Step, Timeline
    from fulian_kg.query.funding_estimates import Estimate
    from fulian_kg.query.funding_rules import Rate, Rule
    from fulian_kg.query.funding_words import FundingWords
    from fulian_kg.resources import Library

    Line = tuple[Any, ...]

TIMELINE_HEAD = (
    "地区 place",
    "用途 purpose",
    "年份 year",
    "步骤 step",
    "标准 rate",
    "至 until",
    "依据 by",
    "原文 quote",
)
ESTIMATE_HEAD = (
    "地区 place",
    "用途 purpose",
    "估算 estimate",
    "算式 formula",
    "年份 years",
    "标准原文 quote of the rate",
    "人数原文 quote of the number",
)
UNDATED = "未注年份 undated"
ESTIMATE_NOTE = {
    "zh": "估算由标准乘以案例所述人数（或村数等）得出，不是案例的陈述，不计入统计。",
    "en": "Estimates are a rate times a number that a case states; no case states them, no statistics count them.",
}


@dataclass(frozen=True, slots=True)
class Funding:
    """What is said of funding: timelines and estimates, with the words to show them."""

    words: FundingWords
    timelines: tuple[Timeline, ...]
    estimates: tuple[Estimate, ...]


def funding_of(store: OpenStore, library: Library, provinces: Collection[str] = ()) -> Funding:
    """Timelines and estimates; `provinces` are IRIs of province-level units to keep, all where none is given."""
    said = stated(store, library)
    timelines = timelines_of(said, occasions_of(store, library))
    estimates = estimates_of(said, populations(store, library, said.words))
    return Funding(
        said.words,
        tuple(each for each in timelines if not provinces or each.where.province in provinces),
        tuple(each for each in estimates if not provinces or each.where.province in provinces),
    )


def supplements(store: OpenStore, library: Library, provinces: Collection[str] = ()) -> tuple[Supplement, Supplement]:
    """Timelines and estimates beside a comparison."""
    funding = funding_of(store, library, provinces)
    found = funding_object(funding)
    return (
        Supplement(
            id="timelines",
            zh="经费政策的演变",
            en="Timelines of funding",
            head=TIMELINE_HEAD,
            lines=tuple(timeline_lines(funding)),
            object=found["timelines"],
        ),
        Supplement(
            id="estimates",
            zh="估算",
            en="Estimates",
            head=ESTIMATE_HEAD,
            lines=tuple(estimate_lines(funding)),
            object=found["estimates"],
            note=(ESTIMATE_NOTE["zh"], ESTIMATE_NOTE["en"]),
        ),
    )


def funding_object(funding: Funding) -> dict[str, Any]:
    """The JSON of timelines and estimates."""
    return {
        "note": " ".join(ESTIMATE_NOTE.values()),
        "timelines": [_timeline(each, funding.words) for each in funding.timelines],
        "estimates": [_estimate(each, funding.words) for each in funding.estimates],
    }


def _timeline(timeline: Timeline, words: FundingWords) -> dict[str, Any]:
    purpose = timeline.purpose
    return {
        "place": timeline.where.name,
        "code": timeline.where.code,
        "purpose": purpose.zh,
        "purpose_en": purpose.en,
        "names": list(timeline.names),
        "steps": [_step(step, words) for step in timeline.steps],
        "undated": [_undated(rule, words) for rule in timeline.undated],
    }


def _step(step: Step, words: FundingWords) -> dict[str, Any]:
    """A step; amount, bound, basis and period are those of its first rate, `rates` are all."""
    return {
        "year": step.year,
        "status": step.kind.zh,
        "status_en": step.kind.en,
        **_amounts(step.rates[0] if step.rates else None),
        "to_year": step.to_year,
        "rates": [_rate(rate, words) for rate in step.rates],
        "meeting": "；".join(step.meetings) or None,
        "documents": list(step.documents),
        "provisions": list(step.provisions),
        "payers": list(dict.fromkeys(payer for rule in step.rules for payer in rule.payers)),
        "places": list(dict.fromkeys(rule.site for rule in step.rules if rule.site)),
        "claims": [each.as_object() for each in step.evidence],
    }


def _undated(rule: Rule, words: FundingWords) -> dict[str, Any]:
    kind = words.step(STATED_NONE if rule.absent else rule.status or "")
    return {
        "status": kind.zh,
        "status_en": kind.en,
        **_amounts(rule.rate),
        "to_year": rule.interval.last_year,
        "rates": [_rate(rule.rate, words)] if rule.rate else [],
        "meeting": rule.meeting,
        "provision": rule.provision,
        "share": None if rule.share is None else number(rule.share),
        "payers": list(rule.payers),
        "managers": list(rule.managers),
        "users": list(rule.users),
        "supervisors": list(rule.supervisors),
        "claims": [each.as_object() for each in rule.evidence],
    }


def _amounts(rate: Rate | None) -> dict[str, Any]:
    if rate is None:
        return dict.fromkeys(("amount", "amount_max", "bound", "currency", "basis", "period"))
    most = None if rate.amount_max is None else number(rate.amount_max)
    amounts = {"amount": number(rate.amount), "amount_max": most, "bound": rate.bound}
    return amounts | {"currency": rate.currency, "basis": rate.basis, "period": rate.period}


def _rate(rate: Rate, words: FundingWords) -> dict[str, Any]:
    """A rate with its words, and what it comes to in a year where its period converts: derived, with the formula."""
    shown = _amounts(rate) | {"text": {"zh": rate_zh(rate, words), "en": rate_en(rate, words)}}
    yearly = per_year(rate, words)
    if yearly is None or yearly.formula is None:
        return shown
    return shown | {"per_year": _amounts(yearly) | {"formula": yearly.formula, "derived": True}}


def _estimate(estimate: Estimate, words: FundingWords) -> dict[str, Any]:
    population = estimate.population
    return {
        "place": estimate.where.name,
        "code": estimate.where.code,
        "purpose": estimate.purpose.zh,
        "purpose_en": estimate.purpose.en,
        "derived": estimate.derived,
        "result": number(estimate.result),
        "result_max": None if estimate.result_max is None else number(estimate.result_max),
        "bound": estimate.bound,
        "currency": estimate.rate.currency,
        "period": estimate.rate.period,
        "from_year": estimate.interval.first_year,
        "to_year": estimate.interval.last_year,
        "formula": {"zh": formula_zh(estimate, words), "en": formula_en(estimate, words)},
        "rate": _rate(estimate.rate, words),
        "population": {
            "subject": population.subject,
            "value": number(population.value),
            "unit": population.unit,
            "bound": population.bound,
            "year": population.year,
        },
        "claims": [each.as_object() for each in estimate.evidence],
    }


def timeline_lines(funding: Funding) -> Iterator[Line]:
    """A line a step under `TIMELINE_HEAD`, with its first quote; then the rules without a year."""
    for timeline in funding.timelines:
        head = (timeline.where.name, timeline.purpose.zh)
        for step in timeline.steps:
            rates = "；".join(rate_zh(rate, funding.words) for rate in step.rates) or "；".join(step.provisions)
            by = "；".join((*step.meetings, *(f"《{title}》" for title in step.documents)))
            name = f"{step.kind.zh} {step.kind.en}"
            yield *head, step.year, name, rates, step.to_year or "", by, step.evidence[0].line
        for rule in timeline.undated:
            kind = funding.words.step(STATED_NONE if rule.absent else rule.status or "")
            rate = rate_zh(rule.rate, funding.words) if rule.rate else rule.provision or ""
            quote = rule.evidence[0].line
            yield *head, UNDATED, f"{kind.zh} {kind.en}", rate, rule.interval.last_year or "", rule.meeting or "", quote


def estimate_lines(funding: Funding) -> Iterator[Line]:
    """A line an estimate under `ESTIMATE_HEAD`: its formula, the years of its rate, both quotes."""
    for each in funding.estimates:
        years = "–".join(str(year or "") for year in (each.interval.first_year, each.interval.last_year)).strip("–")
        formula = formula_zh(each, funding.words)
        quotes = (each.evidence[0].line, each.population.evidence[0].line)
        yield each.where.name, each.purpose.zh, result_zh(each, funding.words), formula, years, *quotes
