"""Which pages a bundle has: those of the site map, of concepts and of stored queries, and a declared few by parameter.

The list is data: `templates/publication/pages.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError
from fulian_kg.publication import reference
from fulian_kg.publication.sitemap import SECTIONS, paths
from fulian_kg.query.claims import Statements
from fulian_kg.query.comparing import provinces_of
from fulian_kg.query.kept import Answers
from fulian_kg.query.measures import THEMES, measures
from fulian_kg.query.stored import stored_queries
from fulian_kg.server.published import DOC, Page, Published
from fulian_kg.vocabulary import PREFIXES, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.publishing.edition import Edition
    from fulian_kg.resources import Library

FILE = "publication/pages.toml"
DOCUMENTS = DOC.removeprefix("/")
PUBLISHED: Mapping[str, tuple[str, ...]] = {"all": (DOCUMENTS,), "cases": (f"{DOCUMENTS}case/",), "none": ()}
"""How paths of the resources begin that have pages."""
MOST_CASES = 500
"""So many cases have pages that answer questions of all of them: some stored queries take a minute of 2,000."""


@dataclass(frozen=True, slots=True)
class Varied:
    """Pages of one path by the values of one parameter."""

    path: str
    parameter: str
    values: tuple[str, ...] | str
    """The values, or what has them: `measures`, `themes` or `provinces`."""
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What is declared of the pages of a bundle."""

    files: tuple[str, ...]
    """What pages load."""
    scripted: tuple[str, ...]
    queries: tuple[str, ...]
    """Formats of answers."""
    answering: tuple[str, ...]
    """How paths begin of pages that answer questions of all cases."""
    formats: Mapping[str, tuple[str, ...]]
    """Other formats of pages of the site map, by path."""
    varied: tuple[Varied, ...]


@cache
def page_settings(library: Library) -> PageSettings:
    """The declaration of a library; raises `InputError` for a file that lacks something or is no TOML."""
    try:
        read = tomllib.loads(library.read("templates", FILE))
        return PageSettings(
            files=_texts(read["files"]),
            scripted=_texts(read["scripted"]),
            queries=_texts(read["queries"]),
            answering=_texts(read.get("answering", ())),
            formats={path: _texts(forms) for path, forms in read.get("formats", {}).items()},
            varied=tuple(map(_varied, read.get("varied", ()))),
        )
    except KeyError as error:
        message = f"{error.args[0]} is missing"
        raise InputError(message, file=f"templates/{FILE}") from None
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise InputError(str(error), file=f"templates/{FILE}") from None


def _varied(read: Mapping[str, Any]) -> Varied:
    values = read["values"] if isinstance(read["values"], str) else _texts(read["values"])
    return Varied(read["path"], read["parameter"], values, _texts(read.get("formats", ())))


def _texts(read: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, read))


def published(edition: Edition) -> Published:
    """The pages of an edition; raises `InputError` for a declaration that cannot be followed."""
    settings = page_settings(edition.library)
    return Published((*_sections(edition, settings), *_queries(edition, settings), *_parameters(edition, settings)))


def sections(edition: Edition) -> tuple[str, ...]:
    """Paths of the site map but those of resources, without a slash before them."""
    return tuple(path for path in SECTIONS if not _is_left(path, edition))


def _is_left(path: str, edition: Edition) -> bool:
    """Whether a page is left to the server: it answers a question of all cases, and there are too many of them."""
    many = edition.store.manifest["ledger"]["cases"]["found"] > MOST_CASES
    return many and path.startswith(page_settings(edition.library).answering)


def _sections(edition: Edition, settings: PageSettings) -> Iterator[Page]:
    """What the site map has, and concepts."""
    start = PUBLISHED[edition.pages]
    resources = [path for path in paths(edition.store) if path.startswith(start)] if start else []
    for path in (*sections(edition), *resources, *_concepts(edition.library)):
        files = _files(path, settings.formats.get(path, ()))
        yield Page(f"/{path}", f"/{path}".rstrip("/"), formats=files, scripted=path in settings.scripted)


def _files(path: str, formats: Iterable[str]) -> dict[str, str]:
    """Names of files that tell what a page tells."""
    return {form: f"{path.rpartition('/')[2]}.{form}" for form in formats}


def _concepts(library: Library) -> Iterator[str]:
    """Schemes as lists, and a page for each of them and of their concepts."""
    start, kinds = PREFIXES["def"], {SKOS.Concept, SKOS.ConceptScheme}
    schemes = reference.schemes(library)
    yield from (f"def/{iri.removeprefix(start)}" for iri in schemes)
    named = {t.subject.value for t in reference.ontology(library) if t.predicate == RDF.type and t.object in kinds}  # type: ignore[union-attr]
    yield from (f"{DOCUMENTS}def/{iri.removeprefix(start)}" for iri in sorted(named) if iri.startswith(start))


def _queries(edition: Edition, settings: PageSettings) -> Iterator[Page]:
    """Every stored query with the example of its head."""
    for name, query in stored_queries(edition.library).items():
        if _is_left(f"queries/{name}", edition):
            continue
        example = frozenset((each.name, each.example) for each in query.parameters if each.required)
        yield Page(f"/queries/{name}", f"/queries/{name}", example, _files(name, settings.queries))


def _parameters(edition: Edition, settings: PageSettings) -> Iterator[Page]:
    for each in settings.varied:
        if _is_left(each.path, edition):
            continue
        for value, folder in _values(edition, each.values):
            place = f"/{each.path}/{each.parameter}/{folder}"
            yield Page(f"/{each.path}", place, frozenset({(each.parameter, value)}), _files(each.path, each.formats))


def _values(edition: Edition, values: tuple[str, ...] | str) -> list[tuple[str, str]]:
    """Values with the names of their folders."""
    if not isinstance(values, str):
        return [(each, each) for each in values]
    known = {"measures": _measures, "themes": _themes, "provinces": _provinces}
    if values not in known:
        message = f"values is a list, or one of {', '.join(known)}"
        raise InputError(message, file=f"templates/{FILE}")
    return known[values](edition)


def _measures(edition: Edition) -> list[tuple[str, str]]:
    return [(name, name) for name in measures(edition.library) if name != THEMES]


def _themes(edition: Edition) -> list[tuple[str, str]]:
    columns = Statements(Answers(edition.store, edition.library), THEMES).columns()
    return [(each.id, each.id) for each in columns]


def _provinces(edition: Edition) -> list[tuple[str, str]]:
    """By name, as links do; folders have the last part of the IRI, which is ASCII."""
    return [(area.name, iri.rpartition("/")[2]) for iri, area in provinces_of(edition.store, edition.library).items()]
