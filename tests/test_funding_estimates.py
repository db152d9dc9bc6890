"""Rates compare only in one unit; what a rate comes to is an estimate with both its quotes, and stated nowhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.query.claims import Statements
from fulian_kg.query.evidence import Evidence, gap
from fulian_kg.query.funding_estimates import estimates
from fulian_kg.query.funding_rules import Interval, Rate, per_year
from fulian_kg.query.funding_views import funding_object, funding_of
from fulian_kg.query.funding_wording import formula_en, formula_zh, rate_en, rate_zh
from fulian_kg.query.funding_words import FundingWords
from fulian_kg.query.kept import Answers
from fulian_kg.resources import Library
from fulian_kg.vocabulary import XSD
from querying import store_of

if TYPE_CHECKING:
    from fulian_kg.graph.store import OpenStore

ROOT = Path(__file__).parents[1]
LIBRARY = Library()
rates = st.builds(
    Rate,
    st.decimals(0, 10**6, places=2),
    currency=st.sampled_from(["CNY", "HKD"]),
    basis=st.sampled_from([None, "woman", "village"]),
    period=st.sampled_from([None, "year", "month", "once"]),
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    return store_of(ROOT / "examples" / "compilation.md", tmp_path_factory.mktemp("example") / "kg")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    return store_of(ROOT / "tests" / "data" / "funding", tmp_path_factory.mktemp("made-up") / "kg")


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    """Texts whose numbers of women are not all numbers of the women of a county."""
    folder = tmp_path_factory.mktemp("counties")
    (folder / "texts").mkdir()
    for name in ("A01_hunan_anren", "A04_henan_guangshan", "B01_jiangxi_suichuan", "C03_shaanxi_zhenan"):
        text = (ROOT / "tests" / "data" / "annotated" / f"{name}.txt").read_bytes()
        (folder / "texts" / f"{name}.txt").write_bytes(text)
    return store_of(folder / "texts", folder / "kg")


@given(rates)
def test_a_rate_converts_to_a_year_only_where_the_ontology_says_how(example: OpenStore, rate: Rate) -> None:
    yearly = per_year(rate, FundingWords(example.rdf))
    if rate.period == "month":
        assert yearly is not None
        assert (yearly.amount, yearly.period) == (rate.amount * 12, "year")
        assert yearly.formula
    else:
        assert yearly == (rate if rate.period == "year" else None)


def test_a_converted_range_keeps_both_ends(example: OpenStore) -> None:
    yearly = per_year(Rate(Decimal(80), Decimal(150), "between", period="month"), FundingWords(example.rdf))
    assert yearly is not None
    assert (yearly.amount, yearly.amount_max) == (Decimal(960), Decimal(1800))
    assert yearly.formula == "80–150 × 12"


def test_only_rates_of_one_basis_and_period_share_a_column(made_up: OpenStore) -> None:
    statements = Statements(Answers(made_up, LIBRARY), "funding")
    keys: dict[str, list[int]] = {}
    for mark in statements.marks():
        keys.setdefault(mark.column, []).append(mark.key)
    amounts = {
        column: sorted({claim.value.split(" 元")[0] for claim in statements.claims(found)})
        for column, found in keys.items()
        if column.startswith("rate:")
    }
    assert amounts == {
        "rate:head-of-congress/month": ["200", "50"],
        "rate:household/year": ["2"],
        "rate:person/month": ["80"],
        "rate:village/year": ["1000", "1200", "1500", "800"],
        "rate:woman/year": ["0.6"],
    }


@pytest.mark.parametrize(
    ("until", "last"), [(None, None), (date(2011, 1, 1), 2010), (date(2011, 7, 1), 2011), (date(2011, 1, 2), 2011)]
)
def test_an_interval_is_half_open(until: date | None, last: int | None) -> None:
    assert Interval(date(2008, 1, 1), until).last_year == last


def test_the_estimate_of_shijingshan_shows_its_formula_and_both_quotes(example: OpenStore) -> None:
    before, after = estimates(example, LIBRARY)
    assert [each.result for each in (before, after)] == [270000, 540000]
    assert (before.interval.first_year, before.interval.last_year, after.interval.first_year) == (2008, 2010, 2011)
    assert after.derived
    assert after.population.year == 2010
    assert len(after.evidence) == 3
    assert "提高到 2 元/人年" in after.evidence[0].quote
    assert "27万妇女" in after.evidence[-1].quote
    words = FundingWords(example.rdf)
    assert formula_zh(after, words) == (
        "2 元（每名妇女，每年） × 270000 人（妇女，2010 年） ＝ 540000 元，每年（估算）"
    )
    assert formula_en(after, words) == "CNY 2 per woman a year × 270000 (妇女, 2010) = CNY 540000 a year (estimate)"


def test_an_estimate_is_no_statement_of_the_graph(example: OpenStore) -> None:
    literals = [quad.object for quad in example.rdf if isinstance(quad.object, ox.Literal)]
    numbers = {each.value for each in literals if each.datatype == XSD.decimal}
    assert "270000" in numbers
    assert "540000" not in numbers


def test_a_place_of_another_basis_has_its_own_estimate(made_up: OpenStore) -> None:
    """1500 yuan for each of 92 villages; the rate of 1000 had ended when the text counted them."""
    (found,) = estimates(made_up, LIBRARY)
    assert (found.where.name, found.population.subject) == ("安徽省安庆市太湖县", "行政村")
    assert found.result == 138000


def test_only_a_number_of_the_whole_place_is_multiplied(counties: OpenStore) -> None:
    """Women who took loans, villages that built a home and pupils who get 500 yuan a term give none."""
    found = {each.where.name: each.result for each in estimates(counties, LIBRARY)}
    assert found == {"江西省吉安市遂川县": 154000}


def test_words_for_rates(example: OpenStore) -> None:
    words = FundingWords(example.rdf)
    assert rate_zh(Rate(Decimal(1), None, "at_least", "CNY", "woman", "year"), words) == "至少 1 元（每名妇女，每年）"
    assert (
        rate_en(Rate(Decimal(1), None, "at_least", "CNY", "woman", "year"), words) == "at least CNY 1 per woman a year"
    )
    assert rate_zh(Rate(Decimal("0.5"), Decimal(2), "between"), words) == "0.5–2 元"
    assert words.label("basis", "none-such").zh == "none-such"


def test_the_object_has_the_keys_that_others_rely_on(example: OpenStore) -> None:
    found = funding_object(funding_of(example, LIBRARY))
    (timeline,) = found["timelines"]
    assert {"place", "code", "purpose", "steps", "undated"} <= timeline.keys()
    step = timeline["steps"][-1]
    keys = {"year", "status", "status_en", "amount", "bound", "basis", "period", "to_year", "meeting", "documents"}
    assert keys <= step.keys()
    assert [step[key] for key in ("year", "status_en", "amount", "basis", "period")] == [
        2011,
        "in force",
        2,
        "woman",
        "year",
    ]
    assert all({"iri", "case", "quote", "start", "end", "pages"} == each.keys() for each in step["claims"])
    assert [each["result"] for each in found["estimates"]] == [270000, 540000]
    assert {each["derived"] for each in found["estimates"]} == {True}


def test_a_monthly_rate_shows_what_it_comes_to_in_a_year_as_derived(made_up: OpenStore) -> None:
    found = funding_object(funding_of(made_up, LIBRARY))
    rates = [rate for line in found["timelines"] for step in line["steps"] for rate in step["rates"]]
    yearly = {rate["amount"]: rate["per_year"] for rate in rates if "per_year" in rate}
    assert {amount: (each["amount"], each["derived"], each["formula"]) for amount, each in yearly.items()} == {
        50: (600, True, "50 × 12"),
        80: (960, True, "80 × 12"),
    }
    assert all(rate["period"] == "month" for rate in rates if "per_year" in rate)


def test_provinces_can_be_chosen(made_up: OpenStore) -> None:
    (province,) = {each.where.province for each in funding_of(made_up, LIBRARY).timelines}
    assert province is not None
    assert funding_of(made_up, LIBRARY, [province]) == funding_of(made_up, LIBRARY)
    none = funding_of(made_up, LIBRARY, ["https://example.org/nowhere"])
    assert (none.timelines, none.estimates) == ((), ())


def passage(start: int, end: int, before: str = "", case: str = "urn:1") -> Evidence:
    return Evidence("urn:claim", case, "原文", start, end, None, before)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (passage(0, 5), passage(3, 9), 0),
        (passage(0, 5), passage(8, 9, "经费，又"), 3),
        (passage(0, 5), passage(8, 9, "经费断\n行"), 3),
        (passage(0, 5), passage(9, 10, "经费。\n\n又"), None),
        (passage(0, 5), passage(7, 10, "经费。\n\n又"), 2),
        (passage(0, 5), passage(6, 9, case="urn:2"), None),
    ],
)
def test_passages_stand_beside_one_another_within_a_paragraph(
    one: Evidence, other: Evidence, expected: int | None
) -> None:
    assert gap(one, other) == gap(other, one) == expected
