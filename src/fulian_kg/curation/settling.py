"""What all decisions about one fact make of it together, and which of them cannot both hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from fulian_kg.curation.decisions import ACCEPT, ADD, AMEND, REJECT, after
from fulian_kg.curation.matching import JUDGED, PART
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.model import Rejection
from fulian_kg.proposals import REJECTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.curation.matching import Role, Subject
    from fulian_kg.model import Fact, Slot
    from fulian_kg.resources import Library

RULE = "curation:"
"""Head of the rule of facts that only decisions state: `curation:add`."""
Slots = tuple[dict[str, "Slot"], frozenset[str]]
"""Slots, and those of them that the quote does not print."""


def contradictions(roles: Sequence[Role]) -> Iterator[tuple[Role, Role]]:
    """Pairs of decisions about one fact that cannot both hold."""
    for one, other in combinations(roles, 2):
        if _contradict(_said(one), _said(other)):
            yield one, other


def settle(subject: Subject, roles: Sequence[Role], library: Library) -> tuple[Fact | None, dict[str, str]]:
    """The fact as decisions that agree make it, and why some of them (by id) do not apply.

    None when no rule reads the fact, and no decision that states it applies.
    """
    if any(role.decision.decision == REJECT for role in roles):
        return (None if subject.raw is None else replace(subject.raw, review=REJECTED)), {}
    telling = [role for role in roles if _states(role) or _amends(role)]
    failed = {role.decision.id: why for role in telling if (why := _fault(subject, [role], library))}
    good = [role for role in telling if role.decision.id not in failed]
    if good and (why := _fault(subject, good, library)):
        failed |= {role.decision.id: why for role in good}
        good = []
    return (_made(subject, good, library) if good else subject.raw), failed


def _made(subject: Subject, roles: Sequence[Role], library: Library) -> Fact | None:
    slots, derived = _combined(subject, roles, library)
    review = "amended" if any(map(_amends, roles)) else "accepted"
    if subject.raw is not None:
        return replace(subject.raw, slots=slots, derived=_ordered(slots, derived), review=review)
    kind = min(role.decision.decision for role in roles)
    judged = subject.case.judge(subject.type, slots, derived, subject.span, RULE + kind)
    return None if isinstance(judged, Rejection) else replace(judged, review=review)


def _fault(subject: Subject, roles: Sequence[Role], library: Library) -> str | None:
    """Why the gate does not let pass what decisions make of the fact; None when it does."""
    slots, derived = _combined(subject, roles, library)
    if subject.raw is not None and (slots, derived) == (dict(subject.raw.slots), frozenset(subject.raw.derived)):
        return None
    judged = subject.case.judge(subject.type, slots, derived, subject.span, RULE)
    return judged.reason if isinstance(judged, Rejection) else None


def _combined(subject: Subject, roles: Sequence[Role], library: Library) -> Slots:
    """Slots in the order of the contract: as they were stated, else as a rule reads them, then as amended."""
    stating = [role for role in roles if _states(role)]
    amending = [role for role in roles if _amends(role)]
    slots: dict[str, Slot] = {}
    derived: set[str] = set()
    if not stating and subject.raw is not None:
        slots, derived = dict(subject.raw.slots), set(subject.raw.derived)
    for role in stating or (() if subject.raw else sorted(amending, key=_age)):
        slots |= role.slots
        derived |= set(role.derived)
    for role in sorted(amending, key=_age):
        before, slots = slots, after(slots, role.decision)
        changed = {name for name in {*before, *slots} if before.get(name) != slots.get(name)}
        derived = (derived - changed) | (changed & set(role.derived))
    order = fact_schemas(library)[subject.type].slots
    kept = {name: slots[name] for name in (*order, *slots) if name in slots}
    return kept, frozenset(derived & kept.keys())


def _ordered(slots: Mapping[str, Slot], derived: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in slots if name in derived)


def _age(role: Role) -> tuple[str, str]:
    return role.decision.when, role.decision.id


def _states(role: Role) -> bool:
    """Whether the decision says all that the fact states."""
    return role.part == PART or (role.part == JUDGED and role.decision.decision in {ACCEPT, ADD})


def _amends(role: Role) -> bool:
    return role.part == JUDGED and role.decision.decision == AMEND


def _said(role: Role) -> dict[tuple[str, ...], Any]:
    """What a decision holds of a fact: that there is one, values of slots, members of lists."""
    decision = role.decision
    said: dict[tuple[str, ...], Any] = {("fact",): decision.decision != REJECT}
    if _states(role):
        said |= {("slot", name): value for name, value in role.slots.items()}
    if _amends(role):
        said |= {("slot", name): value for name, value in decision.set.items()}
        said |= {("slot", name): None for name in decision.unset}
        for lists, there in ((decision.include, True), (decision.exclude, False)):
            said |= {("member", name, each): there for name, members in lists.items() for each in members}
    return said


def _contradict(one: Mapping[tuple[str, ...], Any], other: Mapping[tuple[str, ...], Any]) -> bool:
    if any(other[what] != value for what, value in one.items() if what in other):
        return True
    return _list_against_members(one, other) or _list_against_members(other, one)


def _list_against_members(one: Mapping[tuple[str, ...], Any], other: Mapping[tuple[str, ...], Any]) -> bool:
    """Whether one says what a list is, and the other that it has a member which it has not, or has not one it has."""
    return any(
        (what[2] in (one["slot", what[1]] or ())) != there
        for what, there in other.items()
        if what[0] == "member" and ("slot", what[1]) in one
    )
