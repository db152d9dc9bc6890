"""Which fact a decision is about: one of its type, at its passage, with the key slots that the person saw.

A fact that decisions have changed is also known by what they made of it, so that a decision about the changed fact
finds it. A decision that says what is true makes the fact anew where no rule reads it any more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fulian_kg.curation.decisions import ACCEPT, ADD, AMEND, SEEN, after
from fulian_kg.extraction.printed import words
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.model import FACT_TYPES, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fulian_kg.curation.decisions import Decision
    from fulian_kg.curation.journal import Entry
    from fulian_kg.curation.texts import CaseText
    from fulian_kg.model import Fact, Slot
    from fulian_kg.resources import Library

STATEMENTS = frozenset({"funding", "statistic", "event", "decision", "honour"})
"""Types with a fact for every statement; of the others a case has one fact for every thing of one name (FACTS.md)."""
ENTITIES = frozenset(FACT_TYPES) - STATEMENTS
JUDGED, OTHER, PART = "judged", "other", "part"
"""What a fact is to a decision: what it judges, what a merge joins to it, what a split takes out of it."""
CREATING = frozenset({ACCEPT, AMEND, ADD})


@dataclass(frozen=True, slots=True)
class Role:
    """One fact as one decision speaks of it."""

    entry: Entry
    part: str
    case: CaseText
    span: Span
    slots: Mapping[str, Slot]
    """As the person saw it, or made it."""
    derived: tuple[str, ...] = ()
    """Those that the quote does not print."""

    @property
    def decision(self) -> Decision:
        """The decision."""
        return self.entry.decision

    @property
    def creates(self) -> bool:
        """Whether the decision says that there is such a fact, read by a rule or not."""
        return self.part == PART or (self.part == JUDGED and self.decision.decision in CREATING)

    @property
    def made(self) -> Mapping[str, Slot]:
        """The slots once the decision is applied."""
        amends = self.part == JUDGED and self.decision.decision == AMEND
        return after(self.slots, self.decision) if amends else self.slots


@dataclass(eq=False, slots=True)
class Subject:
    """A fact that decisions are about."""

    case: CaseText
    type: str
    span: Span
    raw: Fact | None
    """As a rule read it; None where none does."""
    known: list[Mapping[str, Slot]]
    """Slots by which decisions know it."""
    roles: list[Role] = field(default_factory=list)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its evidence and mentions."""
        return (self.span, *(self.raw.mentions if self.raw else ()))

    @property
    def order(self) -> tuple[str, Span, str]:
        """By source, place and content: the same in every build."""
        return self.case.compilation.source.file, self.span, repr(sorted(map(repr, self.known[0].items())))


class Subjects:
    """The facts of a build that decisions are about."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_case: dict[CaseText, list[Subject]] = {}

    def match(self, roles: Iterable[Role]) -> list[Role]:
        """Give every role its subject; returns those that have none, since nothing of the kind is there any more."""
        by_case: dict[CaseText, list[Role]] = defaultdict(list)
        for role in sorted(roles, key=lambda role: (role.decision.id, role.part)):
            by_case[role.case].append(role)
        return [role for each in by_case.values() for role in self._left(each)]

    def _left(self, pending: list[Role]) -> list[Role]:
        """Match the roles of one case; makes a subject only where nothing that is known fits any more."""
        while pending:
            left = [role for role in pending if not self._attached(role)]
            if len(left) == len(pending):
                new = next((role for role in left if role.creates), None)
                if new is None:
                    break
                self._make(new)
            pending = left
        return pending

    def touched(self) -> Iterator[Subject]:
        """Every subject with a decision, in an order that does not depend on decisions."""
        found = (subject for subjects in self._by_case.values() for subject in subjects if subject.roles)
        return iter(sorted(found, key=lambda subject: subject.order))

    def _attached(self, role: Role) -> bool:
        key = fact_schemas(self._library)[str(role.decision.type)].key
        fitting = [
            subject
            for subject in self._of(role.case)
            if subject.type == role.decision.type
            and (subject.type in ENTITIES or any(span.overlaps(role.span) for span in subject.spans))
            and any(_alike(known, seen, key) for known in subject.known for seen in (role.slots, role.made))
        ]
        if not fitting:
            return False
        subject = max(fitting, key=lambda subject: _closeness(subject, role.span))
        subject.roles.append(role)
        subject.known.append(role.made)
        return True

    def _make(self, role: Role) -> None:
        made = Subject(role.case, str(role.decision.type), role.span, None, [role.slots])
        self._of(role.case).append(made)

    def _of(self, case: CaseText) -> list[Subject]:
        if case not in self._by_case:
            facts = case.read.facts
            self._by_case[case] = [Subject(case, fact.type, fact.span, fact, [fact.slots]) for fact in facts]
        return self._by_case[case]


def roles_of(entry: Entry, places: Sequence[tuple[CaseText, Span]]) -> Iterator[Role]:
    """The facts that a decision speaks of, once its passages are found, each in its case."""
    decision = entry.decision
    if decision.anchor is None or decision.type in SEEN:
        return
    anchor, other = decision.anchor, decision.other
    if places:
        yield Role(entry, JUDGED, *places[0], anchor.slots, anchor.derived)
    if len(places) > 1 and other:
        yield Role(entry, OTHER, *places[1], other.slots, other.derived)
    elif len(places) > 1:
        yield Role(entry, PART, *places[1], decision.set, anchor.derived)


def _alike(one: Mapping[str, Slot], other: Mapping[str, Slot], key: Iterable[str]) -> bool:
    return all(_plain(one.get(name)) == _plain(other.get(name)) for name in key)


def _plain(value: Slot) -> Slot:
    if isinstance(value, tuple):
        return tuple(map(words, value))
    return words(value) if isinstance(value, str) else value


def _closeness(subject: Subject, span: Span) -> tuple[bool, int, Span]:
    """Rather the very passage, then one that shares more with it, then the first."""
    shared = min(subject.span.end, span.end) - max(subject.span.start, span.start)
    return subject.span == span, shared, Span(-subject.span.start, -subject.span.end)
