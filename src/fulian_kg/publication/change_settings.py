"""How release notes are worded: `templates/publication/changes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError

if TYPE_CHECKING:
    from fulian_kg.resources import Library

FILE = "publication/changes.toml"
LANGUAGES = ("zh", "en")
Text = Mapping[str, str]
"""By language."""


@dataclass(frozen=True, slots=True)
class Called:
    """What a slot is called where its fact has another slot too."""

    type: str
    slot: str
    beside: str
    name: Text


@dataclass(frozen=True, slots=True)
class Unit:
    """What the numbers of some slots are counted in, said by other slots."""

    type: str
    slots: frozenset[str]
    of: tuple[str, ...]
    unit: Text


@dataclass(frozen=True, slots=True)
class NoteSettings:
    """The words of release notes."""

    words: Mapping[str, Text]
    sentences: Mapping[str, Mapping[str, Text]]
    """By what changed, then how it changed."""
    names: Mapping[str, tuple[str, ...]]
    stated: Mapping[str, str]
    """The slot with the number of a fact, by type."""
    slots: tuple[Called, ...]
    units: tuple[Unit, ...]
    short: Mapping[str, Mapping[str, str]]
    """By language, then value."""

    def word(self, key: str, language: str, **values: object) -> str:
        """A word or sentence with its values."""
        return self.words[key][language].format(**values)

    def sentence(self, thing: str, kind: str, language: str, **values: object) -> str:
        """The sentence of a change."""
        return self.sentences[thing][kind][language].format(**values)


@cache
def note_settings(library: Library) -> NoteSettings:
    """The words of a library; raises `InputError` for a file that lacks something or is no TOML."""
    try:
        read = tomllib.loads(library.read("templates", FILE))
        return NoteSettings(
            words=_texts(read["words"]),
            sentences={thing: _texts(kinds) for thing, kinds in read["sentences"].items()},
            names={kind: tuple(map(str, slots)) for kind, slots in read["names"].items()},
            stated={kind: str(slot) for kind, slot in read["stated"].items()},
            slots=tuple(Called(row["type"], row["slot"], row["beside"], _text(row["name"])) for row in read["slots"]),
            units=tuple(map(_unit, read["units"])),
            short={language: dict(read["short"][language]) for language in LANGUAGES},
        )
    except KeyError as error:
        message = f"{error.args[0]} is missing"
        raise InputError(message, file=f"templates/{FILE}") from None
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        raise InputError(str(error), file=f"templates/{FILE}") from None


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(row["type"], frozenset(row["slots"]), tuple(row["of"]), _text(row["unit"]))


def _texts(read: Mapping[str, Any]) -> dict[str, Text]:
    return {key: _text(entry) for key, entry in read.items()}


def _text(read: Mapping[str, Any]) -> Text:
    return {language: str(read[language]) for language in LANGUAGES}
