"""Every shape lets pass what it should and reports what it should, and says in both languages what to do.

`tests/shapes/<shape>/valid[.<case>].ttl` conforms; `invalid.<case>.ttl` names in its first lines, `# expect: …`, just
the shapes that it does not meet. `context.ttl`, which every file over instance data may refer to, is joined to each.
A new file there is a new test.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, SH

from validating import (
    FL,
    ROOT,
    SHAPES,
    instance_shapes,
    ontology,
    ontology_shapes,
    parsed,
    reported,
    reported_beside,
    undeclared,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rdflib.term import Node

FOLDER = ROOT / "tests" / "shapes"
FIXTURES = sorted(FOLDER.glob("*/*.ttl"))
ALL = instance_shapes() + ontology_shapes()
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
TARGETED = {URIRef(str(shape)) for target in TARGETS for shape in ALL.subjects(target)}
PROPERTY_SHAPES = {URIRef(str(shape)) for node in TARGETED for shape in ALL.objects(node, SH.property)}
REPORTING = {URIRef(str(shape)) for shape in ALL.subjects(SH.severity)}
"""Shapes that speak for themselves; the others only hold property shapes, or are conditions of other shapes."""
NAMES = (
    "class datatype nodeKind minCount maxCount minExclusive minInclusive maxInclusive minLength pattern languageIn "
    "uniqueLang equals disjoint lessThan lessThanOrEquals or node hasValue in qualifiedValueShape"
)
CONSTRAINTS = {SH[name] for name in NAMES.split()}
"""The constraints of SHACL Core that we use."""
PATHS = {SH.path, SH.alternativePath, SH.inversePath, SH.zeroOrMorePath}
OTHERS = {SH.property, SH.severity, SH.message, SH.qualifiedMinCount, SH.qualifiedMaxCount}


def local(shape: Node) -> str:
    return str(shape).removeprefix(SHAPES)


def expected(file: Path) -> set[str]:
    """Shapes named in the `# expect:` lines of a fixture."""
    lines = re.findall(r"^# expect: (.+)$", file.read_text("utf-8"), re.MULTILINE)
    return {name.removeprefix("shapes:") for line in lines for name in line.split()}


def found(file: Path) -> set[str]:
    """Shapes that a fixture does not meet."""
    if (SHAPES[file.parent.name], None, None) in ontology_shapes():
        return reported(parsed(file), ontology_shapes())
    return reported_beside(context(), parsed(file), instance_shapes())


@cache
def context() -> Graph:
    """What the fixtures over instance data may refer to, with the ontology."""
    return parsed(FOLDER / "context.ttl") + ontology()


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_fixture_does_not_meet_just_the_shapes_that_it_names(file: Path) -> None:
    assert found(file) == expected(file)
    assert bool(expected(file)) is file.name.startswith("invalid.")


def test_the_context_of_the_fixtures_is_valid() -> None:
    assert reported(context(), instance_shapes()) == set()


def test_every_folder_of_fixtures_belongs_to_a_shape_and_every_shape_has_a_valid_one() -> None:
    assert {file.parent.name for file in FIXTURES} == {local(shape) for shape in TARGETED}
    assert {file.parent.name for file in FIXTURES if file.name.startswith("valid.")} == {local(s) for s in TARGETED}


def test_every_shape_is_expected_by_a_fixture_of_its_own_folder() -> None:
    named = {name for file in FIXTURES for name in expected(file) if name.partition("-")[0] == file.parent.name}
    assert {local(shape) for shape in REPORTING} == named


@pytest.mark.parametrize("node", sorted(TARGETED), ids=local)
def test_valid_fixtures_use_every_property_of_their_shape(node: URIRef) -> None:
    used = {p for file in (FOLDER / local(node)).glob("valid*.ttl") for p in parsed(file).predicates()}
    for shape in ALL.objects(node, SH.property):
        path = set(terms_of_path(ALL.value(shape, SH.path)))
        assert path & used, local(shape)


@pytest.mark.parametrize("shape", sorted(REPORTING), ids=local)
def test_a_shape_says_in_both_languages_what_is_wrong_and_how_to_mend_it(shape: URIRef) -> None:
    for prop in (SH.message, FL.mend):
        texts = {text.language: str(text) for text in ALL.objects(shape, prop) if isinstance(text, Literal)}
        assert sorted(texts, key=str) == ["en", "zh"]
        assert texts["zh"].endswith("。")
        assert texts["en"].endswith(".")
    assert ALL.value(shape, SH.severity) in {SH.Violation, SH.Warning}


def test_whatever_can_fail_has_a_severity() -> None:
    constrained = {shape for shape in TARGETED | PROPERTY_SHAPES if CONSTRAINTS & set(ALL.predicates(shape))}
    assert constrained == REPORTING
    assert PROPERTY_SHAPES <= REPORTING


def test_only_recommended_ttl_warns() -> None:
    warnings = {local(shape) for shape in ALL.subjects(SH.severity, SH.Warning)}
    assert warnings == {name for name in map(local, PROPERTY_SHAPES) if name.startswith("Recommended")}


def test_shapes_have_iris_and_property_shapes_are_named_by_node_and_path() -> None:
    for kind in (SH.NodeShape, SH.PropertyShape):
        assert [shape for shape in ALL.subjects(RDF.type, kind) if not str(shape).startswith(SHAPES)] == []
    for node, shape in ALL.subject_objects(SH.property):
        path = ALL.value(shape, SH.path)
        assert (shape, RDF.type, SH.PropertyShape) in ALL
        assert local(shape).startswith(f"{local(node)}-")
        if isinstance(path, URIRef):
            assert local(shape) == f"{local(node)}-{re.split('[#/]', path)[-1]}"


def test_shapes_keep_to_the_part_of_shacl_core_that_is_listed() -> None:
    used = {term for term in ALL.predicates() if str(term).startswith(str(SH))}
    assert used == CONSTRAINTS | PATHS | OTHERS | set(TARGETS)


def test_paths_classes_and_schemes_are_declared() -> None:
    named = {term for shape in ALL.subjects(SH.path) for term in terms_of_path(ALL.value(shape, SH.path))}
    for prop in (*TARGETS, SH["class"], SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.hasValue):
        named |= {term for term in ALL.objects(None, prop) if isinstance(term, URIRef)}
    assert len(named) > 100
    assert list(undeclared(named)) == []


def test_every_class_of_the_ontology_and_every_property_has_a_shape() -> None:
    classes = set(ontology().subjects(RDF.type, OWL.Class))
    assert classes <= set(instance_shapes().objects(None, SH.targetClass))
    shapes = instance_shapes()
    paths = {term for shape in shapes.subjects(SH.path) for term in terms_of_path(shapes.value(shape, SH.path))}
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    properties = {term for kind in kinds for term in ontology().subjects(RDF.type, kind)}
    assert properties - paths == set()


def test_a_property_is_used_on_classes_of_its_domain_with_values_of_its_range() -> None:
    shapes, terms = instance_shapes(), ontology()
    for node, cls in shapes.subject_objects(SH.targetClass):
        if len(list(shapes.objects(node, SH.targetClass))) > 1:
            continue
        for shape in shapes.objects(node, SH.property):
            path = shapes.value(shape, SH.path)
            domain, range_ = (terms.value(path, prop) for prop in (RDFS.domain, RDFS.range))
            assert domain is None or domain in set(terms.transitive_objects(cls, RDFS.subClassOf)), local(shape)
            for datatype in shapes.objects(shape, SH.datatype):
                assert range_ in {None, datatype}, local(shape)


def terms_of_path(path: Node | None) -> Iterator[URIRef]:
    """The properties that a path goes along."""
    if isinstance(path, URIRef):
        yield path
    elif path is not None and (path, RDF.first, None) in ALL:
        for step in Collection(ALL, path):
            yield from terms_of_path(step)
    elif path is not None:
        for inner in ALL.objects(path):
            yield from terms_of_path(inner)
