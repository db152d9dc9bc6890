"""The SHACL report of the build as RDF (https://www.w3.org/TR/shacl/#validation-report), with IRIs throughout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph import literals
from fulian_kg.graph.report import VIOLATION, of_dict
from fulian_kg.graph.sink import Sink
from fulian_kg.model import digest
from fulian_kg.vocabulary import FL, RDF, RDFS, SH, compact, curie, is_iri, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.graph.report import Result
    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.resources import Library

SEVERITIES = {VIOLATION: SH.Violation, "warning": SH.Warning, "info": SH.Info}
LABELS = {"zh": "SHACL 校验报告", "en": "SHACL validation report"}
COMPACT = re.compile(r"[a-z]+:[\w-]+", re.ASCII)
MADE = {"zh": literals.zh, "en": literals.en}


def shacl_report(store: OpenStore, library: Library, at: Addresses) -> tuple[ox.Quad, ...]:
    """The report, without blank nodes: results are named by what they say.

    As SHACL has it, data conform when there is no result at all, be it a warning only.
    """
    del library  # what was checked is in the store
    report, node = of_dict(store.report()), at.of("report")
    sink = Sink(node)
    sink.add(node, RDF.type, SH.ValidationReport)
    sink.add(node, RDFS.label, *(MADE[language](text) for language, text in LABELS.items()))
    sink.add(node, SH.conforms, literals.boolean(not report.results))
    for result in report.results:
        each = at.of(f"report#{digest(*map(str, result.key), *result.message.values())}")
        sink.add(node, SH.result, each)
        _result(result, each, store.rdf, sink)
    return sink.quads


def _result(result: Result, node: ox.NamedNode, rdf: ox.Store, sink: Sink) -> None:
    sink.add(node, RDF.type, SH.ValidationResult)
    sink.add(node, SH.resultSeverity, SEVERITIES[result.severity])
    sink.add(node, SH.focusNode, named(result.focus))
    sink.add(node, SH.sourceShape, *_named(result.shape))
    sink.add(node, SH.sourceConstraintComponent, *_named(result.component))
    sink.add(node, SH.resultPath, *_named(result.path or ""))
    sink.add(node, SH.value, *_value(result, rdf))
    for language, text in result.message.items():
        sink.add(node, SH.resultMessage, MADE[language](text))
        sink.add(node, RDFS.label, MADE[language](text))
    sink.add(node, FL.mend, *(MADE[language](text) for language, text in result.mend.items()))


def _named(name: str) -> Iterator[ox.NamedNode]:
    """The node of a compact name or an IRI; paths of several steps have none, and are read from the shape."""
    if is_iri(name):
        yield named(name)
    elif COMPACT.fullmatch(name):
        yield curie(name)


def _value(result: Result, rdf: ox.Store) -> Iterator[ox.NamedNode | ox.Literal]:
    """The value as it stands in the graph; what a report shows as a text may be an IRI or have a datatype."""
    if result.value is None:
        return
    paths = tuple(_named(result.path or ""))
    if not paths:
        yield from (named(result.focus),) if result.value in {result.focus, compact(result.focus)} else ()
        return
    for quad in rdf.quads_for_pattern(ox.NamedNode(result.focus), paths[0], None):
        term = quad.object
        if isinstance(term, ox.NamedNode | ox.Literal) and result.value in {term.value, compact(term.value)}:
            yield term
            return
