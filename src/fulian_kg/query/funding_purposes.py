"""What each rule's money is for: the kinds of funds of the ontology, else the purpose in the words of the text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.query.evidence import gap
from fulian_kg.query.funding_rules import REPORTED, rules_of
from fulian_kg.query.funding_words import FUND, FundingWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.funding_rules import Place, Rule
    from fulian_kg.resources import Library

NEAR = 60
"""Characters, about a clause or two, up to which statements of one text stand beside one another."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What money is for: a kind of fund, or the words of the text where they are no name of a kind."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a store states of funding, read once: its words, its rules, and what the money of each is for."""

    words: FundingWords
    rules: tuple[Rule, ...]
    purposes: Mapping[str, Purpose]
    """By IRI of the rule."""
    named: frozenset[str]
    """IRIs of the rules that name their purpose themselves."""


NOT_STATED = Purpose("", "用途未述", "purpose not stated")


def stated(store: OpenStore, library: Library) -> Stated:
    """The rules of a store with their purposes."""
    words = FundingWords(store.rdf)
    rules = rules_of(store, library, words)
    named = frozenset(rule.iri for rule in rules if _named(rule, words))
    return Stated(words, rules, purposes_of(rules, words), named)


def purposes_of(rules: Iterable[Rule], words: FundingWords) -> dict[str, Purpose]:
    """The purpose of every rule by its IRI.

    In this order: the kind of fund with whose name the purpose of the rule ends, else its purpose in its own words,
    else the kind that its quote names. For a rule that names none: the purpose of the rule that it replaces or that
    replaces it, the kind that its basis means (per woman: work funds), the purpose of the nearest rule of the same
    place that stands beside it, the one purpose of its case in its place; else none is stated. A sum that was only
    spent or raised is given no purpose that it does not name: a loan beside a rate is no part of its fund.
    """
    rules = tuple(rules)
    named = {rule.iri: found for rule in rules if (found := _named(rule, words))}
    named |= _short(rules, named)
    left = [rule for rule in rules if rule.iri not in named]
    chained = dict(_chained(rules, named))
    sure = named | {iri: found for iri, found in chained.items() if iri not in named}
    for rule in left:
        if rule.iri not in sure and rule.rate and rule.status != REPORTED:
            kind = words.fund_of_basis(rule.rate.basis or "")
            sure |= {rule.iri: _kind(kind, words)} if kind else {}
    return {rule.iri: sure.get(rule.iri, NOT_STATED) for rule in rules} | dict(_beside(rules, sure))


def _named(rule: Rule, words: FundingWords) -> Purpose | None:
    if rule.purpose:
        text = "".join(rule.purpose.split())
        kind = words.fund_called(text)
        return _kind(kind, words) if kind else Purpose(text, text, text)
    kinds = (words.fund_in(each.quote) for each in rule.evidence)
    return next((_kind(kind, words) for kind in kinds if kind), None)


def _kind(kind: str, words: FundingWords) -> Purpose:
    label = words.label(FUND, kind)
    return Purpose(label.id, label.zh, label.en)


def _short(rules: Iterable[Rule], named: Mapping[str, Purpose]) -> Iterator[tuple[str, Purpose]]:
    """Of purposes in words of the text, within one place, the shortest with which a longer one ends."""
    own: dict[Place, list[tuple[str, Purpose]]] = defaultdict(list)
    for rule in rules:
        if rule.iri in named and named[rule.iri].id == named[rule.iri].zh:
            own[rule.place].append((rule.iri, named[rule.iri]))
    for found in own.values():
        ends = sorted({purpose for _, purpose in found}, key=lambda each: (len(each.id), each.id))
        for iri, purpose in found:
            yield iri, next(each for each in ends if purpose.id.endswith(each.id))


def _chained(rules: Iterable[Rule], named: Mapping[str, Purpose]) -> Iterator[tuple[str, Purpose]]:
    for rule in rules:
        for older in rule.supersedes:
            for one, other in ((rule.iri, older), (older, rule.iri)):
                if one not in named and other in named:
                    yield one, named[other]


def _beside(rules: Iterable[Rule], sure: Mapping[str, Purpose]) -> Iterator[tuple[str, Purpose]]:
    """Rules with the purpose of what stands beside them, or of all else that their case says of their place."""
    cases: dict[tuple[str, Place], list[Rule]] = defaultdict(list)
    for rule in rules:
        cases[rule.case, rule.place].append(rule)
    for members in cases.values():
        known = [rule for rule in members if rule.iri in sure]
        every = {sure[rule.iri] for rule in known}
        for rule in members:
            if rule.iri in sure or rule.status == REPORTED or not known:
                continue
            nearest = min(known, key=lambda other, rule=rule: (distance(rule, other), other.evidence[0].start))  # type: ignore[misc]
            if distance(rule, nearest) <= NEAR or len(every) == 1:
                yield rule.iri, sure[nearest.iri]


def distance(one: Rule, other: Rule) -> int:
    """Characters between two rules of one case, by their nearest passages."""
    gaps = (gap(a, b) for a in one.evidence for b in other.evidence)
    return min((each for each in gaps if each is not None), default=1 << 60)
