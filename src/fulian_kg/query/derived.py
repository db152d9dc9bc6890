"""What a store keeps beside its database, made when it is built: answers for comparisons, the index of search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.query.index import keep_index
from fulian_kg.query.kept import keep

if TYPE_CHECKING:
    from fulian_kg.graph.store import OpenStore
    from fulian_kg.resources import Library


def derive(store: OpenStore, library: Library) -> None:
    """Write all of it into the folder of a store that is being made."""
    keep(store, library)
    keep_index(store)
