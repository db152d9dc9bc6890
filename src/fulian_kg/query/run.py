"""Running a query over a store: the default graph is the union of all graphs, prefixes need no declaration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.vocabulary import Iris, Term, compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.graph.store import OpenStore

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*|[?$:]?[\w-]+:?',
    re.DOTALL,
)
"""Strings, IRIs, comments and words of SPARQL, enough to find a keyword."""
REMOTE = frozenset({"service"})
NUMBERS: Mapping[str, type] = {"integer": int, "decimal": float, "double": float, "float": float}
XSD = "http://www.w3.org/2001/XMLSchema#"


def ask(
    store: OpenStore, text: str, substitutions: Mapping[ox.Variable, Term] | None = None, *, file: str | None = None
) -> Answer:
    """The answer of a query; raises `InputError` when it cannot be parsed or run, or wants another service."""
    if any(token.lower() in REMOTE for token in TOKEN.findall(text)):
        message = "SERVICE is not available: a query looks at this store only"
        raise InputError(message, file=file)
    try:
        return store.rdf.query(
            text,
            prefixes=dict(Iris(store.base).prefixes()),
            use_default_graph_as_union=True,
            substitutions=dict(substitutions or {}),
        )
    except SyntaxError as error:
        message = f"this is not a SPARQL query: {' '.join(str(error).split())}"
        raise InputError(message, file=file) from None
    except (RuntimeError, ValueError, OSError) as error:
        message = f"the query cannot be run: {' '.join(str(error).split())}"
        raise InputError(message, file=file) from None


def columns(answer: ox.QuerySolutions) -> tuple[str, ...]:
    """Names of the variables of an answer."""
    return tuple(variable.value for variable in answer.variables)


def rows(answer: ox.QuerySolutions, prefixes: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Plain values: numbers, texts, compact IRIs, None for the unbound."""
    return [tuple(value_of(term, prefixes) for term in solution) for solution in answer]


def value_of(term: Term | None, prefixes: Mapping[str, str]) -> Any:
    """A term as a plain value."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return _short(term.value, prefixes)
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(XSD):
        kind = term.datatype.value.removeprefix(XSD)
        if kind == "boolean":
            return term.value == "true"
        if kind in NUMBERS:
            number = NUMBERS[kind](term.value)
            return int(number) if isinstance(number, float) and number.is_integer() else number
    return str(getattr(term, "value", term))


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    """The shortest form that reads back: a prefix of instances, of the vocabulary, or the IRI itself."""
    inner = max(
        (name for name, start in prefixes.items() if iri.startswith(start)),
        key=lambda n: len(prefixes[n]),
        default=None,
    )
    if inner is not None and re.fullmatch(r"[\w-]+", tail := iri.removeprefix(prefixes[inner])):
        return f"{inner}:{tail}"
    return compact(iri)
