"""Documents: titles, kinds, issuers, numbers, years and papers without title marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.documents import DocumentExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[dict[str, Any]]]
READ: list[Case] = [
    (
        "县委出台了《关于加强村级妇代会建设的实施办法》（县发〔2008〕12号）。",
        [
            {
                "name": "关于加强村级妇代会建设的实施办法",
                "kind": "measure",
                "issuer": "县委",
                "number": "县发〔2008〕12号",
                "year": 2008,
            }
        ],
    ),
    (
        "2006年向县委呈送了《关于增加妇女工作经费的报告》。",
        [
            {
                "name": "关于增加妇女工作经费的报告",
                "kind": "report",
                "addressee": "县委",
                "issuer": "南山县妇联",
                "year": 2006,
            }
        ],
    ),
    (
        "2009年，在县委重视下，下发了《村妇代会工作意见》。",
        [{"name": "村妇代会工作意见", "kind": "opinion", "year": 2009, "issuer": None}],
    ),
    ("县妇联制定了《妇代会主任培训规划》。", [{"name": "妇代会主任培训规划", "kind": "plan", "issuer": "南山县妇联"}]),
    ("印发《关于评选巾帼标兵的通知》（南妇发〔2010〕3号）。", [{"kind": "notice", "number": "南妇发〔2010〕3号"}]),
    ("印发《关于评选的通知》（县妇发〔2010〕3号）。", [{"issuer": "南山县妇联"}]),
    ("为主任配备《村妇代会工作手册》，在《手册》中写明职责。", [{"name": "村妇代会工作手册", "kind": "handbook"}]),
    ("请专家讲授了《婚姻家庭与法律》。", [{"name": "婚姻家庭与法律", "kind": "lecture"}]),
    (
        "创办《半边天》内部刊物，在《南山日报》刊稿。",
        [{"name": "半边天", "kind": "periodical"}, {"name": "南山日报", "kind": "periodical"}],
    ),
    (
        "先后制定了《南山县妇女发展规划（2001-2010年）》、《南山县儿童发展纲要》。",
        [{"kind": "plan"}, {"kind": "plan", "year": None}],
    ),
    (
        "县委组织部、县民政局、县妇联3家单位联合行文，印发全县的配套实施意见，要求落实。",
        [{"name": "配套实施意见", "kind": "opinion", "issuer": "县委组织部、县民政局、县妇联"}],
    ),
    ("为每名执委配备妇情记事本。", [{"name": "妇情记事本", "kind": "record"}]),
    ("制定“妇女代表履职管理规定”，加强管理。", [{"name": "妇女代表履职管理规定", "kind": "measure"}]),
    ("南山县妇联大事记（2010年）\n\n1月，召开会议。", [{"name": "南山县妇联大事记", "kind": "record", "year": 2010}]),
    (
        "关于表彰巾帼标兵的决定\n\n南妇发〔2017〕5号\n\n各乡镇妇联：",
        [{"name": "关于表彰巾帼标兵的决定", "number": "南妇发〔2017〕5号", "year": 2017}],
    ),
    ("根据柞财办预（2014）168号文件拨付。", [{"name": "柞财办预（2014）168号文件", "number": "柞财办预（2014）168号"}]),
    ("大会审议通过了县妇联工作报告。", [{"name": "工作报告", "kind": "report", "issuer": "县妇联"}]),
    ("她在宣讲十九大报告。", [{"name": "十九大报告", "kind": "report"}]),
]
NOTHING = [
    "南山县妇联工作汇报\n\n今年以来，开展了活动。",
    "节目《迎接未来》拿下最佳创作奖，合唱《半边天》得奖。",
    "举办工作报告会。",
    "出台意见，规范妇建。",
    "制定了一系列管理办法。",
    "建立了妇女之家。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[dict[str, Any]]) -> None:
    found = list(DocumentExtractor().extract(document_of(text)))
    assert [{slot: c.slots.get(slot) for slot in e} for c, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in DocumentExtractor().extract(document_of(text))] == []
