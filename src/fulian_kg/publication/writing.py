"""Small graphs in every RDF format: sorted, with prefixes, JSON-LD compact; the same bytes every time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.publication.context import context, used
from fulian_kg.publication.json_ld import nodes
from fulian_kg.publication.reference import iris_of
from fulian_kg.query.export import written

if TYPE_CHECKING:
    from collections.abc import Collection

    from fulian_kg.formats import Format
    from fulian_kg.resources import Library


def document(quads: Collection[ox.Quad], form: Format, base: str, library: Library) -> bytes:
    """The quads in a format; those without graphs, and JSON-LD, have their triples."""
    if form.writer == ox.RdfFormat.JSON_LD:
        return compact_json({quad.triple for quad in quads}, library)
    return written(quads, form, base)


def quads_of(triples: Collection[ox.Triple]) -> list[ox.Quad]:
    """The triples in the default graph."""
    return [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples]


def compact_json(triples: Collection[ox.Triple], library: Library) -> bytes:
    """Compact JSON-LD that brings its context along.

    Only the part of the context that is needed, and no address of it: whoever reads the document has to fetch nothing,
    and no reader can be led to fetch what another host says the names mean.
    """
    needed = used(context(library), iris_of(triples))
    body = {
        "@context": dict(sorted(needed.items())),
        "@graph": sorted(map(_ordered, nodes(triples, needed)), key=_key),
    }
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def _ordered(value: Any) -> Any:
    """The value with its keys and its lists in order; of what `@list` holds the order means something."""
    if isinstance(value, dict):
        return {key: value[key] if key == "@list" else _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=_key)
    return value


def _key(value: Any) -> tuple[str, str]:
    name = value.get("@id", "") if isinstance(value, dict) else ""
    return name, json.dumps(value, ensure_ascii=False, sort_keys=True)
