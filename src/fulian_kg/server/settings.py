"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.server.published import Published

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take; whoever asks for more is told which limit it met."""

    seconds: float = 10.0
    """Wall clock."""
    memory: int = 512 * MEBIBYTE
    """Bytes of address space beyond what an idle worker has."""
    answer: int = 32 * MEBIBYTE
    """Bytes of an answer."""
    query: int = 1_000_000
    """Characters of a query."""
    depth: int = 100
    """Brackets and operators that may be nested."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's store and manners."""

    store: Path
    library: Library = field(default_factory=Library)
    workers: int = 2
    """Queries that run at the same time."""
    limits: Limits = field(default_factory=Limits)
    curation: Path | None = None
    """Folder of decisions; None: pages decide nothing."""
    token: str | None = None
    """What a curator must show where the server is not on loopback."""
    history: Path | None = None
    """A region history of one's own."""
    trusted_proxy: bool = False
    """Whether the address of a client is the one that a proxy tells."""
    published: Published | None = None
    """Pages that are written as files, with links between these; None: pages are served."""
    source_text: bool = True
    """Whether pages of cases show all of their text, not the quotes alone."""
