"""Dates beside events, in the form of the fact format, and the numbers of congresses and anniversaries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fulian_kg.extraction.wording import Phrase
from fulian_kg.source.dates import find_dates

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
TOLD = re.compile("|".join(DAYS_AGO))
PRINTED_YEAR = re.compile(r"(?:19|20)\d{2}[-/.年]")
"""Without one in the text, nobody knows which year 今年 is."""
HEAD = 200
"""Characters at the head of a page that may print its day."""


def read(text: str) -> str | None:
    """The date that a piece of text begins with: 2011-02-25."""
    found = next(find_dates(text), None)
    return found.iso if found else None


def last_before(document: Document, index: int, since: int) -> Phrase | None:
    """The date printed last in `since:index`, as (date in ISO form, start, end); one in quotation marks at need."""
    before = document.text[since:index]
    found = list(find_dates(before, document.date if PRINTED_YEAR.search(document.text) else None))
    free = [each for each in found if before.count("“", 0, each.start) <= before.count("”", 0, each.start)]
    last = (free or found)[-1] if found else None
    return Phrase(last.iso, since + last.start, since + last.end) if last else None


def day_told(document: Document, since: int, until: int) -> str | None:
    """The day that 今天 or 昨天 means, counted from the day that the head of the page prints."""
    told = TOLD.search(document.text, since, until)
    head = (
        next((found for found in find_dates(document.text[:HEAD]) if found.precision == "day"), None) if told else None
    )
    if told is None or head is None:
        return None
    return (date.fromisoformat(head.iso) - timedelta(days=DAYS_AGO[told[0]])).isoformat()


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
