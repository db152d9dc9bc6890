"""Funding rules without an amount: out of which budget, on whose account, in whose hands, or that there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.extraction.funding_chain import Policy
from fulian_kg.extraction.funding_terms import Terms, as_slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Range

COMMA = re.compile("[，；：。]")
WIDEST = 100
GAP = 1
SHORT_PURPOSE = 4
"""A fund named in so few characters is one that was named in full before."""
CONNECTIVE = re.compile(r"^(?:并且?|同时|还|此外|另外|而且|其中|明确|规定|要求|“|”)+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with the weight of what it says about paying."""

    start: int
    end: int
    weight: float
    ids: tuple[str, ...]
    negated: bool


def provisions(terms: Terms, sentence: Range, rated: list[Policy], before: list[Policy]) -> Iterator[Policy]:
    """Rules of one sentence in what its amounts leave."""
    text = terms.document.text
    if not terms.pattern("fund.noun").regex.search(text, sentence.start, sentence.end):
        return
    for start, end in _segments(terms, sentence):
        clauses = [
            clause
            for clause in _clauses(terms, start, end)
            if not any(p.start < clause.end and clause.start < p.end for p in rated)
        ]
        for group in _groups(clauses):
            yield _provision(terms, sentence, group, before)


def _segments(terms: Terms, sentence: Range) -> Iterator[tuple[int, int]]:
    start = sentence.start
    for match in terms.pattern("segment.break").regex.finditer(terms.document.text, sentence.start, sentence.end):
        yield start, match.start()
        start = match.end()
    yield start, sentence.end


def _clauses(terms: Terms, start: int, end: int) -> Iterator[Clause]:
    text = terms.document.text
    table = terms.rules.tables["provisions"]
    bounds = [start, *(m.end() for m in COMMA.finditer(text, start, end)), end + 1]
    for first, after in pairwise(bounds):
        last = after - 1
        if first >= last:
            continue
        fitting = [p for p in terms.rules.starting("provision.") if p.regex.search(text, first, last)]
        weight = sum(float(table["weights"].get(p.id, table["default"])) for p in fitting)
        quote = text.rfind("“", first, last)
        inner = quote + 1 if quote >= 0 and any(p.regex.search(text, quote + 1, last) for p in fitting) else first
        lead = CONNECTIVE.match(text[inner:last])
        inner += lead.end() if lead else 0
        last -= text[inner:last].endswith("”") and "“" not in text[inner:last]
        yield Clause(inner, last, weight, tuple(p.id for p in fitting), any(p.fixed.get("negated") for p in fitting))


def _groups(clauses: list[Clause]) -> Iterator[list[Clause]]:
    """Runs of clauses that say something, with at most one in between that does not."""
    run: list[Clause] = []
    for clause in clauses:
        if run and clause.weight and clause.negated != run[0].negated:
            yield from _grown(run)
            run = []
        if clause.weight or run:
            run.append(clause)
        if run and not any(c.weight for c in run[-GAP - 1 :]):
            yield from _grown(run)
            run = []
    yield from _grown(run)


def _grown(run: list[Clause]) -> Iterator[list[Clause]]:
    while run and not run[-1].weight:
        run.pop()
    if sum(clause.weight for clause in run) >= 1:
        yield run


def _provision(terms: Terms, sentence: Range, group: list[Clause], before: list[Policy]) -> Policy:
    table = terms.rules.tables["provisions"]
    text = terms.document.text
    core = _heaviest(group, float(table["longest"]))
    whole = group if group[-1].end - group[0].start <= WIDEST else core
    start, end = whole[0].start, whole[-1].end
    policy = Policy(start, end, "funding." + max(core, key=lambda clause: clause.weight).ids[0])
    policy.slots = as_slots(terms.slots(start, end)) | {"provision": text[core[0].start : core[-1].end]}
    if any(clause.negated for clause in core):
        policy.slots["negated"] = True
    if any("provision.paid" in clause.ids for clause in core):
        words = text[start:end]
        policy.slots |= {"basis": terms.basis(words) if "按" in words else None, "period": terms.period(words)}
    purpose = terms.purpose(start, end, start)
    known = [p.slots["purpose"] for p in before if "purpose" in p.slots]
    if purpose and purpose.text not in table["generic"] and len(purpose.text) > SHORT_PURPOSE:
        policy.slots["purpose"] = purpose.text
    elif known:
        policy.slots["purpose"] = known[-1]
        policy.derived.add("purpose")
    since = terms.first("year.from", start, end, "year")
    if year := since or terms.heading_year(start, end) or terms.heading_year(sentence.start, start + 1):
        policy.slots["from_year"] = int(year.text)
    policy.slots = {slot: value for slot, value in policy.slots.items() if value is not None}
    return policy


def _heaviest(group: list[Clause], longest: float) -> list[Clause]:
    runs = [group[i:j] for i in range(len(group)) for j in range(i + 1, len(group) + 1)]
    short = [run for run in runs if run[-1].end - run[0].start <= longest] or [[clause] for clause in group]
    return max(short, key=lambda run: (sum(clause.weight for clause in run), run[0].start - run[-1].end))
