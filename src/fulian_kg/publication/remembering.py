"""What is worked out once for a store that never changes: the latest generation's value is kept, older ones go."""

from __future__ import annotations

import threading
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.graph.store import OpenStore

P = ParamSpec("P")
T = TypeVar("T")


def once_a_store(make: Callable[Concatenate[OpenStore, P], T]) -> Callable[Concatenate[OpenStore, P], T]:
    """`make`, called once for a store and never twice at the same time; further arguments are to stay the same."""
    lock = threading.Lock()
    kept: list[tuple[OpenStore, T]] = []

    @wraps(make)
    def remembered(store: OpenStore, /, *rest: P.args, **named: P.kwargs) -> T:
        with lock:
            if not kept or kept[0][0] is not store:
                kept[:] = [(store, make(store, *rest, **named))]
            return kept[0][1]

    return remembered
