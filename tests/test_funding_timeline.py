"""Timelines of funding: the steps of one purpose in one place, by the same rule for every place and wording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.errors import InputError
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import OpenStore, open_store
from fulian_kg.query.funding import Step, Timeline, timelines
from fulian_kg.resources import Library
from querying import answer, store_of

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).parent / "data"
LIBRARY = Library()
SHIJINGSHAN, TAIHU, TONGCHENG = "北京市石景山区", "安徽省安庆市太湖县", "安徽省安庆市桐城市"
WORK, PAY, EDUCATION = "妇联工作经费", "妇女干部报酬", "家庭教育经费"
REAL = (
    "A04_henan_guangshan",
    "B04_neimenggu_aohan",
    "B07_guangxi_two_cases",
    "C01_hebei_neiqiu",
    "C05_jiangsu_hanjiang",
)


def built(sources: Sequence[Path], folder: Path, library: Library = LIBRARY) -> OpenStore:
    with writing(folder):
        build(list(sources), Settings(library=library)).publish(folder)
    return open_store(folder)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    """Two places of our own: other wording, other bases, other years, several purposes."""
    return store_of(DATA / "funding", tmp_path_factory.mktemp("made-up") / "kg")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    files = [DATA / "annotated" / f"{name}.txt" for name in REAL]
    return built(files, tmp_path_factory.mktemp("real") / "kg")


def timeline(store: OpenStore, place: str, purpose: str) -> Timeline:
    (found,) = [each for each in timelines(store, LIBRARY) if (each.where.name, each.purpose.zh) == (place, purpose)]
    return found


def shown(steps: Sequence[Step]) -> list[tuple[Any, ...]]:
    """Year, kind, and amount, bound, basis and period of the first rate."""
    rates = [next(iter(step.rates), None) for step in steps]
    return [
        (step.year, step.kind.id, *((float(rate.amount), rate.bound, rate.basis, rate.period) if rate else ()))
        for step, rate in zip(steps, rates, strict=True)
    ]


def in_one_line(step: Step) -> str:
    return "|".join("".join(each.quote.split()) for each in step.evidence)


SIX = [
    (2000, "opinion"),
    (2004, "pilot", 1.0, "at_least", "woman", "year"),
    (2006, "survey"),
    (2007, "proposed", 1.0, "exact", "woman", "year"),
    (2008, "in_force", 1.0, "exact", "woman", "year"),
    (2011, "in_force", 2.0, "exact", "woman", "year"),
]


def test_shijingshan_came_to_its_funding_in_six_steps(shared: Path, tmp_path: Path) -> None:
    """One timeline, since every name of the money there is a name of one fund; relief from donations is another."""
    (found,) = timelines(store_of(shared / "seeds" / "compilation.txt", tmp_path / "kg"), LIBRARY)
    assert (found.where.name, found.where.code, found.purpose.zh) == (SHIJINGSHAN, "110107", WORK)
    assert {"社区妇联工作经费", "社区妇联工作专项经费", "妇女工作经费"} <= {*found.names}
    assert shown(found.steps) == SIX
    assert [step.to_year for step in found.steps] == [None, None, None, None, 2010, None]
    assert [step.documents for step in found.steps if step.documents] == [
        ("关于进一步加强我区街道妇女工作的意见",),
        ("关于增设我区社区妇联工作经费的报告",),
    ]
    assert [step.meetings for step in found.steps[-2:]] == [("区委常委会 十届29次",), ("区委常委会 十届105次",)]
    printed = ["2000年，", "2004年，", "2006年", "2007年", "从2008年开始", "从2011年开始"]
    assert all(
        words in step.evidence[0].quote.replace(" ", "") for words, step in zip(printed, found.steps, strict=True)
    )
    assert found.undated
    assert not [rule for rule in found.undated if rule.interval.since or rule.status == "reported"]


def test_the_example_has_the_same_six_steps(tmp_path: Path) -> None:
    store = store_of(DATA.parents[1] / "examples" / "compilation.md", tmp_path / "kg")
    assert shown(timeline(store, SHIJINGSHAN, WORK).steps) == SIX


def test_another_place_has_its_own_steps(made_up: OpenStore) -> None:
    found = timeline(made_up, TAIHU, WORK)
    assert shown(found.steps) == [
        (2011, "survey"),
        (2012, "proposed", 1200.0, "exact", "village", "year"),
        (2013, "pilot", 800.0, "exact", "village", "year"),
        (2014, "in_force", 1000.0, "exact", "village", "year"),
        (2017, "in_force", 1500.0, "exact", "village", "year"),
    ]
    assert [step.to_year for step in found.steps] == [None, None, None, 2016, None]
    assert found.steps[1].documents == ("关于解决村级妇女工作经费的请示",)
    assert "2012年" in found.steps[1].evidence[0].quote
    assert found.steps[-1].meetings == ("县委常委会 十三届21次",)
    assert [rule.provision for rule in found.undated] == ["村级妇女工作经费由镇财政所代管"]


def test_another_purpose_has_steps_of_its_own(made_up: OpenStore) -> None:
    assert shown(timeline(made_up, TAIHU, PAY).steps) == [
        (2010, "in_force", 50.0, "exact", "head_of_congress", "month"),
        (2015, "in_force", 80.0, "exact", "person", "month"),
    ]
    assert shown(timeline(made_up, TAIHU, EDUCATION).steps) == [(2016, "in_force", 2.0, "exact", "household", "year")]
    places = {each.where.name: 0 for each in timelines(made_up, LIBRARY)}
    assert set(places) == {TAIHU, TONGCHENG}


def test_a_document_of_another_chapter_is_no_step(made_up: OpenStore) -> None:
    """The opinion on parents' schools follows the rule of pay by a few characters, but in another chapter."""
    assert {row["name"] for row in answer(made_up, "dated-statements")} >= {"关于办好家长学校的意见"}
    assert not [each for each in timelines(made_up, LIBRARY) for step in each.steps if step.kind.id == "opinion"]


def test_a_rule_without_a_year_is_listed_as_undated(made_up: OpenStore) -> None:
    found = timeline(made_up, TONGCHENG, PAY)
    assert found.steps == ()
    (rule,) = found.undated
    assert rule.rate is not None
    assert (float(rule.rate.amount), rule.rate.basis, rule.rate.period) == (200.0, "head_of_congress", "month")
    assert shown(timeline(made_up, TONGCHENG, WORK).steps) == [(2015, "in_force", 0.6, "exact", "woman", "year")]


def test_every_step_quotes_the_words_of_its_text(made_up: OpenStore, real: OpenStore) -> None:
    texts = [*(DATA / "funding").glob("*.md"), *(DATA / "annotated" / f"{name}.txt" for name in REAL)]
    contents = [file.read_bytes().decode("utf-8-sig") for file in texts]
    found = [*timelines(made_up, LIBRARY), *timelines(real, LIBRARY)]
    every = [each for one in found for step in one.steps for each in step.evidence]
    every += [each for one in found for rule in one.undated for each in rule.evidence]
    assert len(every) > 40
    assert all(any(text[each.start : each.end] == each.quote for text in contents) for each in every)
    assert all(step.evidence for one in found for step in one.steps)


def test_a_real_text_with_a_survey_requests_and_rises(real: OpenStore) -> None:
    found = timeline(real, "内蒙古自治区赤峰市敖汉旗", WORK)
    assert shown(found.steps) == [
        (2009, "survey"),
        (2009, "stated_none"),
        (2010, "proposed", 1000.0, "exact", "village", "year"),
        (2011, "in_force", 0.8, "exact", "woman", None),
        (2013, "in_force", 1.2, "exact", "woman", None),
        (2015, "proposed", 2.0, "between", "woman", None),
    ]
    assert [float(rate.amount) for rate in found.steps[-1].rates] == [2, 350000]
    assert [rule.status for rule in found.undated if rule.rate] == ["pilot"]


def test_a_decision_dates_the_rule_in_whose_words_it_stands_and_no_other(real: OpenStore) -> None:
    found = timeline(real, "内蒙古自治区赤峰市敖汉旗", PAY)
    assert shown(found.steps) == [(2012, "in_force", 100.0, "exact", "head_of_congress", "month")]
    assert 150 in {rule.rate.amount for rule in found.undated if rule.rate}


def test_what_a_payer_does_not_pay_belongs_to_the_rate_of_its_year(real: OpenStore) -> None:
    found = timeline(real, "河北省邢台市内丘县", PAY)
    assert [(step.year, step.kind.id) for step in found.steps] == [
        (2010, "in_force"),
        (2012, "in_force"),
        (2012, "reported"),
    ]
    assert found.steps[0].provisions == ("村里不出一分钱",)
    assert found.steps[0].meetings == ("县政府常务会议 第23次",)


def test_a_town_that_pays_more_has_a_timeline_of_its_own(real: OpenStore) -> None:
    found = timeline(real, "江苏省扬州市邗江区公道镇", WORK)
    assert shown(found.steps) == [(2018, "in_force", 5.0, "exact", "woman", "year")]


def test_a_provision_has_the_year_that_its_own_clause_prints(real: OpenStore) -> None:
    (found,) = [each for each in timelines(real, LIBRARY) if each.where.name.endswith("马头镇")]
    assert [(step.year, in_one_line(step)) for step in found.steps] == [(2012, "2012年起转由镇财政承担")]


def test_sums_that_were_only_raised_make_no_timeline(real: OpenStore) -> None:
    """B07 tells of loans of 34 million in the year 2013; no rule is part of it."""
    assert "34400000" in {str(row["amount"]) for row in answer(real, "funding-statements")}
    rates = [rate for each in timelines(real, LIBRARY) for step in each.steps for rate in step.rates]
    assert rates
    assert not [rate for rate in rates if rate.amount == 34400000]


def test_two_files_of_one_text_give_the_timelines_of_one(tmp_path: Path) -> None:
    """Steps, rates and quotes do not double."""
    compilation = (DATA / "made_up.md").read_text("utf-8")
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text(compilation + ("\n" if name == "two.md" else ""), "utf-8")
    (both,) = timelines(built([tmp_path / "one.md", tmp_path / "two.md"], tmp_path / "both"), LIBRARY)
    (one,) = timelines(built([tmp_path / "one.md"], tmp_path / "kg"), LIBRARY)
    assert shown(both.steps) == shown(one.steps)
    assert [len(step.evidence) for step in both.steps] == [len(step.evidence) for step in one.steps]


def test_a_kind_of_fund_is_added_as_data(tmp_path: Path) -> None:
    """A scheme file of one's own gives what was only called by the words of the text a kind of its own."""
    (tmp_path / "with" / "ontology").mkdir(parents=True)
    (tmp_path / "with" / "ontology" / "own.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<https://w3id.org/fulian/def/fund/family> a skos:Concept ;\n"
        "  skos:inScheme <https://w3id.org/fulian/def/fund> ; skos:notation 'family' ;\n"
        "  skos:topConceptOf <https://w3id.org/fulian/def/fund> ;\n"
        "  skos:prefLabel '家庭工作经费'@zh , 'family funds'@en ; skos:hiddenLabel '教育经费'@zh .\n",
        "utf-8",
    )
    store = built([DATA / "funding" / "taihu.md"], tmp_path / "kg", Library(tmp_path / "with"))
    purposes = {(each.purpose.id, each.purpose.en) for each in timelines(store, LIBRARY)}
    assert ("family", "family funds") in purposes


@pytest.mark.parametrize("name", ["funding-statements", "dated-statements"])
def test_a_query_that_lacks_a_column_is_named(made_up: OpenStore, tmp_path: Path, name: str) -> None:
    (tmp_path / "queries" / "funding").mkdir(parents=True)
    text = "#+ summary@zh: 空\nSELECT ?rule WHERE { ?rule a fl:FundingPolicy }"
    (tmp_path / "queries" / "funding" / f"{name}.rq").write_text(text, "utf-8")
    with pytest.raises(InputError, match="quote") as raised:
        timelines(made_up, Library(tmp_path))
    assert f"queries/funding/{name}.rq" in str(raised.value)
