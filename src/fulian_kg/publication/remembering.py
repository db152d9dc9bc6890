"""What is worked out once for a thing that never changes: the value for the latest one is kept, older ones go."""

from __future__ import annotations

import threading
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.graph.store import OpenStore

S = TypeVar("S")
P = ParamSpec("P")
T = TypeVar("T")


def once(make: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """`make`, called once for its first argument, never twice at the same time; further ones are to stay the same."""
    lock = threading.Lock()
    kept: list[tuple[S, T]] = []

    @wraps(make)
    def remembered(thing: S, /, *rest: P.args, **named: P.kwargs) -> T:
        with lock:
            if not kept or kept[0][0] is not thing:
                kept[:] = [(thing, make(thing, *rest, **named))]
            return kept[0][1]

    return remembered


def once_a_store(make: Callable[Concatenate[OpenStore, P], T]) -> Callable[Concatenate[OpenStore, P], T]:
    """`make`, called once for a store."""
    return once(make)
