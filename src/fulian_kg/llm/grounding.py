"""From a proposal to a candidate: what it says is looked up in the text, and only the text's own words go on.

This comes before the gate and is narrower: a model may not rearrange words, cut numbers, combine sentences, or infer
anything but the concepts of closed schemes (kinds, levels, statuses), and those are marked as derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fulian_kg.extraction.consistency import ENTITIES
from fulian_kg.extraction.document import SENTENCE_END
from fulian_kg.extraction.gate import ground
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.llm.refusals import Reason, RefusedError
from fulian_kg.llm.schema import answer_schema
from fulian_kg.llm.settings import settings
from fulian_kg.llm.slots import Quote, cuts_number
from fulian_kg.model import Candidate, Rejection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.extraction.document import Document
    from fulian_kg.fact_schema import SlotSchema
    from fulian_kg.llm.prompt import Chunk
    from fulian_kg.model import Slot

CLOSING: Final = "。！？!?”’』」）)"
RISING: Final = (("from_year", "to_year"), ("value", "value_max"), ("amount", "amount_max"))


@dataclass(frozen=True, slots=True)
class Grounding:
    """Looks up proposals from one chunk of a document."""

    document: Document
    chunk: Chunk
    rule: str
    confidence: float

    def candidate(self, proposal: Any) -> Candidate | Rejection:
        """The candidate that a proposal makes, or why it makes none."""
        kind = proposal.get("type") if isinstance(proposal, dict) else None
        kind = kind if isinstance(kind, str) else ""
        try:
            return self._grounded(proposal, kind)
        except RefusedError as refused:
            return Rejection(Candidate(kind, {}, 0, 0, self.rule), str(refused))

    def _grounded(self, proposal: Any, kind: str) -> Candidate:
        self._check(proposal, kind)
        quote, *others = self._places(proposal["quote"], kind)
        schemas = fact_schemas(self.document.library)[kind].slots
        whole = self._clauses(quote)
        if kind not in ENTITIES:
            quote = whole
        slots = {name: quote.slot(schemas[name], value) for name, value in proposal["slots"].items()}
        self._agree(slots, schemas, whole.text)
        derived = frozenset(name for name in slots if schemas[name].scheme)
        mentions = tuple((other.start, other.end) for other in others)
        return Candidate(kind, slots, quote.start, quote.end, self.rule, self.confidence, derived, mentions)

    def _check(self, proposal: Any, kind: str) -> None:
        check = answer_schema(self.document.library).faults.get(kind)
        if check is None:
            raise RefusedError(Reason.UNKNOWN_TYPE)
        if fault := check(proposal):
            raise RefusedError(Reason.SCHEMA, fault)

    def _places(self, words: str, kind: str) -> list[Quote]:
        """Where the quote stands in the chunk; only what names an entity may stand there more than once."""
        everywhere = ground(self.document.view, words)
        if not everywhere:
            raise RefusedError(Reason.NOT_FOUND)
        here = [Quote(self.document, *place) for place in everywhere if self._holds(*place)]
        if not here:
            raise RefusedError(Reason.OUTSIDE)
        whole = [
            each for each in here if not any(cuts_number(self.document.text, end) for end in (each.start, each.end))
        ]
        if not whole:
            raise RefusedError(Reason.CUT)
        if len(whole) > 1 and kind not in ENTITIES:
            raise RefusedError(Reason.AMBIGUOUS)
        if SENTENCE_END.search(whole[0].text.rstrip(CLOSING)):
            raise RefusedError(Reason.SENTENCES)
        return whole

    def _holds(self, start: int, end: int) -> bool:
        return any(part.start <= start and end <= part.end for part in self.chunk.parts)

    def _clauses(self, quote: Quote) -> Quote:
        """The whole clauses in which it stands: what they deny or limit is not to be cut off."""
        first, last = self.document.clause_at(quote.start), self.document.clause_at(quote.end - 1)
        return Quote(self.document, min(first.start, quote.start), max(last.end, quote.end))

    def _agree(self, slots: Mapping[str, Slot], schemas: Mapping[str, SlotSchema], clauses: str) -> None:
        """Refuse slots that contradict each other or the clauses in which they stand."""
        words = settings(self.document.library)
        if "negated" in schemas and bool(words.negated.search(clauses)) is not ("negated" in slots):
            raise RefusedError(Reason.NEGATION if "negated" in slots else Reason.NEGATED)
        if "pilot" in slots and not words.pilot.search(clauses):
            raise RefusedError(Reason.PILOT)
        for low, high in RISING:
            if low in slots and high in slots and slots[low] > slots[high]:
                raise RefusedError(Reason.BACKWARDS, high)
