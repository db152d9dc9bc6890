"""Compiled checks find what pySHACL finds, and what they do not know they leave to it."""

from __future__ import annotations

from collections import Counter
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from conftest import SOAK
from curating import JIANHU
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.checking.compile import compile_shapes
from fulian_kg.graph.checking.index import Index
from fulian_kg.graph.checking.run import findings, surroundings
from fulian_kg.graph.checking.values import normal
from fulian_kg.graph.shape_files import ontology_in, shapes_in
from fulian_kg.graph.store import open_store
from fulian_kg.graph.validation import Validation
from fulian_kg.resources import Library
from fulian_kg.vocabulary import FL, SH
from mutating import Mutator, by_checks, by_reference, constrained
from validating import ABOUT_ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.vocabulary import Term

LIBRARY = Library()
MORE = Path(__file__).parent / "data" / "more-shapes.ttl"
RARE = (
    "uniqueLang",
    "minLength",
    "maxInclusive",
    "maxExclusive",
    "maxLength",
    "xone",
    "not",
    "disjoint",
    "in",
    "lessThan",
    "minExclusive",
    "and",
    "closed",
)
"""Components that changes by chance seldom hit."""
CHANGES = 6
"""That are made to each of many small graphs."""
GRAPHS, EACH = (2000, 20) if SOAK else (6, 0)
"""So many graphs in which something breaks, and of them so many for each kind of constraint, at least."""
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> .\n"
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"


def turtle(text: str, base: str | None = None) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=base is None))


@pytest.fixture(scope="module")
def shapes() -> list[ox.Quad]:
    return [*shapes_in(LIBRARY), *shapes_in(LIBRARY, (ABOUT_ONTOLOGY, MORE))]


def spoil(statements: Iterable[ox.Triple], shapes: list[ox.Quad], seed: int) -> list[ox.Triple]:
    mutator = Mutator(statements, seed, constrained(shapes, RARE))
    mutator.spoil(300)
    return list(mutator.triples)


@pytest.fixture(scope="module")
def sound(example_store: Path) -> list[ox.Triple]:
    return [quad.triple for quad in open_store(example_store).rdf]


@pytest.fixture(scope="module")
def spoilt(sound: list[ox.Triple], shapes: list[ox.Quad]) -> list[ox.Triple]:
    """A graph of which any statement may be wrong."""
    return spoil(sound, shapes, seed=7)


@pytest.mark.filterwarnings("ignore::UserWarning")  # rdflib's, about literals that are wrong on purpose
def test_checks_find_in_spoilt_graphs_just_what_the_reference_finds(
    sound: list[ox.Triple], shapes: list[ox.Quad]
) -> None:
    met = set[str]()
    for seed in range(3):
        graph = spoil(sound, shapes, seed)
        found = by_checks(graph, shapes)
        assert found == by_reference(graph, shapes)
        met.update(component for _, component, _, _ in found)
    assert len(met) >= 22


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[ox.Triple]:
    """The graph of one short case, and the ontology."""
    file = tmp_path_factory.mktemp("small") / "a.txt"
    file.write_text(JIANHU, "utf-8")
    return [quad.triple for quad in build([file], Settings()).quads]


@pytest.mark.filterwarnings("ignore::UserWarning")  # rdflib's, about literals that are wrong on purpose
def test_checks_find_in_each_of_many_graphs_just_what_the_reference_finds(
    small: list[ox.Triple], shapes: list[ox.Quad]
) -> None:
    before, favoured = by_checks(small, shapes), constrained(shapes, RARE)
    met, graphs = Counter[str](), 0
    for seed in count():
        mutator = Mutator(small, seed, favoured)
        mutator.spoil(CHANGES, first=seed * CHANGES)
        found = by_checks(mutator.triples, shapes)
        if broken := {component for _, component, _, _ in found - before}:
            assert found == by_reference(mutator.triples, shapes), seed
            met.update(broken)
            graphs += 1
        if graphs == GRAPHS:
            break
    if SOAK:
        kinds = {component for _, component, _, _ in by_checks(spoil(small, shapes, 1), shapes)}
        assert {kind: met[kind] for kind in kinds if met[kind] < EACH} == {}


def test_the_surroundings_of_what_is_flagged_are_enough_to_find_it_again(spoilt: list[ox.Triple]) -> None:
    compiled = compile_shapes(shapes_in(LIBRARY))
    ontology = ontology_in(LIBRARY)
    index = Index((*ontology, *spoilt), compiled.turned)
    flagged = list(findings(compiled, index))[::20]
    around = list(surroundings(((shape, focus) for shape, focus, _ in flagged), index))
    assert len(around) < len(spoilt) / 2
    small = Index((*ontology, *around), compiled.turned)
    assert [Counter(shape.findings(small, focus)) for shape, focus, _ in flagged] == [
        Counter(each) for *_, each in flagged
    ]


def test_what_a_context_says_counts_as_if_it_were_said_beside(spoilt: list[ox.Triple]) -> None:
    compiled = compile_shapes(shapes_in(LIBRARY))
    half, other = (Index(spoilt[start::2], compiled.turned) for start in range(2))
    layered = Index(spoilt[::2], compiled.turned, other)
    whole = findings(compiled, Index(spoilt, compiled.turned))
    expected = {(shape.node, normal(focus)): Counter(found) for shape, focus, found in whole}
    for target in compiled.targets:
        for focus in target.focus_nodes(half):
            found = Counter(target.shape.findings(layered, focus))
            assert found == expected.get((target.shape.node, normal(focus)), Counter())


def test_sources_validated_one_by_one_make_the_report_of_all_of_them(example_store: Path) -> None:
    quads = [quad for quad in open_store(example_store).rdf if "/ontology" not in str(quad.graph_name)]
    wrong = [quad for quad in quads if quad.predicate not in (FL.quote, FL.caseNumber)]
    apart = [quad for quad in wrong if "/evidence" in str(quad.graph_name)]
    beside = [quad for quad in wrong if "/evidence" not in str(quad.graph_name)]
    with Validation(LIBRARY) as validation:
        expected = validation.report(wrong)
    with Validation(LIBRARY) as validation:
        parts = [(apart, beside), (beside, apart)]
        found = [validation.flagged(part, validation.context(context)) for part, context in parts]
        assert validation.reported(found) == expected
    assert len(expected.results) > 100
    with Validation(LIBRARY) as validation:
        assert validation.reported([validation.flagged(quads, validation.context(()))]).results == ()


def test_all_our_shapes_are_compiled() -> None:
    assert compile_shapes(shapes_in(LIBRARY)).complete


@pytest.mark.parametrize(
    "text",
    [
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:sparql [ sh:select 'SELECT $this {}' ] .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:minCount 1 .",
        ":s a sh:PropertyShape ; sh:targetClass :c ; sh:minCount 1 .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:property [ sh:minCount 1 ] .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:property [ sh:path ( :p ) ] .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:property [ sh:path :p ; sh:minCount 'one' ] .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:property [ sh:path :p ; sh:minCount 1 , 2 ] .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:pattern '(' .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:pattern 'a' ; sh:flags 'x' .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:in :list .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:node :s .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:or ( [ sh:severity sh:Warning ] ) .",
        ":s a sh:NodeShape ; sh:targetClass :c ; sh:ignoredProperties () .",
        ":s a sh:NodeShape ; sh:targetClass :c . :k a sh:ConstraintComponent ; sh:parameter [ sh:path :p ] .",
        ":s a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ] .",
        "[] a sh:NodeShape ; sh:targetClass :c .",
    ],
)
def test_a_shape_that_is_not_known_or_not_well_formed_is_left_to_the_reference(text: str) -> None:
    assert not compile_shapes(turtle(PREFIXES + text)).complete


def conformance(folder: Path) -> Iterator[tuple[str, list[ox.Quad], list[ox.Quad], Counter[tuple[Term | None, ...]]]]:
    """Each test of the W3C suite's core: its file, data, shapes and results."""
    for file in sorted(folder.glob("*/*.ttl")):
        graph = turtle(file.read_text("utf-8"), file.as_uri())

        def values(node: Term, prop: ox.NamedNode, graph: list[ox.Quad] = graph) -> Sequence[Term | None]:
            return [quad.object for quad in graph if quad.subject == node and quad.predicate == prop] or [None]

        def load(action: Term | None, kind: str, file: Path = file) -> list[ox.Quad]:
            [where] = values(action, ox.NamedNode(SHT + kind))  # type: ignore[arg-type]
            path = Path(where.value.removeprefix("file://")) if isinstance(where, ox.NamedNode) else file
            return turtle(path.read_text("utf-8"), path.as_uri())

        for test in [quad.subject for quad in graph if quad.object == ox.NamedNode(SHT + "Validate")]:
            [action], [report] = (values(test, ox.NamedNode(MANIFEST + name)) for name in ("action", "result"))
            results = [result for result in values(report, SH.result) if result]  # type: ignore[arg-type]
            said = (SH.sourceConstraintComponent, SH.focusNode, SH.value)
            rows = ([values(result, prop)[0] for prop in said] for result in results)
            wanted = Counter(tuple(term and normal(term) for term in row) for row in rows)
            yield file.stem, load(action, "dataGraph"), load(action, "shapesGraph"), wanted


def test_the_core_of_the_w3c_suite_is_met_or_left_to_the_reference(shared: Path) -> None:
    refused, met = [], 0
    for name, data, shapes, wanted in conformance(shared / "data" / "w3c" / "data-shapes" / "core"):
        compiled = compile_shapes(shapes)
        if not compiled.complete:
            refused.append(name)
            continue
        every = (finding for _, _, found in findings(compiled, Index(data, compiled.turned)) for finding in found)
        assert Counter((finding.component, finding.focus, finding.value) for finding in every) == wanted, name
        met += 1
    assert met == 96
    assert refused == ["qualified-001", "uniqueLang-002"]  # counts on a node shape; "1" in place of true
