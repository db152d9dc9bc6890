"""Rates and estimates in words of both languages: 至少 1 元（每名妇女，每年）, at least CNY 1 per woman a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.query.funding_rules import EXACT, written

if TYPE_CHECKING:
    from decimal import Decimal

    from fulian_kg.query.funding_estimates import Estimate
    from fulian_kg.query.funding_rules import Rate
    from fulian_kg.query.funding_words import FundingWords

TIMES = "×"
CURRENCIES = {"CNY": "元"}
SILENT = frozenset({EXACT, "between"})
"""Bounds that need no word: a number is exact unless something else is said, and two numbers show that they are two."""


def rate_zh(rate: Rate, words: FundingWords) -> str:
    """至少 1 元（每名妇女，每年）."""
    bound = "" if rate.bound in SILENT else words.label("bound", rate.bound).zh + " "
    of = [words.label(name, value).zh for name, value in _unit(rate)]
    return f"{bound}{_range(rate)} {_money(rate)}" + (f"（{'，'.join(of)}）" if of else "")


def rate_en(rate: Rate, words: FundingWords) -> str:
    """At least CNY 1 per woman a year."""
    bound = "" if rate.bound in SILENT else words.label("bound", rate.bound).en + " "
    return " ".join([f"{bound}{rate.currency} {_range(rate)}", *(words.label(*each).en for each in _unit(rate))])


def formula_zh(estimate: Estimate, words: FundingWords) -> str:
    """2 元（每名妇女，每年）× 270000 人（妇女，2010 年）＝ 540000 元，每年."""
    counted = estimate.population
    year = f"{counted.year} 年" if counted.year else "未注年份"
    bound = "" if counted.bound == EXACT else words.label("bound", counted.bound).zh + " "
    times = f"{bound}{written(counted.value)} {counted.unit}（{counted.subject}，{year}）"
    period = f"，{words.label('period', estimate.rate.period).zh}" if estimate.rate.period else ""
    return f"{rate_zh(estimate.rate, words)} {TIMES} {times} ＝ {result_zh(estimate, words)}{period}（估算）"


def result_zh(estimate: Estimate, words: FundingWords) -> str:
    """540000 元."""
    about = "" if estimate.bound in SILENT else words.label("bound", estimate.bound).zh + " "
    return f"{about}{_result(estimate)} {_money(estimate.rate)}"


def formula_en(estimate: Estimate, words: FundingWords) -> str:
    """CNY 2 per woman a year × 270000 (妇女, 2010) = CNY 540000 a year."""
    counted = estimate.population
    bound = "" if counted.bound == EXACT else words.label("bound", counted.bound).en + " "
    times = f"{bound}{written(counted.value)} ({counted.subject}, {counted.year or 'no year stated'})"
    period = f" {words.label('period', estimate.rate.period).en}" if estimate.rate.period else ""
    about = "" if estimate.bound in SILENT else words.label("bound", estimate.bound).en + " "
    result = f"{about}{estimate.rate.currency} {_result(estimate)}{period}"
    return f"{rate_en(estimate.rate, words)} {TIMES} {times} = {result} (estimate)"


def number(value: Decimal) -> int | float:
    """A decimal as JSON has numbers."""
    return int(value) if value == value.to_integral_value() else float(value)


def _unit(rate: Rate) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (("basis", rate.basis), ("period", rate.period)) if value]


def _range(rate: Rate) -> str:
    return written(rate.amount) + ("" if rate.amount_max is None else f"–{written(rate.amount_max)}")


def _result(estimate: Estimate) -> str:
    return written(estimate.result) + ("" if estimate.result_max is None else f"–{written(estimate.result_max)}")


def _money(rate: Rate) -> str:
    return CURRENCIES.get(rate.currency, rate.currency)
