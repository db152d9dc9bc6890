"""What a case says against itself, and what was misread in it: findings with their passages, for a person to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.extraction.addressing import addressing
from fulian_kg.extraction.doubts import doubts
from fulian_kg.extraction.findings_attributes import attribute_slips
from fulian_kg.extraction.findings_balance import balance_slips
from fulian_kg.extraction.findings_calendar import calendar_slips
from fulian_kg.extraction.findings_changes import change_slips
from fulian_kg.extraction.findings_dates import date_slips
from fulian_kg.extraction.findings_founding import founding_slips
from fulian_kg.extraction.findings_growth import growth_slips
from fulian_kg.extraction.findings_order import order_slips
from fulian_kg.extraction.findings_parts import part_slips
from fulian_kg.extraction.findings_products import product_slips
from fulian_kg.extraction.findings_ratios import ratio_slips
from fulian_kg.extraction.findings_repeats import repeat_slips
from fulian_kg.extraction.findings_sessions import session_slips
from fulian_kg.extraction.findings_shares import share_slips
from fulian_kg.extraction.findings_sums import sum_slips
from fulian_kg.extraction.findings_totals import total_slips
from fulian_kg.extraction.findings_values import conflicts
from fulian_kg.extraction.patterns import rules
from fulian_kg.model import Finding, Span
from fulian_kg.source.view import joined_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.findings_slips import Slip
    from fulian_kg.model import Case, Fact, SourceText
    from fulian_kg.resources import Library

CHECKS = (
    share_slips,
    ratio_slips,
    part_slips,
    change_slips,
    growth_slips,
    sum_slips,
    total_slips,
    balance_slips,
    product_slips,
    date_slips,
    calendar_slips,
    order_slips,
    founding_slips,
    session_slips,
    repeat_slips,
    attribute_slips,
)
"""What numbers and dates are held against each other for."""


def entry_findings(case: Case, source: SourceText, library: Library) -> tuple[Finding, ...]:
    """Findings of the entry of a case in the catalogue: what was misread."""
    return tuple(doubts(joined_view(source.text, case.entry), case, source, library)) if case.entry else ()


def document_findings(document: Document, facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """Findings of the text of a case and of the facts read from it, in the order of the text."""
    found = [_finding(document, slip) for slip in slips(document)]
    found += [
        _described(document, conflict.kind, conflict.values, conflict.span, conflict.other)
        for conflict in conflicts(document, facts)
    ]
    found += doubts(document.view, document.case, document.source, document.library)
    found += addressing(document)
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (f.span or Span(0, 0), f.kind)))


def slips(document: Document) -> Iterator[Slip]:
    """Numbers and dates of the text that do not agree with each other, none told twice."""
    found: list[Slip] = []
    for checks in CHECKS:
        for slip in checks(document):
            if not any(slip.kind == other.kind and _overlap(slip, other) for other in found):
                found.append(slip)
                yield slip


def _overlap(one: Slip, other: Slip) -> bool:
    return one.start < other.end and other.start < one.end


def _finding(document: Document, slip: Slip) -> Finding:
    span = document.view.span
    other = None if slip.other is None else span(*slip.other)
    return _described(document, slip.kind, slip.values, span(slip.start, slip.end), other)


def _described(document: Document, kind: str, values: dict[str, str], span: Span, other: Span | None) -> Finding:
    message = rules(document.library, "findings").tables["messages"][kind]
    return Finding(
        kind,
        message["zh"].format(**values),
        message["en"].format(**values),
        file=document.source.file,
        case=document.case.number,
        span=span,
        other=other,
    )
