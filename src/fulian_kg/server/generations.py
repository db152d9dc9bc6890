"""The generation that a server reads: opened once, followed when another one is published."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fulian_kg.graph.store import OpenStore, current, open_store
from fulian_kg.query.index import Index
from fulian_kg.query.stored import stored_queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fulian_kg.query.stored import StoredQuery
    from fulian_kg.resources import Library


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation with the library that reads it; requests under way keep theirs when a new one comes."""

    name: str
    store: OpenStore
    library: Library
    queries: Mapping[str, StoredQuery]
    index: Index
    """What search asks."""


class Current(Protocol):
    """Knows which generation is read."""

    def current(self) -> Generation:
        """The generation that whoever asks now is told of."""
        ...


class Generations:
    """Opens what is current; may be asked from any thread."""

    def __init__(self, path: Path, library: Library) -> None:
        """Raises `StoreError` when there is nothing to read."""
        self.path = path
        self._library = library
        self._lock = threading.Lock()
        self._latest = self._open()

    def current(self) -> Generation:
        """The generation that the store's link names now; raises `StoreError` when it cannot be opened."""
        if current(self.path).name == self._latest.name:
            return self._latest
        with self._lock:
            if current(self.path).name != self._latest.name:
                self._latest = self._open()
        return self._latest

    def _open(self) -> Generation:
        store = open_store(self.path)
        return Generation(store.folder.name, store, self._library, stored_queries(self._library), Index(store))
