"""What a quote prints: its numbers and dates by value, its words without markup.

The gate reads numerals apart from the extractors on purpose: a mistake there must not confirm itself here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
LARGE = 10_000
HAN = "".join(DIGITS) + "".join(POWERS)
ARABIC = re.compile(r"(?P<figures>\d+(?:,\d{3})+(?!\d)|\d+)(?P<rest>\.\d+)?(?P<power>[余多几来]?[十百千万亿]+)?")
CHINESE = re.compile(rf"[{HAN}]+(?:[余多几来][十百千万亿]+)?(?:点[{HAN}]+)?")
BETWEEN = re.compile(
    rf"(?P<tens>[{''.join(DIGITS)}]?十)?(?P<digits>[{''.join(DIGITS)}]{{2}})(?P<power>[{''.join(POWERS)}]*)"
)
FRACTION = re.compile(rf"(?P<whole>[{HAN}]+|\d+)分之(?P<part>[{HAN}]+|\d+(?:\.\d+)?)(?:点(?P<decimals>[{HAN}]+))?")
TENTHS = re.compile(rf"(?P<tenths>[{HAN}]|\d)成(?:(?P<half>半)|(?P<ones>[{''.join(DIGITS)}]))?")
DIMES = re.compile(rf"(?:(?P<yuan>\d+|[{HAN}])[元块])?(?P<dimes>\d|[{HAN}])[角毛]")
SLASHED = re.compile(r"(\d+)/(\d+)")
REPUBLIC = re.compile(rf"民国(\d+|[{HAN}]+)年")
SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})年")
WORDS = {"全部": 100.0, "全体": 100.0, "所有": 100.0, "均": 100.0, "都": 100.0, "全覆盖": 100.0, "半": 50.0, "首": 1.0}
"""Words that state a value: all is 100 per cent, half is 50, 首届 the first."""
YEAR = rf"(?P<year>\d{{4}}|[{''.join(DIGITS)}]{{4}})"
DATES = (
    re.compile(
        rf"{YEAR}年(?:度)?(?:(?P<month>\d{{1,2}}|[{HAN}]{{1,2}})月(?:份)?(?:(?P<day>\d{{1,2}}|[{HAN}]{{1,3}})[日号]?)?)?"
    ),
    re.compile(r"(?<!\d)(?P<year>\d{4})[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{2}|\d(?!\d)))?"),
    re.compile(rf"(?P<month>\d{{1,2}}|[{HAN}]{{1,2}})月(?:份)?(?:(?P<day>\d{{1,2}}|[{HAN}]{{1,3}})[日号]?)?"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?!\d)"),
)
DAY_RANGE = re.compile(r"(?P<month>\d{1,2})月\d{1,2}日?(?:[~至到—-]+)(?P<day>\d{1,2})日")
FESTIVALS = {"三八": "--03-08", "六一": "--06-01", "五一": "--05-01", "七一": "--07-01", "五四": "--05-04"}
ORDER = re.compile(rf"第?(?:\d+|[{HAN}]+)(?:届|次|期|年|月|日|号|章|条)")
REPUBLIC_OFFSET = 1911
"""民国元年 is 1912."""
CENTURY = 30
"""Years of two figures below this belong to the 2000s."""
MARKS = re.compile(r"[\s*#_`“”‘’\"'《》〈〉「」『』]")


def words(text: str) -> str:
    """Text as names are compared: half-width, without white space, quotation and title marks; 妇女联合会 is 妇联."""
    return unicodedata.normalize("NFKC", MARKS.sub("", text)).lower().replace("妇女联合会", "妇联")


@lru_cache(maxsize=4096)
def numbers(quote: str) -> frozenset[float]:
    """Every value that a numeral in the quote (as the view has it) may state."""
    found = set(figures(quote))
    found |= {value for match in CHINESE.finditer(quote) for value in _chinese_readings(match[0])}
    for match in FRACTION.finditer(quote):
        decimals = "." + "".join(str(DIGITS.get(char, 0)) for char in match["decimals"]) if match["decimals"] else ""
        share = 100 * float(f"{_value(match['part']):g}{decimals}") / (_value(match["whole"]) or 1)
        found |= {share, round(share, 2), round(share, 1)}
    for m in TENTHS.finditer(quote):
        found |= {10 * _value(m["tenths"]) + rest for rest in (0, 5 if m["half"] else _value(m["ones"] or "0"))}
    found |= {round(_value(m["yuan"] or "0") + _value(m["dimes"]) / 10, 1) for m in DIMES.finditer(quote)}
    found |= {round(100 * float(m[1]) / float(m[2]), 2) for m in SLASHED.finditer(quote) if float(m[2])}
    found |= {REPUBLIC_OFFSET + _value(m[1]) for m in REPUBLIC.finditer(quote)}
    return frozenset(found | {value for word, value in WORDS.items() if word in quote})


def amounts(quote: str) -> frozenset[float]:
    """Values that may be sums of money or shares: those of numerals that do not order or date."""
    return numbers(ORDER.sub("。", quote))


def years(quote: str) -> frozenset[float]:
    """Years that the quote prints: 2008年, 二〇〇八年, 民国37年, 98年."""
    short = {float(m[1]) + (2000 if int(m[1]) < CENTURY else 1900) for m in SHORT_YEAR.finditer(quote)}
    return frozenset(short | {float(date) for date in dates(quote) if date.isdigit()})


@lru_cache(maxsize=4096)
def dates(quote: str) -> frozenset[str]:
    """Every date that the quote prints, in each precision it holds: 2010-03-20 also as 2010-03 and 2010."""
    years: set[str] = set()
    days: set[str] = {value for name, value in FESTIVALS.items() if name in quote}
    for pattern in (*DATES, DAY_RANGE):
        for match in pattern.finditer(quote):
            parts = match.groupdict()
            if parts.get("year"):
                years.add(f"{_value(parts['year']):04.0f}")
            if parts.get("month"):
                days.add(f"--{_value(parts['month']):02.0f}")
            if parts.get("month") and parts.get("day"):
                days.add(f"--{_value(parts['month']):02.0f}-{_value(parts['day']):02.0f}")
    years |= {f"{REPUBLIC_OFFSET + _value(m[1]):04.0f}" for m in REPUBLIC.finditer(quote)}
    return frozenset(years | days | {year + day[1:] for year in years for day in days})


@lru_cache(maxsize=4096)
def figures(quote: str) -> tuple[float, ...]:
    """What the numerals in figures state, in the order of the quote."""
    return tuple(sum(map(_arabic, run)) for run in _runs(quote))


def _runs(quote: str) -> Iterator[list[re.Match[str]]]:
    """Numerals in figures; those that touch, each smaller than the one before, are one: 12万8千, 1亿2000万."""
    run: list[re.Match[str]] = []
    for match in ARABIC.finditer(quote):
        if run and not (run[-1].end() == match.start() and run[-1]["power"] and _arabic(match) < _arabic(run[-1])):
            yield run
            run = []
        run.append(match)
    if run:
        yield run


def _arabic(match: re.Match[str]) -> float:
    base = float(match["figures"].replace(",", "") + (match["rest"] or ""))
    power = re.sub("[余多几来]", "", match["power"] or "")
    for char in power:
        base *= POWERS[char]
    return round(base, 6)


def _chinese_readings(text: str) -> set[float]:
    """A run of Chinese numerals; 三八 may be digits one by one, 三四 a range, and so are 十五六 and 二三十万."""
    plain = re.sub("[余多几来]", "", text)
    whole, _, decimals = plain.partition("点")
    value = _value(whole)
    if decimals:
        power = decimals.lstrip("".join(DIGITS))
        share = float(f"{value:g}." + "".join(str(DIGITS[char]) for char in decimals.removesuffix(power)))
        return {round(share * (_value(power) if power else 1), 6)}
    if all(char in DIGITS for char in whole):
        return {value, *(float(DIGITS[char]) for char in whole)}
    if between := BETWEEN.fullmatch(whole):
        return {_value((between["tens"] or "") + digit + between["power"]) for digit in between["digits"]}
    return {value}


def _value(text: str) -> float:
    if text.replace(".", "", 1).isascii():
        return float(text)
    if all(char in DIGITS for char in text):
        return float("".join(str(DIGITS[char]) for char in text))
    total = group = digit = 0.0
    for char in text:
        if char in DIGITS:
            digit = float(DIGITS[char])
            continue
        power = POWERS[char]
        if power < LARGE:
            group, digit = group + (digit or 1.0) * power, 0.0
        elif total and power > total:  # 一万亿: the larger power multiplies all before it
            total, group, digit = (total + group + digit) * power, 0.0, 0.0
        else:
            total, group, digit = total + (group + digit or 1.0) * power, 0.0, 0.0
    short = len(text) > 1 and POWERS.get(text[-2], 0) > POWERS["十"]  # 两万五, 一百五: tenths of the power before
    return total + group + digit * (POWERS[text[-2]] / 10 if short else 1)
