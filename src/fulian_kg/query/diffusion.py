"""Where a practice is first stated: for each province the earliest year that the cases at hand give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.lexicon.themes import ThemeTagger
from fulian_kg.query.evidence import distinct
from fulian_kg.query.funding_occasions import INITIATIVE, occasions_of
from fulian_kg.query.funding_purposes import stated
from fulian_kg.query.funding_rules import IN_FORCE, PILOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.evidence import Evidence
    from fulian_kg.query.funding_occasions import Occasion
    from fulian_kg.query.funding_purposes import Stated
    from fulian_kg.query.funding_rules import Rate
    from fulian_kg.query.funding_words import FundingWords
    from fulian_kg.resources import Library

    Statement = tuple["Practice", str, int, tuple[Evidence, ...]]
    """What is practised, in which province, since when, by which claims."""

RATE, THEME = "rate", "theme"
SORTS = (RATE, THEME, INITIATIVE)
PRACTISED = frozenset({PILOT, IN_FORCE})
"""Statuses of rules that somebody follows; what is only proposed is no practice yet."""
NOTE = {
    "zh": "年份是所收案例中首次说明的年份，不是全国或该省的首创年份；没有年份的陈述不计。",
    "en": "Years are those first stated in the cases at hand, not the first ever; what has no year does not count.",
}


@dataclass(frozen=True, slots=True)
class Practice:
    """Something that spreads: a kind of rate, a theme, an initiative."""

    sort: str
    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class First:
    """The first year that a practice is stated for in a province."""

    practice: Practice
    province: str
    """IRI of the province."""
    year: int
    evidence: tuple[Evidence, ...]
    """The claims that state this year."""


def diffusion(store: OpenStore, library: Library) -> tuple[First, ...]:
    """First-stated years by practice, those of a practice in the order of years and provinces.

    A kind of rate is what it counts and how often it is paid (per woman a year), from the first year of a rule that is
    piloted or in force. An initiative is known by its name. A theme is stated by a dated rule, initiative or document
    whose own words name it, by the lexicon of themes; the themes of whole cases have no year and do not count.
    """
    return diffusion_of(stated(store, library), occasions_of(store, library), ThemeTagger(library))


def diffusion_of(said: Stated, occasions: Iterable[Occasion], tagger: ThemeTagger) -> tuple[First, ...]:
    """The first-stated years of what has been read."""
    found: dict[tuple[Practice, str], list[tuple[int, tuple[Evidence, ...]]]] = {}
    for practice, province, year, evidence in (*_ruled(said, tagger), *_dated(said.words, occasions, tagger)):
        found.setdefault((practice, province), []).append((year, evidence))
    firsts = [_first(practice, province, claims) for (practice, province), claims in found.items()]
    return tuple(sorted(firsts, key=_order))


def _first(practice: Practice, province: str, claims: Sequence[tuple[int, tuple[Evidence, ...]]]) -> First:
    year = min(each for each, _ in claims)
    own = {each for other, group in claims if other == year for each in group}
    return First(practice, province, year, distinct(sorted(own, key=lambda each: (each.place, each.iri))))


def _order(first: First) -> tuple[int, str, int, str]:
    return SORTS.index(first.practice.sort), first.practice.id, first.year, first.province


def _ruled(said: Stated, tagger: ThemeTagger) -> Iterator[Statement]:
    """What dated rules say is practised."""
    for rule in said.rules:
        year, province = rule.interval.first_year, rule.where.province
        if year is None or province is None or rule.absent or rule.status not in PRACTISED:
            continue
        if rule.rate and rule.rate.basis:
            yield _kind_of(rule.rate, said.words), province, year, rule.evidence
        for theme in tagger.title("\n".join((rule.purpose or "", *(each.quote for each in rule.evidence)))):
            yield _theme(theme, said.words), province, year, rule.evidence


def _dated(words: FundingWords, occasions: Iterable[Occasion], tagger: ThemeTagger) -> Iterator[Statement]:
    """What dated initiatives and documents say is practised."""
    for each in occasions:
        if each.province is None or not (each.sort == INITIATIVE or each.lays_down):
            continue
        if each.sort == INITIATIVE:
            name = each.name
            yield Practice(INITIATIVE, f"{INITIATIVE}:{name}", name, name), each.province, each.year, each.evidence
        for theme in tagger.title(each.name):
            yield _theme(theme, words), each.province, each.year, each.evidence


def _kind_of(rate: Rate, words: FundingWords) -> Practice:
    """What a rate counts and how often it is paid."""
    counted, paid = words.label("basis", rate.basis or ""), words.label("period", rate.period or "")
    zh = "，".join(filter(None, (counted.zh, paid.zh)))
    en = " ".join(filter(None, (counted.en, paid.en)))
    return Practice(RATE, f"{RATE}:{counted.id}/{paid.id}", f"标准（{zh}）", f"rate ({en})")


def _theme(theme: str, words: FundingWords) -> Practice:
    label = words.label(THEME, theme)
    return Practice(THEME, f"{THEME}:{theme}", label.zh, label.en)
