"""One decision of a person about one passage, and its form as a line of JSON that people can read.

A decision names the source by hash, the words by quote and context, and what was judged by type and slots; it never
names anything in the graph. Its id is the hash of what it says, so that the same line is the same decision anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from fulian_kg.facts_io import plain
from fulian_kg.model import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.model import Slot

ACCEPT, REJECT, AMEND, ADD, MERGE, SPLIT, WITHDRAW = KINDS = (
    *("accept", "reject", "amend", "add", "merge", "split", "withdraw"),
)
"""What a decision can be: the notations of the scheme `decision-kind`."""
FINDING, NUMBER, NAME = SEEN = ("finding", "number", "name")
"""What is judged without being a fact: a finding, a number that no fact states, a name that means no region."""


class Nth(NamedTuple):
    """Which of several places with the same words and context is meant."""

    number: int
    """From 1."""
    of: int


@dataclass(frozen=True, slots=True)
class Words:
    """A passage by what stands there and around it."""

    before: str
    quote: str
    after: str
    start: int
    """Offset of the quote in the text with the hash of its anchor; means nothing in another text."""
    nth: Nth | None = None
    """None where quote and context stand in one place only."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was judged: a fact, or something seen, of one source."""

    file: str
    sha256: str
    compilation: str | None
    """Title of the compilation; None for a file that is a case of its own."""
    case: int | None
    case_title: str | None
    words: Words
    slots: Mapping[str, Slot] = field(default_factory=dict)
    """The slots as the person saw them."""
    derived: tuple[str, ...] = ()
    """Those slots that the quote does not print; on a decision's own anchor, those of all slots of its line."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided. Two that say the same are one."""

    decision: str
    """One of `KINDS`."""
    who: str
    when: str
    """RFC 3339."""
    why: str
    type: str | None = None
    """A fact type, or one of `SEEN`; None for a withdrawal alone."""
    anchor: Anchor | None = None
    set: Mapping[str, Slot] = field(default_factory=dict)
    """Slots of an amended fact, of the fact that is split off."""
    unset: tuple[str, ...] = ()
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Members that lists of an amended fact gain."""
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Members that lists of an amended fact lose."""
    other: Anchor | None = None
    """What is the same as the fact, for a merge."""
    mention: Words | None = None
    """Where the fact stands that is split off."""
    replaces: tuple[str, ...] = ()
    """Ids of earlier decisions that this one is in place of."""
    id: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        content = json.dumps(as_object(self), ensure_ascii=False, sort_keys=True)
        object.__setattr__(self, "id", digest(content))

    @property
    def changes(self) -> Iterator[tuple[str, Slot | None, Slot | None]]:
        """Slots that an amendment changes, each with the value that the person saw and the one it is to have."""
        if self.decision != AMEND or self.anchor is None:
            return
        seen, made = self.anchor.slots, after(self.anchor.slots, self)
        for name in dict.fromkeys((*seen, *made)):
            if seen.get(name) != made.get(name):
                yield name, seen.get(name), made.get(name)


def after(slots: Mapping[str, Slot], decision: Decision) -> dict[str, Slot]:
    """The slots of a fact once an amendment has changed them."""
    made = {name: value for name, value in (dict(slots) | dict(decision.set)).items() if name not in decision.unset}
    for name in dict.fromkeys((*decision.include, *decision.exclude)):
        kept = [each for each in made.pop(name, ()) if each not in decision.exclude.get(name, ())]
        if members := (*kept, *(each for each in decision.include.get(name, ()) if each not in kept)):
            made[name] = members
    return made


def as_object(decision: Decision) -> dict[str, Any]:
    """The decision as a JSON object, keys in the order of the file; what is empty is left out."""
    row = {name: getattr(decision, name) for name in ("decision", "who", "when", "why")}
    row |= _filled({"type": decision.type})
    if decision.anchor:
        row |= _anchor_row(decision.anchor)
    lists = {"unset": list(decision.unset), "replaces": list(decision.replaces)}
    tables = {name: _table(getattr(decision, name)) for name in ("set", "include", "exclude")}
    places = {
        "with": _anchor_row(decision.other) if decision.other else None,
        "mention": _words_row(decision.mention) if decision.mention else None,
    }
    row |= _filled(tables | lists | places)
    return row


def as_line(decision: Decision) -> str:
    """The decision as one line, without line feed."""
    return json.dumps(as_object(decision), ensure_ascii=False)


def _anchor_row(anchor: Anchor) -> dict[str, Any]:
    row: dict[str, Any] = {"file": anchor.file, "sha256": anchor.sha256}
    row |= _filled({"compilation": anchor.compilation}) | {"case": anchor.case}
    row |= _filled({"case_title": anchor.case_title})
    judged = {"slots": _table(anchor.slots), "derived": list(anchor.derived)}
    return row | _words_row(anchor.words) | _filled(judged)


def _words_row(words: Words) -> dict[str, Any]:
    row = {"before": words.before, "quote": words.quote, "after": words.after, "start": words.start}
    return row | _filled({"nth": list(words.nth) if words.nth else None})


def _table(slots: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in slots.items()}


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, [], {})}
