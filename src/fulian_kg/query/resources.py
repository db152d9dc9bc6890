"""One resource with all that is said of it, and the words on which that rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.query.run import value_of
from fulian_kg.vocabulary import DCTERMS, FL, FOAF, OA, RDF, RDFS, SKOS, Iris, Term, is_iri, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.graph.store import OpenStore

NAMES = (SKOS.prefLabel, SKOS.altLabel, DCTERMS.title, FOAF.name, FL.fullName, FL.gbCode)
LABELS = (SKOS.prefLabel, DCTERMS.title, FOAF.name, RDFS.label)
PLUMBING = frozenset({RDF.type, FL.evidence, FL.supports, FL.derivedProperty})
"""Properties that are shown in their own way, or not at all."""
HIDDEN = frozenset({FL.Passage, FL.Claim})
"""Classes that a name does not look for."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One property with its value, in words."""

    property: str
    zh: str
    en: str
    value: str
    iri: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """A claim about the resource and the words on which it rests."""

    claim: str
    fact_type: str
    case: str
    before: str
    quote: str
    after: str
    start: int
    end: int
    pages: tuple[int, int] | None
    rule: str
    confidence: float
    review: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as `show` tells it."""

    iri: str
    label: str
    classes: tuple[str, ...]
    statements: tuple[Statement, ...]
    about_it: tuple[Statement, ...]
    """What other resources say of it."""
    quotes: tuple[Quote, ...]


class Shelf:
    """Finds resources of a store and tells what it knows of them."""

    def __init__(self, store: OpenStore) -> None:
        self._rdf = store.rdf
        self._prefixes = Iris(store.base).prefixes()

    def find(self, wanted: str) -> list[str]:
        """IRIs of an IRI, a case number, a name, or else of names that contain the words; sorted."""
        if is_iri(wanted):
            return [wanted] if self._known(named(wanted)) else []
        if wanted.isdecimal() and (cases := self._numbered(int(wanted))):
            return cases
        plain = "".join(wanted.split())
        exact: set[str] = set()
        near: set[str] = set()
        for prop in NAMES:
            for quad in self._rdf.quads_for_pattern(None, prop, None):
                text = "".join(str(_value(quad.object)).split())
                if plain and plain in text and isinstance(quad.subject, ox.NamedNode):
                    (exact if text == plain else near).add(quad.subject.value)
        return sorted(iri for iri in exact or near if not self._classes(named(iri)) & HIDDEN)

    def label(self, iri: str) -> str:
        """The Chinese label of a resource, else its only one, else its IRI."""
        return self._label(named(iri))

    def tell(self, iri: str) -> Resource:
        """All that is known of a resource."""
        node = named(iri)
        return Resource(
            iri=iri,
            label=self._label(node),
            classes=tuple(sorted(self._label(each) for each in self._classes(node))),
            statements=tuple(self._statements(node)),
            about_it=tuple(self._about(node)),
            quotes=tuple(sorted(self._quotes(node), key=lambda quote: (quote.case, quote.start, quote.claim))),
        )

    def _known(self, node: ox.NamedNode) -> bool:
        return next(self._rdf.quads_for_pattern(node, None, None), None) is not None

    def _numbered(self, number: int) -> list[str]:
        wanted = ox.Literal(number)
        return sorted({_value(quad.subject) for quad in self._rdf.quads_for_pattern(None, FL.caseNumber, wanted)})

    def _classes(self, node: ox.NamedNode) -> set[ox.NamedNode]:
        return {quad.object for quad in self._rdf.quads_for_pattern(node, RDF.type, None)}  # type: ignore[misc]

    def _statements(self, node: ox.NamedNode) -> Iterator[Statement]:
        quads = {quad.triple for quad in self._rdf.quads_for_pattern(node, None, None)}
        for triple in sorted(quads, key=lambda triple: (str(triple.predicate), str(triple.object))):
            if triple.predicate not in PLUMBING:
                yield self._statement(triple.predicate, triple.object)

    def _about(self, node: ox.NamedNode) -> Iterator[Statement]:
        quads = {quad.triple for quad in self._rdf.quads_for_pattern(None, None, node)}
        for triple in sorted(quads, key=lambda triple: (str(triple.predicate), str(triple.subject))):
            if triple.predicate not in {*PLUMBING, FL.about} and not self._classes(triple.subject) & HIDDEN:  # type: ignore[arg-type]
                yield self._statement(triple.predicate, triple.subject)

    def _statement(self, prop: ox.NamedNode, value: Term) -> Statement:
        names = {lang: self._first(prop, RDFS.label, lang) or "" for lang in ("zh", "en")}
        short = str(value_of(prop, self._prefixes))
        if isinstance(value, ox.NamedNode):
            return Statement(short, names["zh"], names["en"], self._label(value), value.value)
        return Statement(short, names["zh"], names["en"], str(_value(value)), None)

    def _quotes(self, node: ox.NamedNode) -> Iterator[Quote]:
        for about in self._rdf.quads_for_pattern(None, FL.about, node):
            claim: ox.NamedNode = about.subject  # type: ignore[assignment]
            for evidence in self._rdf.quads_for_pattern(claim, FL.evidence, None):
                yield self._quote(claim, evidence.object)  # type: ignore[arg-type]

    def _quote(self, claim: ox.NamedNode, passage: ox.NamedNode) -> Quote:
        selectors = [quad.object for quad in self._rdf.quads_for_pattern(passage, OA.hasSelector, None)]
        around = {prop: next((text for s in selectors if (text := self._first(s, prop))), "") for prop in CONTEXT}
        first, last = (self._first(passage, prop) for prop in (FL.pageFirst, FL.pageLast))
        case = next((q.object for q in self._rdf.quads_for_pattern(claim, FL.statedIn, None)), claim)
        review = next((q.object for q in self._rdf.quads_for_pattern(claim, FL.reviewStatus, None)), claim)
        return Quote(
            claim=claim.value,
            fact_type=self._first(claim, FL.factType) or "",
            case=self._label(case),
            before=around[OA("prefix")],
            quote=self._first(passage, FL.quote) or "",
            after=around[OA.suffix],
            start=int(self._first(passage, FL.start) or 0),
            end=int(self._first(passage, FL.end) or 0),
            pages=(int(first), int(last or first)) if first else None,
            rule=self._first(claim, FL.rule) or "",
            confidence=float(self._first(claim, FL.confidence) or 0),
            review=self._label(review),
        )

    def _label(self, node: Term) -> str:
        if not isinstance(node, ox.NamedNode):
            return str(_value(node))
        for prop in LABELS:
            if label := self._first(node, prop, "zh") or self._first(node, prop):
                return label
        return str(value_of(node, self._prefixes))

    def _first(self, node: Term, prop: ox.NamedNode, language: str | None = None) -> str | None:
        found = [quad.object for quad in self._rdf.quads_for_pattern(node, prop, None)]  # type: ignore[arg-type]
        texts = [str(_value(o)) for o in found if language is None or getattr(o, "language", None) == language]
        return min(texts, default=None)


CONTEXT = (OA("prefix"), OA.suffix)


def _value(term: Term) -> str:
    return str(getattr(term, "value", term))
