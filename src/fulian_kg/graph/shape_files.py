"""The shapes and the ontology that data are validated with, as statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.vocabulary import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from fulian_kg.resources import Library

FLAGGED = SH.targetNode
"""The graph that names the focus nodes to report on, where data and they are handed on together."""
ABOUT_ONTOLOGY = "ontology"
"""The shapes file over the vocabulary itself, which instance data need not meet."""


def shapes_in(library: Library, files: Iterable[Path] = ()) -> list[ox.Quad]:
    """Every shape over instance data, or those of `files` instead; raises `InputError` for what cannot be read."""
    files = tuple(files)
    if not files:
        ours = ((f"shapes/{path}.ttl", text) for path, text in library.walk("shapes", ".ttl") if path != ABOUT_ONTOLOGY)
        return [quad for file, text in ours for quad in _parsed(text, file)]
    found = [quad for file in files for quad in _parsed(_read(file), str(file))]
    if not any(quad.predicate == RDF.type and quad.object in (SH.NodeShape, SH.PropertyShape) for quad in found):
        message = "there is no sh:NodeShape or sh:PropertyShape in it, so nothing would be checked"
        raise InputError(message, file=", ".join(map(str, files)))
    return found


def ontology_in(library: Library) -> list[ox.Quad]:
    """Vocabulary, schemes and themes."""
    return [quad for file, text in library.ontology() for quad in _parsed(text, file)]


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(error)) from None


def _parsed(text: str, file: str) -> Iterator[ox.Quad]:
    """What a text in Turtle states; raises `InputError` with the line of what is amiss."""
    try:
        yield from ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    except SyntaxError as error:
        message = f"not Turtle: {' '.join(str(error.msg).split())}"
        raise InputError(message, file=file, line=error.lineno) from None
