"""Decisions: bodies and sessions, and papers that a congress passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.decisions import DecisionExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[dict[str, Any]]]
READ: list[Case] = [
    ("县委九届12次常委会决定：由县财政拨付。", [{"body": "县委常委会", "session": "九届12次"}]),
    (
        "1955年4月第四次代表大会召开，代表们通过了《妇女工作规划》。",
        [{"body": "第四次代表大会", "year": 1955, "subject": "通过了《妇女工作规划》"}],
    ),
    (
        "南山县第五次妇女代表大会开幕。\n\n会上，代表们审议通过了报告、大会《选举办法》。",
        [{"body": "南山县第五次妇女代表大会", "subject": "审议通过了报告、大会《选举办法》"}],
    ),
    (
        "妇女代表大会\n\n第八次　1989年召开，通过县妇联《自信自强》的工作报告。",
        [{"body": "南山县第八次妇女代表大会"}],
    ),
]
NOTHING = [
    "召开了第五次妇女代表大会。",
    "第五次妇女代表大会后，通过《中国妇女报》等媒体宣传。",
    "通过开展活动，通过考核。",
    "会议通过了《章程》。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[dict[str, Any]]) -> None:
    found = list(DecisionExtractor().extract(document_of(text)))
    assert [{slot: c.slots.get(slot) for slot in e} for c, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots for c in DecisionExtractor().extract(document_of(text))] == []
