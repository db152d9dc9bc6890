"""What a person writes for a parameter, as the one RDF term that it means; terms are bound, never spliced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import UsageError
from fulian_kg.model import day
from fulian_kg.vocabulary import FL, PREFIXES, SKOS, XSD, Term, curie, is_iri, named, scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fulian_kg.query.stored import Parameter

INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.notation, FL.fullName, FL.gbCode)
CONCEPT = "concept:"
THEME = "theme"
LISTED = 8
"""Candidates that a message names."""


def bindings(parameters: Iterable[Parameter], given: Mapping[str, str], store: ox.Store) -> dict[ox.Variable, Term]:
    """A term for every parameter given or with a default; raises `UsageError` for what is missing, unknown or wrong."""
    parameters = tuple(parameters)
    if unknown := sorted(set(given) - {parameter.name for parameter in parameters}):
        known = ", ".join(parameter.name for parameter in parameters) or "none"
        message = f"unknown parameter {', '.join(unknown)}: this query has {known}"
        raise UsageError(message)
    values = {parameter: given.get(parameter.name, parameter.default) for parameter in parameters}
    for parameter, value in values.items():
        if value is None and parameter.required:
            message = (
                f"the parameter {parameter.name} ({parameter.zh}) is missing: -p {parameter.name}={parameter.example}"
            )
            raise UsageError(message)
    return {
        ox.Variable(parameter.name): term(parameter.type, parameter.name, value, store)
        for parameter, value in values.items()
        if value is not None
    }


def term(kind: str, name: str, value: str, store: ox.Store) -> Term:
    """The term that a value of a type means in a store."""
    if kind.startswith(CONCEPT):
        return _concept(kind.removeprefix(CONCEPT), name, value, store)
    if kind not in TERMS:
        message = f"the parameter {name} has the unknown type {kind}"
        raise UsageError(message)
    return TERMS[kind](name, value, store)


def _text(name: str, value: str, _store: ox.Store) -> Term:
    if not value.strip():
        message = f"the parameter {name} is empty: give it some text"
        raise UsageError(message)
    try:
        return ox.Literal(value)
    except UnicodeError:
        message = f"the parameter {name} is not a text that can be written in UTF-8"
        raise UsageError(message) from None


def _integer(name: str, value: str, _store: ox.Store) -> Term:
    if not INTEGER.fullmatch(value):
        message = f"the parameter {name} wants a whole number, not {value!r}"
        raise UsageError(message)
    return ox.Literal(value.lstrip("+"), datatype=XSD.integer)


def _date(name: str, value: str, _store: ox.Store) -> Term:
    found = day(value)
    if found is None:
        message = f"the parameter {name} wants a day as YYYY-MM-DD, not {value!r}"
        raise UsageError(message)
    return ox.Literal(found.isoformat(), datatype=XSD.date)


def _iri(name: str, value: str, _store: ox.Store) -> Term:
    plain = value.removeprefix("<").removesuffix(">")
    if value.partition(":")[0] in PREFIXES and not value.startswith("<"):
        return curie(value)
    if not is_iri(plain):
        message = f"the parameter {name} wants an absolute IRI or a compact one (fl:Case), not {value!r}"
        raise UsageError(message)
    return named(plain)


def _region(name: str, value: str, store: ox.Store) -> Term:
    """A region over time by the name, full name or code of one of its versions."""
    if is_iri(value):
        return _iri(name, value, store)
    found = {
        region.object: None
        for version in _called(value, FL.RegionVersion, store)
        for region in store.quads_for_pattern(version, FL.versionOf, None)
    }
    what = "region in this store (it holds those that its sources touch; `fulian-kg region` knows all)"
    return _one(list(found), name, value, store, what)


def _theme(name: str, value: str, store: ox.Store) -> Term:
    return _concept(THEME, name, value, store)


def _concept(of: str, name: str, value: str, store: ox.Store) -> Term:
    """A concept of a scheme by its id or one of its labels in either language."""
    if is_iri(value):
        return _iri(name, value, store)
    direct = ox.NamedNode(f"{scheme(of).value}/{value.replace('_', '-')}") if re.fullmatch(r"[\w-]+", value) else None
    members = {quad.subject for quad in store.quads_for_pattern(None, SKOS.inScheme, scheme(of))}
    if direct in members:
        return direct
    found = [each for each in _called(value, SKOS.Concept, store) if each in members]
    known = ", ".join(sorted(str(each.value).rpartition("/")[2] for each in members))  # type: ignore[union-attr]
    return _one(found, name, value, store, f"{of} (there are {known})")


def _called(value: str, cls: ox.NamedNode, store: ox.Store) -> list[ox.NamedNode]:
    """Resources of a class with exactly this name; without one, those whose name begins so."""
    wanted = "".join(value.split())
    named: dict[ox.NamedNode, bool] = {}
    pattern = f"?node a {cls} ; ?name_of ?name VALUES ?name_of {{ {' '.join(map(str, NAMES))} }}"
    for node, name in store.query(f"SELECT ?node ?name {{ {pattern} }}", use_default_graph_as_union=True):  # type: ignore[union-attr]
        text = str(name.value)
        if text.lower() == wanted.lower():
            named[node] = True
        elif text.startswith(wanted) and wanted:
            named.setdefault(node, False)
    exact = [node for node, whole in named.items() if whole]
    return exact or list(named)


def _one(found: Sequence[Term], name: str, value: str, store: ox.Store, what: str) -> Term:
    if len(found) == 1:
        return found[0]
    if not found:
        message = f"the parameter {name}: {value!r} is no {what}"
        raise UsageError(message)
    shown = ", ".join(sorted(_shown(each, store) for each in found)[:LISTED])
    message = f"the parameter {name}: {value!r} can mean {len(found)} things ({shown}): give the code or the full name"
    raise UsageError(message)


def _shown(node: Term, store: ox.Store) -> str:
    """Code and full names of a region, label of anything else."""
    if isinstance(node, ox.Literal):
        return node.value
    versions: list[ox.NamedNode | ox.BlankNode | ox.Triple] = [
        quad.subject for quad in store.quads_for_pattern(None, FL.versionOf, node)
    ] or [node]
    names = {
        str(quad.object.value): None  # type: ignore[union-attr]
        for version in versions
        for prop in (FL.gbCode, FL.fullName, SKOS.prefLabel)
        for quad in list(store.quads_for_pattern(version, prop, None))[:1]
    }
    return " ".join(list(names)[:2])


TERMS: Mapping[str, Callable[[str, str, ox.Store], Term]] = {
    "text": _text,
    "integer": _integer,
    "year": _integer,
    "date": _date,
    "iri": _iri,
    "region": _region,
    "theme": _theme,
}
"""Types of parameters."""
