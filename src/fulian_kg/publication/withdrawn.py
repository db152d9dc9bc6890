"""IRIs that once named something and do no more: facts that a person rejected, or found to be about another thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.facts_io import facts_in
from fulian_kg.graph.store import EXTRACTED
from fulian_kg.publication.description import known
from fulian_kg.publication.remembering import once_a_store
from fulian_kg.vocabulary import FL, Iris

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.graph.store import OpenStore

SHARED = frozenset({"case", "concept", "federation", "region"})
"""Types whose facts describe what is known by a name or code, not by the fact."""


@once_a_store
def withdrawn(store: OpenStore) -> Mapping[str, str | None]:
    """What facts described before decisions and the store no longer has: IRI → what took its place, if anything did."""
    iris, titles = Iris(store.base), {row["sha256"]: row["title"] for row in store.manifest["ledger"]["sources"]}
    found: dict[str, str | None] = {}
    for fact in facts_in(store.extracted_lines(), EXTRACTED):
        claim = iris.claim(fact.id, fact.file)
        if not known(store.rdf, claim.value):
            found[claim.value] = None
        path = iris.case_path(fact.case, titles.get(fact.sha256), fact.file)
        resource = iris.resource(fact.type, path, fact.id)
        if fact.type not in SHARED and not known(store.rdf, resource.value):
            about = {str(quad.object.value) for quad in store.rdf.quads_for_pattern(claim, FL.about, None)}  # type: ignore[union-attr]
            found[resource.value] = min(about, default=None)
    return found
