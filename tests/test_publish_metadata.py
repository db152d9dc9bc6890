"""What is published about the data: true to the store, of terms that exist, in both languages, from named sources."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from markupsafe import escape
from rdflib import RDF, URIRef
from rdflib.namespace import DCAT, DCTERMS, OWL, PROV, SH, SKOS, VOID

from fulian_kg.cli.progress import Progress
from fulian_kg.errors import InputError
from fulian_kg.graph import literals
from fulian_kg.graph.canonical import write
from fulian_kg.graph.manifest import told_in
from fulian_kg.graph.store import OpenStore, open_store
from fulian_kg.publication import reference
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publication.catalogue import catalogue
from fulian_kg.publication.documents import DOCUMENTS, offered
from fulian_kg.publication.dumps import Made, content, dumps
from fulian_kg.publication.labels import labels
from fulian_kg.publication.links import wikidata_form
from fulian_kg.publication.quality import measures
from fulian_kg.publication.reference import ontology as vocabulary
from fulian_kg.publication.reference import schemes, shapes
from fulian_kg.publication.settings import Licensed, Stated
from fulian_kg.publication.tables import tables, written
from fulian_kg.publication.terms import concepts, sections
from fulian_kg.publication.void import void
from fulian_kg.publishing.bundle import write as write_bundle
from fulian_kg.publishing.documents import documents, stated
from fulian_kg.publishing.dumped import dump_files
from fulian_kg.publishing.edition import Edition
from fulian_kg.publishing.metadata import metadata_files
from fulian_kg.publishing.news import release_files
from fulian_kg.query.run import ask
from fulian_kg.query.stored import stored_queries
from fulian_kg.resources import Library
from fulian_kg.vocabulary import FL, Iris, named
from validating import ROOT, ontology, parsed, undeclared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from starlette.testclient import TestClient

Graphs = dict[str, rdflib.Graph]
LIBRARY = Library()
EVERY = {**DOCUMENTS, "void": void, "catalog": catalogue}
"""What makes each document, by name."""
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
CLAIMS = ("cases", "initiatives", "funding", "figures")
CONTACT = """[contact]
iri = "https://example.org/contact"
name = { zh = "数据组", en = "Data team" }
email = "data@example.org"
"""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TYPE = ox.NamedNode(str(RDF.type))
DAY = date(2026, 11, 30)
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
"""What owlrl makes an instance of for every inconsistency that it finds."""


@pytest.fixture(scope="module")
def store(example_store: Path) -> OpenStore:
    return open_store(example_store)


@pytest.fixture(scope="module")
def at(store: OpenStore) -> Addresses:
    return Addresses(store.base)


@pytest.fixture(scope="module")
def described(store: OpenStore, at: Addresses) -> dict[str, tuple[ox.Quad, ...]]:
    """Every document about the data set, by name."""
    return {name: make(store, LIBRARY, at) for name, make in EVERY.items()}


@pytest.fixture(scope="module")
def published(described: dict[str, tuple[ox.Quad, ...]]) -> Graphs:
    """The same, as other readers have them."""
    return {name: graph_of(quads) for name, quads in described.items()}


def graph_of(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    text = write([quad.triple for quad in quads], ox.RdfFormat.N_TRIPLES, {})
    return rdflib.Graph().parse(data=text, format="nt")


def test_editors_find_every_stored_query_with_its_prefixes(published: Graphs, store: OpenStore) -> None:
    graph = published["queries"]
    found = graph.query(
        "SELECT ?query ?text ?words { ?query a sh:SPARQLExecutable ; sh:select|sh:ask|sh:construct ?text ;"
        " sh:prefixes/sh:declare ?declared ; rdfs:comment ?words ; schema:target ?endpoint"
        " FILTER(LANG(?words) = 'zh') FILTER(STRENDS(STR(?declared), '#prefix-fl')) }",
        initNs={"schema": "https://schema.org/"},
    )
    texts = {str(query).rpartition("#")[2]: str(text) for query, text, _ in found}  # type: ignore[misc]
    assert texts.keys() == stored_queries(LIBRARY).keys()
    declared = graph.subject_objects(SH.prefix)
    heads = "".join(f"PREFIX {prefix}: <{graph.value(node, SH.namespace)}>\n" for node, prefix in declared)
    for name in ("cases-by-province", "table-funding"):
        alone = store.rdf.query(heads + texts[name], use_default_graph_as_union=True)
        assert list(alone) == list(ask(store, stored_queries(LIBRARY)[name].text))  # type: ignore[arg-type]


def test_parameters_of_queries_are_typed_and_name_their_variables(published: Graphs) -> None:
    graph = published["queries"]
    for query in stored_queries(LIBRARY).values():
        node = next(s for s in graph.subjects(RDF.type, SH.SPARQLExecutable) if str(s).endswith(f"#{query.name}"))
        made = {str(graph.value(p, SH.path)).rpartition("#")[2]: p for p in graph.objects(node, SH.parameter)}
        assert made.keys() == {parameter.name for parameter in query.parameters}
        for parameter in query.parameters:
            own = made[parameter.name]
            assert str(graph.value(own, SH.optional)) == str(not parameter.required).lower()
            assert {str(name.language) for name in graph.objects(own, SH.name)} == {"zh", "en"}  # type: ignore[attr-defined]
            assert (own, SH.datatype, None) in graph or (own, SH.nodeKind, SH.IRI) in graph


def test_quality_is_what_the_store_has(store: OpenStore, at: Addresses, published: Graphs) -> None:
    found: dict[str, Any] = {name: value for name, value, about in measures(store, LIBRARY) if about is None}
    ledger = store.manifest["ledger"]
    assert found["cases_with_text"] == ledger["cases"]["full_text"]
    assert found["findings"] == len(ledger["findings"])
    claims = set(store.rdf.quads_for_pattern(None, TYPE, FL.Claim))
    assert found["evidence_rate"] == found["grounding_rate"] == 1.0
    assert claims
    graph, dataset = published["quality"], URIRef(at.entry("dataset").value)
    measured = set(graph.objects(dataset, DQV.hasQualityMeasurement))
    assert measured == set(published["catalog"].objects(dataset, DQV.hasQualityMeasurement))
    assert len(measured) == len(found)
    for node in graph.subjects(RDF.type, DQV.QualityMeasurement):
        metric = graph.value(node, DQV.isMeasurementOf)
        value = graph.value(node, DQV.value)
        assert isinstance(value, rdflib.Literal)
        assert value.datatype == ontology().value(metric, DQV.expectedDataType)
    every = {ontology().value(metric, SKOS.notation) for metric in ontology().subjects(RDF.type, DQV.Metric)}
    assert {str(notation) for notation in every} == {name for name, *_ in measures(store, LIBRARY)}


def test_quality_tells_when_evidence_is_missing_or_wrong(store: OpenStore) -> None:
    rdf = ox.Store()
    rdf.bulk_extend(store.rdf)
    claim = next(rdf.quads_for_pattern(None, FL.factType, ox.Literal("funding"))).subject
    for quad in list(rdf.quads_for_pattern(claim, FL.evidence, None)):
        rdf.remove(quad)
    quote = next(rdf.quads_for_pattern(None, FL.quote, None))
    rdf.remove(quote)
    rdf.add(ox.Quad(quote.subject, quote.predicate, ox.Literal("并非原文"), quote.graph_name))
    found = {name: value for name, value, about in measures(replace(store, rdf=rdf), LIBRARY) if about is None}
    claims = len(list(rdf.quads_for_pattern(None, TYPE, FL.Claim)))
    passages = len(list(rdf.quads_for_pattern(None, TYPE, FL.Passage)))
    assert found["evidence_rate"] == pytest.approx(1 - 1 / claims)
    assert found["grounding_rate"] == pytest.approx(1 - 1 / passages)


def test_the_report_says_what_validation_found(store: OpenStore, tmp_path: Path) -> None:
    case = next(store.rdf.quads_for_pattern(None, FL.caseNumber, None))
    author = next(store.rdf.quads_for_pattern(case.subject, FL.author, None)).object
    said = {
        "message": {"zh": "不对。", "en": "Wrong."},
        "mend": {"zh": "改。", "en": "Mend it."},
        "quote": None,
        "pages": None,
    }
    focus = {"focus": case.subject.value, "label": None, **said, "component": "sh:NodeConstraintComponent"}  # type: ignore[union-attr]
    number = {"path": "fl:caseNumber", "value": case.object.value}  # type: ignore[union-attr]
    found = [
        {"severity": "violation", "shape": "shapes:Case-caseNumber", **number, **focus},
        {"severity": "warning", "shape": "shapes:Case-author", "path": "fl:author", "value": author.value, **focus},  # type: ignore[union-attr]
        {"severity": "info", "shape": "shapes:Case", "path": "fl:superior*/fl:level", "value": "x", **focus},
    ]
    (tmp_path / "report.json").write_text(json.dumps({"conforms": False, "results": found}), "utf-8")
    forged = replace(store, folder=tmp_path, manifest=told_in(store.manifest))
    graph = graph_of(DOCUMENTS["report"](forged, LIBRARY, Addresses(store.base)))
    report = graph.value(None, RDF.type, SH.ValidationReport)
    assert str(graph.value(report, SH.conforms)) == "false"
    made = {
        str(graph.value(node, SH.sourceShape)).rpartition("/")[2]: node for node in graph.objects(report, SH.result)
    }
    assert made.keys() == {"Case-caseNumber", "Case-author", "Case"}
    assert graph.value(made["Case-caseNumber"], SH.value) == rdflib.Literal(int(number["value"]))
    assert graph.value(made["Case-author"], SH.value) == URIRef(author.value)  # type: ignore[union-attr]
    assert graph.value(made["Case"], SH.resultPath) is None  # of several steps: the shape has it
    for node, severity in zip(made.values(), (SH.Violation, SH.Warning, SH.Info), strict=False):
        assert {message.language for message in graph.objects(node, SH.resultMessage)} == {"zh", "en"}  # type: ignore[attr-defined]
        assert graph.value(node, SH.sourceConstraintComponent) == SH.NodeConstraintComponent
        assert severity in set(graph.objects(None, SH.resultSeverity))


@pytest.mark.parametrize("name", tables(LIBRARY))
def test_a_table_is_as_its_description_says(store: OpenStore, name: str) -> None:
    made = written(tables(LIBRARY)[name], store, LIBRARY)
    described = json.loads(made.metadata)
    rows = list(csv.DictReader(io.StringIO(made.csv.decode(), newline="")))
    assert rows
    columns = described["tableSchema"]["columns"]
    assert list(rows[0]) == [column["name"] for column in columns]
    assert described["url"] == f"{name}.csv"
    for column in columns:
        assert {"zh", "en"} <= column["titles"].keys()
        values = [row[column["name"]] for row in rows]
        assert not column["required"] or all(values), column
        assert all(fits(value, column["datatype"]) for value in values if value), column
    if key := described["tableSchema"].get("primaryKey"):
        assert max(Counter(tuple(row[each] for each in key) for row in rows).values()) == 1
    assert (name in CLAIMS) == ("primaryKey" in described["tableSchema"])


def fits(value: str, datatype: str | dict[str, str]) -> bool:
    """Whether a text is a value of a datatype of CSV on the Web."""
    if isinstance(datatype, dict):
        return re.fullmatch(datatype["format"], value) is not None
    forms = {"integer": r"-?\d+", "nonNegativeInteger": r"\d+", "decimal": r"-?\d+(\.\d+)?", "boolean": "true|false"}
    more = {"date": r"\d{4}-\d\d-\d\d", "anyURI": r"https?://\S+", "string": r".+"}
    return re.fullmatch((forms | more)[datatype], value, re.DOTALL) is not None


@pytest.mark.parametrize("name", CLAIMS)
def test_every_line_of_a_table_has_the_words_of_its_source(store: OpenStore, name: str) -> None:
    text = store.source_text(store.manifest["ledger"]["sources"][0]["sha256"])
    rows = list(csv.DictReader(io.StringIO(written(tables(LIBRARY)[name], store, LIBRARY).csv.decode(), newline="")))
    for row in rows:
        assert text[int(row["char_start"]) : int(row["char_end"])] == row["quote"]
        assert store.rdf.quads_for_pattern(ox.NamedNode(row["claim_iri"]), FL.about, ox.NamedNode(row["resource"]))
    of = {"cases": FL.Case, "initiatives": FL.Initiative, "funding": FL.FundingPolicy, "figures": FL.Observation}[name]
    assert {row["resource"] for row in rows} == {
        str(quad.subject.value)  # type: ignore[union-attr]
        for quad in store.rdf.quads_for_pattern(None, TYPE, of)
    }


def test_every_link_has_its_source_and_none_is_without(published: Graphs) -> None:
    graph = published["links"]
    stated_by = {
        tuple(graph.value(node, prop) for prop in (RDF.subject, RDF.predicate, RDF.object)): node
        for node in graph.subjects(RDF.type, RDF.Statement)
    }
    about = {*graph.subjects(RDF.type, PROV.Entity)}
    assert {triple for triple in graph if triple[0] not in about} == stated_by.keys()
    for node in stated_by.values():
        sources = list(graph.objects(node, PROV.wasDerivedFrom))
        assert sources
        for source in sources:
            assert {label.language for label in graph.objects(source, DCTERMS.title)} == {"zh", "en"}  # type: ignore[attr-defined]
            assert graph.value(source, DCTERMS.date) is not None
    coded = graph.subject_objects(URIRef(FL.isoCode.value))
    iso = {str(region).rpartition("/")[2]: str(code) for region, code in coded}
    assert len(iso) == len(set(iso.values())) == 34
    assert (iso["110000"], iso["140000"], iso["610000"], iso["820000"]) == ("CN-BJ", "CN-SX", "CN-SN", "CN-MO")
    assert set(ontology().subject_objects(SKOS.closeMatch)) == set(graph.subject_objects(SKOS.closeMatch))


@pytest.mark.parametrize(
    ("code", "form"),
    [("310110", "31 01 10"), ("110000", "11"), ("130100", "13 01"), ("469001", "46 90 01"), ("990101", None)],
)
def test_codes_are_written_as_wikidata_has_them(code: str, form: str | None) -> None:
    settings = tomllib.loads(LIBRARY.read("templates", "publication/links.toml"))
    assert wikidata_form(code, settings["p442"]["pattern"]) == form


def test_every_term_that_is_published_exists(published: Graphs, store: OpenStore) -> None:
    made = [triple for graph in published.values() for triple in graph]
    terms = {term for _, predicate, value in made for term in (predicate, value) if isinstance(term, URIRef)}
    terms |= {URIRef(quad.predicate.value) for quad in store.rdf}
    terms |= {URIRef(triple.predicate.value) for triple in (*shapes(LIBRARY), *vocabulary(LIBRARY))}
    terms |= {URIRef(each) for triple in labels(store, LIBRARY) if (each := str(getattr(triple.subject, "value", "")))}
    # an IRI that ends a namespace names the vocabulary, not a term of it
    assert [iri for iri in undeclared(terms) if iri[-1] not in "#/"] == []
    wrong = [f"{SH}SPARQLSelectExecutables", f"{DCAT}versions", f"{DQV}Metrics", f"{VOID}linkset"]
    assert list(undeclared(map(URIRef, wrong))) == wrong


def test_everything_has_a_name_in_both_languages(published: Graphs, store: OpenStore) -> None:
    """What viewers need that show resources by their labels only: the graph with the file of labels beside it."""
    rdf = ox.Store()
    rdf.bulk_extend(store.rdf)
    beside = (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in labels(store, LIBRARY))
    rdf.bulk_extend(beside)
    for graph in published.values():
        rdf.load(graph.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)
    names = "skos:prefLabel|rdfs:label|dcterms:title|foaf:name|<http://www.w3.org/2006/vcard/ns#fn>"
    nameless = f"SELECT DISTINCT ?node {{ ?node ?p ?o FILTER(isIRI(?node)) FILTER NOT EXISTS {{ ?node {names} [] }} }}"
    assert asked(rdf, nameless) == []
    for language in ("zh", "en"):
        used = "{ ?s ?term ?o } UNION { ?s a ?term } UNION { ?s rdfs:subClassOf|rdfs:subPropertyOf ?term }"
        named = f'FILTER NOT EXISTS {{ ?term {names} ?name FILTER(LANG(?name) = "{language}") }}'
        kept = f"FILTER(!STRSTARTS(STR(?term), '{store.base}queries/'))"
        assert asked(rdf, f"SELECT DISTINCT ?term {{ {used} {kept} {named} }}") == []


def test_a_query_of_labels_is_to_have_its_columns(store: OpenStore, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "publication" / "labels.rq"
    own.parent.mkdir(parents=True)
    for text in ("SELECT ?node ?zh { ?node ?p ?zh }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"):
        own.write_text(text, "utf-8")
        with pytest.raises(InputError, match=r"SELECT .en .end .node .start .zh"):
            list(labels(store, Library(tmp_path)))


def asked(rdf: ox.Store, text: str) -> list[str]:
    """The first column of an answer."""
    answer = rdf.query(text, prefixes=dict(Iris().prefixes()), use_default_graph_as_union=True)
    return sorted(str(row[0]) for row in answer)  # type: ignore[union-attr]


def test_no_document_has_blank_nodes_and_all_are_the_same_again(
    described: dict[str, tuple[ox.Quad, ...]], store: OpenStore, at: Addresses
) -> None:
    for name, make in EVERY.items():
        assert described[name] == make(store, LIBRARY, at)
    for quad in chain(store.rdf, *described.values()):
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_partitions_and_link_sets_count_what_is_there(published: Graphs, store: OpenStore) -> None:
    graph, dataset = published["void"], URIRef(Addresses(store.base).entry("dataset").value)
    of = {graph.value(part, VOID["class"]): part for part in graph.objects(dataset, VOID.classPartition)}
    whole = of[URIRef(FL.FundingPolicy.value)]
    rules = {quad.subject for quad in store.rdf.quads_for_pattern(None, TYPE, FL.FundingPolicy)}
    parts = {graph.value(part, VOID.property): part for part in graph.objects(whole, VOID.propertyPartition)}
    for prop, part in parts.items():
        quads = store.rdf.quads_for_pattern(None, ox.NamedNode(str(prop)), None)
        triples = {quad.triple for quad in quads if quad.subject in rules}
        assert int(str(graph.value(part, VOID.triples))) == len(triples) > 0
    leads = graph.objects(parts[URIRef(FL.payer.value)], VOID.classPartition)
    assert URIRef("http://www.w3.org/ns/org#Organization") in {graph.value(each, VOID["class"]) for each in leads}
    sets = {
        (graph.value(node, VOID.linkPredicate), str(graph.value(node, VOID.objectsTarget))): node
        for node in graph.subjects(RDF.type, VOID.Linkset)
    }
    start = "http://purl.org/net/tsnchange#"
    matched = [value for value in ontology().objects(None, SKOS.closeMatch) if str(value).startswith(start)]
    assert int(str(graph.value(sets[SKOS.closeMatch, start], VOID.triples))) == len(matched) > 0


def test_every_scheme_stands_alone_and_whole(store: OpenStore) -> None:
    quads = list(ox.parse(content(dumps()["schemes.trig"], store, LIBRARY), format=ox.RdfFormat.TRIG))
    assert {str(quad.graph_name.value) for quad in quads} == set(schemes(LIBRARY))
    for iri in schemes(LIBRARY):
        own = graph_of(quad for quad in quads if quad.graph_name == ox.NamedNode(iri))
        scheme = URIRef(iri)
        concepts = set(own.subjects(RDF.type, SKOS.Concept))
        assert list(own.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
        assert set(own.subjects(SKOS.inScheme, scheme)) == concepts
        assert set(own.objects(scheme, SKOS.hasTopConcept)) == set(own.subjects(SKOS.topConceptOf, scheme)) != set()
        for node, prop in ((scheme, DCTERMS.title), *((concept, SKOS.prefLabel) for concept in concepts)):
            assert {label.language for label in own.objects(node, prop)} == {"zh", "en"}, node  # type: ignore[attr-defined]


def reasoned(graph: rdflib.Graph) -> int:
    """How many contradictions OWL 2 RL finds."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return len(list(graph.subjects(RDF.type, ERROR)))


def test_reasoning_finds_no_contradiction() -> None:
    folder = ROOT / "ontology"
    graph = rdflib.Graph()
    for triple in parsed(*sorted(folder.glob("*.ttl")), *sorted((folder / "examples").glob("*.ttl"))):
        if not getattr(triple[2], "language", None):  # names and definitions entail nothing
            graph.add(triple)
    wrong = rdflib.Graph()
    for triple in graph.triples((None, OWL.disjointWith, None)):
        wrong.add(triple)
    for kind in (FL.Case, FL.Compilation):
        wrong.add((URIRef("https://example.org/case"), RDF.type, URIRef(kind.value)))
    assert reasoned(wrong) > 0
    assert reasoned(graph) == 0


@pytest.fixture
def told(tmp_path: Path) -> Library:
    """Settings in which a publisher says everything."""
    folder = tmp_path / "own" / "templates" / "publication"
    folder.mkdir(parents=True)
    text = LIBRARY.read("templates", "publication/dataset.toml")
    (folder / "dataset.toml").write_text(text.replace("[publisher]", f"{CONTACT}[publisher]"), "utf-8")
    return Licensed(tmp_path / "own", LICENCE)


def test_the_catalogue_answers_what_portals_rate(store: OpenStore, at: Addresses, told: Library) -> None:
    made = {each.name: Made(12, "0" * 64) for each in offered(told, store)}
    graph = graph_of(catalogue(store, told, at, made, Stated(DAY, DAY)))
    dataset = URIRef(at.entry("dataset").value)
    for prop in (
        *(DCAT.keyword, DCAT.theme, DCAT.contactPoint, DCAT.landingPage, URIRef(f"{DCAT}version")),
        *(DCTERMS.spatial, DCTERMS.temporal, DCTERMS.accessRights, DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified),
        *(DCTERMS.identifier, DCTERMS.language, DCTERMS.provenance),
    ):
        assert (dataset, prop, None) in graph, prop
    for file in graph.objects(dataset, DCAT.distribution):
        for prop in (
            *(DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCAT.byteSize),
            *(DCTERMS.license, DCTERMS.rights, DCTERMS.issued, DCTERMS.modified, DCTERMS.title, DCTERMS.description),
        ):
            assert (file, prop, None) in graph, (file, prop)
        assert (file, DCTERMS.format, None) in graph or str(file).endswith("facts.jsonl")
    assert all(isinstance(value, URIRef) for value in graph.objects(None, DCTERMS.language))
    contact = graph.value(dataset, DCAT.contactPoint)
    assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:data@example.org")
    release = catalogue(store, told, at, made, Stated(DAY, DAY, "3-abc"))
    (released,) = {quad for quad in release if quad.predicate == named(f"{DCAT}version")}
    assert released.object == literals.plain("3-abc")


def test_nothing_is_dated_or_answered_for_that_nobody_stated(published: Graphs) -> None:
    graph = published["catalog"]
    for prop in (DCTERMS.issued, DCTERMS.modified, DCTERMS.license, DCAT.contactPoint):
        assert (None, prop, None) not in graph


def test_the_catalogue_of_a_bundle_knows_its_files(
    example_store: Path, store: OpenStore, at: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = (dump_files, documents, release_files, metadata_files)
    monkeypatch.setattr("fulian_kg.publishing.bundle.PARTS", parts)
    first = Edition(example_store, store, Licensed(None, LICENCE), at, date=DAY)
    write_bundle(first, tmp_path / "first", Progress())
    graph = rdflib.Graph().parse(tmp_path / "first" / "catalog.ttl").parse(tmp_path / "first" / "checksums.ttl")
    for name in DOCUMENTS:
        data = (tmp_path / "first" / f"{name}.ttl").read_bytes()
        entry = URIRef(at.entry(f"{name}.ttl").value)
        assert int(str(graph.value(entry, DCAT.byteSize))) == len(data)
        sums = graph.value(graph.value(entry, SPDX.checksum), SPDX.checksumValue)
        assert str(sums).lower() == hashlib.sha256(data).hexdigest()
        read = rdflib.Graph().parse(data=data, format="turtle")
        assert len(read) == len({quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)})
    later = replace(first, date=date(2027, 1, 31), previous=tmp_path / "first", made={})
    assert (stated(later).issued, stated(later).modified) == (DAY, later.date)


def test_the_documentation_tells_what_terms_mean_in_both_languages(example_site: TestClient) -> None:
    page = example_site.get("/ns", headers={"accept": "text/html"}).text
    for term in chain.from_iterable(sections(reference.vocabulary(LIBRARY)).values()):
        entry = page.partition(f'id="{term.anchor}"')[2].partition("</section>")[0]
        for text in (*term.names, *term.definitions, *term.domain, *term.range):
            assert text
            assert str(escape(text)) in entry, term.iri
    for iri in (FL.Case.value, FL.payer.value):
        entry = page.partition(f'id="{iri.rpartition("#")[2]}"')[2].partition("</section>")[0]
        assert f"{Iris().base}id/" in entry  # an example
    for scheme in schemes(LIBRARY):
        page = example_site.get(f"/def/{scheme.rpartition('/')[2]}", headers={"accept": "text/html"}).text
        for concept in (found := concepts(reference.scheme_triples(LIBRARY, scheme))):
            for text in (*concept.names, *concept.definitions):
                assert text, concept.iri
                assert str(escape(text)) in page, concept.iri
        assert found


def test_the_page_of_downloads_offers_what_the_catalogue_names(example_site: TestClient, store: OpenStore) -> None:
    page = example_site.get("/download", headers={"accept": "text/html"}).text
    for file in offered(LIBRARY, store):
        assert f'href="{file.path}"' in page


def test_very_many_cases_have_no_tables(store: OpenStore, at: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(file.path.startswith("tables/") for file in offered(LIBRARY, store))
    monkeypatch.setattr("fulian_kg.publication.tables.MOST_CASES", 100)
    assert not any(file.path.startswith("tables/") for file in offered(LIBRARY, store))
    assert not any("/tables/" in str(quad.object) for quad in catalogue(store, LIBRARY, at))
