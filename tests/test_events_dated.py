"""Dated events of annals, chronicles and news: histories of bodies, visits, headlines, long names, days of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.events import EventExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[tuple[str, str | None]]]
HISTORIES: list[Case] = [
    (
        "1949年9月，成立南山县民主妇女联合会筹备委员会。1957年3月，改称南山县妇女联合会（简称县妇联）。",
        [("成立南山县民主妇女联合会筹备委员会", "1949-09"), ("改称南山县妇女联合会", "1957-03")],
    ),
    ("民国35年，妇女队改称妇女会。", [("妇女队改称妇女会", "1946")]),
    ("1968年8月底，妇女工作由县革委政治部群运组兼管。", [("妇女工作由县革委政治部群运组兼管", "1968-08")]),
    (
        "1966年妇联机构瘫痪，1973年1月恢复县妇联。",
        [("妇联机构瘫痪", "1966"), ("恢复县妇联", "1973-01")],
    ),
    ("1984年5月，县妇联设立法律顾问处。", [("设立法律顾问处", "1984-05")]),
    ("县女企业家协会成立于1998年6月。", [("县女企业家协会成立", "1998-06")]),
    ("1997年3月妇联机构改革，人员减为5名。", [("妇联机构改革", "1997-03")]),
    (
        "10月，召开县第一次妇女代表大会，成立县民主妇女联合会。",
        [("县第一次妇女代表大会", "--10"), ("成立县民主妇女联合会", "--10")],
    ),
    (
        "1956年3月、1958年9月、1963年10月先后召开第二、三、四次妇女代表大会。",
        [("第二次妇女代表大会", "1956-03"), ("第三次妇女代表大会", "1958-09"), ("第四次妇女代表大会", "1963-10")],
    ),
    ("2017年7月底，全镇18个村完成“会改联”工作。", [("完成“会改联”", "2017-07")]),
    ("第八届村级换届选举工作于2011年3月启动，妇女积极参选。", [("第八届村级换届选举", "2011-03")]),
    (
        "1993年1月，《九十年代中国儿童发展规划纲要》颁布实施。",
        [("《九十年代中国儿童发展规划纲要》颁布实施", "1993-01")],
    ),
]
ACTS: list[Case] = [
    (
        "2010年1月26日，省妇联主席赵丽华到南山看望基层一线妇女干部，送去问候。",
        [("看望基层一线妇女干部", "2010-01-26")],
    ),
    ("2010年2月5日，县妇联走访单亲特困母亲40户。", [("走访单亲特困母亲", "2010-02-05")]),
    ("2010年7月6日，市妇联主席李建华一行到东关镇幸福社区考察。", [("考察", "2010-07-06")]),
    ("2009年5月27日，县妇女儿童活动中心正式启用。", [("县妇女儿童活动中心正式启用", "2009-05-27")]),
    ("县妇联在全省妇联基层组织建设工作会议上作典型发言。", [("全省妇联基层组织建设工作会议", None)]),
    ("借“三八”维权周、科普宣传周摆摊咨询。", [("“三八”维权周", None), ("科普宣传周", None)]),
]
NAMED: list[Case] = [
    (
        "我县纪念“三八”国际妇女节105周年大会暨县妇联五届十次执委（扩大）会议召开。",
        [("我县纪念“三八”国际妇女节105周年大会暨县妇联五届十次执委（扩大）会议", None)],
    ),
    (
        "3月28日，召开2010年“双学双比”工作推进会。",
        [("2010年“双学双比”工作推进会", "--03-28")],
    ),
    (
        "先后有“做靓丽女人，展巾帼风采”时装秀、“妈妈我爱您”亲子互动竞赛，以及全县女职工拔河比赛和跳绳比赛。",
        [
            ("“做靓丽女人，展巾帼风采”时装秀", None),
            ("“妈妈我爱您”亲子互动竞赛", None),
            ("全县女职工拔河比赛和跳绳比赛", None),
        ],
    ),
    ("市妇联召开“两新组织妇女工作会议”。", [("两新组织妇女工作会议", None)]),
    ("五年来，县妇联办妇联干部培训班86期。", [("妇联干部培训班", None)]),
    ("在三个村开办月嫂班，妇女踊跃报名。", [("月嫂班", None)]),
    (
        "来源：南山新闻网 2014年06月18日 07:12\n妇联讯 昨天，全县农村女书记、女主任培训班在县委党校开班。",
        [("报道", "2014-06-18"), ("全县农村女书记、女主任培训班", "2014-06-17")],
    ),
    (
        "县妇联动态\n2012-11-05 南山县妇联考核验收巾帼示范村\n2012-11-02 全县妇联干部培训班开班",
        [("考核验收巾帼示范村", "2012-11-05"), ("全县妇联干部培训班开班", "2012-11-02")],
    ),
    ("南山县妇联 2013年4月18日\n妇女工作简报。", [("发布", "2013-04-18")]),
]
NOTHING = [
    "1985年，各乡镇相继成立妇女代表会。",
    "2009年3月，建立妇女小组300个。",
    "1978年7月恢复生产，妇女下田。",
    "2008年5月，专项经费由区财政管理。",
    "泉州市从1951年10月至1978年11月召开7次妇女代表大会。",
    "在农村妇女中开展“学文化、学技术，比成绩、比贡献”竞赛。",
    "近日，县妇联开展形式多样的节日庆祝活动。",
    "2010年5月以来，县妇联通过走访企业等办法了解情况。",
    "县委常委出席妇女工作会议。",
]


@pytest.mark.parametrize(("text", "expected"), [*HISTORIES, *ACTS, *NAMED])
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(c.slots["name"], c.slots.get("date")) for c in EventExtractor().extract(document_of(text))]
    assert sorted(found, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in EventExtractor().extract(document_of(text))] == []


def slots(document: Document) -> dict[str, Any]:
    (found,) = EventExtractor().extract(document)
    return dict(found.slots)


def test_who_set_a_body_up_is_its_organizer(document_of: Callable[[str], Document]) -> None:
    assert slots(document_of("1982年11月县妇联成立法律顾问小组。"))["organizer"] == "县妇联"


def test_those_who_came_take_part(document_of: Callable[[str], Document]) -> None:
    found = slots(document_of("2010年1月28日，市妇联主席吴佩英走访40户单亲特困母亲。"))
    assert found["participants"] == ("吴佩英",)


def test_the_subject_of_the_sentence_holds_the_event(document_of: Callable[[str], Document]) -> None:
    found = slots(document_of("2010年3月8日，江苏省妇联举办“巾帼杯”厨艺大赛。"))
    assert found["organizer"] == "江苏省妇联"


def test_a_congress_under_its_heading_takes_the_name_from_there(document_of: Callable[[str], Document]) -> None:
    text = "第二节 妇女代表大会\n第八次 1989年11月9日召开，选出第八届委员会，主任1人，副主任4人，委员若干，会期两天。"
    assert slots(document_of(text))["name"].endswith("第八次妇女代表大会")
