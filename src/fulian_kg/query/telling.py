"""What a store says of a resource, in the language that is asked for: bounded look-ups, never a scan."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.model import Span
from fulian_kg.query.resources import HIDDEN, LABELS, PLUMBING
from fulian_kg.query.run import value_of
from fulian_kg.vocabulary import FL, OA, RDF, RDFS, SKOS, Iris, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.vocabulary import Term

MOST_ABOUT = 400
"""Statements of others that a page looks at; it says when there are more."""
MOST_SHOWN = 60
SHOWN_OTHERWISE = frozenset({*PLUMBING, SKOS.prefLabel, FL.statedIn})


@dataclass(frozen=True, slots=True)
class Word:
    """A text with the language it is in, None for what has none."""

    text: str
    lang: str | None = None
    iri: str | None = None
    """Of the resource that it names."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property with all its values."""

    label: Word
    values: tuple[Word, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim with the words on which it rests."""

    claim: str
    passage: str
    fact_type: str
    rule: str
    confidence: str
    review: Word
    subjects: tuple[Word, ...]
    case: Word | None
    source: str | None
    quote: str
    before: str
    after: str
    span: Span
    pages: str

    @property
    def mark(self) -> str:
        """Fragment of its words on the page of its case."""
        return f"p-{_last(self.passage)}"


class Teller:
    """Tells of the resources of one store in one language."""

    def __init__(self, store: OpenStore, language: str) -> None:
        self._rdf = store.rdf
        self._prefixes = Iris(store.base).prefixes()
        self._languages = (language, *({"zh", "en"} - {language}))

    def known(self, iri: str) -> bool:
        """Whether the store says anything of it."""
        return next(self._rdf.quads_for_pattern(named(iri), None, None), None) is not None

    def objects(self, iri: str, prop: ox.NamedNode) -> list[Term]:
        """Values of a property, sorted."""
        return sorted({quad.object for quad in self._rdf.quads_for_pattern(named(iri), prop, None)}, key=str)

    def subjects(self, prop: ox.NamedNode, iri: str, most: int = MOST_ABOUT) -> list[str]:
        """IRIs of what has the resource as value, at most so many."""
        quads = islice(self._rdf.quads_for_pattern(None, prop, named(iri)), most)
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})

    def value(self, iri: str, prop: ox.NamedNode) -> str | None:
        """The first value as text or IRI."""
        return next((str(getattr(each, "value", each)) for each in self.objects(iri, prop)), None)

    def classes(self, iri: str) -> tuple[ox.NamedNode, ...]:
        """Its classes."""
        return tuple(each for each in self.objects(iri, RDF.type) if isinstance(each, ox.NamedNode))

    def word(self, term: Term) -> Word:
        """A term in words."""
        if isinstance(term, ox.NamedNode):
            return self.name(term.value)
        return Word(str(getattr(term, "value", term)), getattr(term, "language", None))

    def name(self, iri: str) -> Word:
        """The label in the language that is asked for, else in the other, else without one, else a short IRI."""
        for prop in LABELS:
            found = self.objects(iri, prop)
            for language in (*self._languages, None):
                for each in found:
                    tag = (getattr(each, "language", None) or "").partition("-")[0] or None
                    if tag == language:
                        return Word(str(getattr(each, "value", each)), tag, iri)
        return Word(str(value_of(named(iri), self._prefixes)), None, iri)

    def statements(self, iri: str) -> tuple[Property, ...]:
        """What it says itself."""
        quads = {(q.predicate, q.object) for q in islice(self._rdf.quads_for_pattern(named(iri), None, None), 2000)}
        return tuple(self._grouped(quads))

    def about(self, iri: str) -> tuple[Property, ...]:
        """What others say of it, as far as a page looks."""
        quads = islice(self._rdf.quads_for_pattern(None, None, named(iri)), MOST_ABOUT)
        pairs = {(q.predicate, q.subject) for q in quads if isinstance(q.subject, ox.NamedNode)}
        kept = {pair for pair in pairs if not {*self.classes(pair[1].value)} & HIDDEN and pair[0] != FL.about}
        return tuple(self._grouped(kept))

    def claims_about(self, iri: str) -> list[Cited]:
        """Claims about it, in the order of the text."""
        return self.cited(self.subjects(FL.about, iri))

    def claims_in(self, case: str) -> list[Cited]:
        """All claims of a case, in the order of its text."""
        found = self.subjects(FL.statedIn, case, 20 * MOST_ABOUT)
        return self.cited(each for each in found if FL.Claim in self.classes(each))

    def cited(self, claims: Iterable[str]) -> list[Cited]:
        """Claims with every passage on which they rest."""
        found = [
            self._cited(claim, passage.value)
            for claim in claims
            for passage in self.objects(claim, FL.evidence)
            if isinstance(passage, ox.NamedNode)
        ]
        return sorted(found, key=lambda each: (each.source or "", each.span, each.claim))

    def _cited(self, claim: str, passage: str) -> Cited:
        selectors = [each.value for each in self.objects(passage, OA.hasSelector) if isinstance(each, ox.NamedNode)]
        before, after = (
            next(filter(None, (self.value(each, prop) for each in selectors)), "") for prop in (OA("prefix"), OA.suffix)
        )
        case, review, source = (
            self.value(claim, FL.statedIn),
            self.value(claim, FL.reviewStatus),
            self.value(passage, OA.hasSource),
        )
        pages = dict.fromkeys(filter(None, (self.value(passage, prop) for prop in (FL.pageFirst, FL.pageLast))))
        return Cited(
            claim=claim,
            passage=passage,
            fact_type=self.value(claim, FL.factType) or "",
            rule=self.value(claim, FL.rule) or "",
            confidence=self.value(claim, FL.confidence) or "",
            review=self.name(review) if review else Word(""),
            subjects=tuple(self.word(each) for each in self.objects(claim, FL.about)),
            case=self.name(case) if case else None,
            source=source,
            quote=self.value(passage, FL.quote) or "",
            before=before or "",
            after=after or "",
            span=Span(int(self.value(passage, FL.start) or 0), int(self.value(passage, FL.end) or 0)),
            pages="–".join(pages),
        )

    def _grouped(self, pairs: Iterable[tuple[ox.NamedNode, Term]]) -> Iterator[Property]:
        found: dict[ox.NamedNode, list[Term]] = {}
        for prop, value in sorted(pairs, key=lambda pair: (str(pair[0]), str(pair[1]))):
            if prop not in SHOWN_OTHERWISE:
                found.setdefault(prop, []).append(value)
        for prop, values in found.items():
            words = dict.fromkeys(self.word(each) for each in values[:MOST_SHOWN])
            yield Property(self._property(prop), tuple(words), len(values) > MOST_SHOWN)

    def _property(self, prop: ox.NamedNode) -> Word:
        for language in self._languages:
            for each in self.objects(prop.value, RDFS.label):
                if getattr(each, "language", None) == language:
                    return Word(str(getattr(each, "value", each)), language, prop.value)
        return Word(str(value_of(prop, self._prefixes)), None, prop.value)


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
