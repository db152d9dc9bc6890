"""One resource for facts that a person found to be about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.graph.names import Identity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fulian_kg.graph.names import CaseNames
    from fulian_kg.model import Fact, Slot

Known = dict[tuple[str, str], Identity]
"""Identities by file and id of the fact."""


def identities_of(group: Sequence[tuple[CaseNames, Fact]], label: str) -> Known:
    """What each fact of a group describes: what the first of them does, under the label that it has.

    A federation that its region makes known stays the one that it is, and all names of the group mean it.
    """
    if _mean_federation(group):
        return {}
    names, first = group[0]
    iri = names.subject(first)
    told: dict[str, Slot] = {}
    found: Known = {}
    for names, fact in group:
        stated = fact.slots if names.states(fact) else {}
        silent = frozenset(slot for slot, value in stated.items() if told.setdefault(slot, value) != value)
        found[fact.file, fact.id] = Identity(iri, label, silent)
    return found


def _mean_federation(group: Sequence[tuple[CaseNames, Fact]]) -> bool:
    for names, fact in group:
        if fact.type == "federation" and (known := names.federations.named(str(fact.slots["name"]), names.document)):
            for other, mention in group:
                other.federations.mean(str(mention.slots["name"]), other.document, known)
            return True
    return False
