"""Dates beside events, in the form of the fact format, and the numbers of congresses and anniversaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.extraction.wording import Phrase
from fulian_kg.source.dates import find_dates

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def read(text: str) -> str | None:
    """The date that a piece of text begins with: 2011-02-25."""
    found = next(find_dates(text), None)
    return found.iso if found else None


def last_before(document: Document, index: int, since: int) -> Phrase | None:
    """The date printed last in `since:index`, as (date in ISO form, start, end)."""
    found = list(find_dates(document.text[since:index]))
    return Phrase(found[-1].iso, since + found[-1].start, since + found[-1].end) if found else None


def ordinal(text: str) -> int | None:
    """A small whole number, printed in digits or in Chinese: 100, 九十, 一百, 一〇一."""
    if text.isdigit():
        return int(text)
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit or None
