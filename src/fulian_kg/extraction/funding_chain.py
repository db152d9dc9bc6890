"""How funding rules follow one another: the next rule ends the one before it, a bare rate is dated by its twin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.mentions import place_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.model import LONGEST_QUOTE, Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.scope import Scope
    from fulian_kg.source.numerals import Atom


@dataclass(slots=True)
class Policy:
    """A funding fact while its case is being read."""

    start: int
    end: int
    rule: str
    atom: Atom | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
    confidence: float = 0.92

    @property
    def kind(self) -> tuple[object, ...]:
        """Rules of one kind replace one another."""
        return self.slots.get("basis"), self.slots.get("period"), self.slots.get("place")

    @property
    def rated(self) -> bool:
        """Whether it states so much a head or so much a year."""
        return "amount" in self.slots and ("basis" in self.slots or "period" in self.slots)


def chained(policies: list[Policy]) -> list[Policy]:
    """Rules with the years and payers that only their neighbours print."""
    rated = [policy for policy in policies if policy.rated]
    for before, after in pairwise(rated):
        if (
            before.kind == after.kind
            and "payer" in before.slots
            and "payer" not in after.slots
            and "decided_by" in after.slots
        ):
            _infer(after, "payer", before.slots["payer"])
    in_force = [policy for policy in rated if policy.slots.get("status") == "in_force"]
    for policy in in_force:
        years = {
            p.slots["from_year"]
            for p in in_force
            if p.kind == policy.kind and _same_rate(p, policy) and "from_year" in p.slots
        }
        if "from_year" not in policy.slots and len(years) == 1:
            _infer(policy, "from_year", years.pop())
    kinds: dict[tuple[object, ...], list[Policy]] = {}
    for policy in in_force:
        if "from_year" in policy.slots and "from_year" not in policy.derived:
            kinds.setdefault(policy.kind, []).append(policy)
    for dated in kinds.values():
        for before, after in pairwise(sorted(dated, key=lambda policy: policy.slots["from_year"])):
            if before.slots["from_year"] < after.slots["from_year"] and not _same_rate(before, after):
                _infer(before, "to_year", after.slots["from_year"] - 1)
    return policies


def _same_rate(one: Policy, other: Policy) -> bool:
    return bool(one.slots["amount"] == other.slots["amount"])


def _infer(policy: Policy, slot: str, value: object) -> None:
    policy.slots[slot] = value
    policy.derived.add(slot)


def _place(document: Document, scope: Scope, policy: Policy) -> str | None:
    """The place in whose name the paragraph speaks, unless a body of the whole region pays or decides since."""
    place = scope.place_at(policy.start)
    if place is None:
        return None
    named = max(mention.start for mention in place_mentions(document) if mention.start < policy.start)
    above = str(rules(document.library, "funding").tables["place"]["above"])
    return None if re.search(above, document.text[document.sentence_at(named).end : policy.end]) else place


def candidates(document: Document, scope: Scope, policies: Iterable[Policy]) -> Iterator[Candidate]:
    """Candidates of the policies, each with the region or place in which it holds."""
    for policy in policies:
        if "place" not in policy.slots:
            place = _place(document, scope, policy)
            region = scope.region_at(policy.atom.start if policy.atom else policy.end)
            _infer(policy, *(("place", place) if place else ("region", region)))
        slots = {slot: value for slot, value in policy.slots.items() if value is not None}
        start = max(policy.start, policy.end - LONGEST_QUOTE)
        quote = document.text[start : policy.end]
        unprinted = {
            s for s in ("from_year", "source", "purpose", "decided_by") if s in slots and str(slots[s]) not in quote
        }
        derived = frozenset((policy.derived | unprinted) & slots.keys())
        yield Candidate("funding", slots, start, policy.end, policy.rule, policy.confidence, derived)
