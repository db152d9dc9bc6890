"""RDF out of a store: sorted, with prefixes, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.errors import UsageError
from fulian_kg.formats import RDF, named
from fulian_kg.graph.canonical import order, write
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from fulian_kg.formats import Format
    from fulian_kg.graph.store import OpenStore

EVIDENCE = "/evidence"
SLASHED = ("id", "case", "passage")
"""Prefixes whose names would need escapes: written out in full instead."""


def export(store: OpenStore, form: str, *, evidence: bool = True) -> bytes:
    """All statements, or all but the evidence, in one of the RDF formats; raises `UsageError` for another format."""
    writer = named(form)
    if writer.kind != "rdf":
        message = f"{form} is no RDF format: use one of {', '.join(RDF)}"
        raise UsageError(message)
    quads = [quad for quad in store.rdf if evidence or not _is_evidence(quad)]
    return written(quads, writer, store.base)


def written(quads: Iterable[ox.Quad], form: Format, base: str) -> bytes:
    """The quads in an RDF format, each once, sorted; formats without graphs have their triples."""
    prefixes = {name: iri for name, iri in Iris(base).prefixes().items() if name not in SLASHED}
    if form.graphs:
        return write(sorted(set(quads), key=_by_graph), form.writer, prefixes)  # type: ignore[arg-type]
    return write(sorted({quad.triple for quad in quads}, key=order), form.writer, prefixes)  # type: ignore[arg-type]


def _is_evidence(quad: ox.Quad) -> bool:
    return str(getattr(quad.graph_name, "value", "")).endswith(EVIDENCE)


def _by_graph(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    return (str(quad.graph_name), *order(quad.triple))
