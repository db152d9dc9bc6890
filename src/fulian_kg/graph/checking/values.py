"""Literals as rdflib sees them, since that is what the reference validates.

The lexical forms that we write ourselves are judged here, without a library that takes half a second to load; every
other form is judged by rdflib and pySHACL themselves.
"""

from __future__ import annotations

import logging
import re
import warnings
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.vocabulary import RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fulian_kg.vocabulary import Term

STRING, LANGUAGE_STRING, ANY_LITERAL = XSD.string, RDF.langString, RDFS.Literal
KEPT = 1 << 16
"""Literals whose reading is kept."""
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
DECIMAL = re.compile(r"0|-?[1-9][0-9]{0,17}|-?(?:0|[1-9][0-9]{0,17})\.[0-9]{0,5}[1-9]")
DAY = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


READ: dict[ox.NamedNode, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    XSD.integer: (WHOLE, int),
    XSD.decimal: (DECIMAL, Decimal),
    XSD.date: (DAY, _day),
    XSD.boolean: (re.compile("true|false"), "true".__eq__),
}
"""Canonical forms (XSD 1.1 part 2, section 3.3) and how to read them."""
NUMBERS = (int, Decimal)


@lru_cache(KEPT)
def canonical_value(literal: ox.Literal) -> Any:
    """The value of a literal in a canonical form; None for every other."""
    form, read = READ.get(literal.datatype, (None, None))
    if form is None or read is None or not form.fullmatch(literal.value):
        return None
    return read(literal.value)


@lru_cache(KEPT)
def _as_rdflib(literal: ox.Literal) -> Any:
    from rdflib import Literal, URIRef  # noqa: PLC0415  slow to load, and seldom needed

    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # what is ill-typed comes into the report
    datatype = None if literal.datatype in (STRING, LANGUAGE_STRING) else URIRef(literal.datatype.value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Literal(literal.value, lang=literal.language, datatype=datatype)


def normal(term: Term) -> Term:
    """The term that rdflib makes of it: it writes literals with one lexical form a value ("01" becomes "1")."""
    if not isinstance(term, ox.Literal):
        return term
    if (language := term.language) is not None:
        return term if language.islower() else ox.Literal(term.value, language=language.lower())
    return term if term.datatype == STRING else _normal(term)


@lru_cache(KEPT)
def _normal(literal: ox.Literal) -> ox.Literal:
    if canonical_value(literal) is not None:
        return literal
    return ox.Literal(str(_as_rdflib(literal)), datatype=literal.datatype)


def unique(values: Iterable[Term]) -> tuple[Term, ...]:
    """The set of values, each as it is written first: what rdflib makes of an ill-typed one may look well-formed."""
    found: dict[Term, Term] = {}
    for value in values:
        found.setdefault(normal(value), value)
    return tuple(found.values())


def text(term: ox.NamedNode | ox.Literal) -> str:
    """The string that SPARQL's STR gives."""
    found = normal(term)
    return found.value if isinstance(found, (ox.NamedNode, ox.Literal)) else ""


def has_datatype(literal: ox.Literal, datatype: ox.NamedNode) -> bool:
    """Whether a literal is a well-formed one of the datatype."""
    if literal.datatype != datatype:
        return datatype == ANY_LITERAL
    return datatype in (STRING, LANGUAGE_STRING) or _well_formed(literal, datatype)


@lru_cache(KEPT)
def _well_formed(literal: ox.Literal, datatype: ox.NamedNode) -> bool:
    if canonical_value(literal) is not None:
        return True
    found = _as_rdflib(literal)
    return found.ill_typed is not True and isinstance(found.value, CLASSES.get(datatype, object))


CLASSES = {
    XSD.integer: int,
    XSD.float: float,
    XSD.decimal: Decimal,
    XSD.boolean: bool,
    XSD.date: date,
    XSD.time: time,
    XSD.dateTime: datetime,
}
"""What rdflib reads of each datatype that pySHACL looks into; of others it asks only whether rdflib found them ill."""


@lru_cache(KEPT)
def compared(value: ox.Literal, bound: ox.Literal) -> int | None:
    """-1, 0 or 1 as a value is less than, the same as or more than a bound; None where they cannot be compared."""
    one, two = canonical_value(value), canonical_value(bound)
    if one is not None and two is not None and _alike(one, two):
        return int(one > two) - int(one < two)
    from pyshacl.rdfutil.compare import compare_literal  # noqa: PLC0415  slow to load, too

    first, second = _as_rdflib(value), _as_rdflib(bound)
    if isinstance(first.value, str) is not isinstance(second.value, str):
        return None
    try:
        return int(compare_literal(first, second))  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError):
        return None


def _alike(one: object, two: object) -> bool:
    return type(one) is type(two) is not bool or (type(one) in NUMBERS and type(two) in NUMBERS)


def less(value: Term, other: Term, *, or_equal: bool) -> bool:
    """Whether one value of a property is less than another's, as the reference has it; IRIs compare as texts."""
    if isinstance(value, ox.Literal) and isinstance(other, ox.Literal):
        one, two = canonical_value(value), canonical_value(other)
        if one is not None and two is not None and _alike(one, two):
            return one < two or (or_equal and one == two)
    first, second = _operand(value), _operand(other)
    if first is None or second is None or isinstance(first, str) is not isinstance(second, str):
        return False
    try:
        return bool(first <= second if or_equal else first < second)
    except TypeError:
        return False


def _operand(term: Term) -> Any:
    """A text, or a literal that is none; None for a blank node, which has no order."""
    if isinstance(term, ox.NamedNode):
        return term.value
    if not isinstance(term, ox.Literal):
        return None
    found = _as_rdflib(term)
    return str(found.value) if isinstance(found.value, str) else _Ordered(found)


class _Ordered:
    """A literal of rdflib that is no text: rdflib's literals are texts to `isinstance`."""

    def __init__(self, literal: Any) -> None:
        self.literal = literal

    def __lt__(self, other: _Ordered) -> bool:
        return bool(self.literal < other.literal)

    def __le__(self, other: _Ordered) -> bool:
        return bool(self.literal <= other.literal)
