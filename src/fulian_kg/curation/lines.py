"""Lines of a file of decisions: what stands in one, checked key by key, for a slip would lose what was decided."""

from __future__ import annotations

import json
import re
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from fulian_kg.curation.decisions import KINDS, MERGE, SEEN, SPLIT, WITHDRAW, Anchor, Decision, Nth, Words, as_object
from fulian_kg.facts_io import frozen
from fulian_kg.model import FACT_TYPES
from fulian_kg.source.decoding import CONTROL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.model import Slot

LONGEST = 10_000
"""Characters that a text of a line may have."""
HEX = re.compile("[0-9a-f]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
"""RFC 3339, as xsd:dateTime has it too."""


def parse(line: str) -> Decision:
    """The decision of a line; raises `ValueError` with what is wrong with it."""
    row = _Row(json.loads(line, parse_constant=_no_number), "the line")
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
        who=_name(row.text("who")),
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
        replaces=tuple(_hex(each, 16) for each in row.texts("replaces")),
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
        fits = isinstance(found, str) and (found or default == "") and len(found) <= LONGEST
        return str(self._checked(key, found, fits, "a text"))

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
    return many or isinstance(value, str | int | bool) or (isinstance(value, float) and isfinite(value))


def _no_number(name: str) -> None:
    message = f"{name} is no number"
    raise ValueError(message)


def _hex(text: str, length: int) -> str:
    if len(text) != length or not HEX.fullmatch(text):
        message = f"{text!r} is not a hash of {length} hexadecimal digits in lower case"
        raise ValueError(message)
    return text


def _name(text: str) -> str:
    if not text.strip() or CONTROL.search(text):
        message = f"'who' is {text!r}, not a name"
        raise ValueError(message)
    return text


def _anchor(row: _Row) -> Anchor:
    return Anchor(
        file=row.text("file"),
        sha256=_hex(row.text("sha256"), 64),
        compilation=row.optional("compilation"),
        case=row.number("case") if row.has("case") else None,
        case_title=row.optional("case_title"),
        words=_words(row),
        slots=row.table("slots"),
        derived=row.texts("derived"),
    )


def _words(row: _Row) -> Words:
    nth = Nth(*row.numbers("nth")) if row.has("nth") else None
    if nth and not 1 <= nth.number <= nth.of:
        message = f"'nth' is {list(nth)}: the first number counts places up to the second"
        raise ValueError(message)
    return Words(row.text("before", ""), row.text("quote"), row.text("after", ""), row.number("start"), nth)


def _lists(row: _Row, key: str) -> Mapping[str, tuple[str, ...]]:
    found = row.table(key)
    if not all(isinstance(members, tuple) for members in found.values()):
        message = f"{key!r} of the line is not a table of lists"
        raise ValueError(message)
    return found


def _moment(text: str) -> str:
    try:
        known = bool(MOMENT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        known = False
    if not known:
        message = f"'when' is {text!r}, not a date and time with its zone such as 2026-01-31T09:00:00+08:00"
        raise ValueError(message)
    return text
