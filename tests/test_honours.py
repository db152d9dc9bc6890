"""Honours: names in lists, levels, who got them and from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.honours import HonourExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[dict[str, Any]]]
READ: list[Case] = [
    (
        "2009年，该县被全国妇联授予“全国巾帼文明岗”称号。",
        [{"name": "全国巾帼文明岗", "level": "national", "recipient": "该县", "year": 2009, "awarded_by": "全国妇联"}],
    ),
    (
        "先后有12个村被省妇联命名为“省级妇女之家示范点”。",
        [{"name": "省级妇女之家示范点", "level": "province", "count": 12, "recipient": "村"}],
    ),
    (
        "表彰了10名“三八红旗手”、5个“三八红旗集体”。",
        [{"name": "三八红旗手", "count": 10}, {"name": "三八红旗集体", "count": 5}],
    ),
    (
        "去年，我县被评为全国维护妇女权益先进县、全省“双学双比”先进集体。",
        [
            {"name": "全国维护妇女权益先进县", "level": "national", "recipient": "我县"},
            {"name": "全省“双学双比”先进集体", "level": "province"},
        ],
    ),
    (
        "城关镇被授予首批全国妇联基层组织建设示范街道称号。",
        [{"name": "全国妇联基层组织建设示范街道", "level": "national", "recipient": "城关镇"}],
    ),
    ("东关镇河口村是首批全国示范村。", [{"name": "全国示范村", "level": "national", "recipient": "东关镇河口村"}]),
    ("评选出村级档案一、二、三等奖，相互促进。", [{"name": "村级档案一、二、三等奖", "awarded_by": "南山县妇联"}]),
    ("将首都“五好文明家庭”条件汇集其中。", [{"name": "首都“五好文明家庭”", "level": "province"}]),
    ("被授予“江苏省妇联系统先进集体”荣誉称号。", [{"name": "江苏省妇联系统先进集体", "level": "province"}]),
]
NOTHING = [
    "开展“巾帼文明岗”创建活动。",
    "获得资金支持和先进经验。",
    "孩子获得一等奖学金。",
    "评选出优秀作品。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[dict[str, Any]]) -> None:
    found = list(HonourExtractor().extract(document_of(text)))
    assert [{slot: c.slots.get(slot) for slot in e} for c, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in HonourExtractor().extract(document_of(text))] == []
