"""Funding: rates, sums and rules of paying for women's work, and how one rule follows another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.funding_chain import Policy, candidates, chained
from fulian_kg.extraction.funding_provisions import provisions
from fulian_kg.extraction.funding_terms import Found, Terms, as_slots
from fulian_kg.extraction.quantities import number, numbers_of, pays
from fulian_kg.extraction.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document, Range
    from fulian_kg.model import Candidate
    from fulian_kg.source.numerals import Atom

PART_END = "，。；：！？\n"
PROPOSAL = re.compile(r"“([^“”\n]{13,})”")
WIDEST = 120
"""Characters of a quoted proposal that is evidence as a whole."""
NARROW = 100
"""Characters up to which a sentence is quoted from the year that heads it."""
RIGHT = re.compile(r"(?:帮助|用于|专门用于|专项用于|主要用于|全部用于|作为)")


class FundingExtractor:
    """Amounts first, then rules without one in what the amounts leave."""

    name: ClassVar[str] = "funding"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Funding facts, chained in time."""
        terms = Terms(document)
        policies: list[Policy] = []
        for sentence in document.sentences:
            rated = list(_rated(terms, sentence))
            policies += rated
            policies += provisions(terms, sentence, rated, policies)
        return candidates(document, Scope(document), chained(policies))


def _rated(terms: Terms, sentence: Range) -> Iterator[Policy]:
    document = terms.document
    before: Policy | None = None
    for atom in numbers_of(document).within(sentence.start, sentence.end):
        if not pays(document, atom):
            continue
        masked = numbers_of(document).focused(atom, sentence.start, sentence.end)
        at = atom.start - sentence.start
        raised = any(m.start() <= at < m.end() for m in terms.pattern("funding.raised.from").regex.finditer(masked))
        if not raised:
            policy = _policy(terms, sentence, atom)
            before = _inherited(terms, policy, before)
            yield policy
        elif not terms.first("decided.session", sentence.start, sentence.end, "decided"):
            old = _policy(terms, sentence, atom)
            old.slots["status"] = "ended"
            old.slots.pop("from_year", None)
            yield old


def _inherited(terms: Terms, policy: Policy, before: Policy | None) -> Policy:
    """A later rate of the sentence says only what changes: 2011年提高到1元；每个社区5000元."""
    words = terms.document.text[policy.start : policy.end]
    raised = bool(re.search(terms.rules.tables["scale"]["raised"], words)) and "basis" not in policy.slots
    alike = "basis" in policy.slots and "period" not in policy.slots
    if before is None or not before.rated or not (raised or alike):
        return policy
    for slot in ("basis", "period", "payer", "purpose") if raised else ("period", "purpose"):
        if slot in before.slots and slot not in policy.slots:
            policy.slots[slot] = before.slots[slot]
            policy.derived.add(slot)
    policy.slots["status"] = before.slots["status"]
    return policy


def _policy(terms: Terms, sentence: Range, atom: Atom) -> Policy:
    text = terms.document.text
    start, end = part_of(text, atom, sentence)
    words = terms.rate_words(atom, start)
    quoted = next(
        (m for m in PROPOSAL.finditer(text, sentence.start, sentence.end) if m.start() < atom.start < m.end()), None
    )
    lead, found = _lead(terms, sentence, start, end)
    if own := _heading_year(terms, start, end):
        lead, found = start, {"from_year": own}
    if quoted and quoted.end() - quoted.start() <= WIDEST:
        lead, end = quoted.start(1), quoted.end(1)
    elif RIGHT.match(text, end + 1) and end < sentence.end:
        end = part_end(text, end + 1, sentence.end)
    basis, period = _rate(terms, words, text[lead:end])
    status = terms.status(
        text[sentence.start : atom.start] + text[end : end + 6], rate=bool(basis or period or atom.kind == "share")
    )
    if status != "proposed" and "from_year" not in found and (since := _heading_year(terms, sentence.start, end)):
        found["from_year"] = since
        lead = sentence.start if end - sentence.start <= NARROW else lead
    found |= terms.slots(lead, end)
    purpose = terms.purpose(lead, end, atom.end)
    if purpose is None and not basis:
        lead, more = _behind(terms, sentence, lead)
        found |= more
        purpose = terms.purpose(lead, end, atom.end)
    if purpose:
        found["purpose"] = purpose
    policy = Policy(lead, end, "funding.share" if atom.kind == "share" else "funding.amount", atom)
    policy.slots = (
        _amount(terms, atom, start, end) | {"basis": basis, "period": period, "status": status} | as_slots(found)
    )
    if "from_year" in policy.slots:
        policy.slots["from_year"] = int(policy.slots["from_year"])
    policy.slots = {slot: value for slot, value in policy.slots.items() if value is not None}
    return policy


def _amount(terms: Terms, atom: Atom, start: int, end: int) -> dict[str, Any]:
    if atom.kind == "share":
        text = terms.document.text[start : atom.start]
        of = re.search(r"(?:按照?|从|以)(?P<of>[^，。；]{2,20}?)(?:的|中|总额的)*$", text)
        return {
            "share": number(atom.value),
            "share_of": of["of"] if of else None,
            "provision": terms.document.text[start:end],
        }
    amounts = {"amount": number(atom.value), "amount_max": number(atom.value_max)}
    return amounts | {"bound": None if atom.bound == "exact" else atom.bound, "currency": "CNY"}


def _rate(terms: Terms, words: str, window: str) -> tuple[str | None, str | None]:
    """Basis and period: from the words at the amount, else from its clause."""
    rated = re.search("每|均|/|按|以|标准", words)
    basis = terms.basis(words) if rated else None
    period = terms.period(words) or terms.period(window)
    if basis is None and re.search("每|均|/", window):
        basis = terms.basis(window)
    return basis, period


def _lead(terms: Terms, sentence: Range, start: int, end: int) -> tuple[int, dict[str, Found]]:
    """Where the rule begins: at its decision, first year or payer when they stand before the amount's clause."""
    found: dict[str, Found] = {}
    lead = start
    for name, slot, group in (("decided.session", "decided_by", "decided"), ("year.from", "from_year", "year")):
        one = terms.last(name, sentence.start, end, group)
        if one:
            found[slot] = one
            lead = min(lead, part_start(terms.document.text, one.start, sentence.start))
    before = part_start(terms.document.text, start - 1, sentence.start) if start > sentence.start else start
    slots = terms.slots(before, end)
    if "payer" in slots and slots["payer"].start < lead:
        lead = min(lead, before)
    return lead, found


def _heading_year(terms: Terms, start: int, end: int) -> Found | None:
    """The year that heads a sentence or a clause."""
    match = terms.pattern("year.leading").regex.match(terms.document.text[start:end])
    return Found("from_year", match["year"], start, start + match.end("year")) if match else None


def _behind(terms: Terms, sentence: Range, lead: int) -> tuple[int, dict[str, Found]]:
    """Clauses before a bare sum that say where it came from and what for."""
    found: dict[str, Found] = {}
    first = lead
    for name, slot in (("source.won", "source"), ("purpose.widened", "purpose")):
        one = terms.first(name, sentence.start, lead, slot)
        if one:
            found[slot] = one
            first = min(first, part_start(terms.document.text, one.start, sentence.start))
    return first, found


def part_of(text: str, atom: Atom, sentence: Range) -> tuple[int, int]:
    """The clause around an amount; what stands in brackets does not end it."""
    return part_start(text, atom.start, sentence.start), part_end(text, atom.end, sentence.end)


def part_start(text: str, index: int, first: int) -> int:
    """Beginning of the clause that holds `index`, at `first` or after it."""
    while index > first and text[index - 1] not in PART_END:
        index -= 1
    return index


def part_end(text: str, index: int, last: int) -> int:
    """End of the clause that holds `index`, at `last` or before it."""
    while index < last and text[index] not in PART_END:
        index += 1
    return index
