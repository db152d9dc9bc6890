"""What can be fetched whole: the graph in every format, the facts, the ontology and the shapes."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, cast

from fulian_kg.formats import FORMATS, RDF
from fulian_kg.graph.sorting import ordered
from fulian_kg.publication.labels import labels, line
from fulian_kg.publication.reference import ontology, scheme_quads, shapes
from fulian_kg.publication.writing import document, quads_of
from fulian_kg.query.export import export_to, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.formats import Format
    from fulian_kg.graph.sorting import Ordered
    from fulian_kg.graph.store import OpenStore
    from fulian_kg.resources import Library

WHOLE, STATED, FACTS, ONTOLOGY, SHAPES, SCHEMES, LABELS = KINDS = (
    *("whole", "stated", "facts", "ontology", "shapes", "schemes", "labels"),
)
"""All statements; all but the evidence; facts as JSON Lines; vocabulary and schemes; shapes; the schemes, each in a
graph of its own; labels of what has none in the graph."""
GZIP = "application/gzip"
JSON_LINES = "application/jsonl"
FLAGS, HEADER, FCOMMENT = 3, 10, 16
"""Place of the flags in the header of a gzip member, its length, and the flag of a comment."""
STEP = 1 << 14
"""Sizes of packed files grow by so many bytes: a corrected figure does not change what the catalogue says of them."""
LEVEL = 6
"""Of compression: 9 takes three times as long for a few bytes less."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that can be fetched."""

    name: str
    kind: str
    form: Format | None
    """Its RDF format; None for facts."""

    @property
    def packed(self) -> bool:
        """Whether it is compressed."""
        return self.name.endswith(".gz")

    @property
    def content_type(self) -> str:
        """Media type of what is in it."""
        return JSON_LINES if self.form is None else self.form.media_type

    @property
    def media_type(self) -> str:
        """Media type of the file."""
        return GZIP if self.packed else self.content_type


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a dump that was made."""

    size: int
    """Bytes."""
    sha256: str


def dumps() -> Mapping[str, Dump]:
    """Every dump by its name, in the order of pages."""
    forms = [FORMATS[name] for name in RDF]
    found = [Dump(f"fulian.{form.extension}.gz", WHOLE, form) for form in forms]
    found += [Dump(f"fulian-stated.{form.extension}.gz", STATED, form) for form in forms]
    found.append(Dump("facts.jsonl", FACTS, None))
    found += [Dump(f"{kind}.ttl", kind, FORMATS["turtle"]) for kind in (ONTOLOGY, SHAPES)]
    found.append(Dump("schemes.trig", SCHEMES, FORMATS["trig"]))
    found.append(Dump("labels.nt.gz", LABELS, FORMATS["ntriples"]))
    return {dump.name: dump for dump in found}


def content(dump: Dump, store: OpenStore, library: Library) -> bytes:
    """The bytes of a dump: the same for the same store."""
    out = BytesIO()
    with ordered(store.rdf) as found:
        write_dump(out, dump, store, library, found)
    return out.getvalue()


def write_dump(out: IO[bytes], dump: Dump, store: OpenStore, library: Library, found: Ordered) -> None:
    """The same, written as it is made, from the statements of the store in order."""
    if not dump.packed:
        _write(out, dump, store, library, found)
        return
    # neither time nor name in the header: the same bytes every time
    start = out.tell()
    with gzip.GzipFile("", "wb", LEVEL, out, mtime=0) as packed:
        _write(cast("IO[bytes]", packed), dump, store, library, found)
    out.write(_filling(out.tell() - start))


def _filling(size: int) -> bytes:
    """A member without content (RFC 1952, 2.2) that makes a file of this size a multiple of `STEP`.

    Its header has a comment of spaces (2.3.1, FCOMMENT); readers pass over it.
    """
    empty = gzip.compress(b"", mtime=0)
    comment = b" " * (-(size + len(empty) + 1) % STEP) + b"\0"
    return empty[:FLAGS] + bytes([FCOMMENT]) + empty[FLAGS + 1 : HEADER] + comment + empty[HEADER:]


def _write(out: IO[bytes], dump: Dump, store: OpenStore, library: Library, found: Ordered) -> None:
    if dump.form is None:
        with store.facts_file() as facts:
            shutil.copyfileobj(facts, out)
    elif dump.kind in {WHOLE, STATED}:
        export_to(out, found, store.base, dump.form.name, evidence=dump.kind == WHOLE)
    elif dump.kind == SCHEMES:
        out.write(written(scheme_quads(library), dump.form, store.base))
    elif dump.kind == LABELS:
        with found.sorter.sorted(map(line, labels(store, library))).open("rb") as lines:
            shutil.copyfileobj(lines, out)
    else:
        triples = ontology(library) if dump.kind == ONTOLOGY else shapes(library)
        out.write(document(quads_of(triples), dump.form, store.base, library))
