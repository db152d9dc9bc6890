"""Regions, places, federations, organizations, people and facilities, on sentences of many styles."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.document import Document
from fulian_kg.extraction.facilities import FacilityExtractor
from fulian_kg.extraction.federations import FederationExtractor
from fulian_kg.extraction.organizations import OrganizationExtractor
from fulian_kg.extraction.people import PersonExtractor
from fulian_kg.extraction.places import PlaceExtractor
from fulian_kg.extraction.regions import RegionExtractor, region_of
from fulian_kg.gazetteer import Gazetteer, load
from fulian_kg.model import Candidate, Case, SourceText, Span
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.extraction.document import Extractor

AT = date(2010, 12, 31)
LIBRARY = Library()
OWN = "江苏省盐城市建湖县妇联"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load(LIBRARY)


def document(gazetteer: Gazetteer, text: str, federation: str | None = OWN, title: str = "案例") -> Document:
    source = SourceText("案例.txt", "0" * 64, text, "utf-8")
    case = Case(None, title, federation, body=Span(0, len(text)))
    return Document(source, case, AT, gazetteer, LIBRARY, region_of(case, source, gazetteer, AT))


def slots(found: Iterable[Candidate], *names: str) -> list[tuple[Any, ...]]:
    """The named slots of the candidates, in the order of the text."""
    ordered = sorted(found, key=lambda candidate: (candidate.start, candidate.end))
    return [tuple(candidate.slots.get(name) for name in names) for candidate in ordered]


def read(extractor: Extractor, gazetteer: Gazetteer, text: str, *names: str, **keys: Any) -> list[tuple[Any, ...]]:
    return slots(extractor.extract(document(gazetteer, text, **keys)), *names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("盐城市建湖县妇联开展调研。", [("盐城市建湖县", "320925", "county", "江苏省")]),
        (
            "射阳县和东台市的做法值得学习。",
            [("射阳县", "320924", "county", "江苏省"), ("东台市", "320981", "county", "江苏省")],
        ),
        (
            "南京、苏州、无锡3个市先行一步。",
            [
                ("南京", "320100", "prefecture", "江苏省"),
                ("苏州", "320500", "prefecture", "江苏省"),
                ("无锡", "320200", "prefecture", "江苏省"),
            ],
        ),
        ("先后到浙江省宁波市学习。", [("浙江省宁波市", "330200", "prefecture", "浙江省")]),
        ("城区的妇女和矿区的妇女一起参加。", []),
        ("妇女在家门口就业，全面提高县妇联的水平，建成县级示范点，市妇联和县妇联指导。", []),
        ("得到江苏省妇联的肯定。", []),
    ],
)
def test_regions(gazetteer: Gazetteer, text: str, expected: list[tuple[str, ...]]) -> None:
    assert read(RegionExtractor(), gazetteer, text, "name", "code", "level", "province") == expected


@pytest.mark.parametrize(
    ("federation", "title", "text", "expected"),
    [
        ("湖北省襄樊市保康县妇联", "题", "正文", "420626"),
        ("北京市宣武区妇联", "题", "正文", "110104"),
        (None, "射阳县村级妇代会调查", "近期，县妇联作了调研。", "320924"),
        (None, "鼓楼区四项举措推进妇建", "福州市鼓楼区妇联采取四项举措。", "350102"),
        (None, "情况通报", "山东省妇联要求各地落实。", "370000"),
        (None, "情况通报", "各地要高度重视。", None),
    ],
)
def test_the_region_a_case_is_about(
    gazetteer: Gazetteer, federation: str | None, title: str, text: str, expected: str | None
) -> None:
    region = document(gazetteer, text, federation, title).region
    assert (region.code if region else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("以上冈镇柳树井村为试点，推行新做法。", [("上冈镇柳树井村", "上冈镇", "柳树井村", "pilot")]),
        ("在南门街道怡园社区尝试了“妇情日记”。", [("南门街道怡园社区", "南门街道", "怡园社区", None)]),
        ("2006年在鲁南街道试点的基础上推广。", [("鲁南街道", "鲁南街道", None, "pilot")]),
        ("杏花村社区是首批示范单位。", [("杏花村社区", None, "杏花村社区", None)]),
        ("柳树井社区是首批示范单位。", [("柳树井社区", None, "柳树井社区", None)]),
        ("各街道、社区和村普遍建立妇女小组。", []),
        ("加强社区妇联建设，提升农村妇女素质。", []),
        ("从2011年开始社区妇联有了经费，示范村增多。", []),
        ("走访街道社区，深入村组。", []),
    ],
)
def test_places(gazetteer: Gazetteer, text: str, expected: list[tuple[Any, ...]]) -> None:
    assert read(PlaceExtractor(), gazetteer, text, "name", "subdistrict", "community", "role") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "县妇联统一配备，市妇联、省妇联给予指导。",
            [(OWN, "county"), ("盐城市妇联", "prefecture"), ("江苏省妇联", "province")],
        ),
        (
            "全国妇联和江苏省妇联来人调研，县妇联汇报。",
            [("全国妇联", "national"), ("江苏省妇联", "province"), (OWN, "county")],
        ),
        ("建湖县妇女联合会成立。", [(OWN, "county")]),
        ("各县妇联、乡镇妇联、社区妇联都要参加。", []),
        ("邀请全国妇联妇女研究所专家讲课。", []),
        ("射阳县妇联前来学习。", [("射阳县妇联", "county")]),
        ("在南门街道妇联设点。", [("南门街道妇联", "township")]),
        ("为使社区妇联工作经费发挥最大效能，促使街道妇联创新。", []),
    ],
)
def test_federations(gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]) -> None:
    assert read(FederationExtractor(), gazetteer, text, "name", "level") == expected


def test_in_a_municipality_the_city_is_the_parent(gazetteer: Gazetteer) -> None:
    found = read(
        FederationExtractor(), gazetteer, "市妇联指导，区妇联实施。", "name", "level", federation="北京市东城区妇联"
    )
    assert found == [("北京市妇联", "province"), ("北京市东城区妇联", "county")]


def test_in_a_county_city_the_city_is_the_case_itself(gazetteer: Gazetteer) -> None:
    found = read(
        FederationExtractor(), gazetteer, "市妇联统一实施。", "name", "level", federation="江苏省盐城市东台市妇联"
    )
    assert found == [("江苏省盐城市东台市妇联", "county")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "县委、县政府高度重视，县财政每年拨款。",
            [("县委", "party"), ("县政府", "government"), ("县财政", "government")],
        ),
        (
            "县委组织部、县民政局、县总工会、团县委、县工商联联合行文。",
            [
                ("县委组织部", "party"),
                ("县民政局", "government"),
                ("县总工会", "social"),
                ("团县委", "social"),
                ("县工商联", "social"),
            ],
        ),
        ("建湖县人民政府和县政府办公会议研究。", [("建湖县人民政府", "government")]),
        ("由南山大学、北岭学院的教授们授课。", [("南山大学", "school"), ("北岭学院", "school")]),
        ("协调财政局按人数拨付，与财政、审计等部门配合。", [("财政局", "government")]),
        ("在南山制衣有限公司成立妇委会，与县科协合作。", [("南山制衣有限公司", "enterprise"), ("县科协", "social")]),
        ("成立了巾帼志愿服务队，设立妇女小组300个。", [("巾帼志愿服务队", "womens_body")]),
        (
            "盐城市中级人民法院诉讼服务中心、射阳县实验幼儿园获奖。",
            [("盐城市中级人民法院诉讼服务中心", "government"), ("射阳县实验幼儿园", "school")],
        ),
        (
            "受表彰的有射阳县第二中学王小华、东台市人民医院产科。",
            [("射阳县第二中学", "school"), ("东台市人民医院产科", "other")],
        ),
        ("村党委、乡镇政府、各级部门和民政部门参加。", []),
        ("女大学生、小学文化的妇女和各类企业公司职工。", []),
        ("各县委书记出席，列入县财政预算。", []),
    ],
)
def test_organizations(gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]) -> None:
    assert read(OrganizationExtractor(), gazetteer, text, "name", "kind") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县委副书记李国华到会讲话。", [("李国华", ("副书记",), "县委")]),
        (
            "全国妇联党组书记、副主席王晓兰和县妇联主席赵敏出席。",
            [("王晓兰", ("党组书记", "副主席"), "全国妇联"), ("赵敏", ("主席",), OWN)],
        ),
        ("县人大常委会副主任、县妇联主席孙丽率队调研。", [("孙丽", ("县人大常委会副主任", "县妇联主席"), None)]),
        ("上冈镇柳树井村妇代会主任欧阳春带领姐妹种菜。", [("欧阳春", ("主任",), "上冈镇柳树井村妇代会")]),
        ("村民张桂芝、王秀兰等办起了合作社。", [("张桂芝", ("村民",), None), ("王秀兰", ("村民",), None)]),
        ("妇女主任古丽娜尔·买买提组织学习。", [("古丽娜尔·买买提", ("妇女主任",), None)]),
        ("县委书记作了批示，县长亲自协调。", [(None, ("县委书记",), "县委"), (None, ("县长",), None)]),
        ("邀请了县妇联原主席讲课。", [(None, ("县妇联原主席",), OWN)]),
        ("刘志强书记到场。", [("刘志强", ("书记",), None)]),
        ("妇代会主任高度重视，社区妇联主席任务重。", []),
        ("各县委书记和村支部书记都要参加。", []),
        ("配备妇代会主任200名，主任全部进两委。", []),
        ("村妇代会主任待遇和妇联主席素质工程。", []),
    ],
)
def test_people(gazetteer: Gazetteer, text: str, expected: list[tuple[Any, ...]]) -> None:
    assert read(PersonExtractor(), gazetteer, text, "name", "roles", "organization") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "建立了妇女之家，内设维权工作站、姐妹恳谈会等活动阵地，以及社区家长学校等教育阵地。",
            [
                ("妇女之家", "home", None),
                ("维权工作站", "station", "妇女之家"),
                ("姐妹恳谈会", "club", "妇女之家"),
                ("社区家长学校", "school", None),
            ],
        ),
        ("全部建起了“妇女之家”，覆盖率100%。", [("妇女之家", "home", None)]),
        (
            "依托居民议事站解决问题，创建省级示范妇女之家8个。",
            [("居民议事站", "station", None), ("妇女之家", "home", None)],
        ),
        ("努力打造温暖之家，建立长效机制，发展服务中心工作。", []),
        ("在工作中抓住重点，找准切入点和结合点。", []),
    ],
)
def test_facilities(gazetteer: Gazetteer, text: str, expected: list[tuple[Any, ...]]) -> None:
    assert read(FacilityExtractor(), gazetteer, text, "name", "kind", "part_of") == expected


def test_what_the_text_denies_is_marked(gazetteer: Gazetteer) -> None:
    found = read(FacilityExtractor(), gazetteer, "尚未建立妇女活动中心的乡镇还有3个。", "name", "negated")
    assert found == [("妇女活动中心", True)]


def test_every_name_stands_in_its_evidence_or_is_derived(gazetteer: Gazetteer) -> None:
    text = "在县委领导下，建湖县妇联依托上冈镇柳树井村妇女之家，请市妇联主席王敏授课。"
    made = document(gazetteer, text)
    found = 0
    for extractor in (
        RegionExtractor(),
        PlaceExtractor(),
        FederationExtractor(),
        OrganizationExtractor(),
        PersonExtractor(),
    ):
        for candidate in extractor.extract(made):
            found += 1
            quote = made.text[candidate.start : candidate.end]
            assert candidate.slots["name"] in quote or "name" in candidate.derived
    assert found >= 5
