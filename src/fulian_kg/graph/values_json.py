"""Frozen values as JSON and back by their type annotations, exactly: what is kept of a reading is data, never code."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

Decoder = Callable[[Any], Any]


def encoded(value: Any) -> Any:
    """The value as JSON has it: an object of fields as the list of their values, a set as a sorted list."""
    if value is None or isinstance(value, str | int | float):
        return value
    if is_dataclass(value):
        return [encoded(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return {name: encoded(each) for name, each in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return [encoded(each) for each in (sorted(value) if isinstance(value, frozenset) else value)]


def decoded(hint: Any, value: Any) -> Any:
    """What was encoded from a value of this type; raises `ValueError` or `TypeError` for anything else."""
    return _decoder(hint)(value)


@cache
def _decoder(hint: Any) -> Decoder:
    if hint is Any:
        return _frozen
    if is_dataclass(hint) or hasattr(hint, "_fields"):
        return _record(hint)
    if hint is date:
        return date.fromisoformat
    made = _GENERIC.get(get_origin(hint) or hint)
    return made(get_args(hint)) if made else _same


def _record(cls: Any) -> Decoder:
    """Of a data class or a named tuple: its parts in their order."""
    hints = get_type_hints(cls, localns={"Mapping": Mapping})
    names = cls._fields if hasattr(cls, "_fields") else [field.name for field in fields(cls)]
    parts: list[Decoder] = []

    def record(values: Any) -> Any:
        if not parts:  # types may mention each other
            parts.extend(_decoder(hints[name]) for name in names)
        return cls(*(part(value) for part, value in zip(parts, values, strict=True)))

    return record


def _tuple(arguments: tuple[Any, ...]) -> Decoder:
    if arguments[-1] is Ellipsis:
        part = _decoder(arguments[0])
        return lambda values: tuple(map(part, values))
    parts = tuple(map(_decoder, arguments))
    return lambda values: tuple(part(value) for part, value in zip(parts, values, strict=True))


def _set(arguments: tuple[Any, ...]) -> Decoder:
    part = _decoder(arguments[0])
    return lambda values: frozenset(map(part, values))


def _mapping(arguments: tuple[Any, ...]) -> Decoder:
    part = _decoder(arguments[1])
    return lambda values: {name: part(value) for name, value in values.items()}


def _optional(arguments: tuple[Any, ...]) -> Decoder:
    (wanted,) = (each for each in arguments if each is not NoneType)
    part = _decoder(wanted)
    return lambda value: None if value is None else part(value)


def _same(value: Any) -> Any:
    return value


def _frozen(value: Any) -> Any:
    """A value of a slot: lists are tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


_GENERIC: Mapping[Any, Callable[[tuple[Any, ...]], Decoder]] = {
    tuple: _tuple,
    frozenset: _set,
    Mapping: _mapping,
    UnionType: _optional,
    typing.Union: _optional,
}
