"""Sentences whose facts are known when they are made: templates with slots, filled by a draw."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from fulian_kg.fact_schema import fact_schemas
from fulian_kg.resources import Library
from generation.words import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generation.words import Draw, Words

OPEN, CLOSE = "〔〕"
OWN = "@"
"""Before a value that the case brings."""
PIECE = re.compile(
    r"(?P<open>〔)|(?P<close>〕)"
    r"|\{(?:(?P<type>[a-z]+)\.)?(?P<slot>[a-z_]+)(?::(?P<list>[a-z_]+))?(?:\*(?P<count>\d+))?\}"
    r"|(?P<plain>[^〔〕{}]+)"
)
LISTED = frozenset({"strings", "agents", "steps"})
"""Kinds of value that are several words."""
JOINT = "、"


@dataclass(slots=True)
class Stated:
    """A fact of a sentence: its slots, those that are not printed, and where in the sentence its evidence stands."""

    type: str
    start: int
    end: int = 0
    slots: dict[str, Any] = field(default_factory=dict)
    derived: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what it states."""

    text: str
    facts: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots, and for each fact type the slots that are always the same."""

    text: str
    constants: Mapping[str, Mapping[str, Any]]

    def filled(self, words: Words, draw: Draw) -> Sentence:
        """The sentence as the draw falls."""
        return _Filling(self, words, draw).sentence()


@cache
def templates() -> Mapping[str, tuple[Template, ...]]:
    """The templates of `sentences.toml` by what they are about."""
    table = tomllib.loads((FOLDER / "sentences.toml").read_text("utf-8"))
    return {name: tuple(Template(row.pop("text"), row) for row in rows) for name, rows in table.items()}


class _Filling:
    """Fills one template from left to right."""

    def __init__(self, template: Template, words: Words, draw: Draw) -> None:
        self._template = template
        self._words = words
        self._draw = draw
        self._text = ""
        self._open: dict[str, Stated] | None = None
        self._facts: list[Stated] = []

    def sentence(self) -> Sentence:
        for match in PIECE.finditer(self._template.text):
            if match["open"]:
                self._start, self._open = len(self._text), {}
            elif match["close"]:
                self._close()
            elif match["plain"]:
                self._text += match["plain"]
            else:
                self._slot(match)
        return Sentence(self._text, tuple(self._facts))

    def _slot(self, match: re.Match[str]) -> None:
        name, kind = match["slot"], match["type"]
        source = match["list"] or name
        found = (
            self._words.several(source, int(match["count"]), self._draw)
            if match["count"]
            else [self._words.drawn(source, self._draw)]
        )
        self._text += JOINT.join(word.text for word in found)
        if kind and self._open is not None:
            fact = self._open.setdefault(kind, Stated(kind, self._start))
            fact.slots[name] = _value(kind, name, [word.value for word in found])

    def _close(self) -> None:
        for fact in (self._open or {}).values():
            fact.end = len(self._text)
            constants = self._template.constants.get(fact.type, {})
            fact.slots |= {name: self._constant(fact.type, name, value) for name, value in constants.items()}
            fact.derived = frozenset(name for name, value in constants.items() if str(value).startswith(OWN))
            self._facts.append(fact)
        self._open = None

    def _constant(self, kind: str, name: str, value: Any) -> Any:
        if not isinstance(value, str) or not value.startswith(OWN):
            return value
        return _value(kind, name, [self._words.own[value.removeprefix(OWN)]])


def _value(kind: str, name: str, values: list[Any]) -> Any:
    """A slot's value: several words where the schema has several, a date as text."""
    value = _schemas()[kind].slots[name].value
    if value in LISTED:
        return tuple(values)
    return str(values[0]) if value == "date" else values[0]


@cache
def _schemas() -> Mapping[str, Any]:
    return fact_schemas(Library())
