"""Whether proposals stand on their page, checked apart from the gate and from the plug-in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.fact_schema import fact_schemas
from fulian_kg.gazetteer import load
from fulian_kg.proposals import published
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import CaseFacts, Fact


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return load(Library())


def plain(text: str) -> str:
    """Page and values in one form: width folded, nothing unseen, no white space, simplified where the page is not."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp"})


def ungrounded(fact: Fact, text: str) -> list[str]:
    """What of a fact its page does not bear out."""
    quote, wrong = plain(fact.quote), []
    if text[fact.start : fact.end] != fact.quote:
        wrong.append("quote")
    for name, value in fact.slots.items():
        if name in {"unit", "currency", *fact.derived}:
            continue
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, bool):
                stated = bool(re.search("试|先行|探索" if name == "pilot" else "未|没有|无|缺", fact.quote))
            elif isinstance(each, int | float):
                stated = bool(printed(each, quote))
            elif name == "date":
                stated = all(
                    re.search(rf"(?<!\d)0?{int(part)}(?!\d)", quote) or "三八" in quote for part in digits(each)
                )
            else:
                stated = plain(each) in quote
            if not stated:
                wrong.append(f"{name}={each}")
    return wrong


def digits(date: str) -> list[str]:
    return [part for part in date.split("-") if part]


def printed(value: float, quote: str) -> list[str]:
    """Numerals of the quote, whole, with this value."""
    figures = re.findall(r"(\d+(?:\.\d+)?)(万|亿)?", quote)
    scales = {"": 1, "万": 10_000, "亿": 100_000_000}
    return [figure for figure, scale in figures if float(figure) * scales[scale] == value]


def check(case: CaseFacts, text: str, trap: str = "") -> tuple[int, int]:
    """Count proposals and refusals after checking each proposal; none with the words of a trap may be published."""
    found = [fact for fact in case.facts if fact.rule.startswith("llm:")]
    ours = [fact for fact in case.facts if not fact.rule.startswith("llm:")]
    for fact in found:
        assert ungrounded(fact, text) == [], fact
        assert fact.review == "proposed"
        assert fact.confidence < min(each.confidence for each in ours)
        assert set(fact.derived) <= {n for n, s in fact_schemas(Library())[fact.type].slots.items() if s.scheme}
    shown = [fact for fact in found if published(fact, include_proposed=True)]
    assert not [each for each in shown if trap and trap in each.quote + str(each.slots)]
    return len(found), len(case.rejected)
