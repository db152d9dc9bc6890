"""The quality of the data set as measurements (https://www.w3.org/TR/vocab-dqv/), each computed from the store.

The metrics and their dimensions are concepts of ours (`ontology/metrics.ttl`); a metric that has nothing to measure has
no measurement.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain, groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.publication.coverage import number_coverage
from fulian_kg.publication.reference import about, ontology
from fulian_kg.publication.remembering import once_a_store
from fulian_kg.publication.vocabularies import DQV
from fulian_kg.query.agreement import averages
from fulian_kg.query.codebook import counted, judge
from fulian_kg.query.labels import hand_labels
from fulian_kg.query.scheme import PLACE, scheme_of, themes
from fulian_kg.vocabulary import FL, OA, RDF, RDFS, SKOS, XSD, concept, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.reference import Triples
    from fulian_kg.resources import Library

Measure = tuple[str, float, str | None]
"""Name of a metric, its value, and the IRI of what it is computed on; None: the data set."""
METRIC = "metric"
WHOLE_DUMP = "fulian.nq.gz"
"""The distribution that the values are true of, like the data set itself: it holds every statement with its graph."""
PLACES = 6
"""Decimal places of shares."""


def quality(store: OpenStore, library: Library, at: Addresses) -> tuple[ox.Quad, ...]:
    """All measurements, without blank nodes."""
    sink = Sink(at.of("quality"))
    dataset, dump = at.entry("dataset"), at.entry(WHOLE_DUMP)
    for name, value, of in measures(store, library):
        metric = concept(METRIC, name)
        said = _said(library, metric)
        node = at.of(f"quality#{_fragment(name, of)}")
        on = (dataset, dump) if of is None else (named(of),)
        sink.add(node, RDF.type, DQV("QualityMeasurement"))
        sink.add(node, RDFS.label, *_names(said, store.rdf, of))
        sink.add(node, DQV("isMeasurementOf"), metric)
        sink.add(node, DQV("computedOn"), *on)
        sink.add(node, DQV("value"), _value(said, metric, value))
        for each in on:
            sink.add(each, DQV("hasQualityMeasurement"), node)
    return sink.quads


@once_a_store
def measures(store: OpenStore, library: Library) -> tuple[Measure, ...]:
    """Every value that the store has, in the order of the metrics."""
    return tuple(chain(_evidence(store), _completeness(store), _consistency(store), _agreement(store, library)))


def _evidence(store: OpenStore) -> Iterator[Measure]:
    claims = with_evidence = reviewed = 0
    proposed = concept("review-status", "proposed")
    for quad in store.rdf.quads_for_pattern(None, RDF.type, FL.Claim):
        claims += 1
        with_evidence += _has(store.rdf, quad.subject, FL.evidence)
        reviewed += not _has(store.rdf, quad.subject, FL.reviewStatus, proposed)
    exact, passages = _grounded(store)
    yield from _share("evidence_rate", with_evidence, claims)
    yield from _share("grounding_rate", exact, passages)
    yield from _share("reviewed_rate", reviewed, claims)


def _grounded(store: OpenStore) -> tuple[int, int]:
    """Passages whose quote stands at its offsets, and all passages."""
    exact = passages = 0
    for source in sorted({quad.subject for quad in store.rdf.quads_for_pattern(None, FL.sha256, None)}, key=str):
        text = store.source_text(_text(store.rdf, source, FL.sha256))  # one at a time, for all may be too much
        for passage, _ in groupby(store.rdf.quads_for_pattern(None, OA.hasSource, source), lambda quad: quad.subject):
            if _has(store.rdf, passage, RDF.type, FL.Passage):
                start, end, quote = (_text(store.rdf, passage, prop) for prop in (FL.start, FL.end, FL.quote))
                passages += 1
                exact += text[int(start) : int(end)] == quote
    return exact, passages


def _completeness(store: OpenStore) -> Iterator[Measure]:
    ledger = store.manifest["ledger"]
    cases = ledger["cases"]
    yield "cases_expected", cases["expected"], None
    yield "cases_found", cases["found"], None
    yield "cases_with_text", cases["full_text"], None
    yield "cases_without_text", cases["found"] - cases["full_text"], None
    rate = number_coverage(store)
    yield from _share("number_coverage", rate.part, rate.whole)
    yield "failed_files", len(ledger["failures"]), None


def _consistency(store: OpenStore) -> Iterator[Measure]:
    ledger = store.manifest["ledger"]
    severities = Counter(each["severity"] for each in store.report()["results"])
    yield "violations", severities["violation"], None
    yield "warnings", severities["warning"], None
    yield "unresolved_names", len(ledger["unresolved"]), None
    yield "findings", len(ledger["findings"]), None
    yield "refused", sum(ledger["rejected"].values()), None


def _agreement(store: OpenStore, library: Library) -> Iterator[Measure]:
    """Themes of titles against the labels by hand that come with them; nothing where no case has any."""
    scheme = scheme_of(store.rdf)
    judged = tuple(judge(store.rdf, hand_labels(library, scheme)))
    if not judged:
        return
    agreements = counted(judged, themes(scheme))
    found = averages(agreements)
    yield "labelled_cases", len(judged), None
    for name, value in (
        ("theme_precision", found.pooled.precision),
        ("theme_recall", found.pooled.recall),
        ("theme_f1", found.pooled.f1),
        ("theme_kappa", found.macro["kappa"]),
    ):
        if value is not None:
            yield name, value, None
    for theme, agreement in sorted(agreements.items()):
        if agreement.kappa is not None:
            yield "kappa", agreement.kappa, PLACE + theme


def _share(name: str, part: int, whole: int) -> Iterator[Measure]:
    if whole:
        yield name, part / whole, None


def _has(rdf: ox.Store, subject: object, prop: ox.NamedNode, value: ox.NamedNode | None = None) -> bool:
    return next(rdf.quads_for_pattern(subject, prop, value), None) is not None  # type: ignore[arg-type]


def _text(rdf: ox.Store, subject: object, prop: ox.NamedNode) -> str:
    return str(next(rdf.quads_for_pattern(subject, prop, None)).object.value)  # type: ignore[arg-type,union-attr]


@cache
def _said(library: Library, metric: ox.NamedNode) -> Triples:
    """What the vocabulary says of a metric."""
    return about(ontology(library), metric.value)


def _value(said: Triples, metric: ox.NamedNode, value: float) -> ox.Literal:
    """The value in the datatype that the metric expects."""
    whole = ox.Triple(metric, DQV("expectedDataType"), XSD.integer) in said
    return literals.integer(value) if whole else literals.decimal(round(value, PLACES))


def _names(said: Triples, rdf: ox.Store, of: str | None) -> Iterator[ox.Literal]:
    """The label of the metric in each language, with that of what it is computed on."""
    labels = {each.object.language: each.object.value for each in said if each.predicate == SKOS.prefLabel}  # type: ignore[union-attr]
    quads = rdf.quads_for_pattern(named(of), SKOS.prefLabel, None) if of else ()
    names = {quad.object.language: quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
    for language, label in sorted(labels.items()):
        shown = f"{label} · {names[language]}" if language in names else label
        yield ox.Literal(shown, language=language)


def _fragment(name: str, of: str | None) -> str:
    local = name.replace("_", "-")
    return local if of is None else f"{local}-{of.rpartition('/')[2]}"
