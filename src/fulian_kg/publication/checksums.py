"""Checksums of the files that can be fetched, in RDF (SPDX 2, which DCAT-AP asks for)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.publication.vocabularies import SPDX
from fulian_kg.vocabulary import RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.dumps import Made


def checksums(at: Addresses, made: Mapping[str, Made]) -> tuple[ox.Quad, ...]:
    """The checksum of each distribution of the catalogue, by name.

    A document of its own: any change of the data changes all of them, and the catalogue is to change with its content.
    """
    sink = Sink(at.of("checksums"))
    for name, each in made.items():
        state(sink, at, name, each)
    return sink.quads


def state(sink: Sink, at: Addresses, name: str, made: Made) -> None:
    """State the checksum of one distribution."""
    checksum = at.entry(f"{name}-sha256")
    sink.add(at.entry(name), SPDX("checksum"), checksum)
    sink.add(checksum, RDF.type, SPDX("Checksum"))
    sink.add(checksum, RDFS.label, literals.plain(f"SHA-256 {name}"))
    sink.add(checksum, SPDX("algorithm"), SPDX("checksumAlgorithm_sha256"))
    sink.add(checksum, SPDX("checksumValue"), Literal(made.sha256, datatype=XSD.hexBinary))
