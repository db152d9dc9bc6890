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
    import datetime as dt
    from collections.abc import Mapping

    import pyoxigraph as ox

    from fulian_kg.publication.addresses import Addresses

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
class Contact:
    """Whom to ask."""

    iri: str
    name: Text
    email: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a publisher says of one edition only."""

    issued: dt.date | None = None
    """Day of the first edition."""
    modified: dt.date | None = None
    """Day of this one."""
    version: str | None = None
    """That of the release; None for what is served, which has none."""


@dataclass(frozen=True, slots=True)
class DatasetSettings:
    """What a publisher says."""

    texts: Mapping[str, Text]
    """`title`, `description`, `service`, `catalogue`, `provenance`, `rights`, `unlicensed`, `temporal`."""
    keywords: Mapping[str, list[str]]
    licence: str | None
    publisher: Entity
    themes: tuple[Entity, ...]
    spatial: tuple[Entity, ...]
    languages: tuple[Entity, ...]
    dumps: Mapping[str, Text]
    """What the dumps of a kind hold."""
    documents: Mapping[str, Text]
    """What the documents about the data set hold, by name."""
    protocol: Entity
    """What the endpoint speaks."""
    access_rights: Entity | None
    availability: Entity | None
    contact: Contact | None
    endpoint: str | None
    """IRI of the endpoint where it is not below the base."""
    pages: Mapping[str, Text]
    """Names of pages that the catalogue leads to, by their paths."""

    def endpoint_at(self, at: Addresses) -> ox.NamedNode:
        """Where queries are answered."""
        return named(self.endpoint) if self.endpoint else at.of("sparql")


@dataclass(frozen=True, slots=True)
class Licensed(Library):
    """A library whose publisher states another licence than its settings do."""

    licence: str = ""


TEXTS = ("title", "description", "service", "catalogue", "provenance", "rights", "unlicensed", "temporal")


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
            documents={name: _text(text) for name, text in read["documents"].items()},
            protocol=_entity(read["protocol"]),
            access_rights=_entity(read["access_rights"]) if "access_rights" in read else None,
            availability=_entity(read["availability"]) if "availability" in read else None,
            contact=_contact(read["contact"]) if "contact" in read else None,
            pages={path: _text(text) for path, text in read["pages"].items()},
            endpoint=named(read["endpoint"]).value if read.get("endpoint") else None,
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


def _contact(read: dict[str, Any]) -> Contact:
    email = named(f"mailto:{read['email']}").value if read.get("email") else None
    return Contact(named(read["iri"]).value, _text(read["name"]), email)


def _text(read: dict[str, Any]) -> Text:
    return {language: str(read[language]) for language in LANGUAGES}
