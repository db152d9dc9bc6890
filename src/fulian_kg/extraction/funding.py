"""Funding: rates, sums and rules of paying for women's work, and how one rule follows another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.funding_chain import Policy, candidates, chained
from fulian_kg.extraction.funding_context import Context
from fulian_kg.extraction.funding_part import Part, parts_of
from fulian_kg.extraction.funding_provisions import provisions
from fulian_kg.extraction.funding_tables import tabled
from fulian_kg.extraction.funding_terms import Found, Terms, as_slots
from fulian_kg.extraction.quantities import number, numbers_of
from fulian_kg.extraction.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document, Range
    from fulian_kg.model import Candidate

PROPOSAL = re.compile(r"“([^“”\n]{13,})”")
WIDEST = 120
"""Characters of a quoted proposal that is evidence as a whole."""
NARROW = 100
"""Characters up to which a sentence is quoted from the year, the decision or the payer that heads it."""


class FundingExtractor:
    """Amounts first, then rules without one in what the amounts leave."""

    name: ClassVar[str] = "funding"
    version: ClassVar[str] = "2"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Funding facts, chained in time."""
        terms = Terms(document)
        policies: list[Policy] = []
        context = Context(terms)
        for sentence in document.sentences:
            context.enter(sentence)
            rated = list(_rated(terms, context, sentence))
            policies += rated
            policies += provisions(terms, sentence, rated, policies)
        policies += tabled(terms)
        return candidates(document, Scope(document), chained(policies))


def _rated(terms: Terms, context: Context, sentence: Range) -> Iterator[Policy]:
    """The amounts of one sentence; of a rate that is raised from another, the old one is ended."""
    for part in parts_of(terms, sentence):
        policy = _policy(terms, part)
        if _replaced(terms, part):
            if not terms.first("decided.session", sentence.start, sentence.end, "decided"):
                policy.slots["status"] = "ended"
                policy.slots.pop("from_year", None)
                yield context.completed(policy, part)
            continue
        yield context.completed(policy, part)


def _replaced(terms: Terms, part: Part) -> bool:
    """Whether the amount is what a rate was before: 由1元提高到2元."""
    masked = numbers_of(terms.document).focused(part.atom, part.sentence.start, part.sentence.end)
    at = part.atom.start - part.sentence.start
    return any(m.start() <= at < m.end() for m in terms.pattern("funding.raised.from").regex.finditer(masked))


def _policy(terms: Terms, part: Part) -> Policy:
    """What the sentence says of one amount, from its own clause outwards."""
    text, sentence, atom = terms.document.text, part.sentence, part.atom
    start, end = part.start, part.end
    quoted = next(
        (m for m in PROPOSAL.finditer(text, sentence.start, sentence.end) if m.start() < atom.start < m.end()), None
    )
    lead, found = _lead(terms, part)
    if own := terms.heading_year(start, end):
        lead, found = start, {"from_year": own}
    if quoted and quoted.end() - quoted.start() <= WIDEST:
        lead, end = quoted.start(1), quoted.end(1)
    elif part.last and terms.pattern("goes_on").regex.match(text, end + 1, sentence.end):
        end = terms.part_end(end + 1, sentence.end)
    basis, period = _rate(terms, part, text[lead:end])
    if basis is None and (holder := _holder(terms, part, period)):
        basis, lead = holder.text, min(lead, holder.start)
    lead = min(lead, _budget(terms, part))
    status = terms.status(part, end, rate=bool(basis or period or atom.kind == "share"))
    since = terms.heading_year(sentence.start, end) if part.first else None
    if status != "proposed" and "from_year" not in found and since:
        found["from_year"] = since
        lead = sentence.start if end - sentence.start <= NARROW else lead
    found |= terms.slots(lead, end)
    purpose = terms.purpose(lead, end, atom.end)
    if purpose is None and not basis:
        lead, more = _behind(terms, part, lead)
        found |= more
        purpose = terms.purpose(lead, end, atom.end)
    if purpose:
        found["purpose"] = purpose
    policy = Policy(lead, end, "funding.share" if atom.kind == "share" else "funding.amount", atom)
    policy.slots = _amount(terms, part) | {"basis": basis, "period": period, "status": status} | as_slots(found)
    if "from_year" in policy.slots:
        policy.slots["from_year"] = int(policy.slots["from_year"])
    policy.slots = {slot: value for slot, value in policy.slots.items() if value is not None}
    return policy


def _amount(terms: Terms, part: Part) -> dict[str, Any]:
    atom = part.atom
    bound = None if atom.bound == "exact" else atom.bound
    if atom.kind == "share":
        of = terms.pattern("share.of").regex.search(terms.document.text, part.start, atom.start)
        provision = terms.document.text[part.start : part.end]
        return {"share": number(atom.value), "share_of": of["of"] if of else None, "bound": bound} | (
            {"provision": provision}
        )
    amounts = {"amount": number(atom.value), "amount_max": number(atom.value_max)}
    return amounts | {"bound": bound, "currency": "CNY"}


def _rate(terms: Terms, part: Part, window: str) -> tuple[str | None, str | None]:
    """Basis and period: from the words at the amount, else from its clause."""
    words = terms.rate_words(part.atom, part.start)
    near = terms.document.text[part.free : part.start]
    rated = terms.says("rated", words)
    basis = terms.basis(words, near) if rated else None
    period = terms.period(words)
    if terms.is_total(part):
        return basis, period
    period = period or terms.period(window)
    if basis is None and re.search("每|均|/", window):
        basis = terms.basis(window, near)
    return basis, period


def _holder(terms: Terms, part: Part, period: str | None) -> Found | None:
    """Whose pay it is, where the clause before says it: 主任的误工补贴，每月60元."""
    if period is None or not part.first or part.start == part.free:
        return None
    start = terms.part_start(part.start - 1, part.free)
    basis = terms.basis(terms.document.text[start : part.start])
    if basis == "head_of_congress" or terms.is_pay(part.start, terms.document.text[start : part.end]):
        return Found("basis", "head_of_congress", start, part.start)
    return None


def _lead(terms: Terms, part: Part) -> tuple[int, dict[str, Found]]:
    """Where the rule begins: at its decision, first year or payer when they stand before the amount's clause."""
    found: dict[str, Found] = {}
    start, end, lead = part.start, part.end, part.start
    for name, slot, group in (("decided.session", "decided_by", "decided"), ("year.from", "from_year", "year")):
        one = terms.last(name, part.segment, end, group)
        if one:
            found[slot] = one
            if part.first or one.start >= start:
                lead = min(lead, terms.part_start(one.start, part.segment))
    before = max(terms.part_start(start - 1, part.segment), part.free) if start > part.segment else start
    slots = terms.slots(before, end)
    if "payer" in slots and slots["payer"].start < lead and not terms.is_total(part):
        lead = min(lead, before)
    return lead, found


def _budget(terms: Terms, part: Part) -> int:
    """Where the clause begins that puts the amount of the next one into a budget."""
    if not part.first or part.start == part.free:
        return part.start
    start = terms.part_start(part.start - 1, part.free)
    within = terms.pattern("provision.budget").regex.search(terms.document.text, start, part.start)
    return start if within else part.start


def _behind(terms: Terms, part: Part, lead: int) -> tuple[int, dict[str, Found]]:
    """Clauses before a bare sum that say where it came from and what for."""
    found: dict[str, Found] = {}
    first = lead
    for name, slot in (("source.won", "source"), ("purpose.widened", "purpose")):
        one = terms.first(name, part.free, lead, slot)
        if one:
            found[slot] = one
            first = min(first, terms.part_start(one.start, part.free))
    return first, found
