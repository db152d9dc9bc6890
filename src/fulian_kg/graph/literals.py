"""Literals as the graph writes them: one lexical form a value."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from fulian_kg.vocabulary import XSD

if TYPE_CHECKING:
    from datetime import date

LABEL_LENGTH = 40


def zh(text: str) -> Literal:
    """A Chinese text."""
    return Literal(text, language="zh")


def en(text: str) -> Literal:
    """An English text."""
    return Literal(text, language="en")


def plain(text: str) -> Literal:
    """A text without language: a code, a number of a document, verbatim words."""
    return Literal(text)


def decimal(value: float) -> Literal:
    """A decimal in canonical form, without exponent or idle zeros: 15000, 66.67."""
    text = f"{Decimal(repr(value)) + 0:f}"  # no minus before a zero
    return Literal(text.rstrip("0").rstrip(".") if "." in text else text, datatype=XSD.decimal)


def integer(value: float) -> Literal:
    """A whole number."""
    return Literal(str(int(value)), datatype=XSD.integer)


def boolean(value: bool) -> Literal:  # noqa: FBT001  the value is the argument
    """True or false."""
    return Literal("true" if value else "false", datatype=XSD.boolean)


def day(value: date) -> Literal:
    """A day."""
    return Literal(value.isoformat(), datatype=XSD.date)


def moment(text: str) -> Literal:
    """A date and time with its zone, as RFC 3339 has it."""
    return Literal(text, datatype=XSD.dateTime)


def new_year(year: float) -> Literal:
    """The first day of a year."""
    return Literal(f"{int(year):04d}-01-01", datatype=XSD.date)


def first_day(text: str) -> Literal:
    """The first day of `2010`, `2010-03` or `2010-03-20`."""
    return Literal((text + "-01-01")[: len("2010-03-20")], datatype=XSD.date)


def shortened(text: str) -> str:
    """The words of a quote as a label: without white space, cut."""
    plain = "".join(text.split())
    return plain if len(plain) <= LABEL_LENGTH else plain[: LABEL_LENGTH - 1] + "…"
