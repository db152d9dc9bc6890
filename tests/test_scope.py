"""What a sentence leaves unsaid: the case's region, the place, the year and who acts."""

from __future__ import annotations

from datetime import date

import pytest

from fulian_kg.extraction.document import Document
from fulian_kg.extraction.regions import region_of
from fulian_kg.extraction.scope import Scope, scope_of
from fulian_kg.gazetteer import Gazetteer, load
from fulian_kg.model import Case, SourceText, Span
from fulian_kg.resources import Library

AT = date(2010, 12, 31)
LIBRARY = Library()
OWN = "江苏省盐城市建湖县妇联"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load(LIBRARY)


def scoped(gazetteer: Gazetteer, text: str, federation: str | None = OWN, title: str = "题") -> tuple[Scope, str]:
    source = SourceText("a.txt", "0" * 64, text, "utf-8")
    case = Case(None, title, federation, body=Span(0, len(text)))
    made = Document(source, case, AT, gazetteer, LIBRARY, region_of(case, source, gazetteer, AT))
    assert scope_of(made) is scope_of(made)
    return scope_of(made), made.text


@pytest.mark.parametrize(
    ("federation", "title", "text", "expected"),
    [
        (OWN, "题", "全县妇女。", ("江苏省盐城市建湖县", OWN)),
        (None, "建湖县现状调查", "县妇联作了调研。", ("建湖县", "建湖县妇联")),
        (None, "碑林区推进妇建", "西安市碑林区妇联采取措施。", ("西安市碑林区", "西安市碑林区妇联")),
        (None, "无题", "没有地名。", (None, None)),
    ],
)
def test_the_region_and_the_federation_of_a_case(
    gazetteer: Gazetteer, federation: str | None, title: str, text: str, expected: tuple[str | None, ...]
) -> None:
    scope, _ = scoped(gazetteer, text, federation, title)
    assert (scope.region_name, scope.federation_name) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("南门街道怡园社区是示范社区。她们创设了工作法，已有30名妇女受益。", "南门街道怡园社区"),
        ("南门街道怡园社区是示范社区。\n\n全县已有30名妇女受益。", None),
        ("在南门街道怡园社区试行。目前全县已有30名妇女受益。", None),
        ("在南门街道怡园社区试行，又到北门街道柳园社区推广，建立了30名志愿者。", "北门街道柳园社区"),
        ("已有30名妇女受益。南门街道怡园社区是示范社区。", None),
    ],
)
def test_the_place_is_carried_to_the_end_of_its_paragraph(gazetteer: Gazetteer, text: str, place: str | None) -> None:
    scope, view = scoped(gazetteer, text)
    assert scope.place_at(view.index("30名")) == place


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("截至2009年底，全县有*14个乡镇、30个社区。", 2009),
        ("2008年起步，目前有*14个。", None),
        ("2008年起步。全县有*14个。", None),
        ("今年举办培训班*14期。", 2010),
        ("去年举办培训班*14期。", 2009),
        ("20世纪90年代以来有*14个。", None),
        ("2006年试点，2007年推广到*14个村。", 2007),
    ],
)
def test_the_year_holds_within_its_sentence(gazetteer: Gazetteer, text: str, year: int | None) -> None:
    scope, view = scoped(gazetteer, text.replace("*", ""))
    assert scope.year_at(view.index("14个") if "14个" in view else view.index("14期")) == year


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("实施了@素质工程。", OWN),
        ("县妇联实施了@素质工程。", OWN),
        ("有了经费的支撑，社区妇联通过项目化运作启动@帮扶项目。", "社区妇联"),
        ("市妇联开展@培训。", "盐城市妇联"),
        ("社区妇联主席素质提高，实施@工程。", OWN),
    ],
)
def test_the_actor_is_the_subject_or_the_case_itself(gazetteer: Gazetteer, text: str, actor: str) -> None:
    at = text.index("@")
    scope, _ = scoped(gazetteer, text.replace("@", ""))
    assert scope.actor_at(at) == actor
