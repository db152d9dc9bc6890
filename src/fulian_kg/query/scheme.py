"""The theme scheme as people read it: groups and themes with their notes, examples and words of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import UsageError
from fulian_kg.graph.reference import ontology_quads
from fulian_kg.vocabulary import FL, SKOS, Iris, scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fulian_kg.resources import Library

LANGUAGES = ("zh", "en")
THEMES = scheme("theme")
PLACE = THEMES.value + "/"
WORDS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)


@dataclass(frozen=True, slots=True)
class Concept:
    """A theme, or a group of themes."""

    id: str
    iri: str
    notation: str | None
    group: str | None
    """Id of the group at the top; None for a group."""
    label: Mapping[str, str]
    """By language, as the following."""
    definition: Mapping[str, str]
    includes: Mapping[str, str]
    excludes: Mapping[str, str]
    examples: tuple[str, ...]
    words: tuple[str, ...]
    """Chinese labels of every kind: the lexicon by which titles and bodies are tagged."""

    def name(self, language: str) -> str:
        """Label in a language, else in another, else the id."""
        return self.label.get(language) or next(iter(self.label.values()), self.id)


Scheme = dict[str, Concept]
"""Concepts by id: each group, then its themes by notation."""


def scheme_in(library: Library) -> Scheme:
    """The scheme of the library's files; raises `InputError` for one that is no Turtle."""
    store = ox.Store()
    store.extend(ontology_quads(library, Iris().graph("ontology")))
    return scheme_of(store)


def scheme_of(rdf: ox.Store) -> Scheme:
    """The scheme that a store holds: the one by which it was built."""
    broader: dict[str, str] = {}
    for quad in rdf.quads_for_pattern(None, SKOS.broader, None):
        under, over = (getattr(term, "value", "") for term in (quad.subject, quad.object))
        if under.startswith(PLACE) and over.startswith(PLACE):
            broader[under] = min(over, broader.get(under, over))
    tops = {str(getattr(quad.subject, "value", "")) for quad in rdf.quads_for_pattern(None, SKOS.topConceptOf, THEMES)}
    iris = {iri for iri in {*broader, *broader.values(), *tops} if iri.startswith(PLACE)}
    found = [_concept(rdf, iri, _top(iri, broader)) for iri in iris]
    groups = {each.id: [theme for theme in found if theme.group == each.id] for each in found if each.group is None}
    order = sorted(
        (min((_place(t) for t in members), default=(True, "", "")), group) for group, members in groups.items()
    )
    by_id = {each.id: each for each in found}
    return {each.id: each for _, group in order for each in (by_id[group], *sorted(groups[group], key=_place))}


def themes(found: Scheme) -> dict[str, Concept]:
    """The themes without the groups."""
    return {name: each for name, each in found.items() if each.group is not None}


def chosen(found: Scheme, wanted: Iterable[str]) -> Scheme:
    """The concepts that names mean, a group with its themes; all without names. Raises `UsageError` for an unknown."""
    kept = {named(found, each) for each in wanted}
    return {name: each for name, each in found.items() if not kept or name in kept or each.group in kept}


def named(found: Scheme, wanted: str) -> str:
    """Id of the concept of that id, notation or label; raises `UsageError` with the nearest names."""
    names: dict[str, str] = {}
    for each in found.values():
        for name in (each.id, each.notation, *each.label.values()):
            names.setdefault((name or "").casefold(), each.id)
    plain = " ".join(wanted.split()).casefold()
    if plain and plain in names:
        return names[plain]
    near = get_close_matches(plain, filter(None, names), cutoff=0.6)
    hint = f"did you mean {', '.join(near)}? " if near else ""
    message = f"there is no theme {wanted!r}: {hint}`fulian-kg codebook` lists them"
    raise UsageError(message)


def _top(iri: str, broader: Mapping[str, str]) -> str | None:
    """Id of the concept at the top of the one above another; None for one at the top itself."""
    seen = {iri}
    at = iri
    while (above := broader.get(at)) is not None and above not in seen:
        seen.add(above)
        at = above
    return None if at == iri else at.removeprefix(PLACE)


def _place(concept: Concept) -> tuple[bool, str, str]:
    return concept.notation is None, concept.notation or "", concept.id


def _concept(rdf: ox.Store, iri: str, group: str | None) -> Concept:
    node = ox.NamedNode(iri)

    def texts(prop: ox.NamedNode, language: str | None) -> list[str]:
        found = [quad.object for quad in rdf.quads_for_pattern(node, prop, None)]
        return sorted({term.value for term in found if isinstance(term, ox.Literal) and term.language == language})

    def told(prop: ox.NamedNode) -> dict[str, str]:
        return {language: found[0] for language in LANGUAGES if (found := texts(prop, language))}

    return Concept(
        id=iri.removeprefix(PLACE),
        iri=iri,
        notation=next(iter(texts(SKOS.notation, None)), None),
        group=group,
        label=told(SKOS.prefLabel),
        definition=told(SKOS.definition),
        includes=told(FL.includes),
        excludes=told(FL.excludes),
        examples=tuple(texts(SKOS.example, "zh")),
        words=tuple(dict.fromkeys(text for prop in WORDS for text in texts(prop, "zh"))),
    )
