"""What is said of the data set by those who publish it: names, keywords, publisher, licence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError, UsageError
from fulian_kg.publication.dumps import KINDS
from fulian_kg.resources import Library
from fulian_kg.vocabulary import named

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "publication/dataset.toml"
LANGUAGES = ("zh", "en")
Text = dict[str, str]
"""By language."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing elsewhere, with its name."""

    iri: str
    name: Text


@dataclass(frozen=True, slots=True)
class DatasetSettings:
    """What a publisher says."""

    texts: Mapping[str, Text]
    """`title`, `description`, `service`, `catalogue`, `provenance`, `unlicensed`."""
    keywords: Mapping[str, list[str]]
    licence: str | None
    publisher: Entity
    themes: tuple[Entity, ...]
    spatial: tuple[Entity, ...]
    languages: tuple[Entity, ...]
    dumps: Mapping[str, Text]
    """What the dumps of a kind hold."""


@dataclass(frozen=True, slots=True)
class Licensed(Library):
    """A library whose publisher states another licence than its settings do."""

    licence: str = ""


TEXTS = ("title", "description", "service", "catalogue", "provenance", "unlicensed")


@cache
def dataset_settings(library: Library) -> DatasetSettings:
    """The settings of a library; raises `InputError` for a file that lacks something or is no TOML."""
    try:
        read = tomllib.loads(library.read("templates", FILE))
        return DatasetSettings(
            texts={key: _text(read[key]) for key in TEXTS},
            keywords={language: list(map(str, read["keywords"][language])) for language in LANGUAGES},
            licence=_licence(library, read),
            publisher=_entity(read["publisher"]),
            themes=tuple(map(_entity, read.get("themes", ()))),
            spatial=tuple(map(_entity, read.get("spatial", ()))),
            languages=tuple(map(_entity, read.get("languages", ()))),
            dumps={kind: _text(read["dumps"][kind]) for kind in KINDS},
        )
    except KeyError as error:
        message = f"{error.args[0]} is missing"
        raise InputError(message, file=f"templates/{FILE}") from None
    except (tomllib.TOMLDecodeError, UsageError, TypeError) as error:
        raise InputError(str(error), file=f"templates/{FILE}") from None


def _licence(library: Library, read: dict[str, Any]) -> str | None:
    licence = library.licence if isinstance(library, Licensed) else read.get("licence")
    return named(licence).value if licence else None


def _entity(read: dict[str, Any]) -> Entity:
    return Entity(named(read["iri"]).value, _text(read["name"]))


def _text(read: dict[str, Any]) -> Text:
    return {language: str(read[language]) for language in LANGUAGES}
