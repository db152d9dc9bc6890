"""Facts to statements: every fact has a claim and a passage, values keep their worth, names find their resources."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLE
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.facts_io import read_facts
from fulian_kg.graph import literals
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.store import open_store
from fulian_kg.resources import Library
from fulian_kg.vocabulary import FL, RDF, SKOS, Iris

if TYPE_CHECKING:
    from pathlib import Path


@given(st.floats(allow_nan=False, allow_infinity=False, width=32) | st.integers(-(10**12), 10**12))
def test_a_decimal_keeps_its_value_and_its_one_form(value: float) -> None:
    made = literals.decimal(value)
    assert Decimal(made.value) == Decimal(repr(value))
    assert "e" not in made.value.lower()
    store = ox.Store()
    quad = ox.Quad(RDF.type, RDF.type, made, ox.DefaultGraph())
    if abs(value) < 10**15 and Decimal(repr(value)).as_tuple().exponent >= -18:  # type: ignore[operator]
        store.add(quad)
        assert next(iter(store)).object == made


@pytest.mark.parametrize(
    ("text", "day"), [("2010", "2010-01-01"), ("2010-03", "2010-03-01"), ("2010-03-20", "2010-03-20")]
)
def test_a_date_begins_with_its_first_day(text: str, day: str) -> None:
    assert literals.first_day(text).value == day


def test_every_fact_has_a_claim_whose_passage_is_its_quote(example_store: Path) -> None:
    opened = open_store(example_store)
    iris, schemas = Iris(opened.base), fact_schemas(Library())
    for fact in read_facts(opened.facts_text(), "facts"):
        claim = iris.claim(fact.id, fact.file)
        (passage,) = (quad.object for quad in opened.rdf.quads_for_pattern(claim, FL.evidence, None))
        said = {str(q.predicate): q.object for q in opened.rdf.quads_for_pattern(passage, None, None)}  # type: ignore[arg-type]
        assert said[str(FL.quote)] == ox.Literal(fact.quote)
        assert said[str(FL.start)] == literals.integer(fact.start)
        supports = {quad.object for quad in opened.rdf.quads_for_pattern(claim, FL.supports, None)}
        derived = {quad.object for quad in opened.rdf.quads_for_pattern(claim, FL.derivedProperty, None)}
        assert {schemas[fact.type].slots[name].property for name in fact.slots} <= supports
        assert {schemas[fact.type].slots[name].property for name in fact.derived} <= derived <= supports


def test_whatever_a_case_states_rests_on_a_passage(example_store: Path) -> None:
    rdf = open_store(example_store).rdf
    for quad in rdf.quads_for_pattern(None, FL.statedIn, None):
        if next(rdf.quads_for_pattern(quad.subject, RDF.type, FL.InitiativeStep), None) is None:
            assert any(
                next(rdf.quads_for_pattern(quad.subject, prop, None), None) for prop in (FL.evidence, FL.about)
            ), quad.subject


def test_a_federation_is_one_in_every_case(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("江苏省建湖县妇联2010年举办培训班12期。\n", "utf-8")
    (tmp_path / "b.txt").write_text("盐城市建湖县妇女联合会2011年建立妇女之家30个。\n", "utf-8")
    made = build([tmp_path], Settings())
    federations = {q.subject for q in made.quads if q.predicate == RDF.type and q.object == FL.Federation}
    names = {str(q.object.value) for q in made.quads if q.subject in federations and q.predicate == SKOS.prefLabel}  # type: ignore[union-attr]
    assert ox.NamedNode("https://w3id.org/fulian/id/organization/fulian-320925") in federations
    assert names == {"江苏省盐城市建湖县妇联", "江苏省盐城市妇联", "江苏省妇联", "全国妇联"}


def test_a_name_of_no_region_is_in_the_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("江苏省建湖县妇联2010年在大西洋县妇联学习，举办培训班12期。\n", "utf-8")
    made = build([tmp_path / "a.txt"], Settings())
    assert made.report.conforms
    assert [entry["name"] for entry in made.ledger["unresolved"]] == []  # 大西洋县 is no unit, and no list has it


def test_two_texts_of_one_compilation_make_two_claims_of_one_case(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    (tmp_path / "a.md").write_text(text, "utf-8")
    (tmp_path / "b.md").write_text("\n" + text, "utf-8")
    made = build([tmp_path], Settings())
    assert made.report.conforms
    cases = {q.subject for q in made.quads if q.predicate == RDF.type and q.object == FL.Case}
    assert len(cases) == 106
    claims = {q.subject for q in made.quads if q.predicate == FL.factType and q.object == ox.Literal("case")}
    assert len(claims) == 212
