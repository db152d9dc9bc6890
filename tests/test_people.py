"""People: names told by their characters, lists and bylines, years in a post, and words that look like names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.people import PersonExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[tuple[str | None, tuple[str, ...] | None]]]
READ: list[Case] = [
    ("拉萨市妇联主席达珍在仪式上表示。", [("达珍", ("主席",))]),
    ("婚姻家庭咨询师苏小琳赶到医院。", [("苏小琳", ("咨询师",))]),
    ("该社区党总支书记刘珍荣获省“最美妇联人”。", [("刘珍", ("党总支书记",))]),
    ("副总经理何幼平等领导出席。", [("何幼平", ("副总经理",))]),
    ("贫困户姜存英鼓足了劲。", [("姜存英", ("贫困户",))]),
    ("宁夏村妇女主任才让卓玛带头。", [("才让卓玛", ("妇女主任",))]),
    ("周馥香、曾桐君任副主席。", [("周馥香", ("副主席",)), ("曾桐君", ("副主席",))]),
    ("会议推选苏华为筹委会主任，谢丹为副主任。", [("苏华", ("筹委会主任",)), ("谢丹", ("副主任",))]),
    (
        "兼职副主席两位：潘美琴（县农村商业银行副行长）、施小凤（统里村党总支书记）。",
        [("潘美琴", ("兼职副主席", "县农村商业银行副行长")), ("施小凤", ("兼职副主席", "统里村党总支书记"))],
    ),
    ("成立由县委书记任组长的领导小组。", [(None, ("县委书记", "组长"))]),
    ("作者：陈婀萍 周志艳", [("陈婀萍", ("作者",)), ("周志艳", ("作者",))]),
    ("二审二校：周   洁", [("周洁", ("二审二校",))]),
    ("（通讯员屈珊珊 李园园）近日，", [("屈珊珊", ("通讯员",)), ("李园园", ("通讯员",))]),
    ("（于海云　供稿）", [("于海云", ("供稿",))]),
    (
        "王月莹 宿州市农业科学院研究员\n苏 晴 蓝天救援队队长\n",
        [("王月莹", ("研究员",)), ("苏晴", ("队长",))],
    ),
    ("王金翠，九阡镇水各村党支部书记、村妇代会主任", [("王金翠", ("党支部书记", "村妇代会主任"))]),
    ("授予邹红英等20人市三八红旗手称号。", [("邹红英", None)]),
    ("刘桂荣，女，汉族，1938年生，现任县妇联主席。", [("刘桂荣", ("主席",))]),
    ("主任：张桂兰（1951.3—1954.6）", [("张桂兰", ("主任",))]),
    ("孙凤英 1973年3月—1979年11月", []),
    ("范伟君、夏杨当选为兼职副主席。", [("范伟君", ("兼职副主席",)), ("夏杨", ("兼职副主席",))]),
    (
        "副主席：马小玲（彝）、斯朗旺姆（藏、兼）、童若春（兼）",
        [("马小玲", ("副主席",)), ("斯朗旺姆", ("副主席",)), ("童若春", ("副主席",))],
    ),
    ("副主席桑顶·多吉帕姆·德庆曲珍、张晓兰", [("桑顶·多吉帕姆·德庆曲珍", ("副主席",)), ("张晓兰", ("副主席",))]),
    ("成立常务副县长任组长的协调小组。", [(None, ("常务副县长", "组长"))]),
    ("刚察县宁夏村的才让卓玛种菜。", [("才让卓玛", None)]),
    ("马云芳，55岁，中共党员，二屯村村长。", [("马云芳", ("村长",))]),
    ("王桂芬是金岭寺村妇代会主任，勤快。", [("王桂芬", ("妇代会主任",))]),
    ("刘利梅：多面手的妇女主任", [("刘利梅", ("妇女主任",))]),
    ("种粮大户刘凤、村民李三嫂参加。", [("刘凤", ("种粮大户",)), ("李三嫂", ("村民",))]),
    ("主任王秀英（女，1951年3月—1956年7月）", [("王秀英", ("主任",))]),
    ("现任主席为刘珺。", [("刘珺", ("现任主席",))]),
    ("汪敏连任主席。", [("汪敏", ("主席",))]),
]
NOTHING = [
    "村妇联主席任期五年，主任平均年龄45岁。",
    "妇联主任金额不足，书记占比提高。",
    "书记占书记总数的三成，主席任务重。",
    "妇女成长成才，妇女明显受益。",
    "妇联干部等10人参加，党员干部全体出席。",
    "各乡镇书记任组长。",
    "作者：浏览次数",
    "王府井 百货大楼",
    "毛主席曾三次接见。",
    "副区长到场，格桑草原风光好。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[tuple[Any, ...]]) -> None:
    found = sorted(PersonExtractor().extract(document_of(text)), key=lambda c: (c.start, c.end))
    assert [(c.slots.get("name"), c.slots.get("roles")) for c in found] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots for c in PersonExtractor().extract(document_of(text))] == []


def test_years_in_a_post_are_read_in_brackets_and_in_lines(document_of: Callable[[str], Document]) -> None:
    text = "历届妇联副主任名录\n副主任：王淑珍（1954—1960）、赵玉梅（1956—1966）\n孙凤英 1973年3月—1979年11月\n"
    found = {c.slots["name"]: c.slots for c in PersonExtractor().extract(document_of(text))}
    years = {name: (slots["from_year"], slots["to_year"], slots["roles"]) for name, slots in found.items()}
    assert years == {
        "王淑珍": (1954, 1960, ("副主任",)),
        "赵玉梅": (1956, 1966, ("副主任",)),
        "孙凤英": (1973, 1979, ("副主任",)),
    }
