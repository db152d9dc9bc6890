"""Terms and concepts as pages show them: names and definitions in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from fulian_kg.graph.literals import shortened
from fulian_kg.publication.vocabularies import DQV
from fulian_kg.vocabulary import DCTERMS, FL, PREFIXES, RDF, RDFS, SKOS, compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.publication.reference import Triples

OWL = PREFIXES["owl"]
KINDS = {
    "classes": {f"{OWL}Class"},
    "properties": {f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{RDF.Property.value}"},
}
"""Sections of a vocabulary, by the classes of their terms."""
NAMES = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
DEFINITIONS = (SKOS.definition, RDFS.comment, DCTERMS("description"))
MORE = {
    "notation": (SKOS.notation,),
    "other_names": (SKOS.altLabel,),
    "includes": (FL.includes,),
    "excludes": (FL.excludes,),
    "example": (SKOS.example,),
    "related": (SKOS.related,),
    "matches": (SKOS.closeMatch, SKOS.exactMatch),
    "inverse": (ox.NamedNode(f"{OWL}inverseOf"),),
    "disjoint": (ox.NamedNode(f"{OWL}disjointWith"),),
    "measures": (DQV("inDimension"),),
}
"""What else pages show of a term, by their words for it."""
DIGESTS = frozenset({FL.sha256})
"""Properties whose values are no example: they tell a reader nothing."""
LANGUAGES = ("zh", "en")


class Value(NamedTuple):
    """A text in a language, or a compact IRI or code in none."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term or concept: texts are in Chinese and English, empty where there is none."""

    iri: str
    anchor: str
    """Its last part, which pages use as a fragment."""
    short: str
    names: tuple[str, str]
    definitions: tuple[str, str]
    above: tuple[str, ...]
    """What it is narrower than, compact where one of our prefixes fits."""
    domain: tuple[str, ...]
    range: tuple[str, ...]
    more: tuple[tuple[str, tuple[Value, ...]], ...]
    """What else is said, by the name that pages have for it: examples, what it includes, what it matches."""


def sections(triples: Triples) -> dict[str, list[Term]]:
    """The classes and properties of ours among triples, by section and name."""
    found: dict[str, list[Term]] = {}
    for section, kinds in KINDS.items():
        named = {t.subject.value for t in triples if t.predicate == RDF.type and _iri(t.object) in kinds}  # type: ignore[union-attr]
        ours = sorted(iri for iri in named if iri.startswith(PREFIXES["fl"]))
        found[section] = [term(triples, iri) for iri in ours]
    return found


def concepts(triples: Triples) -> list[Term]:
    """The concepts among triples, by IRI."""
    named = {t.subject.value for t in triples if t.predicate == RDF.type and t.object == SKOS.Concept}  # type: ignore[union-attr]
    return [term(triples, iri) for iri in sorted(named)]


def term(triples: Iterable[ox.Triple], iri: str) -> Term:
    """What triples say of a term."""
    own = [triple for triple in triples if triple.subject == ox.NamedNode(iri)]
    zh, en = (_texts(own, language) for language in LANGUAGES)
    above = _named(own, RDFS.subClassOf) + _named(own, RDFS.subPropertyOf) + _named(own, SKOS.broader)
    return Term(
        iri=iri,
        anchor=iri.rpartition("#")[2].rpartition("/")[2],
        short=compact(iri),
        names=(zh[0], en[0]),
        definitions=(zh[1], en[1]),
        above=above,
        domain=_named(own, RDFS.domain),
        range=_named(own, RDFS.range),
        more=tuple((name, values) for name, props in MORE.items() if (values := _values(own, props))),
    )


def examples(rdf: ox.Store, terms: Iterable[Term]) -> dict[str, str]:
    """For classes and properties that a store uses, by IRI: an instance, or a subject with the value that it has."""
    found: dict[str, str] = {}
    for each in terms:
        node = ox.NamedNode(each.iri)
        if (quad := next(rdf.quads_for_pattern(None, RDF.type, node), None)) is not None:
            found[each.iri] = compact(_iri(quad.subject))
        elif node not in DIGESTS and (quad := next(rdf.quads_for_pattern(None, node, None), None)) is not None:
            found[each.iri] = f"{compact(_iri(quad.subject))} → {_shown(quad.object)}"
    return found


def _shown(value: object) -> str:
    """A value in a few words."""
    if isinstance(value, ox.Literal):
        return shortened(value.value)
    return compact(_iri(value))


def _values(own: list[ox.Triple], properties: Iterable[ox.NamedNode]) -> tuple[Value, ...]:
    """The values, those in Chinese first."""
    found = (triple.object for triple in own if triple.predicate in properties)
    values = (
        Value(value.value, value.language or "") if isinstance(value, ox.Literal) else Value(compact(_iri(value)), "")
        for value in found
    )
    return tuple(sorted(values, key=lambda value: LANGUAGES.index(value.language) if value.language else 0))


def _texts(own: list[ox.Triple], language: str) -> tuple[str, str]:
    name, definition = (_text(own, props, language) for props in (NAMES, DEFINITIONS))
    return name, definition


def _text(own: list[ox.Triple], properties: Iterable[ox.NamedNode], language: str) -> str:
    for prop in properties:
        for triple in own:
            if triple.predicate == prop and getattr(triple.object, "language", None) == language:
                return str(triple.object.value)  # type: ignore[union-attr]
    return ""


def _named(own: list[ox.Triple], prop: ox.NamedNode) -> tuple[str, ...]:
    return tuple(compact(_iri(t.object)) for t in own if t.predicate == prop and isinstance(t.object, ox.NamedNode))


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
