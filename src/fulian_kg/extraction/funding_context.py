"""What one amount leaves to those before it in its paragraph: per what, how often, who pays, what for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Range
    from fulian_kg.extraction.funding_chain import Policy
    from fulian_kg.extraction.funding_part import Part
    from fulian_kg.extraction.funding_terms import Terms
    from fulian_kg.source.view import Block

RAISED = ("basis", "period", "payer", "purpose")
SAME_SERIES = ("period", "purpose", "source")
TOTAL = ("payer", "purpose", "place")
SHARED = ("payer", "purpose", "user", "status")


class Context:
    """The last rules of the paragraph that is being read."""

    def __init__(self, terms: Terms) -> None:
        """Nothing has been read yet."""
        self._terms = terms
        self._block: Block | None = None
        self._before: Policy | None = None

    def enter(self, sentence: Range) -> None:
        """Begin a sentence; a new paragraph begins with nothing."""
        block = self._terms.document.view.block_at(sentence.start)
        if block != self._block:
            self._block, self._before = block, None

    def completed(self, policy: Policy, part: Part) -> Policy:
        """The policy with what the one before it says for both."""
        before, slots = self._before, policy.slots
        if self._proposed(policy):
            slots["status"] = "proposed"
        elif "ended" in self._terms.life(min(policy.start, part.free), part.atom.start):
            slots["status"] = "ended"
        if before is not None:
            for slot in self._inherited(policy, part, before):
                if slot in before.slots and slot not in slots:
                    slots[slot] = before.slots[slot]
                    policy.derived.add(slot)
            self._settled(policy, part, before)
        if "share" not in slots:
            self._before = policy
        return policy

    def _proposed(self, policy: Policy) -> bool:
        """Whether the heading above speaks of proposals."""
        return policy.slots["status"] != "proposed" and self._terms.under_proposals(policy.start)

    def _inherited(self, policy: Policy, part: Part, before: Policy) -> tuple[str, ...]:
        """Slots of the rule before that hold for this one as well, unless it has its own."""
        words = self._terms.document.text[part.start : part.end]
        rated = "basis" in policy.slots
        near = policy.start - before.end <= 1
        cases: tuple[tuple[bool, tuple[str, ...]], ...] = (
            ("share" in policy.slots, ("purpose", "place")),
            (not rated and before.rated and self._goes_on(part, words, before), RAISED),
            (self._terms.is_total(part), (*TOTAL, "period") if self._terms.says("needed", words) else TOTAL),
            (self._terms.says("each", words) or rated, SHARED if part.segment <= before.end else ("purpose",)),
            (self._terms.says("year", words) and "basis" not in before.slots, SAME_SERIES),
            (near, ("purpose",)),
        )
        return next((slots for fits, slots in cases if fits), ())

    def _goes_on(self, part: Part, words: str, before: Policy) -> bool:
        """Whether the amount is the next step of the rate before it, or the next member of its list."""
        alike = self._terms.says("alike", self._terms.document.text[part.start : part.atom.start])
        listed = self._terms.document.text[part.start - 1 : part.start] == "、"
        return self._terms.says("raised", words) or ((alike or listed) and part.sentence.start <= before.start)

    def _settled(self, policy: Policy, part: Part, before: Policy) -> None:
        """Status and period of an amount that only goes on with the one before it."""
        slots: dict[str, Any] = policy.slots
        if before.slots.get("period") == "once" and part.first is False:
            slots.setdefault("period", "once")
        words = self._terms.document.text[part.start : part.end]
        if "period" in slots and "basis" not in slots and before.slots.get("basis") == "head_of_congress":
            slots["basis"] = "head_of_congress"
            policy.derived.add("basis")
        goes_on = policy.rated or self._terms.says("needed", words) or self._terms.says("matched", words)
        if slots["status"] == "reported" and goes_on:
            slots["status"] = "in_force" if before.slots["status"] == "ended" else before.slots["status"]
        if before.slots["status"] == "proposed" and part.sentence.start <= before.start:
            slots["status"] = "proposed"
