"""SHACL with pySHACL, in a process of its own: `python -m fulian_kg.graph.shacl`.

rdflib and pySHACL take over a second to load; the process loads them, shapes and ontology while its parent still
reads sources. It can be killed, too. On standard input it takes a line of JSON, the IRIs of the shapes that have been
checked by other means, and N-Quads: the data, and in the graph `FLAGGED` which focus nodes these shapes are to report
on. It writes the report as JSON.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

from fulian_kg.errors import InputError
from fulian_kg.graph.literals import shortened
from fulian_kg.graph.report import VIOLATION, Report, Result, as_dict
from fulian_kg.graph.shape_files import FLAGGED, ontology_in, shapes_in
from fulian_kg.resources import Library
from fulian_kg.sparql import reaches_out
from fulian_kg.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node

FL = Namespace(PREFIXES["fl"])
LABELS = (SKOS.prefLabel, DCTERMS.title, FOAF.name, FL.fileName)
TARGETS = frozenset({SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf, SH.target})
REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
PLAIN = frozenset({str(XSD.string), str(RDF.langString)})
"""Datatypes that rdflib leaves out."""
SEVERITIES = {str(SH.Warning): "warning", str(SH.Info): "info"}


def keep_share(shapes: Graph, part: int, parts: int) -> None:
    """Leave only every so-manieth shape its targets: what several processes find together is what one would."""
    targeted = sorted({shape for prop in TARGETS for shape in shapes.subjects(prop)}, key=str)
    for shape in set(targeted) - set(targeted[part::parts]):
        for prop in TARGETS:
            shapes.remove((shape, prop, None))


def add(graph: Graph, statements: Iterable[ox.Triple | ox.Quad]) -> Graph:
    """Add statements of Oxigraph, whose parser is faster, to a graph of rdflib; returns the graph."""
    for subject, prop, value, *_ in statements:
        graph.add((plain_term(subject), _iri(prop.value), plain_term(value)))
    return graph


def aim(shapes: Graph, checked: Iterable[str], flagged: Iterable[ox.Quad]) -> None:
    """Let shapes that were `checked` look only at focus nodes that were `flagged`, and the others where they are to."""
    classes = {RDFS.Class, OWL.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class)}
    for shape in map(URIRef, checked):
        for prop in TARGETS:
            shapes.remove((shape, prop, None))
        for cls in classes:
            shapes.remove((shape, RDF.type, cls))
    add(shapes, flagged)


def plain_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> URIRef | BNode | Literal:
    """The term as rdflib has it; a triple term, which it does not know, becomes a blank node."""
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        return Literal(term.value, lang=term.language, datatype=None if kind in PLAIN else _iri(kind))
    return BNode(getattr(term, "value", None))


@cache
def _iri(iri: str) -> URIRef:
    return URIRef(iri)


def check(data: Graph, shapes: Graph) -> tuple[Report, Graph]:
    """Validate a graph that holds its ontology as well; the report in our words and in those of SHACL.

    `data` may get statements that pySHACL adds for its work.
    """
    _refuse_remote(shapes)
    # pySHACL looks every predicate of every shape up in this list; the keys hold the same, found by hash: a third less.
    pyshacl.constraints.ALL_CONSTRAINT_PARAMETERS = pyshacl.constraints.CONSTRAINT_PARAMETERS_MAP.keys()  # type: ignore[assignment]
    try:
        _, found, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none", allow_warnings=True)
    except (
        pyshacl.errors.ShapeLoadError,
        pyshacl.errors.ConstraintLoadError,
        pyshacl.errors.ReportableRuntimeError,
    ) as error:
        message = f"the shapes cannot be used: {' '.join(str(error).split())}"
        raise InputError(message) from None
    if not isinstance(found, Graph):  # pySHACL hands back some failures in place of a report
        message = f"the shapes cannot be used: {' '.join(str(found).split())}"
        raise InputError(message)
    results = (_result(node, found, data, shapes) for node in found.objects(None, SH.result))
    return Report(tuple(sorted(results, key=lambda result: result.key))), found


def _refuse_remote(shapes: Graph) -> None:
    for prop in (SH.select, SH.ask, SH.construct):
        for query in shapes.objects(None, prop):
            if reaches_out(str(query)):
                message = "a shape queries another service: shapes may look at the data only"
                raise InputError(message)


def _result(node: Node, found: Graph, data: Graph, shapes: Graph) -> Result:
    focus, shape = found.value(node, SH.focusNode), found.value(node, SH.sourceShape)
    value, path = found.value(node, SH.value), found.value(node, SH.resultPath)
    passage = _passage(focus, data)
    return Result(
        severity=SEVERITIES.get(str(found.value(node, SH.resultSeverity)), VIOLATION),
        shape=_shape_name(shape, shapes),
        focus=str(focus),
        label=_label(focus, data),
        path=None if path is None else _path(path, found),
        value=None if value is None else _shown(value),
        message=_texts(list(found.objects(node, SH.resultMessage))),
        mend=_texts(list(_mends(shape, shapes))),
        quote=None if passage is None else _text(data.value(passage, FL.quote)),
        pages=_pages(focus, passage, data),
        component=compact(str(found.value(node, SH.sourceConstraintComponent))),
    )


def _shape_name(shape: Node | None, shapes: Graph) -> str:
    """The shape's name; of one without a name the shape that it belongs to."""
    while isinstance(shape, BNode):
        shape = next(shapes.subjects(None, shape), None)
    return "" if shape is None else compact(str(shape))


def _mends(shape: Node | None, shapes: Graph) -> Iterator[Node]:
    """How to mend, as the shape says, or the shape around it."""
    if shape is None:
        return
    own = list(shapes.objects(shape, FL.mend))
    yield from own or (mend for above in shapes.subjects(SH.property, shape) for mend in shapes.objects(above, FL.mend))


def _label(focus: Node | None, data: Graph) -> str | None:
    found = sorted(str(label) for prop in LABELS for label in data.objects(focus, prop))
    if found:
        return found[0]
    about = data.value(focus, FL.about)
    if about is not None and about != focus:
        return _label(about, data)
    quote = data.value(focus, FL.quote)
    return None if quote is None else shortened(str(quote))


def _passage(focus: Node | None, data: Graph) -> Node | None:
    if (focus, FL.quote, None) in data:
        return focus
    return min(data.objects(focus, FL.evidence), key=str, default=None)


def _pages(focus: Node | None, passage: Node | None, data: Graph) -> list[int] | None:
    for node, first, last in ((passage, FL.pageFirst, FL.pageLast), (focus, FL.pageStart, FL.pageEnd)):
        begin, end = data.value(node, first), data.value(node, last)
        if node is not None and begin is not None and str(begin).isdecimal():
            return [int(str(begin)), int(str(end)) if end is not None and str(end).isdecimal() else int(str(begin))]
    return None


def _path(path: Node, found: Graph) -> str:
    """A property path as SPARQL writes it."""
    if not isinstance(path, BNode):
        return _shown(path)
    if (inverse := found.value(path, SH.inversePath)) is not None:
        return "^" + _path(inverse, found)
    for prop, sign in REPEATED.items():
        if (inner := found.value(path, prop)) is not None:
            return _path(inner, found) + sign
    choices = found.value(path, SH.alternativePath)
    parts = [_path(part, found) for part in Collection(found, choices or path)]
    return ("|" if choices is not None else "/").join(parts)


def _shown(term: Node) -> str:
    return compact(str(term)) if isinstance(term, URIRef) else str(term)


def _text(term: Node | None) -> str | None:
    return None if term is None else str(term)


def _texts(found: list[Node]) -> dict[str, str]:
    """Texts by language, zh before en; a text without language counts as English."""
    texts = {
        (term.language if isinstance(term, Literal) else None) or "en": str(term) for term in sorted(found, key=str)
    }
    return {language: texts[language] for language in ("zh", "en") if language in texts}


def main() -> None:
    """Validate what standard input brings; exit code 3 and one sentence where shapes or data cannot be used."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--with", dest="extra", type=Path, help="a folder of one's own data")
    parser.add_argument(
        "--share", type=int, nargs=2, metavar=("I", "N"), default=(0, 1), help="the I-th of N shares of the shapes"
    )
    parser.add_argument("--shapes", type=Path, action="append", default=[], help="other shapes instead of ours")
    arguments = parser.parse_args()
    library = Library(arguments.extra)
    try:
        shapes = add(Graph(), shapes_in(library, arguments.shapes))
        data = add(Graph(), ontology_in(library))
        checked = json.loads(sys.stdin.buffer.readline())
        quads = list(ox.parse(sys.stdin.buffer, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True))
        add(data, (quad for quad in quads if quad.graph_name != FLAGGED))
        aim(shapes, checked, (quad for quad in quads if quad.graph_name == FLAGGED))
        keep_share(shapes, *arguments.share)
        report, found = check(data, shapes)
        sys.stdout.write(json.dumps({**as_dict(report), "turtle": found.serialize(format="turtle")}))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(InputError.exit_code)


if __name__ == "__main__":
    main()
