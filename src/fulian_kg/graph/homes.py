"""The region that a case is about: as its federation or its text has it, unless a person said which it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.extraction.printed import words
from fulian_kg.extraction.regions import region_of
from fulian_kg.graph.names import explained

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.model import Case, Compilation, Fact


def home_of(case: Case, facts: Iterable[Fact], compilation: Compilation, gazetteer: Gazetteer) -> Unit | None:
    """The unit of the case; None where none is known."""
    home = region_of(case, compilation.source, gazetteer, compilation.date)
    for fact in explained(facts):
        if _is_home(words(str(fact.slots["name"])), case, home):
            found = gazetteer.resolve(str(fact.slots["code"]), compilation.date).candidates
            return found[0] if found else home
    return home


def _is_home(name: str, case: Case, home: Unit | None) -> bool:
    """Whether a region of that name is the one that the case is about."""
    if case.federation:
        return words(case.federation).startswith(name)
    return name in (words(case.title) if home is None else {words(home.path), words(home.name)})
