"""Dates in running Chinese text, with offsets: days, months, years, parts of them, and years counted from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fulian_kg.regexes.search import search_for

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from datetime import date

Precision = Literal["day", "month", "year", "part"]
DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
REPUBLIC = 1911
"""Year before the first of the Republican calendar (民国元年 is 1912)."""
RELATIVE = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
TWELVE, THIRTY_ONE = 12, 31

SPELT = "[〇零○一二三四五六七八九]"
YEAR = (
    rf"(?:(?P<year>(?:19|20)\d{{2}})|(?P<spelt>[一二]{SPELT}{{3}})|"
    r"民国(?P<republic>\d{1,2}|[元一二三四五六七八九十]{1,3}))年(?!代)"
)
MONTH = r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})月(?:份)?"
DAY = r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})(?:日?(?:[—–~、-]|至|到)\d{1,2})?[日号]"
FULL = search_for(rf"{YEAR}度?(?:{MONTH}(?:{DAY})?)?")
MARKED = search_for(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<mark>[-./])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?(?!\d)(?!%)"
)
SPAN = search_for(r"(?<!\d)(?P<year>(?:19|20)\d{2})年?(?:—+|–|-|~|至|到)(?P<until>(?:19|20)\d{2})年")
RELATED = search_for(rf"(?P<word>{'|'.join(RELATIVE)})(?:{MONTH}(?:{DAY})?)?")
PART = search_for(rf"(?<![\d年]){MONTH}{DAY}")
MONTH_ONLY = search_for(
    r"(?<![\d个一二三四五六七八九十年])(?P<month>1[0-2]|[1-9])月(?:份|底|初|中旬|上旬|下旬)?(?![\d末])"
)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date at `text[start:end]`: `iso` as precise as printed, `until` the last year of a printed span."""

    start: int
    end: int
    iso: str
    precision: Precision
    until: int | None = None
    relative: bool = False

    @property
    def year(self) -> int | None:
        """The year, None for a date without one."""
        return None if self.iso.startswith("--") else int(self.iso[:4])


def find_dates(text: str, at: date | None = None) -> Iterator[DateFound]:
    """Dates in the order of the text; 今年, 去年 and 前年 only when `at` says when the text speaks."""
    end = 0
    for found in sorted(_every(text, at), key=lambda date: (date.start, -date.end)):
        if found.start >= end:
            yield found
            end = found.end


def _every(text: str, at: date | None) -> Iterator[DateFound]:
    for match in SPAN.finditer(text):
        yield DateFound(*match.span(), match["year"], "year", until=int(match["until"]))
    for match in FULL.finditer(text):
        yield from _dated(match, _year(match))
    for match in MARKED.finditer(text):
        yield from _dated(match, int(match["year"]))
    if at is not None:
        for match in RELATED.finditer(text):
            yield from _dated(match, at.year + RELATIVE[match["word"]], relative=True)
    for match in PART.finditer(text):
        month, day = small_number(match["month"]), small_number(match["day"])
        if 1 <= month <= TWELVE and 1 <= day <= THIRTY_ONE:
            yield DateFound(*match.span(), f"--{month:02}-{day:02}", "part")
    for match in MONTH_ONLY.finditer(text):
        yield DateFound(*match.span(), f"--{int(match['month']):02}", "part")


def _dated(match: re.Match[str], year: int, *, relative: bool = False) -> Iterator[DateFound]:
    month, day = (small_number(match[name]) if match[name] else 0 for name in ("month", "day"))
    if month > TWELVE or day > THIRTY_ONE:
        return
    parts = [f"{year:04}", *(f"{part:02}" for part in (month, day) if part)]
    precisions: tuple[Precision, ...] = ("year", "month", "day")
    yield DateFound(*match.span(), "-".join(parts), precisions[len(parts) - 1], relative=relative)


def _year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    if match["spelt"]:
        return int("".join(str(DIGITS[char]) for char in match["spelt"]))
    return REPUBLIC + (1 if match["republic"] == "元" else small_number(match["republic"]))


def small_number(printed: str) -> int:
    """A number below a thousand, in digits or spelt: 3, 十, 二十一, 一百零六."""
    if printed.isascii():
        return int(printed)
    hundreds, mark, rest = printed.rpartition("百")
    if mark:
        return 100 * small_number(hundreds or "一") + small_number(rest.lstrip("零〇") or "零")
    tens, mark, ones = printed.rpartition("十")
    if not mark:
        return DIGITS.get(printed, 0)
    return 10 * (DIGITS.get(tens, 0) if tens else 1) + (DIGITS.get(ones, 0) if ones else 0)
