"""Events: kinds, dates, people, ordinals, and what is too vague to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.events import EventExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[dict[str, Any]]]
READ: list[Case] = [
    (
        "2009年3月，召开全县妇女代表大会。",
        [{"name": "全县妇女代表大会", "kind": "congress", "date": "2009-03", "organizer": "南山县妇联"}],
    ),
    ("举办首届“巾帼杯”厨艺大赛。", [{"name": "首届“巾帼杯”厨艺大赛", "kind": "competition", "ordinal": 1}]),
    (
        "2010年4月12日，在县委党校举办了第三期乡镇妇联主席培训班。",
        [{"name": "第三期乡镇妇联主席培训班", "kind": "training", "date": "2010-04-12", "ordinal": 3}],
    ),
    ("近期，县妇联对全县留守妇女情况作了一次调研。", [{"name": "调研", "kind": "survey"}]),
    ("2006年在总结经验的基础上，开展了专题调研。", [{"name": "专题调研", "kind": "survey", "date": "2006"}]),
    (
        "2010年8月，省人大常委会副主任刘志强、省妇联主席赵丽华到我县调研妇女工作。",
        [{"name": "调研妇女工作", "kind": "visit", "date": "2010-08", "participants": ("刘志强", "赵丽华")}],
    ),
    (
        "邀请县老劳模以“勤劳致富，带动乡邻”为题讲课。",
        [{"name": "勤劳致富，带动乡邻", "kind": "lecture", "participants": ("县老劳模",)}],
    ),
    (
        "请县委党校副校长张建华作了《女干部的角色》专题辅导。",
        [{"name": "女干部的角色", "kind": "lecture", "participants": ("张建华",)}],
    ),
    (
        "今年“三八”90周年，各村开展了形式多样的庆祝活动。",
        [{"name": "“三八”90周年", "kind": "celebration", "ordinal": 90, "date": "2000"}],
    ),
    ("为庆祝建党九十周年，组织歌咏。", [{"name": "建党九十周年", "ordinal": 90, "date": "2011"}]),
    ("开展“六一”节系列庆祝活动。", [{"name": "“六一”节系列庆祝活动", "kind": "celebration"}]),
    (
        "11月21日，全县妇女之家建设现场会在东关镇召开。",
        [{"name": "全县妇女之家建设现场会", "date": "--11-21", "place": "东关镇"}],
    ),
    (
        "（江海晚报 2011-03-08 09:25）南山县妇联消息。",
        [{"name": "报道", "kind": "other", "date": "2011-03-08", "organizer": "江海晚报"}],
    ),
    ("妇联情况良好。（2013年5月6日）", [{"name": "发布", "date": "2013-05-06"}]),
    (
        "重点抓好两方面培训：一是培训法律知识。请律师讲课。",
        [{"name": "两方面培训", "kind": "training"}, {"name": "培训法律知识", "kind": "training"}],
    ),
]
NOTHING = [
    "通过召开座谈会、下发调查问卷等形式了解情况。",
    "先后举办培训班38期，培训妇女4500人次。",
    "建立了会议制度和学习制度。",
    "到外地学习经验。",
    "发挥妇女作用的情况调查。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[dict[str, Any]]) -> None:
    found = list(EventExtractor().extract(document_of(text)))
    assert [{slot: c.slots.get(slot) for slot in e} for c, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in EventExtractor().extract(document_of(text))] == []
