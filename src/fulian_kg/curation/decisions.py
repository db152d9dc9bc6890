"""One decision of a person about one passage, and its form as a line of JSON that people can read.

A decision names the source by hash, the words by quote and context, and what was judged by type and slots; it never
names anything in the graph. Its id is the hash of what it says, so that the same line is the same decision anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from fulian_kg.facts_io import frozen, plain
from fulian_kg.model import FACT_TYPES, digest

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


def parse(line: str) -> Decision:
    """The decision of a line; raises `ValueError` with what is wrong with it."""
    row = _Row(json.loads(line), "the line")
    kind = row.text("decision")
    if kind not in KINDS:
        message = f"there is no decision {kind!r}: use one of {', '.join(KINDS)}"
        raise ValueError(message)
    judged = None if kind == WITHDRAW else row.text("type")
    if judged is not None and judged not in (*FACT_TYPES, *SEEN):
        message = f"unknown type {judged!r}"
        raise ValueError(message)
    made = Decision(
        decision=kind,
        who=row.text("who"),
        when=_moment(row.text("when")),
        why=row.text("why", default=""),
        type=judged,
        anchor=None if kind == WITHDRAW else _anchor(row),
        set=row.table("set"),
        unset=row.texts("unset"),
        include=_lists(row, "include"),
        exclude=_lists(row, "exclude"),
        other=_anchor(row.inner("with")) if kind == MERGE else None,
        mention=_words(row.inner("mention")) if kind == SPLIT else None,
        replaces=row.texts("replaces"),
    )
    row.known(as_object(made))
    return made


class _Row:
    """A JSON object whose keys are asked for by kind."""

    def __init__(self, row: Any, name: str) -> None:
        self._row = row
        self._name = name
        if not isinstance(row, dict):
            message = f"{name} is not a JSON object"
            raise ValueError(message)  # noqa: TRY004  one kind of error for all that is wrong with a line

    def text(self, key: str, default: str | None = None) -> str:
        found = self._row.get(key, default)
        return str(self._checked(key, found, isinstance(found, str) and (found or default == ""), "a text"))

    def optional(self, key: str) -> str | None:
        return self.text(key) if key in self._row else None

    def number(self, key: str) -> int:
        found = self._row.get(key)
        whole = isinstance(found, int) and not isinstance(found, bool) and found >= 0
        return int(self._checked(key, found, whole, "a whole number"))

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._row.get(key, [])
        fits = isinstance(found, list) and all(isinstance(each, str) for each in found)
        return tuple(self._checked(key, found, fits, "a list of texts"))

    def table(self, key: str) -> Mapping[str, Slot]:
        found = self._row.get(key, {})
        fits = isinstance(found, dict) and all(map(_is_slot, found.values()))
        return {name: frozen(each) for name, each in self._checked(key, found, fits, "a table of slots").items()}

    def inner(self, key: str) -> _Row:
        return _Row(self._row.get(key), f"{self._name}’s {key!r}")

    def numbers(self, key: str) -> tuple[int, int]:
        found = self._row[key]
        fits = isinstance(found, list) and [type(each) for each in found] == [int, int]
        first, last = self._checked(key, found, fits, "a list of two whole numbers")
        return first, last

    def has(self, key: str) -> bool:
        return self._row.get(key) is not None

    def known(self, keys: Mapping[str, Any]) -> None:
        """Refuse keys that mean nothing: a slip in one would lose what was decided."""
        if strange := sorted(key for key in self._row if key not in keys and self._row[key] not in (None, "", [], {})):
            message = f"{self._name} has keys that mean nothing there: {', '.join(strange)}"
            raise ValueError(message)

    def _checked(self, key: str, value: Any, fits: object, wanted: str) -> Any:
        if not fits:
            message = f"{key!r} of {self._name} is not {wanted}"
            raise ValueError(message)
        return value


def _is_slot(value: Any) -> bool:
    many = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return many or isinstance(value, str | int | float | bool)


def _anchor(row: _Row) -> Anchor:
    return Anchor(
        file=row.text("file"),
        sha256=row.text("sha256"),
        compilation=row.optional("compilation"),
        case=row.number("case") if row.has("case") else None,
        case_title=row.optional("case_title"),
        words=_words(row),
        slots=row.table("slots"),
        derived=row.texts("derived"),
    )


def _words(row: _Row) -> Words:
    nth = Nth(*row.numbers("nth")) if row.has("nth") else None
    return Words(row.text("before", ""), row.text("quote"), row.text("after", ""), row.number("start"), nth)


def _lists(row: _Row, key: str) -> Mapping[str, tuple[str, ...]]:
    found = row.table(key)
    if not all(isinstance(members, tuple) for members in found.values()):
        message = f"{key!r} of the line is not a table of lists"
        raise ValueError(message)
    return found


def _moment(text: str) -> str:
    try:
        aware = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        message = f"'when' is {text!r}, not a date and time with its zone such as 2026-01-31T09:00:00+08:00"
        raise ValueError(message)
    return text
