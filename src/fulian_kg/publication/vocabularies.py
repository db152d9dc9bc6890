"""Vocabularies that only the description of the data set uses: graphs of cases do without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.vocabulary import Namespace, named

if TYPE_CHECKING:
    from pyoxigraph import NamedNode


class Vocabulary:
    """Terms below one IRI, by call: `DQV("Metric")`."""

    def __init__(self, start: str) -> None:
        self._start = start

    def __call__(self, local: str) -> NamedNode:
        """The term with this local name."""
        return named(self._start + local)


ADMS = Vocabulary("http://www.w3.org/ns/adms#")
DCATAP = Vocabulary("http://data.europa.eu/r5r/")
DQV = Vocabulary("http://www.w3.org/ns/dqv#")
SPDX = Vocabulary("http://spdx.org/rdf/terms#")
VCARD = Vocabulary("http://www.w3.org/2006/vcard/ns#")
WDT = Vocabulary("http://www.wikidata.org/prop/direct/")
DCAT, OWL, SCHEMA, VOID = (Namespace(prefix) for prefix in ("dcat", "owl", "schema", "void"))
