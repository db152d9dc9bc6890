"""What is published at one time, and the files that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.dumps import Made
    from fulian_kg.resources import Library


@dataclass(frozen=True, slots=True)
class Edition:
    """A generation as it is published, and how."""

    path: Path
    """The store's folder."""
    store: OpenStore
    library: Library
    at: Addresses
    date: dt.date | None = None
    """Day of publication, when the publisher states one: nothing is read off a clock."""
    previous: Path | None = None
    """An earlier bundle, with which this one is compared."""
    source_text: bool = False
    """Whether pages show whole texts, not the quotes alone."""
    licence: str | None = None
    """IRI of the licence, in place of that of the settings."""
    made: dict[str, Made] = field(default_factory=dict)
    """What is known of the files that were written already, by path: the catalogue tells their sizes and hashes."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the bundle."""

    path: str
    """Below the bundle's folder, with slashes: `download/fulian.ttl.gz`."""
    content: bytes | Iterator[bytes]


Part = Callable[[Edition], Iterator[File]]
"""Makes some of the files, the same for the same edition, one at a time so that few are in memory."""
