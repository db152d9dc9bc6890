"""Names that were published once and are described no more: what stays of each, and what took its place.

What a person withdrew comes from the store; what an earlier publication had and this one lacks, from comparing the two;
what was withdrawn before that, from the earlier publication's own list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.publication.description import known
from fulian_kg.publication.releases import MIDNIGHT
from fulian_kg.publication.withdrawn import withdrawn
from fulian_kg.vocabulary import DCTERMS, FL, PROV, RDF, Iris

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fulian_kg.publication.reference import Triples
    from fulian_kg.publication.releases import News, Published
    from fulian_kg.publication.snapshots import Snapshot

LINKS = (FL.about, FL.evidence)
"""By these a claim leads to what may be named otherwise now."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A name that is withdrawn."""

    iri: str
    successor: str | None
    triples: Triples


def tombstones(now: Published, before: Snapshot | None, told: News) -> tuple[Tombstone, ...]:
    """All of them, by IRI; a name that is described again has none."""
    rdf = now.store.rdf
    old = {} if before is None else _carried(before.gone)
    missing = _missing(now, before, told) if before is not None and told.is_new else {}
    gone = missing | {iri: successor or missing.get(iri) for iri, successor in withdrawn(now.store).items()}
    found = {iri: _made(iri, successor, now, told) for iri, successor in gone.items() if iri not in old}
    found |= {iri: _led_on(stone, gone) for iri, stone in old.items() if not known(rdf, iri)}
    return tuple(found[iri] for iri in sorted(found))


def _made(iri: str, successor: str | None, now: Published, told: News) -> Tombstone:
    sink = Sink(now.at.of("withdrawn"))
    node = ox.NamedNode(iri)
    sink.add(node, RDF.type, FL.WithdrawnResource)
    sink.add(node, FL.withdrawnIn, told.release)
    if successor is not None:
        sink.add(node, DCTERMS.isReplacedBy, ox.NamedNode(successor))
    if now.date is not None and told.is_new:
        sink.add(node, PROV.invalidatedAtTime, literals.moment(f"{now.date.isoformat()}{MIDNIGHT}"))
    return Tombstone(iri, successor, tuple(quad.triple for quad in sink.quads))


def _carried(gone: Triples) -> dict[str, Tombstone]:
    """Tombstones of an earlier publication."""
    parts: dict[str, list[ox.Triple]] = {}
    for triple in gone:
        parts.setdefault(str(getattr(triple.subject, "value", triple.subject)), []).append(triple)
    return {iri: Tombstone(iri, _successor(own), tuple(own)) for iri, own in parts.items()}


def _led_on(stone: Tombstone, gone: Mapping[str, str | None]) -> Tombstone:
    """The tombstone, leading to what took the place of its successor where that is withdrawn too."""
    if stone.successor is None or stone.successor not in gone:
        return stone
    successor = gone[stone.successor]
    kept = [triple for triple in stone.triples if triple.predicate != DCTERMS.isReplacedBy]
    if successor is not None:
        kept.append(ox.Triple(ox.NamedNode(stone.iri), DCTERMS.isReplacedBy, ox.NamedNode(successor)))
    return Tombstone(stone.iri, successor, tuple(kept))


def _successor(own: Iterable[ox.Triple]) -> str | None:
    found = (str(getattr(t.object, "value", t.object)) for t in own if t.predicate == DCTERMS.isReplacedBy)
    return min(found, default=None)


def _missing(now: Published, before: Snapshot, told: News) -> dict[str, str | None]:
    """What an earlier publication described and this one does not, with its successor where exactly one is known.

    A claim is followed by that of the fact with which its fact is paired; what a claim was about, or rested on, by
    what the claim, or the one that follows it, is about or rests on now.
    """
    lacking = _lacking(now, before)
    if not lacking:
        return {}
    iris = Iris(now.store.base)
    moved = {} if told.changes is None else told.changes.moved
    claims = {iris.claim(was[1], was[0]).value: iris.claim(is_[1], is_[0]).value for was, is_ in moved.items()}
    found: dict[str, set[str]] = {iri: set() for iri in lacking}
    for was, is_ in claims.items():
        if was in found:
            found[was].add(is_)
    for triple in before.triples():
        thing = getattr(triple.object, "value", None)
        if triple.predicate in LINKS and thing in found:
            claim = str(getattr(triple.subject, "value", ""))
            found[thing] |= _linked(now, claims.get(claim, claim), triple.predicate)
    return {iri: next(iter(near)) if len(near) == 1 else None for iri, near in found.items()}


def _lacking(now: Published, before: Snapshot) -> set[str]:
    """Names of resources, without those of parts of their descriptions."""
    start, last = f"{now.store.base}id/", ""
    found: set[str] = set()
    for triple in before.triples():
        iri = str(getattr(triple.subject, "value", ""))
        if iri != last and iri.startswith(start) and "#" not in iri and not known(now.store.rdf, iri):
            found.add(iri)
        last = iri
    return found


def _linked(now: Published, claim: str, prop: ox.NamedNode) -> set[str]:
    quads = now.store.rdf.quads_for_pattern(ox.NamedNode(claim), prop, None)
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
