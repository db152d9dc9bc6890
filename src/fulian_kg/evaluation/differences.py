"""Where facts and gold part: misses, spurious facts, near misses, bad evidence and open numerals, the worst first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fulian_kg.evaluation.likeness import figure
from fulian_kg.evaluation.matching import strict_faults
from fulian_kg.extraction.document import SENTENCE_END
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.evaluation.gold import Statement
    from fulian_kg.evaluation.measures import Scored
    from fulian_kg.model import Span
    from fulian_kg.source.view import View

Entry = dict[str, Any]
Ranked = tuple[tuple[Any, ...], Entry]


@dataclass(frozen=True, eq=False)
class Passages:
    """The sentences of one document."""

    scored: Scored

    @cached_property
    def view(self) -> View | None:
        """What the gold covers, normalised; None without a text."""
        text = self.scored.text
        return None if text is None else view_of(text, self.scored.gold.scope(text))

    def around(self, span: Span) -> str | None:
        """The sentences that hold a stretch of the source; None for one outside of what the gold covers."""
        view = self.view
        if view is None or not view.text or span.start < view.starts[0] or span.end > view.ends[-1]:
            return None
        first = view.index(span.start)
        last = max(first, view.index(span.end) - 1)
        start = max((mark.end() for mark in SENTENCE_END.finditer(view.text, 0, first)), default=0)
        end = SENTENCE_END.search(view.text, last)
        return view.text[start : end.end() if end else None].strip()


def differences(scored: Sequence[Scored]) -> dict[str, list[Entry]]:
    """Every difference by kind.

    Misses: those of the type first of which most are missed. Spurious facts: those first of which the extractor was
    surest. The others by place.
    """
    missed = Counter(gold.type for each in scored for i, gold in _numbered(each) if i not in each.lenient)
    passages = [(each, Passages(each)) for each in scored]
    found: dict[str, list[Ranked]] = {
        "missed": [row for each, passage in passages for row in _missed(each, passage, missed)],
        "spurious": [row for each, passage in passages for row in _spurious(each, passage)],
        "lenient_only": [row for each, passage in passages for row in _near(each, passage)],
        "ungrounded": [((), entry(each, passage, fact)) for each, passage in passages for fact in each.ungrounded],
        "uncovered_numerals": [row for each, passage in passages for row in _open(each, passage)],
    }
    return {kind: [shown for _, shown in sorted(rows, key=lambda row: row[0])] for kind, rows in found.items()}


def entry(scored: Scored, passages: Passages, fact: Statement) -> Entry:
    """A fact with its document and its sentence."""
    found = {
        "doc": scored.gold.name,
        "type": fact.type,
        "slots": dict(fact.slots),
        "quote": fact.quote,
        "start": fact.span.start,
        "end": fact.span.end,
        "sentence": passages.around(fact.span) or "".join(fact.quote.split()),
    }
    return found | {key: fact.row[key] for key in ("rule", "confidence") if key in fact.row}


def _numbered(scored: Scored) -> Iterator[tuple[int, Statement]]:
    return enumerate(scored.gold.statements)


def _missed(scored: Scored, passages: Passages, missed: Counter[str]) -> Iterator[Ranked]:
    for i, gold in _numbered(scored):
        if i not in scored.lenient:
            yield (-missed[gold.type], gold.type), entry(scored, passages, gold)


def _spurious(scored: Scored, passages: Passages) -> Iterator[Ranked]:
    matched = set(scored.lenient.values())
    for j, fact in enumerate(scored.facts):
        if j not in matched:
            yield (-(figure(fact.row.get("confidence")) or 0),), entry(scored, passages, fact)


def _near(scored: Scored, passages: Passages) -> Iterator[Ranked]:
    """Gold facts that only the lenient score lets match, with what the strict one objects to."""
    for i, gold in _numbered(scored):
        if i in scored.lenient and i not in scored.strict:
            fact = scored.facts[scored.lenient[i]]
            why = list(strict_faults(gold, fact)) or ["taken"]
            yield (), entry(scored, passages, gold) | {"why": why, "fact": entry(scored, passages, fact)}


def _open(scored: Scored, passages: Passages) -> Iterator[Ranked]:
    for span in scored.uncovered:
        printed = (scored.text or "")[span.start : span.end]
        sentence = passages.around(span) or printed
        where = {"start": span.start, "end": span.end, "sentence": sentence}
        yield (), {"doc": scored.gold.name, "numeral": printed, **where}
