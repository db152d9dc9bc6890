"""What is published at one time, and the files that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.dumps import Made
    from fulian_kg.resources import Library

Pages = Literal["all", "cases", "none"]
"""Which resources get files of their own: each one, cases alone, or none."""


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
    pages: Pages = "all"
    """Which resources get files of their own."""
    aside: Path | None = None
    """Where the bundle is made, and whatever is only needed meanwhile; the system's place for that unless given."""
    made: dict[str, Made] = field(default_factory=dict)
    """Sizes and hashes of the files that were written so far, by path: parts know those of the parts before them."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the bundle."""

    path: str
    """Below the bundle's folder, with slashes: `download/fulian.ttl.gz`."""
    content: bytes | Iterator[bytes] | Callable[[IO[bytes]], object]
    """What is in it, all at once, bit by bit, or as what writes it to the file that is given to it."""


Part = Callable[[Edition], Iterator[File]]
"""Makes some of the files, the same for the same edition, one at a time so that few are in memory."""
