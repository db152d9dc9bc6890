"""Numbers that begin lines: the ways in which a catalogue counts its entries and a heading its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fulian_kg.source.dates import small_number
from fulian_kg.source.lines import folded

SPELT = "[一二三四五六七八九十百零〇]{1,5}"
ROMAN = "(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
SIGN = "[Ⅰ-Ⅻ]"
"""A Roman number that is one character."""
VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
STYLES = (
    re.compile(r"\s*[(]?(?P<number>\d{1,3})\s*[.、):]\s*(?=\S)(?!\d)"),
    re.compile(r"\s*[\[【〔](?P<number>\d{1,3})[\]】〕]\s*(?=\S)"),
    re.compile(rf"\s*第\s*(?P<number>\d{{1,3}}|{SPELT})\s*[篇章条例则个号回](?:\s*[.、:：]\s*|\s+)(?=\S)"),
    re.compile(rf"\s*[(](?P<number>{SPELT})[)]\s*[.、]?\s*(?=\S)"),
    re.compile(rf"\s*(?P<number>{SPELT})\s*[、.:]\s*(?=\S)"),
    re.compile(r"\s*(?P<number>\d{1,3})\s+(?=[^\W\d])"),
    re.compile(rf"\s*[(]?(?P<number>{ROMAN}|{SIGN})\s*[.、):]\s*(?=\S)"),
)
"""On the folded line: `12.`, `(12)` · `[12]` · `第12篇` · `(十二)` · `十二、` · `12 ` · `XII.`, `Ⅻ、`."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number at the beginning of a line and the length that it takes there."""

    number: int
    end: int


def numbered(line: str, style: re.Pattern[str]) -> Numbered | None:
    """The number that begins a line in one style."""
    found = style.match(folded(line))
    return Numbered(_number(found["number"]), found.end()) if found else None


def _number(printed: str) -> int:
    letters = unicodedata.normalize("NFKC", printed)
    if letters[0] not in VALUES:
        return small_number(printed)
    values = [VALUES[letter] for letter in letters]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def unnumbered(line: str) -> str:
    """The line without the number that begins it in any style."""
    ends = (found.end for style in STYLES if (found := numbered(line, style)))
    return line[next(ends, 0) :]
