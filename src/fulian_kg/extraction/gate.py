"""The grounding gate: a candidate becomes a fact only when its quote says what its slots say.

Nothing is altered on the way. A candidate that fails is returned as a `Rejection` with a reason that can be
counted; plug-ins (a language model among them) pass the same gate.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fulian_kg.extraction import printed
from fulian_kg.extraction.ids import Ids, key_of
from fulian_kg.extraction.schema import NUMBERS, vocabulary
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.model import LONGEST_QUOTE, Fact, Rejection, Span
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.fact_schema import FactSchema, SlotSchema
    from fulian_kg.model import Candidate, Case, Slot, SourceText
    from fulian_kg.resources import Library
    from fulian_kg.source.view import View

CANONICAL: Final = frozenset({"unit", "currency"})
"""Slots that hold a canonical spelling (名 → 人), not words of the text."""
PARAPHRASED: Final = frozenset({"subject"})
"""Slots that rearrange words of the quote (进入“两委”的主任): each character must be printed, the order is free."""
YEARS: Final = frozenset({"year", "year_from", "year_to"})
SUMS: Final = frozenset({"amount", "amount_max", "share"})
"""Slots that no ordinal, session or date may state."""
TOLERANCE: Final = 1e-9
Pages = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Gate:
    """Checks candidates of one case against one view of its source."""

    source: SourceText
    case: Case
    view: View
    library: Library
    ids: Ids
    pages: Callable[[Span], Pages]

    def judge(self, candidate: Candidate) -> Fact | Rejection:
        """The fact, or why it is none."""
        size = len(self.view.text)
        if not 0 <= candidate.start < candidate.end <= size:
            return Rejection(candidate, "evidence-out-of-range")
        span = self.view.span(candidate.start, candidate.end)
        quote = self.source.text[span.start : span.end]
        reason = next(self._faults(candidate), None)
        if reason:
            return Rejection(candidate, reason, quote)
        types = fact_schemas(self.library)[candidate.type]
        slots = {name: candidate.slots[name] for name in types.slots if name in candidate.slots}
        words = self.view.text[candidate.start : candidate.end]
        return Fact(
            id=self.ids.of(
                candidate.type, self.view.text, candidate.start, candidate.end, key_of(slots, types.key, words)
            ),
            file=self.source.file,
            sha256=self.source.sha256,
            case=self.case.number,
            type=candidate.type,
            slots=slots,
            quote=quote,
            start=span.start,
            end=span.end,
            pages=self.pages(span),
            derived=tuple(name for name in types.slots if name in candidate.derived),
            rule=candidate.rule,
            confidence=round(candidate.confidence, 4),
            mentions=tuple(self.view.span(start, end) for start, end in candidate.mentions),
        )

    def _faults(self, candidate: Candidate) -> Iterator[str]:
        types = fact_schemas(self.library).get(candidate.type)
        if types is None:
            yield "unknown-type"
            return
        quote = self.view.text[candidate.start : candidate.end]
        if candidate.type != "case" and len(re.sub(r"\s", "", quote)) > LONGEST_QUOTE:
            yield "quote-too-long"
        if not candidate.slots:
            yield "no-slots"
        if not candidate.derived <= candidate.slots.keys():
            yield "derived-slot-absent"
        if not all(0 <= start < end <= len(self.view.text) for start, end in candidate.mentions):
            yield "mention-out-of-range"
        for name, value in candidate.slots.items():
            yield from _slot_faults(types, name, value, quote, self.library, stated=name not in candidate.derived)


def _slot_faults(
    types: FactSchema, name: str, value: Slot, quote: str, library: Library, *, stated: bool
) -> Iterator[str]:
    if name not in types.slots:
        yield f"unknown-slot:{name}"
        return
    if value is None or value in ("", (), []):
        yield f"empty-slot:{name}"
    for each in value if isinstance(value, tuple | list) else (value,):
        if fault := _fault(types.slots[name], each, quote, library, stated=stated):
            yield f"{fault}:{name}"


def _fault(slot: SlotSchema, value: Slot, quote: str, library: Library, *, stated: bool) -> str | None:
    if slot.scheme:
        known = vocabulary(library).get(slot.scheme)
        return "not-in-vocabulary" if known is not None and value not in known else None
    if not _well_typed(slot.value, value):
        return "wrong-type"
    return _unprinted(slot.value, slot.name, value, quote) if stated and slot.value != "boolean" else None


def _well_typed(kind: str, value: Slot) -> bool:
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    if kind in NUMBERS:  # neither infinite nor beyond what a decimal of the graph can be
        return isinstance(value, int | float) and abs(value) <= sys.float_info.max
    return isinstance(value, str)


def _unprinted(kind: str, name: str, value: Slot, quote: str) -> str | None:
    if kind in NUMBERS:
        return None if _number_printed(kind, name, value, quote) else "number-not-printed"
    if kind == "date":
        return None if value in printed.dates(quote) else "date-not-printed"
    return None if name in CANONICAL or text_printed(value, quote, ordered=name not in PARAPHRASED) else "not-printed"


def number_printed(value: float, quote: str) -> bool:
    """Whether a numeral of the quote states the value."""
    return _among(value, printed.numbers(quote))


def _number_printed(kind: str, name: str, value: float, quote: str) -> bool:
    if kind in YEARS:
        return _among(value, printed.years(quote))
    return _among(value, printed.amounts(quote) if name in SUMS else printed.numbers(quote))


def _among(value: float, values: frozenset[float]) -> bool:
    return any(abs(value - other) <= TOLERANCE * max(1.0, abs(value)) for other in values)


def text_printed(value: str, quote: str, *, ordered: bool = True) -> bool:
    """Whether the words stand in the quote, white space, width and marks apart."""
    wanted, there = printed.words(value), printed.words(quote)
    return bool(wanted) and (wanted in there or (not ordered and set(wanted) - {"的"} <= set(there)))


def ground(view: View, quote: str) -> tuple[tuple[int, int], ...]:
    """Every place of the view where a quote stands exactly, as view offsets; none when it does not."""
    wanted = _needle(quote)
    found: list[tuple[int, int]] = []
    start = view.text.find(wanted) if wanted else -1
    while start >= 0:
        found.append((start, start + len(wanted)))
        start = view.text.find(wanted, start + 1)
    return tuple(found)


def _needle(quote: str) -> str:
    return view_of(quote).text.replace("\n", "")
