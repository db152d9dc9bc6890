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
    (
        "新树巾帼文明岗5个、巾帼建功标兵5名，培育巾帼创业基地5个，推出巾帼创业先锋5名。",
        [
            {"name": "巾帼文明岗", "count": 5},
            {"name": "巾帼建功标兵", "count": 5},
            {"name": "巾帼创业先锋", "count": 5},
        ],
    ),
    (
        "1983年，县妇联表奖“三八”红旗集体17个，“三八”红旗手107名。",
        [
            {"name": "“三八”红旗集体", "count": 17, "level": "county", "awarded_by": "县妇联"},
            {"name": "“三八”红旗手", "count": 107, "level": "county", "awarded_by": "县妇联"},
        ],
    ),
    (
        "市妇联获山东省巾帼建功竞赛活动、创先争优活动、新闻宣传工作先进集体称号。",
        [
            {"name": "山东省巾帼建功竞赛活动先进集体", "level": "province", "recipient": "市妇联"},
            {"name": "山东省创先争优活动先进集体", "level": "province", "recipient": "市妇联"},
            {"name": "山东省新闻宣传工作先进集体", "level": "province", "recipient": "市妇联"},
        ],
    ),
    (
        "兴华幼儿园、优山美郡社区居委会被授予全国巾帼文明岗。",
        [
            {"name": "全国巾帼文明岗", "recipient": "兴华幼儿园"},
            {"name": "全国巾帼文明岗", "recipient": "优山美郡社区居委会"},
        ],
    ),
    (
        "街道工委书记侯丽英、疾控中心主任郭慧敏当选全国巾帼建功标兵。",
        [
            {"name": "全国巾帼建功标兵", "recipient": "侯丽英"},
            {"name": "全国巾帼建功标兵", "recipient": "郭慧敏"},
        ],
    ),
    (
        "市妇联决定，授予救助站等10个单位为广安市巾帼文明岗、汪晓琴等20名同志为广安市巾帼建功标兵荣誉称号。",
        [
            {"name": "广安市巾帼文明岗", "level": "prefecture", "count": 10, "recipient": "救助站等"},
            {"name": "广安市巾帼建功标兵", "level": "prefecture", "count": 20, "recipient": "汪晓琴等"},
        ],
    ),
    (
        "1人入选国家级非遗传承人和国家级技能大师，2人进入省级“锦绣计划”智库。",
        [
            {"name": "国家级非遗传承人", "level": "national", "count": 1},
            {"name": "国家级技能大师", "level": "national", "count": 1},
            {"name": "省级“锦绣计划”智库", "level": "province", "count": 2},
        ],
    ),
    (
        "县委、县政府授予县妇联“先进单位”称号。",
        [{"name": "先进单位", "recipient": "县妇联", "awarded_by": "县委、县政府", "level": "county"}],
    ),
    (
        "全县表彰“好媳妇”“好婆婆”各10名。",
        [{"name": "好媳妇", "count": 10, "level": "county"}, {"name": "好婆婆", "count": 10, "level": "county"}],
    ),
    (
        "榜上有名的有：全国三八红旗手1人、全国巾帼文明岗4个。",
        [{"name": "全国三八红旗手", "count": 1}, {"name": "全国巾帼文明岗", "count": 4}],
    ),
    (
        "被县委、县政府评为文明单位、社会治安综合治理先进单位。",
        [{"name": "文明单位", "level": "county"}, {"name": "社会治安综合治理先进单位", "level": "county"}],
    ),
    (
        "赵丽春荣获省“最美创业”，谌小菊荣获省“最美湘女”。",
        [{"name": "省“最美创业”", "recipient": "赵丽春"}, {"name": "省“最美湘女”", "recipient": "谌小菊"}],
    ),
    (
        "她有好几个荣誉称号：东坡区计划生育工作先进个人、东坡区农技标兵。",
        [{"name": "东坡区计划生育工作先进个人", "level": "county"}, {"name": "东坡区农技标兵", "level": "county"}],
    ),
    (
        "大会对10名优秀妇代会主任、20名“三八”红旗手进行了表彰。",
        [{"name": "优秀妇代会主任", "count": 10}, {"name": "“三八”红旗手", "count": 20}],
    ),
    (
        "附：表彰名单\n黔南州“最美绣娘”（10名）：韦祖英、杨胜美等\n先进县（市）妇联（3个，各奖2万元）：都匀市妇联、福泉\n市妇联\n",
        [
            {"name": "黔南州“最美绣娘”", "count": 10, "recipient": "韦祖英、杨胜美等"},
            {"name": "先进县（市）妇联", "count": 3, "recipient": "都匀市妇联、福泉市妇联"},
        ],
    ),
    (
        "先进集体：城关镇妇联、北岭乡妇联\n先进个人：王敏、李红\n",
        [{"name": "先进集体", "recipient": "城关镇妇联、北岭乡妇联"}, {"name": "先进个人", "recipient": "王敏、李红"}],
    ),
    ("五好家庭　1991年评出1200户。", [{"name": "五好家庭", "count": 1200, "year": 1991}]),
    ("全国劳动模范李素丽说。", [{"name": "全国劳动模范", "recipient": "李素丽"}]),
]
NOTHING = [
    "开展“巾帼文明岗”创建活动。",
    "获得资金支持和先进经验。",
    "孩子获得一等奖学金。",
    "评选出优秀作品。",
    "创建省级“妇女之家”示范点10个，建成巾帼脱贫示范基地5个。",
    "命名市级巾帼星火创业示范基地13处。",
    "总经理被推荐为候选人，经验被推广。",
    "每年可带出致富女能手20名。",
    "全村涌现了妇女创业带头人10人。",
    "对获奖代表进行颁奖，给“法制宣传乡村行”活动的得奖单位颁奖。",
    "推选妇女代表200名，确定入党积极分子12名。",
    "保持妇联组织先进性，获全县妇女拥护，取得全国人大代表资格。",
    "县妇联为其争取“锦绣计划”项目，受到全国妇联表彰。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[dict[str, Any]]) -> None:
    found = list(HonourExtractor().extract(document_of(text)))
    assert [{slot: c.slots.get(slot) for slot in e} for c, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in HonourExtractor().extract(document_of(text))] == []
