"""Bodies of other kinds: predecessors of federations, offices, bodies named with their region, papers and sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fulian_kg.extraction.organizations import OrganizationExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

READ: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "1949年10月，县妇女救国联合会改称县民主妇女联合会。",
        [("县妇女救国联合会", "womens_body"), ("县民主妇女联合会", "womens_body")],
    ),
    ("妇女工作归民运部兼管。", [("民运部", "party")]),
    (
        "县妇联内设办公室、宣传部、城乡部和妇女儿童工作委员会办公室。",
        [
            ("办公室", "womens_body"),
            ("宣传部", "womens_body"),
            ("城乡部", "womens_body"),
            ("妇女儿童工作委员会办公室", "government"),
        ],
    ),
    ("县妇联设组宣部、权益部，有干部6人。", [("组宣部", "womens_body"), ("权益部", "womens_body")]),
    ("县妇联机关内设两个职能部：\n（一）组织宣传部\n承担协调。", [("组织宣传部", "womens_body")]),
    ("先后成立县“禁毒妈妈联盟”等组织。", [("县“禁毒妈妈联盟”", "social")]),
    ("县“双学双比”活动领导小组组长讲话。", [("县“双学双比”活动领导小组", "social")]),
    ("同农信社联手，奖给农广校毕业妇女。", [("农信社", "enterprise")]),
    ("1980年3月设县托幼办公室。", [("县托幼办公室", "government")]),
    ("南山在线 发布时间：2020-11-30\n妇联讯。", [("南山在线", "other")]),
    ("2017年12月17日 星期日\n江海妇女报·江海女网记者徐真\n妇联。", [("江海妇女报·江海女网", "other")]),
]
NOTHING = [
    "乡建妇救会34个，各级妇救会均设会长。",
    "县妇联下设乡妇联、村妇代会。",
    "县妇联设主任1名，副主任2名。",
    "各县文化馆和乡镇文化站参加，成立评审小组。",
    "办公室主任王小华，宣传部部长李小明。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[tuple[str, str]]) -> None:
    found = sorted(OrganizationExtractor().extract(document_of(text)), key=lambda candidate: candidate.start)
    assert [(c.slots["name"], c.slots["kind"]) for c in found] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in OrganizationExtractor().extract(document_of(text))] == []


def test_two_names_of_one_former_body_are_one(document_of: Callable[[str], Document]) -> None:
    text = "县妇女抗日救国会成立。县妇救会有会员三百人，妇救会做军鞋。"
    (found,) = OrganizationExtractor().extract(document_of(text))
    assert (found.slots["name"], len(found.mentions)) == ("县妇女抗日救国会", 2)
