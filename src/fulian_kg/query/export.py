"""RDF out of a store: sorted, with prefixes, the same bytes every time."""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import UsageError
from fulian_kg.formats import RDF, WellFormed, named
from fulian_kg.graph.canonical import order, write
from fulian_kg.graph.sorting import ordered
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.formats import Format
    from fulian_kg.graph.sorting import Ordered
    from fulian_kg.graph.store import OpenStore

EVIDENCE = "/evidence"
SLASHED = ("id", "case", "passage")
"""Prefixes whose names would need escapes: written out in full instead."""


def export(store: OpenStore, form: str, *, evidence: bool = True) -> bytes:
    """All statements, or all but the evidence, in one of the RDF formats; raises `UsageError` for another format."""
    out = BytesIO()
    with ordered(store.rdf) as found:
        export_to(out, found, store.base, form, evidence=evidence)
    return out.getvalue()


def export_to(out: IO[bytes], found: Ordered, base: str, form: str, *, evidence: bool = True) -> None:
    """The same, written as it is read: memory does not grow with the store."""
    writer = named(form)
    if writer.kind != "rdf":
        message = f"{form} is no RDF format: use one of {', '.join(RDF)}"
        raise UsageError(message)
    items = found.quads if writer.graphs else found.triples
    wanted = items(lambda graph: evidence or not graph.endswith(EVIDENCE))
    target = WellFormed(out) if writer.writer == ox.RdfFormat.RDF_XML else out
    ox.serialize(wanted, output=target, format=writer.writer, prefixes=_prefixes(base))  # type: ignore[arg-type]


def written(quads: Iterable[ox.Quad], form: Format, base: str) -> bytes:
    """The quads in an RDF format, each once, sorted; formats without graphs have their triples."""
    prefixes = _prefixes(base)
    if form.graphs:
        return write(sorted(set(quads), key=_by_graph), form.writer, prefixes)  # type: ignore[arg-type]
    return write(sorted({quad.triple for quad in quads}, key=order), form.writer, prefixes)  # type: ignore[arg-type]


def _prefixes(base: str) -> dict[str, str]:
    return {name: iri for name, iri in Iris(base).prefixes().items() if name not in SLASHED}


def _by_graph(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    return (str(quad.graph_name), *order(quad.triple))
