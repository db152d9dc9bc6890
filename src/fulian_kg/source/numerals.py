"""Numbers in running Chinese text: value, bound, unit and what sort of number it is, with offsets.

Nothing here knows what is counted. `Numerals.atoms` finds every number of a view once, tells apart what
states a quantity (a count, a share, money, a measure) from what does not (ordinals, ages, list marks,
sessions, document numbers), and leaves dates to `fulian_kg.source.dates`. The word lists are
`rules/numerals.toml` and `rules/units.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from fulian_kg.regexes.search import search_for
from fulian_kg.source.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from fulian_kg.regexes.search import Search
    from fulian_kg.resources import Library

Kind = Literal["count", "share", "money", "measure", "point", "time", "age", "ordinal", "session", "number", "date"]
QUANTITIES: frozenset[str] = frozenset({"count", "share", "money", "measure", "point"})
"""Kinds of atoms that state something about the world; the others order, name or date it."""
LARGE = 10_000
LONGEST = 15
"""Characters that a numeral may have; it also bounds what a pattern tries."""
DIGIT = "〇零○一二两三四五六七八九"
POWER = "十百千万亿"
TENTHS = search_for("(?P<tenths>[一二三四五六七八九])成(?P<ones>[一二三四五六七八九])(?![个名人家户所届次])")
"""九成三 is 93 per cent."""
SHARE_DIGITS = 2
"""Decimals kept of a fraction: 三分之二 is 66.67 per cent."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A number with its unit and bound, `text[start:end]`."""

    kind: Kind
    start: int
    end: int
    value: float | None = None
    """In base units: 1.5万 is 15,000; per cent for shares."""
    value_max: float | None = None
    """Upper end of a range; `bound` is then `between`."""
    bound: str = "exact"
    unit: str = ""
    """Canonical: 人 for 名, 位 and 口. Empty where the text prints none."""
    iso: str = ""
    """Of a date: YYYY, YYYY-MM, YYYY-MM-DD, --MM-DD."""
    spelt: bool = False
    """Written in Chinese numerals."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """The reader of numbers, made of the word lists."""

    digits: Mapping[str, int]
    powers: Mapping[str, int]
    bounds_before: Mapping[str, str]
    bounds_after: Mapping[str, str]
    shares: Mapping[str, tuple[float, str]]
    canonical: Mapping[str, str]
    scales: Mapping[str, float]
    """Factor of a unit that stands for a multiple of its canonical one: 九成 is 90 %."""
    kinds: Mapping[str, Kind]
    excluded: tuple[tuple[Kind, Search], ...]
    fraction: Search
    span: Search
    single: Search
    words: Search
    idioms: Search

    def value(self, printed: str) -> float:
        """Value of a numeral without unit: 1.5万, 4,879, 四千八百, 二〇〇六, 200余万, 十几, 百余."""
        text = re.sub("[余多几数,]", "", printed)
        if "点" in text:
            whole, _, rest = text.partition("点")
            decimals = rest.rstrip(POWER)
            plain = f"{self.value(whole):.0f}.{''.join(str(self.digits[char]) for char in decimals)}"
            return float(Decimal(plain) * self._grouped(rest[len(decimals) :] or "一"))
        if re.fullmatch(f"[{DIGIT}]{{3,}}", text) or re.fullmatch(f"[{DIGIT}]*[〇○零][{DIGIT}]*", text):
            return float("".join(str(self.digits[char]) for char in text))
        return float(self._grouped(text))

    def _grouped(self, text: str) -> Decimal:
        """In decimals, so that 1.13万 is 11,300."""
        one, total, group, pending, last = Decimal(1), Decimal(), Decimal(), "", 1
        for char in text:
            if char not in self.powers:
                pending, last = self._pending(pending, char, last)
                continue
            power = self.powers[char]
            if power < LARGE:
                group += Decimal(pending or 1) * power
            else:
                part = group + Decimal(pending or 0)
                total = ((total + part) or one) * power if total < power else total + (part or one) * power
                group = Decimal()
            pending, last = "", power
        rest = Decimal(pending or 0)
        # 两万五, 一百二: a last digit without its power stands for a tenth of the power before it.
        short = pending and text[-2:-1] in set("百千万亿")
        return total + group + (rest * last / 10 if short else rest)

    def _pending(self, pending: str, char: str, last: int) -> tuple[str, int]:
        if char in "0123456789.":
            return pending + char, last
        if char in "零〇○":
            return pending, 1
        return pending + str(self.digits[char]), last

    def atoms(self, text: str, at: date | None = None) -> tuple[Atom, ...]:
        """Every number of the text, in its order, none overlapping another; `at` resolves 今年 and 去年."""
        taken = bytearray(len(text))
        for match in self.idioms.finditer(text):
            taken[match.start() : match.end()] = b"\1" * len(match[0])
        found = [*_claimed(taken, self._dates(text, at))]
        for kind, pattern in self.excluded:
            found += _claimed(taken, (Atom(kind, *match.span()) for match in pattern.finditer(text) if match[0]))
        found += _claimed(taken, self._fractions(text))
        found += _claimed(taken, self._ranges(text, taken))
        found += _claimed(taken, self._singles(text, taken))
        return tuple(sorted(found, key=lambda atom: atom.start))

    def _dates(self, text: str, at: date | None) -> Iterator[Atom]:
        for found in find_dates(text, at):
            yield Atom("date", found.start, found.end, iso=found.iso)

    def _fractions(self, text: str) -> Iterator[Atom]:
        for match in self.words.finditer(text):
            value, bound = self.shares[match[0]]
            yield Atom("share", *match.span(), value, bound=bound, unit="%", spelt=True)
        for match in TENTHS.finditer(text):
            value = 10 * self.digits[match["tenths"]] + self.digits[match["ones"]]
            yield Atom("share", *match.span(), float(value), unit="%", spelt=True)
        for match in self.fraction.finditer(text):
            whole, part = self.value(match["whole"]), self.value(match["part"])
            if not whole:
                continue
            bound = self._bound(match)
            unit = "‰" if match["whole"] == "千" else "%"
            value = part if match["whole"] in {"百", "千"} else round(100 * part / whole, SHARE_DIGITS)
            yield Atom("share", *match.span(), value, bound=bound, unit=unit, spelt=True)

    def _ranges(self, text: str, taken: bytearray) -> Iterator[Atom]:
        for match in self.span.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            unit = match["unit"] or ""
            low, high = self.value(match["low"]), self.value(match["high"])
            powers = "".join(char for char in match["high"] if char in "万亿")
            if (
                powers
                and not match["first"]
                and not set(match["low"]) & set(POWER)
                and low < self.value(match["high"][0]) * 10
            ):
                low *= float(self._grouped(powers))
            if high <= low or (match["first"] and self._unit(match["first"]) != self._unit(unit)):
                continue
            yield Atom(
                self._kind(unit),
                *match.span(),
                low,
                high,
                "between",
                self._unit(unit),
                spelt=match["low"][0] in DIGIT + POWER,
            )

    def _singles(self, text: str, taken: bytearray) -> Iterator[Atom]:
        for match in self.single.finditer(text):
            start, end = match.span()
            while any(taken[start:end]) and start < match.start("number"):
                start += 1
            if any(taken[start:end]) or not match["number"]:
                continue
            number, unit = match["number"], match["unit"] or ""
            if self._idle(match):
                continue
            pair = re.fullmatch(rf"([{DIGIT}]?十)?([{DIGIT}])([{DIGIT}])([{POWER}]*)", number)
            spelt = number[0] not in "0123456789"
            if pair and 0 < self.digits[pair[3]] - self.digits[pair[2]] <= 2 and unit:  # noqa: PLR2004
                low, high = (self.value((pair[1] or "") + digit + pair[4]) for digit in (pair[2], pair[3]))
                yield Atom(self._kind(unit), start, end, low, high, "between", self._unit(unit), spelt=True)
                continue
            value = self.value(number) * self.scales.get(unit, 1)
            yield Atom(self._kind(unit), start, end, value, None, self._bound(match), self._unit(unit), spelt=spelt)

    def _idle(self, match: re.Match[str]) -> bool:
        """Whether what looks like a numeral is a character of a word: 千方百计, 一个, 十分, 万家."""
        number, unit = match["number"], match["unit"]
        if number[0] in "0123456789":
            return False
        loose = bool(match["more"] or match["before"] or re.search("[余多几数]", number))
        if not set(number) & set(DIGIT) and number[0] != "十":
            return not loose and (len(number) == 1 or self._kind(unit or "") != "money")
        if not unit:
            return not (set(number) & set("百千万亿"))
        return number == "一" and unit in set("个种项次件条位支口面起级类批")

    def _bound(self, match: re.Match[str]) -> str:
        groups = match.groupdict()
        if (before := self.bounds_before.get(groups.get("before") or "", "exact")) != "exact":
            return before
        if groups.get("after"):
            return self.bounds_after[groups["after"]]
        numeral = (groups.get("number") or "") + (groups.get("more") or "")
        return "at_least" if re.search("[余多几数]", numeral) else "exact"

    def _unit(self, printed: str) -> str:
        return self.canonical.get(printed, printed)

    def _kind(self, unit: str) -> Kind:
        return self.kinds.get(unit, "number")


@lru_cache(maxsize=16)
def numerals(library: Library) -> Numerals:
    """The reader that `rules/numerals.toml` and `rules/units.toml` describe."""
    words = tomllib.loads(library.read("rules", "numerals.toml"))
    units = tomllib.loads(library.read("rules", "units.toml"))
    before = _bounds(words["words"], "_before")
    after = _bounds(words["words"], "_after")
    kinds: dict[str, Kind] = dict.fromkeys(("%", "‰", "成"), "share")
    kinds |= {
        unit: "ordinal" if kind == "other" else kind for kind, printed in units["words"].items() for unit in printed
    }
    piece = _pieces(units, before, after, words["words"]["range_marks"])
    return Numerals(
        words["digits"],
        words["powers"],
        before,
        after,
        {word: (value, bound) for word, (value, bound) in words["shares"].items()},
        units["canonical"],
        units["scales"],
        kinds,
        tuple((row["kind"], search_for(f"(?m){row['regex']}")) for row in units["excluded"]["rows"]),
        search_for(
            f"{piece['before']}(?P<whole>[{DIGIT}{POWER}]{{1,{LONGEST}}}|\\d{{1,{LONGEST}}})分之"
            f"(?P<part>[{DIGIT}{POWER}点]{{1,{LONGEST}}}|\\d{{1,{LONGEST}}}(?:\\.\\d+)?){piece['after']}"
        ),
        search_for(
            f"(?<![由从\\d.])(?P<low>{piece['number']})[多余]?(?P<first>{piece['units']})?(?:{piece['marks']})"
            f"(?P<high>{piece['number']})[多余]?(?P<unit>{piece['units']}){piece['after']}"
        ),
        search_for(
            f"{piece['before']}(?<![\\d.])(?P<number>{piece['number']})(?P<more>[余多几])?(?:(?P<unit>{piece['units']}){piece['after']})?"
        ),
        search_for(_any(words["shares"])),
        search_for("|".join(words["idioms"]["regexes"])),
    )


def _pieces(
    units: Mapping[str, Any], before: Mapping[str, str], after: Mapping[str, str], marks: Iterable[str]
) -> dict[str, str]:
    barred = units["not_before"]
    printed = sorted((unit for row in units["words"].values() for unit in row), key=lambda unit: (-len(unit), unit))
    choices = [re.escape(unit) + (f"(?!{barred[unit]})" if unit in barred else "") for unit in printed]
    choices += ["%", "‰", r"成(?![立为员效果就长功熟本年人半一二三四五六七八九])"]
    numeral, powers = f"[{DIGIT}{POWER}]{{1,{LONGEST}}}", f"[{POWER}]{{1,6}}"
    figures = rf"\d{{1,{LONGEST}}}(?!\d)(?:,\d{{3}}(?!\d))*(?:\.\d{{1,9}})?"
    spelt = (
        f"{numeral}点[{DIGIT}]{{1,9}}(?:{powers})?|[几数]?{numeral}(?:[余多几]{powers}|几)?|"
        f"[几数]{powers}[余多]?[万亿]?|[几数](?=[名位户家所支])"
    )
    return {
        "units": "|".join(choices),
        "number": rf"{figures}(?:[余多几]?{powers})?(?:\d{{1,4}}{powers}){{0,3}}|{spelt}",
        "before": f"(?:(?P<before>{_any(before)})(?=[\\d{DIGIT}{POWER}]))?",
        "after": f"(?P<after>{_any(after)})?",
        "marks": _any(marks),
    }


def _bounds(words: Mapping[str, Iterable[str]], suffix: str) -> dict[str, str]:
    return {word: name.removesuffix(suffix) for name, row in words.items() if name.endswith(suffix) for word in row}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _claimed(taken: bytearray, found: Iterable[Atom]) -> Iterator[Atom]:
    """Atoms that overlap none before them; their characters are marked as taken."""
    for atom in found:
        if not any(taken[atom.start : atom.end]):
            taken[atom.start : atom.end] = b"\1" * (atom.end - atom.start)
            yield atom
