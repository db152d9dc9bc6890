"""The ontology is sound, says everything in two languages, has every term that is used, and its examples are valid."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, SKOS, VANN

from validating import DEF, FL, OA, ROOT, instance_shapes, ontology, ontology_shapes, parsed, reported, undeclared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLES = sorted((ROOT / "ontology" / "examples").glob("*.ttl"))
FACTS = tomllib.loads((ROOT / "ontology" / "facts.toml").read_text("utf-8"))
SLOTS = [(kind, name, slot) for kind, entry in FACTS.items() for name, slot in entry["slots"].items()]
PREFIXES = {"fl": FL, "dcterms": DCTERMS, "foaf": FOAF, "org": ORG, "skos": SKOS}
DECLARED = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


def expanded(short: str) -> URIRef:
    prefix, _, local = short.partition(":")
    return URIRef(f"{PREFIXES[prefix]}{local}")


def terms(graph: Graph) -> set[URIRef]:
    return {term for triple in graph for term in triple if isinstance(term, URIRef)}


def test_the_ontology_meets_its_own_shapes() -> None:
    assert reported(ontology(), ontology_shapes()) == set()


def test_no_hierarchy_has_a_circle() -> None:
    for prop in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader):
        for term in set(ontology().subjects(prop)):
            above = {
                far for near in ontology().objects(term, prop) for far in ontology().transitive_objects(near, prop)
            }
            assert term not in above, term


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_terms_have_the_same_label(language: str) -> None:
    named: dict[tuple[str, bool], URIRef] = {}
    for kind in DECLARED:
        for term in ontology().subjects(RDF.type, kind):
            for label in ontology().objects(term, RDFS.label):
                assert isinstance(label, Literal)
                if label.language == language:
                    assert named.setdefault((str(label), kind == OWL.Class), URIRef(str(term))) == term, label


def test_every_term_that_the_ontology_uses_exists() -> None:
    assert list(undeclared(terms(ontology()))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        *(f"{ORG}subOrganization", f"{SKOS}prefLable", f"{PROV}wasGenerated", f"{DCTERMS}licence", f"{FOAF}Persons"),
        *(f"{VANN}preferredPrefix", f"{OWL}Klass", f"{OA}hasSelectors", f"{FL}caseNo", f"{DEF}level/country"),
    ],
)
def test_a_term_that_does_not_exist_is_found(wrong: str) -> None:
    assert list(undeclared([URIRef(wrong)])) == [wrong]


@pytest.mark.parametrize("kind", FACTS)
def test_the_class_of_a_fact_exists(kind: str) -> None:
    assert list(undeclared([expanded(FACTS[kind]["class"])])) == []


@pytest.mark.parametrize(("kind", "name", "slot"), SLOTS, ids=lambda part: part if isinstance(part, str) else "")
def test_the_property_and_the_scheme_of_a_slot_exist_and_fit_its_kind_of_value(
    kind: str, name: str, slot: dict[str, str]
) -> None:
    prop, (value, _, scheme) = expanded(slot["property"]), slot["value"].partition(":")
    assert list(undeclared([prop])) == []
    if scheme:
        assert (DEF[scheme], RDF.type, SKOS.ConceptScheme) in ontology()
        assert len(list(ontology().subjects(SKOS.inScheme, DEF[scheme]))) > 1
    resource = value in {"concept", "agent", "agents", "region", "place", "initiative", "steps", "session"}
    if prop in set(ontology().subjects(RDF.type)):
        expected = OWL.ObjectProperty if resource else OWL.DatatypeProperty
        assert (prop, RDF.type, expected) in ontology(), f"{kind}.{name}"


def test_every_term_of_ours_that_the_code_names_exists() -> None:
    sources = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "src").rglob("*.py")))
    named = {FL[local] for local in re.findall(r"\bFL\.(\w+)", sources)} | {
        FL[local] for local in re.findall(r"\bfl:([A-Za-z]\w*)", sources)
    }
    assert len(named) > 40
    assert list(undeclared(named)) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_is_valid_by_itself_and_uses_terms_that_exist(example: Path) -> None:
    data = parsed(example)
    assert reported(data + ontology(), instance_shapes()) == set()
    assert list(undeclared(terms(data))) == []


def test_examples_define_no_part_of_the_vocabulary() -> None:
    data = parsed(*EXAMPLES)
    for prop in (SKOS.inScheme, SKOS.broader, RDFS.subClassOf, RDFS.domain):
        assert (None, prop, None) not in data
    assert set(data.objects(None, RDF.type)) & {*DECLARED, SKOS.Concept} == set()


def quotes(example: Path) -> Iterator[tuple[str, Graph, URIRef]]:
    """Text beside an example, the example, and each of its passages."""
    data = parsed(example)
    for passage, source in data.subject_objects(OA.hasSource):
        file = example.parent / str(data.value(source, FL.fileName))
        assert str(data.value(source, FL.sha256)) == sha256(file.read_bytes()).hexdigest()
        yield file.read_text("utf-8"), data, URIRef(str(passage))


def test_passages_of_examples_quote_their_texts() -> None:
    found = [each for example in EXAMPLES for each in quotes(example)]
    assert found
    for text, data, passage in found:
        start, end = (int(str(data.value(passage, prop))) for prop in (FL.start, FL.end))
        assert text[start:end] == str(data.value(passage, FL.quote))
