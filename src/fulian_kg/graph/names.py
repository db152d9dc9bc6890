"""Whom and what the words of a slot mean within a case: a federation, a region, a place, an initiative, a decision."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fulian_kg.extraction.printed import words

if TYPE_CHECKING:

    from fulian_kg.extraction.document import Document
    from fulian_kg.gazetteer import Unit
    from fulian_kg.graph.federations import Federations
    from fulian_kg.model import Fact
    from fulian_kg.vocabulary import Iris

FEDERATION_ENDING = "妇联"
PLACES = ("place", "facility")


class CaseNames:
    """Resolves names within one case. What nothing describes is minted: `minted` lists (IRI, class, name)."""

    def __init__(self, document: Document, facts: tuple[Fact, ...], federations: Federations, iris: Iris) -> None:
        self.document = document
        self.iris = iris
        self.federations = federations
        source, case = document.source, document.case
        self._facts = facts
        self.units: dict[str, Unit] = {}
        """Units that names of this case resolved to, by version."""
        self.unresolved: dict[str, None] = {}
        """Names of regions that mean no unit, or more than one."""
        self.path = iris.case_path(case.number, self.compilation_title, source.file)
        self.case = iris.case(self.path)

    @property
    def compilation_title(self) -> str | None:
        """Title of the compilation that the case belongs to."""
        return self.document.compilation_title

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Fact]:
        named = ((fact.type, words(str(fact.slots["name"])), fact) for fact in self._facts if "name" in fact.slots)
        found: dict[tuple[str, str], Fact] = {}
        for kind, name, fact in named:
            found.setdefault((kind, name), fact)
        return found
