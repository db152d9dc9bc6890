"""Precision, recall and F1, slot accuracy, grounding and number coverage, over documents or groups of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fulian_kg.evaluation.coverage import numerals_of, uncovered
from fulian_kg.evaluation.matching import concise, pairs
from fulian_kg.evaluation.slots import SlotCounts, slot_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fulian_kg.evaluation.gold import GoldDocument, Statement
    from fulian_kg.model import Span


@dataclass(frozen=True, slots=True)
class Scored:
    """One document: its gold, the facts that concern it, and which stands for which."""

    gold: GoldDocument
    facts: tuple[Statement, ...]
    strict: Mapping[int, int]
    lenient: Mapping[int, int]
    """Index in the gold's statements → index in `facts`."""
    text: str | None
    ungrounded: tuple[Statement, ...] = ()
    """Facts whose quote does not stand at their offsets, or is longer than a quote may be."""
    numerals: tuple[Span, ...] = ()
    uncovered: tuple[Span, ...] = ()


@dataclass(slots=True)
class Counts:
    """Gold facts, facts, and pairs of them."""

    gold: int = 0
    facts: int = 0
    matched: int = 0

    @property
    def precision(self) -> float:
        """Share of the facts that are right; without any, 1 only where there was nothing to find."""
        return self.matched / self.facts if self.facts else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of the gold facts that were found; 1 where there are none."""
        return self.matched / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; 1 of nothing."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        """Part by whole."""
        return self.part / self.whole if self.whole else 1.0


@dataclass(slots=True)
class Table:
    """Counts in all, by type (of the gold where matched, else the fact's own) and by document."""

    all: Counts = field(default_factory=Counts)
    types: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    documents: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))

    def rows(self, kind: str, document: str) -> tuple[Counts, ...]:
        """The three counts that something of that type and document enters."""
        return self.all, self.types[kind], self.documents[document]


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured over some documents."""

    strict: Table
    lenient: Table
    slots: Mapping[str, SlotCounts]
    stated: Rate
    derived: Rate
    grounding: Rate | None
    """None without a text, and so `numbers`."""
    numbers: Rate | None


def score(gold: GoldDocument, facts: Iterable[Statement], text: str | None) -> Scored:
    """Pair the facts that concern a document with its gold; measure them on its text where it is given."""
    scope = gold.scope(text)
    found = tuple(sorted((fact for fact in facts if gold.concerns(fact, scope)), key=lambda fact: fact.order))
    strict, lenient = (pairs(gold.statements, found, strict=mode) for mode in (True, False))
    if text is None:
        return Scored(gold, found, strict, lenient, None)
    wrong = tuple(f for f in found if text[f.span.start : f.span.end] != f.quote or not concise(f))
    every = tuple(numerals_of(text, scope))
    return Scored(gold, found, strict, lenient, text, wrong, every, tuple(uncovered(text, every, found)))


def measure(scored: Sequence[Scored]) -> Measures:
    """Everything that is measured, over these documents together."""
    slots = slot_counts((d.gold.statements[i], d.facts[j]) for d in scored for i, j in d.lenient.items())
    read = [document for document in scored if document.text is not None]
    facts, wrong = (sum(map(len, lists)) for lists in ([d.facts for d in read], [d.ungrounded for d in read]))
    every, open_ = (sum(map(len, lists)) for lists in ([d.numerals for d in read], [d.uncovered for d in read]))
    return Measures(
        _table((document, document.strict) for document in scored),
        _table((document, document.lenient) for document in scored),
        slots,
        Rate(sum(row.right for row in slots.values()), sum(row.gold for row in slots.values())),
        Rate(sum(row.derived_right for row in slots.values()), sum(row.derived for row in slots.values())),
        Rate(facts - wrong, facts) if read else None,
        Rate(every - open_, every) if read else None,
    )


def _table(matched: Iterable[tuple[Scored, Mapping[int, int]]]) -> Table:
    table = Table()
    for document, partner in matched:
        name, gold = document.gold.name, document.gold.statements
        stands_for = {j: gold[i].type for i, j in partner.items()}
        for i, wanted in enumerate(gold):
            for counts in table.rows(wanted.type, name):
                counts.gold += 1
                counts.matched += i in partner
        for j, fact in enumerate(document.facts):
            for counts in table.rows(stands_for.get(j, fact.type), name):
                counts.facts += 1
    return table
