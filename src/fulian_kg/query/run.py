"""Running a query over a store: the default graph is the union of all graphs, prefixes need no declaration."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.sparql import is_update, names_graphs, reaches_out, too_much
from fulian_kg.vocabulary import Iris, Term, shortest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.graph.store import OpenStore

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
LONGEST_MESSAGE = 300
FLOATS = frozenset({"decimal", "double", "float"})
INTEGER = re.compile(r"[+-]?[0-9]{1,30}")


def ask(
    store: OpenStore, text: str, substitutions: Mapping[ox.Variable, Term] | None = None, *, file: str | None = None
) -> Answer:
    """The answer of a query; raises `InputError` when it cannot be parsed or run, or wants another service."""
    if why := too_much(text):
        raise InputError(why, file=file)
    if reaches_out(text):
        message = "SERVICE is not available: a query looks at this store only"
        raise InputError(message, file=file)
    try:
        return store.rdf.query(
            text,
            prefixes=dict(Iris(store.base).prefixes()),
            use_default_graph_as_union=not names_graphs(text),
            substitutions=dict(substitutions or {}),
        )
    except SyntaxError as error:
        why = "updates are not available" if is_update(text) else " ".join(str(error).split())[:LONGEST_MESSAGE]
        message = f"this is not a SPARQL query: {why}"
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
    """A term as a plain value; a number that a float cannot hold, and a malformed one, as its text."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return shortest(term.value, prefixes)
    text = str(getattr(term, "value", term))
    kind = term.datatype.value.rpartition("#")[2] if isinstance(term, ox.Literal) else ""
    if kind == "boolean":
        return text == "true" if text in {"true", "false"} else text
    if INTEGER.fullmatch(text) and kind in {"integer", "decimal"}:
        return int(text)
    if kind in FLOATS:
        with suppress(ValueError):
            number = float(text)
            return number if Decimal(repr(number)) == Decimal(text) else text
    return text
