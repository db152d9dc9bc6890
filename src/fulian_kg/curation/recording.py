"""Recording a decision: what a person asks for is tried on the facts as they are, then written, then acknowledged.

Nothing is recorded that would not apply: a value that the quote does not print, a second fact of one place, a decision
that another contradicts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fulian_kg.curation.applying import curate
from fulian_kg.curation.decisions import AMEND, Anchor, as_line, as_object
from fulian_kg.curation.journal import Entry, Journal, append
from fulian_kg.curation.lines import parse
from fulian_kg.curation.outcomes import UNAPPLIED, in_force, told_of
from fulian_kg.errors import UsageError
from fulian_kg.fact_schema import fact_schemas

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from fulian_kg.curation.decisions import Decision
    from fulian_kg.curation.outcomes import Outcome
    from fulian_kg.curation.texts import CaseText, SourceTexts
    from fulian_kg.model import Fact, Reading, Slot, Span
    from fulian_kg.resources import Library

LISTS = frozenset({"strings", "steps"})
"""Kinds of value that are always lists."""
LISTED = frozenset({"themes", "themes_text"})
NUMBERS = frozenset({"decimal", "integer", "year", "year_from", "year_to"})
UNCHANGED = "no-change"
"""The reason for refusing an amendment that amends nothing."""
NEW = "(new)"
"""The file of a decision that is not written yet."""


class Refused(UsageError):  # noqa: N818 (it is no mistake of ours)
    """A decision that would not apply."""

    def __init__(self, message: str, slot: str | None = None, reason: str = "") -> None:
        """`slot` is the one that is at fault, where one is; `reason` a word of the gate."""
        super().__init__(message)
        self.slot = slot
        self.reason = reason


class Opposed(Refused):
    """A decision that another one in force contradicts."""

    def __init__(self, message: str, against: str = "") -> None:
        """`against` tells the other one in a few words."""
        super().__init__(message)
        self.against = against


def now() -> str:
    """The moment, as decisions state it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def anchor_of(
    source: SourceTexts,
    case: CaseText,
    span: Span,
    slots: Mapping[str, Slot] | None = None,
    derived: Iterable[str] = (),
) -> Anchor:
    """What a decision about a passage names."""
    return Anchor(
        source.source.file,
        source.source.sha256,
        case.compilation.name,
        case.case.number,
        case.case.title or None,
        source.passages.words_at(span),
        dict(slots or {}),
        tuple(derived),
    )


def amendment(
    source: SourceTexts,
    case: CaseText,
    fact: Fact,
    values: Mapping[str, Slot],
    unset: Collection[str],
    derived: Iterable[str],
) -> Anchor:
    """What an amendment of a fact names: the fact as it is seen, and slots that are derived once it is amended."""
    kept = tuple(name for name in fact.derived if name not in values and name not in unset)
    return anchor_of(source, case, fact.span, fact.slots, dict.fromkeys((*kept, *derived)))


def values_of(kind: str, given: Sequence[str], library: Library) -> dict[str, Slot]:
    """Slots of `slot=value` texts, as the schema has them; a slot given twice is a list. Raises `UsageError`."""
    schema = fact_schemas(library)[kind].slots
    found: dict[str, list[Slot]] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals or not text.strip():
            message = f"{each!r} gives a slot no value: write slot=value, such as year=2008"
            raise UsageError(message)
        found.setdefault(known_slot(kind, name, library), []).append(_value(schema[name].value, name, text.strip()))
    many = {name for name in found if schema[name].value in LISTS or name in LISTED}
    return {name: tuple(each) if name in many or len(each) > 1 else each[0] for name, each in found.items()}


def known_slot(kind: str, name: str, library: Library) -> str:
    """The name, if facts of the type have such a slot; raises `UsageError` for another."""
    slots = fact_schemas(library)[kind].slots
    if name not in slots:
        message = f"a {kind} has no slot {name!r}: use one of {', '.join(slots)}"
        raise UsageError(message)
    return name


def _value(kind: str, name: str, text: str) -> Slot:
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    if kind not in NUMBERS and kind != "boolean":
        return text
    try:
        number = float(text) if kind != "boolean" else None
    except ValueError:
        number = None
    if number is None or number - number != 0:
        message = f"{name} takes {'true or false' if kind == 'boolean' else 'a number'}, not {text!r}"
        raise UsageError(message)
    return int(number) if number.is_integer() else number


def record(
    folder: Path, decisions: Sequence[Decision], readings: Collection[Reading], journal: Journal, library: Library
) -> list[tuple[Entry, bool]]:
    """Write decisions, each with whether it is new: what the same person has said before is not written again.

    Raises `UsageError` for decisions that would not apply, and then writes none.
    """
    known = {_content(entry.decision): entry for each in in_force(journal) for entry in (journal.entries[each],)}
    new = [decision for decision in decisions if _content(decision) not in known]
    for decision in new:
        _check(decision)
    _try(new, readings, journal, library)
    written = iter(append(folder, new) if new else [])
    return [(known[_content(each)], False) if _content(each) in known else (next(written), True) for each in decisions]


def _check(decision: Decision) -> None:
    """Refuse what changes nothing, and what could not be read again."""
    if decision.decision == AMEND and not list(decision.changes):
        message = "this changes nothing: accept the fact, or say what is to be another"
        raise Refused(message, reason=UNCHANGED)
    try:
        parse(as_line(decision))
    except ValueError as error:
        message = f"this cannot be recorded: {error}"
        raise Refused(message) from None


def _try(new: Sequence[Decision], readings: Collection[Reading], journal: Journal, library: Library) -> None:
    entries = {decision.id: Entry(decision, NEW, number) for number, decision in enumerate(new, 1)}
    curated = curate(readings, replace(journal, entries={**journal.entries, **entries}), library)
    for one, other in curated.conflicts:
        old = [entry for entry in (one, other) if entry.decision.id not in entries]
        if len(old) == 1:
            message = f"this cannot hold beside {told_of(old[0])}. To decide anew, say --replaces {old[0].decision.id}"
            raise Opposed(message, told_of(old[0]))
        if not old:
            message = "these decisions cannot hold together"
            raise Opposed(message)
    for outcome in curated.outcomes:
        if outcome.decision.id in entries and outcome.state in UNAPPLIED:
            raise Refused(_why(outcome), _slot(outcome), outcome.reason.partition(":")[0])


def _why(outcome: Outcome) -> str:
    """Why a decision would not apply, in a sentence."""
    reason, _, slot = outcome.reason.partition(":")
    if reason.endswith("not-printed"):
        return f"the quote does not print this {slot}; if it follows from the context, add --derived {slot}"
    if reason == "not-in-vocabulary":
        return f"this value of {slot} is in no list of ours: ontology/schemes.ttl and ontology/themes.ttl have them"
    return f"this would not apply ({outcome.state}): {outcome.reason or 'there is no such fact any more'}"


def _slot(outcome: Outcome) -> str | None:
    """The slot that the gate names; else the only one that is changed."""
    named = outcome.reason.partition(":")[2]
    changed = [*outcome.decision.set, *outcome.decision.unset]
    return named or (changed[0] if len(changed) == 1 else None)


def _content(decision: Decision) -> str:
    """What a decision says, whenever and for whatever reason it was said."""
    return repr({key: value for key, value in as_object(decision).items() if key not in {"when", "why"}})
