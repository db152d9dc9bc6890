"""The one table of formats: name, media type, file extension, and what writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Literal

from pyoxigraph import QueryResultsFormat, RdfFormat

from fulian_kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import ReadableBuffer as Buffer


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write triples, quads or the result of a query."""

    name: str
    """As `--format` takes it."""
    media_type: str
    extension: str
    kind: Literal["rdf", "results", "table"]
    writer: RdfFormat | QueryResultsFormat | None = None
    """What pyoxigraph writes it with; None where we write it ourselves."""
    graphs: bool = False
    """Whether named graphs can be kept apart."""


_FORMATS = (
    Format("turtle", "text/turtle", "ttl", "rdf", RdfFormat.TURTLE),
    Format("trig", "application/trig", "trig", "rdf", RdfFormat.TRIG, graphs=True),
    Format("ntriples", "application/n-triples", "nt", "rdf", RdfFormat.N_TRIPLES),
    Format("nquads", "application/n-quads", "nq", "rdf", RdfFormat.N_QUADS, graphs=True),
    Format("jsonld", "application/ld+json", "jsonld", "rdf", RdfFormat.JSON_LD, graphs=True),
    Format("rdfxml", "application/rdf+xml", "rdf", "rdf", RdfFormat.RDF_XML),
    Format("json", "application/sparql-results+json", "srj", "results", QueryResultsFormat.JSON),
    Format("xml", "application/sparql-results+xml", "srx", "results", QueryResultsFormat.XML),
    Format("csv", "text/csv", "csv", "results", QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", "tsv", "results", QueryResultsFormat.TSV),
    Format("table", "text/plain", "txt", "table"),
    Format("md", "text/markdown", "md", "table"),
)
FORMATS: Mapping[str, Format] = MappingProxyType({entry.name: entry for entry in _FORMATS})
"""Every format by name."""
RDF: tuple[str, ...] = tuple(entry.name for entry in _FORMATS if entry.kind == "rdf")
RESULTS: tuple[str, ...] = tuple(entry.name for entry in _FORMATS if entry.kind == "results")


UNWRITABLE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that no document in XML may have, not even by number (XML 1.0, 2.2), as UTF-8."""
REPLACEMENT = "\ufffd".encode()


BEGUN = re.compile(rb"\xef\xbf?\Z")
"""What may be the beginning of a character of `UNWRITABLE`."""


class WellFormed:
    """Goes before a file of XML: what is written to it gets there as `well_formed` has it, a piece at a time."""

    def __init__(self, out: IO[bytes]) -> None:
        """In front of that file."""
        self._out = out
        self._kept = b""

    def write(self, piece: Buffer) -> int:
        """A document of XML ends with `>`, so that nothing of it is kept back at its end."""
        data = self._kept + bytes(piece)
        begun = BEGUN.search(data)
        self._kept = data[begun.start() :] if begun else b""
        self._out.write(UNWRITABLE.sub(REPLACEMENT, data.removesuffix(self._kept)))
        return memoryview(piece).nbytes

    def flush(self) -> None:
        """Nothing more than the file does."""
        self._out.flush()


def well_formed(data: bytes, writer: RdfFormat | QueryResultsFormat) -> bytes:
    """What a writer wrote, in XML with U+FFFD for the characters that XML has no place for."""
    is_xml = writer in {RdfFormat.RDF_XML, QueryResultsFormat.XML}
    return UNWRITABLE.sub(REPLACEMENT, data) if is_xml else data


def named(name: str) -> Format:
    """The format of that name; raises `UsageError` for an unknown one."""
    if name not in FORMATS:
        message = f"unknown format {name!r}: use one of {', '.join(FORMATS)}"
        raise UsageError(message)
    return FORMATS[name]


def of_extension(extension: str) -> Format | None:
    """The RDF format of files that end so (`ttl`, without a dot), if any."""
    return next((f for f in _FORMATS if f.kind == "rdf" and f.extension == extension.lower().lstrip(".")), None)
