"""The closed JSON schema of an answer, made from the schema of facts: sent with each request, and held to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from fulian_kg.errors import InputError, UsageError
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.schema import vocabulary
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.llm.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fulian_kg.fact_schema import FactSchema, SlotSchema
    from fulian_kg.resources import Library

TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 120}
TEXTS: Final = {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 30}
YEAR: Final = {"type": "integer", "minimum": 1900, "maximum": 2100}
DATE: Final = "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|--[0-9]{2}(-[0-9]{2})?)$"
VALUES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "decimal": {"type": "number"},
        "integer": {"type": "integer"},
        "boolean": {"enum": [True]},
        "date": {"type": "string", "pattern": DATE},
        **dict.fromkeys(("year", "year_from", "year_to"), YEAR),
        **dict.fromkeys(("strings", "steps", "agents"), TEXTS),
    }
)
"""Schemas of the kinds of value that are no text."""


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """What an answer may be."""

    whole: Mapping[str, Any]
    """As a JSON schema."""
    faults: Mapping[str, Callable[[Any], str | None]]
    """By type of fact: which rule of the schema a proposal breaks, None for a sound one."""


@lru_cache(maxsize=8)
def answer_schema(library: Library) -> AnswerSchema:
    """The schema; raises `InputError` when `rules/llm.toml` does not fit, and `UsageError` without a validator."""
    known, sizes = rules(library, "llm").tables, settings(library)
    try:
        types = {
            name: _proposal(types, known["schema"], sizes.quote)
            for name, types in fact_schemas(library).items()
            if name not in known["schema"]["leave_out"]
        }
        closed = {name: _with_schemes(schema, library) for name, schema in types.items()}
        items = {"anyOf": list(closed.values())}
        facts = {"type": "array", "maxItems": sizes.most, "items": items}
    except (KeyError, TypeError, AttributeError) as error:
        message = f"the schema of answers cannot be made: {error!r}"
        raise InputError(message, file="rules/llm.toml") from None
    return AnswerSchema(_object({"facts": facts}, ["facts"]), {name: _checked(each) for name, each in closed.items()})


def _object(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _proposal(types: FactSchema, narrowed: Mapping[str, Any], longest: int) -> dict[str, Any]:
    slots = {
        name: narrowed["values"].get(name) or _value(slot)
        for name, slot in types.slots.items()
        if f"{types.type}.{name}" not in narrowed["leave_out"]
    }
    needed = narrowed["required"].get(types.type, [])
    body = _object(slots, [row[0] for row in needed if len(row) == 1])
    body["minProperties"] = 1
    if choices := [row for row in needed if len(row) > 1]:
        body["allOf"] = [{"anyOf": [{"required": [name]} for name in row]} for row in choices]
    quote = {"type": "string", "minLength": 2, "maxLength": longest}
    return _object({"type": {"enum": [types.type]}, "quote": quote, "slots": body}, ["type", "quote", "slots"])


def _value(slot: SlotSchema) -> Mapping[str, Any]:
    return {"scheme": slot.scheme} if slot.scheme else VALUES.get(slot.value, TEXT)


def _with_schemes(proposal: dict[str, Any], library: Library) -> dict[str, Any]:
    """Each slot of a concept scheme with the notations that facts use, `in_force` rather than `in-force`."""
    slots: dict[str, Any] = proposal["properties"]["slots"]["properties"]
    for name, value in slots.items():
        if "scheme" in value:
            slots[name] = {"enum": sorted(each for each in vocabulary(library)[value["scheme"]] if "-" not in each)}
    return proposal


def _checked(schema: Mapping[str, Any]) -> Callable[[Any], str | None]:
    """A check that names the rule a value breaks: `additionalProperties`, `type`, `enum` and the like."""
    try:
        import fastjsonschema  # noqa: PLC0415  an extra
    except ImportError:
        message = "the language-model extractor needs fastjsonschema: install fulian-kg[llm]"
        raise UsageError(message) from None
    try:
        sound = fastjsonschema.compile(dict(schema))
    except (fastjsonschema.JsonSchemaDefinitionException, re.error) as error:
        message = f"the schema of answers is none: {error}"
        raise InputError(message, file="rules/llm.toml") from None

    def check(value: Any) -> str | None:
        try:
            sound(value)
        except fastjsonschema.JsonSchemaValueException as error:
            return str(error.rule)
        return None

    return check
