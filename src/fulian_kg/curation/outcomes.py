"""What became of decisions, and what was read as decisions left it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.curation.journal import NOTHING
from fulian_kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.curation.decisions import Decision
    from fulian_kg.curation.journal import Entry, Journal
    from fulian_kg.curation.texts import CaseText, Located
    from fulian_kg.model import Fact, Reading, Span

APPLIED, MOVED, CHANGED, AMBIGUOUS, MISSING, GONE, REPLACED, CONFLICTING = STATES = (
    *("applied", "re-anchored", "value-changed", "ambiguous", "not-found", "nothing-there", "replaced", "conflicting"),
)
"""What can become of a decision: the notations of the scheme `decision-state`."""
HOLDING = frozenset({APPLIED, MOVED})
"""States of decisions that have their effect."""
UNAPPLIED = frozenset({CHANGED, AMBIGUOUS, MISSING, GONE, CONFLICTING})
"""States of decisions that are kept and wait for a person."""


class Member(NamedTuple):
    """A fact in its case."""

    case: CaseText
    fact: Fact


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one decision."""

    entry: Entry
    state: str
    reason: str = ""
    """Why it is not applied: a word of the gate, or the decision in its way."""
    located: tuple[Located, ...] = ()
    """Its passages, as far as they were found: of what it judges, then of the other or of the mention."""
    members: tuple[Member, ...] = ()
    """The facts that it is about, as decisions left them, in the same order."""

    @property
    def decision(self) -> Decision:
        """The decision."""
        return self.entry.decision


@dataclass(frozen=True, slots=True)
class Curated:
    """What was read, as people corrected it."""

    readings: tuple[Reading, ...]
    journal: Journal = NOTHING
    outcomes: tuple[Outcome, ...] = ()
    """By id of the decision."""
    same: tuple[tuple[Member, ...], ...] = ()
    """Facts that are about one thing, the one that names it first; of those in one case all others are mentions."""
    conflicts: tuple[tuple[Entry, Entry], ...] = ()
    seen: Mapping[tuple[str, str], frozenset[Span]] = field(default_factory=dict)
    """Passages that a person judged without a fact, by hash of the source and type."""

    def agreed(self) -> Curated:
        """The same; raises `InputError` when decisions contradict each other."""
        if self.conflicts:
            told = "; ".join(f"{told_of(one)} 与 against {told_of(other)}" for one, other in self.conflicts)
            message = (
                f"decisions on one fact that cannot both hold: {told}. "
                "Withdraw one (`fulian-kg review withdraw ID`), or decide anew with --replaces ID"
            )
            raise InputError(message)
        return self


def told_of(entry: Entry) -> str:
    """A decision in a few words: where it stands, its id, who decided what, when."""
    decision = entry.decision
    quote = f" “{' '.join(decision.anchor.words.quote.split())}”" if decision.anchor else ""
    changes = "".join(f" {name}={value}" for name, value in decision.set.items())
    changes += "".join(f" −{name}" for name in decision.unset)
    for sign, lists in (("+", decision.include), ("−", decision.exclude)):
        changes += "".join(f" {sign}{each}" for members in lists.values() for each in members)
    return f"{entry.place} [{decision.id}] {decision.who} {decision.when} {decision.decision}{changes}{quote}"


def in_force(journal: Journal) -> frozenset[str]:
    """Ids of decisions that none in force is in place of; what a withdrawn one had replaced is in force again."""
    replacing: dict[str, list[str]] = defaultdict(list)
    for entry in journal.entries.values():
        for old in entry.decision.replaces:
            replacing[old].append(entry.decision.id)
    holds: dict[str, bool] = {}
    waiting = sorted(journal.entries)
    while waiting:  # an id is a hash over the ids that it replaces, so there is no circle
        newer = replacing[waiting[-1]]
        if unknown := [each for each in newer if each not in holds]:
            waiting += unknown
        else:
            holds[waiting.pop()] = not any(holds[each] for each in newer)
    return frozenset(each for each, there in holds.items() if there)


def groups(pairs: Iterable[tuple[Member, Member]]) -> Iterator[list[Member]]:
    """Members that pairs join, directly or through others; first whom no pair joins to another, then by place."""
    near: dict[tuple[CaseText, str], list[Member]] = defaultdict(list)
    members: dict[tuple[CaseText, str], Member] = {}
    joined: set[tuple[CaseText, str]] = set()
    for one, other in pairs:
        for member, mate in ((one, other), (other, one)):
            members[member.case, member.fact.id] = member
            near[member.case, member.fact.id].append(mate)
        joined.add((other.case, other.fact.id))
    left = dict(members)
    while left:
        found, open_ = [], [left.pop(next(iter(left)))]
        while open_:
            member = open_.pop()
            found.append(member)
            mates = [(mate.case, mate.fact.id) for mate in near[member.case, member.fact.id]]
            open_ += [left.pop(mate) for mate in mates if mate in left]
        yield sorted(found, key=lambda each: ((each.case, each.fact.id) in joined, _place(each)))


def _place(member: Member) -> tuple[str, int, str]:
    return member.fact.file, member.fact.start, member.fact.id
