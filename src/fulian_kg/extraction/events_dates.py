"""Dates as events print them, in the form of the fact format: YYYY, YYYY-MM, YYYY-MM-DD, --MM-DD."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.wording import Phrase

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document

DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:年(?!代|来|以)(?:(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号])?)?"
    r"|[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2}?(?!\d)|\d{2}))"
    r"|(?<![\d年])(?P<only_month>\d{1,2})月(?P<only_day>\d{1,2})[日号]"
)
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
LAST_MONTH = 12
LAST_DAY = 31


def iso(match: re.Match[str]) -> str | None:
    """A match of `DATE` in the form of the contract; None where month or day cannot be."""
    year = match["year"]
    month = match["month"] or match["m"] or match["only_month"]
    day = match["day"] or match["d"] or match["only_day"]
    if month and not 1 <= int(month) <= LAST_MONTH or day and not 1 <= int(day) <= LAST_DAY:
        return None
    return "-".join([year or "-"] + [f"{int(part):02}" for part in (month, day) if part])


def read(text: str) -> str | None:
    """The date that a piece of text begins with."""
    match = DATE.match(text)
    return iso(match) if match else None


def last_before(document: Document, index: int, since: int) -> Phrase | None:
    """The date printed last in `since:index`, as (date in ISO form, start, end)."""
    found = [match for match in DATE.finditer(document.text, since, index) if iso(match)]
    return Phrase(iso(found[-1]) or "", found[-1].start(), found[-1].end()) if found else None


def ordinal(text: str) -> int | None:
    """A small whole number, printed in digits or in Chinese: 100, 九十, 一百, 一〇一."""
    if text.isdigit():
        return int(text)
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
