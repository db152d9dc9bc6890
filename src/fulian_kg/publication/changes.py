"""What one publication changed against an earlier one: facts, cases, terms and shapes, each change once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fulian_kg.fact_schema import fact_schemas
from fulian_kg.publication.pairing import Side, paired
from fulian_kg.publication.term_changes import term_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.model import Fact, Slot
    from fulian_kg.publication.pairing import CaseKey, CaseTold, Pair, Paired
    from fulian_kg.publication.snapshots import Snapshot
    from fulian_kg.publication.term_changes import TermChange
    from fulian_kg.resources import Library

Kind = Literal["added", "withdrawn", "changed"]
"""Notations of the scheme `edition-change`."""
REVIEW = "review"
"""What a person said of a fact, told like a slot where no slot changed."""


@dataclass(frozen=True, slots=True)
class SlotChange:
    """A slot with its values; None where it has none."""

    name: str
    before: Slot | None
    after: Slot | None


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that came, went or states something else."""

    kind: Kind
    before: Fact | None
    after: Fact | None
    slots: tuple[SlotChange, ...] = ()
    """In the order of the contract; nothing where the fact came or went."""

    @property
    def either(self) -> Fact:
        """The fact as it is, else as it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  a change has a side
        return found


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case that came or went with all its facts."""

    kind: Kind
    case: CaseKey
    told: CaseTold


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed."""

    facts: tuple[FactChange, ...]
    cases: tuple[CaseChange, ...]
    texts: tuple[str, ...]
    """Files whose text is another one, or that came or went; why facts changed, and no change beside theirs."""
    terms: tuple[TermChange, ...]
    restated: int
    """Facts that state the same on other words or pages."""
    before: Side
    after: Side
    moved: Mapping[tuple[str, str], tuple[str, str]]
    """File and id that a fact had → those that it has, where these are others."""

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.facts or self.cases or self.texts or self.terms or self.restated)


def compare(before: Snapshot, after: Snapshot, library: Library) -> Changes:
    """What `after` changed against `before`."""
    found = paired(before, after, library)
    told = [change for pair in found.pairs if (change := _told(pair, library)) is not None]
    return Changes(
        facts=tuple(told),
        cases=tuple(_cases(found)),
        texts=tuple(_texts(found)),
        terms=term_changes(before, after),
        restated=len(found.pairs) - len(told),
        before=found.before,
        after=found.after,
        moved={
            (was.file, was.id): (now.file, now.id)
            for was, now in found.pairs
            if was is not None and now is not None and (was.file, was.id) != (now.file, now.id)
        },
    )


def unchanged(snapshot: Snapshot) -> Changes:
    """Nothing, beside what a publication holds."""
    side = Side.of(snapshot)
    return Changes((), (), (), (), 0, side, side, {})


def _told(pair: Pair, library: Library) -> FactChange | None:
    """The change of a pair; None where only the evidence is another."""
    if pair.before is None or pair.after is None:
        return FactChange("added" if pair.before is None else "withdrawn", *pair)
    slots = tuple(_slots(pair.before, pair.after, library))
    return FactChange("changed", *pair, slots) if slots else None


def _slots(before: Fact, after: Fact, library: Library) -> Iterator[SlotChange]:
    order = fact_schemas(library)[after.type].slots
    names = sorted(
        {*before.slots, *after.slots}, key=lambda name: [*order].index(name) if name in order else len(order)
    )
    changed = [SlotChange(name, before.slots.get(name), after.slots.get(name)) for name in names]
    changed = [change for change in changed if change.before != change.after]
    if not changed and before.review != after.review:
        changed = [SlotChange(REVIEW, before.review, after.review)]
    yield from changed


def _cases(found: Paired) -> Iterator[CaseChange]:
    was, now = found.before.cases, found.after.cases
    for case in sorted({*was} ^ {*now}, key=lambda each: (each.file, each.number or 0)):
        yield CaseChange("added", case, now[case]) if case in now else CaseChange("withdrawn", case, was[case])


def _texts(found: Paired) -> Iterator[str]:
    was, now = found.before.sources, found.after.sources
    yield from (file for file in sorted({*was, *now}) if was.get(file) != now.get(file))
