"""Initiatives: names, kinds, parts, pilots, denials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.initiatives import InitiativeExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[dict[str, Any]]]
READ: list[Case] = [
    (
        "实施“巾帼示范村”创建工程，提高了妇女的素质。",
        [{"name": "“巾帼示范村”创建工程", "kind": "programme", "run_by": "南山县妇联"}],
    ),
    (
        "推行“五步工作法”，即看、问、记、办、回，方便了群众。",
        [{"name": "五步工作法", "kind": "working_method", "components": ("看", "问", "记", "办", "回")}],
    ),
    (
        "努力做到“两化”，即：管理制度化、活动经常化的，调动了积极性。",
        [{"name": "两化", "kind": "mechanism", "components": ("管理制度化", "活动经常化")}],
    ),
    (
        "严格按照“三有”（有牌子、有场所、有制度）标准建家。",
        [{"name": "三有", "components": ("有牌子", "有场所", "有制度")}],
    ),
    (
        "推出了“邻里情”、“巧媳妇”等一批服务品牌。",
        [{"name": "邻里情", "kind": "brand"}, {"name": "巧媳妇", "kind": "brand"}],
    ),
    ("开展了“邻里节”、“好婆媳”评选、“才艺秀”等活动。", [{"name": "邻里节"}, {"name": "好婆媳"}, {"name": "才艺秀"}]),
    (
        "在东门试行了暖心服务“5A”工作法，即：问候送一声、节日送一餐。",
        [{"name": "暖心服务“5A”工作法", "components": ("问候送一声", "节日送一餐")}],
    ),
    (
        "以河口村作为试点，创新了楼院长负责的工作模式，效果很好。",
        [{"name": "楼院长负责的工作模式", "pilot": True, "place": "河口村"}],
    ),
    (
        "建立健全了由县妇联牵头、乡镇妇联负责、村妇代会落实的工作机制。",
        [{"name": "县妇联牵头、乡镇妇联负责、村妇代会落实的工作机制", "kind": "mechanism"}],
    ),
    (
        "建立了妇女联席会议制度、妇情民意直报制度等，情况良好。",
        [{"name": "妇女联席会议制度"}, {"name": "妇情民意直报制度"}],
    ),
    (
        "对留守儿童定期开展送书、送衣、送温暖活动。",
        [{"name": "送书、送衣、送温暖活动", "kind": "service", "beneficiaries": ("留守儿童",)}],
    ),
    (
        "廉洁家庭、书香家庭等特色家庭创建活动在全县开展。",
        [{"name": "特色家庭创建活动", "kind": "campaign", "components": ("廉洁家庭", "书香家庭")}],
    ),
    (
        "通过实施母亲健康快车、两癌免费检查等公益项目，惠及妇女3000人。",
        [{"name": "母亲健康快车", "kind": "project"}, {"name": "两癌免费检查", "kind": "project"}],
    ),
    ("要求妇建与党建同步部署、同步检查、同步考核。", [{"name": "同步部署、同步检查、同步考核", "kind": "mechanism"}]),
    (
        "实行村企联建，场地、人员统一安排、统一管理、统一考核。",
        [{"name": "村企联建", "components": ("统一安排", "统一管理", "统一考核")}],
    ),
    (
        "南山县两项措施夯实基层妇建\n一是健全网络，夯实根基。县妇联下功夫。二是培训骨干，提升能力。县妇联办班。",
        [
            {"name": "两项措施夯实基层妇建", "components": ("健全网络，夯实根基", "培训骨干，提升能力")},
            {"name": "健全网络，夯实根基", "part_of": "两项措施夯实基层妇建"},
            {"name": "培训骨干，提升能力"},
        ],
    ),
    ("全县没有开展“双学双比”活动。", [{"name": "“双学双比”活动", "negated": True}]),
    ("2008年以来，启动了“春蕾计划”项目。", [{"name": "“春蕾计划”项目", "from_year": 2008}]),
]
NOTHING = [
    "建立了长效机制，健全各项规章制度。",
    "开展了一系列丰富多彩的文体活动。",
    "在“妇女之家”活动室组织学习。",
    "加强制度建设，提高工作水平。",
    "观看了《以“三制”为载体的工作模式》。",
    "“三八”节期间慰问贫困母亲。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[dict[str, Any]]) -> None:
    found = list(InitiativeExtractor().extract(document_of(text)))
    assert [{slot: c.slots.get(slot) for slot in e} for c, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in InitiativeExtractor().extract(document_of(text))] == []
