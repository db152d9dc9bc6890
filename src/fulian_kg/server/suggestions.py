"""What a field can be filled with: names of regions and labels of concepts, as far as the store has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.query.parameters import CONCEPT, THEME
from fulian_kg.vocabulary import FL, SKOS, scheme

if TYPE_CHECKING:
    import pyoxigraph as ox

    from fulian_kg.query.stored import Parameter

REGION, PROVINCE = "region", "province"
MOST = 3000
"""Suggestions of one field."""
PLAIN = re.compile(r"[^\x00-\x1f]+")


def suggested(parameter: Parameter, store: ox.Store, language: str) -> tuple[str, ...]:
    """Values that the parameter takes, sorted; none where its type is open."""
    if parameter.type == REGION:
        found = _provinces(store) if parameter.name == PROVINCE else _regions(store)
    elif parameter.type == THEME or parameter.type.startswith(CONCEPT):
        found = _concepts(store, parameter.type.removeprefix(CONCEPT), language)
    else:
        return ()
    return tuple(sorted(each for each in found if PLAIN.fullmatch(each))[:MOST])


def _regions(store: ox.Store) -> set[str]:
    return {_text(quad.object) for quad in store.quads_for_pattern(None, FL.fullName, None)}


def _provinces(store: ox.Store) -> set[str]:
    provinces = {quad.object for quad in store.quads_for_pattern(None, FL.inProvince, None)}
    return {
        _text(quad.object)
        for province in provinces
        for quad in store.quads_for_pattern(province, SKOS.prefLabel, None)  # type: ignore[arg-type]
    }


def _concepts(store: ox.Store, name: str, language: str) -> set[str]:
    members = {quad.subject for quad in store.quads_for_pattern(None, SKOS.inScheme, scheme(name))}
    return {
        _text(quad.object)
        for member in members
        for quad in store.quads_for_pattern(member, SKOS.prefLabel, None)
        if getattr(quad.object, "language", None) == language
    }


def _text(node: object) -> str:
    return str(getattr(node, "value", ""))
