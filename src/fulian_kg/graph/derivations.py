"""Statements that named rules derive from the facts of one case: what replaces what, and what set it.

They rest on the evidence of the resources that they join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import NamedNode

    from fulian_kg.graph.names import CaseNames
    from fulian_kg.model import Fact

    Triple = tuple[NamedNode, NamedNode, NamedNode]

SAME_RULE = ("basis", "period", "region", "place")
"""Slots that two rates share when one replaces the other."""
NEAR = 300
"""Characters between a document and the proposal that it makes."""
PROPOSED = "proposed"
PROPOSING = frozenset({"report", "plan", "opinion", "measure", "notice"})
ASKING = ("请示", "申请", "提案", "议案", "建议")
"""Ends of the names of documents that propose, whatever their kind."""


def derive(facts: Sequence[Fact], names: CaseNames) -> Iterator[Triple]:
    """All derived statements of a case."""
    rules = [fact for fact in facts if fact.type == "funding" and "negated" not in fact.slots]
    yield from _superseded(rules, names)
    yield from _proposed(rules, facts, names)
    yield from _established(rules, names)


def _superseded(rules: list[Fact], names: CaseNames) -> Iterator[Triple]:
    """A rate that ends with a year is replaced by the rate of the same sort that begins with the next."""
    for older in rules:
        for newer in rules:
            if _sort(older) == _sort(newer) and _follows(older, newer):
                yield names.subject(newer), FL.supersedes, names.subject(older)


def _sort(rule: Fact) -> tuple[object, ...]:
    return tuple(rule.slots.get(slot) for slot in SAME_RULE)


def _follows(older: Fact, newer: Fact) -> bool:
    until, since = older.slots.get("to_year"), newer.slots.get("from_year")
    return "amount" in older.slots and "amount" in newer.slots and until is not None and since == until + 1


def _proposed(rules: list[Fact], facts: Sequence[Fact], names: CaseNames) -> Iterator[Triple]:
    """A proposed rate belongs to the nearest report, plan or opinion that is named before it, or in its own quote."""
    documents = [fact for fact in facts if fact.type == "document" and _proposes(fact)]
    for rule in rules:
        if rule.slots.get("status") == PROPOSED:
            before = [fact for fact in documents if rule.start - NEAR <= fact.end <= rule.end]
            if before:
                yield names.subject(rule), FL.proposedIn, names.subject(max(before, key=lambda fact: fact.end))


def _proposes(document: Fact) -> bool:
    return document.slots.get("kind") in PROPOSING or str(document.slots["name"]).endswith(ASKING)


def _established(rules: list[Fact], names: CaseNames) -> Iterator[Triple]:
    """The other direction of `decided_by`."""
    for rule in rules:
        if meeting := rule.slots.get("decided_by"):
            yield names.decision(str(meeting), rule), FL.establishes, names.subject(rule)
