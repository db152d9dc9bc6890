"""The codebook of themes: the scheme, how many cases of a store carry each, how well they agree with labels by hand.

Only themes of titles are measured: those that the store holds, as decisions of curation left them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.query.agreement import Agreement
from fulian_kg.query.labels import hand_labels, title_key
from fulian_kg.query.scheme import PLACE, Scheme, scheme_in, scheme_of, themes
from fulian_kg.vocabulary import DCTERMS, FL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.labels import Label
    from fulian_kg.resources import Library

    Titles = Iterable[tuple[str, str]]
    """IRIs of cases with their titles."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with its themes by hand and those that its title has in the store."""

    case: str
    number: int | None
    title: str
    hand: frozenset[str]
    automatic: frozenset[str]
    label: Label

    @property
    def missed(self) -> frozenset[str]:
        """By hand only."""
        return self.hand - self.automatic

    @property
    def spurious(self) -> frozenset[str]:
        """Automatic only."""
        return self.automatic - self.hand


@dataclass(frozen=True, slots=True)
class Measured:
    """What a store adds to the scheme."""

    usage: Mapping[str, tuple[int, int]]
    """Cases that carry a concept, or a theme of the group, in the title and in the body."""
    agreements: Mapping[str, Agreement]
    judged: tuple[Judged, ...]
    """Labelled cases, by number."""
    unmatched: int
    """Labels whose case is not in the store."""
    own: bool
    """Whether the labels are those that come with the themes, whose author also chose the words."""

    @property
    def disagreements(self) -> tuple[Judged, ...]:
        """Cases on which the two differ."""
        return tuple(each for each in self.judged if each.missed or each.spurious)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The scheme and, where there is a store, what it adds."""

    scheme: Scheme
    measured: Measured | None = None


def codebook(library: Library, store: OpenStore | None = None, labels: Sequence[Label] | None = None) -> Codebook:
    """The codebook of the library's scheme, or of the store's with its agreement with the labels.

    The labels are those of the library unless others are given.
    """
    if store is None:
        return Codebook(scheme_in(library))
    scheme = scheme_of(store.rdf)
    given = hand_labels(library, scheme) if labels is None else labels
    found = tuple(judge(store.rdf, given))
    unmatched = len(given) - len({(each.label.file, each.label.line) for each in found})
    measured = Measured(_usage(store.rdf, scheme), counted(found, themes(scheme)), found, unmatched, labels is None)
    return Codebook(scheme, measured)


def agreement(
    store: OpenStore, library: Library, labels: Sequence[Label] | None = None, titles: Titles | None = None
) -> dict[str, Agreement]:
    """How well the themes of titles agree with labels by hand, for each theme of the store's scheme by id.

    Counted are the cases of the store that have a label, the library's unless others are given. Who has read the titles
    of all cases already may give them, with the IRIs of the cases.
    """
    scheme = scheme_of(store.rdf)
    given = hand_labels(library, scheme) if labels is None else labels
    return counted(judge(store.rdf, given, titles), themes(scheme))


def counted(judged: Iterable[Judged], ids: Iterable[str]) -> dict[str, Agreement]:
    """Counts of each theme over labelled cases."""
    every = list(judged)
    hand = Counter(theme for each in every for theme in each.hand)
    automatic = Counter(theme for each in every for theme in each.automatic)
    both = Counter(theme for each in every for theme in each.hand & each.automatic)
    return {theme: Agreement(hand[theme], automatic[theme], both[theme], len(every)) for theme in ids}


def judge(rdf: ox.Store, labels: Iterable[Label], titles: Titles | None = None) -> Iterator[Judged]:
    """Every case that has a label, by number; raises `InputError` where one has two, or a number means several."""
    found: dict[ox.NamedNode, tuple[str, Label]] = {}
    for case, title, label in sorted(
        _labelled(rdf, labels, titles), key=lambda match: (match[0].value, match[2].line, match[1])
    ):
        first = found.setdefault(case, (title, label))[1]
        if first is not label:
            message = f"the case {title} is labelled in {first.file}:{first.line} already: keep one of the two"
            raise InputError(message, file=label.file, line=label.line)
    cases = [_judged(rdf, case, title, label) for case, (title, label) in found.items()]
    yield from sorted(cases, key=lambda each: (each.number is None, each.number or 0, each.case))


def _labelled(
    rdf: ox.Store, labels: Iterable[Label], titles: Titles | None
) -> Iterator[tuple[ox.NamedNode, str, Label]]:
    """Cases with the title and the label that fits them; titles are gone through once, however many cases there are."""
    titled: dict[str, Label] = {}
    for label in labels:
        if label.title is not None:
            titled[label.title] = label
        else:
            yield from _numbered(rdf, label)
    for case, title in (_titles(rdf) if titles is None else titles) if titled else ():
        if (fitting := titled.get(title_key(title))) and _is_case(rdf, ox.NamedNode(case)):
            yield ox.NamedNode(case), title, fitting


def _titles(rdf: ox.Store) -> Titles:
    """Every title with the IRI of what has it."""
    for quad in rdf.quads_for_pattern(None, DCTERMS.title, None):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value, str(getattr(quad.object, "value", ""))


def _numbered(rdf: ox.Store, label: Label) -> Iterator[tuple[ox.NamedNode, str, Label]]:
    quads = rdf.quads_for_pattern(None, FL.caseNumber, ox.Literal(label.number or 0))
    cases = {quad.subject for quad in quads if _is_case(rdf, quad.subject)}
    if len(cases) > 1:
        message = f"{len(cases)} cases of the store have the number {label.number}: give the title instead"
        raise InputError(message, file=label.file, line=label.line)
    for case in cases:
        yield case, min(_values(rdf, case, DCTERMS.title), default=""), label  # type: ignore[misc]


def _is_case(rdf: ox.Store, node: object) -> bool:
    return next(rdf.quads_for_pattern(node, RDF.type, FL.Case), None) is not None  # type: ignore[arg-type]


def _judged(rdf: ox.Store, case: ox.NamedNode, title: str, label: Label) -> Judged:
    number = min(map(int, _values(rdf, case, FL.caseNumber)), default=None)
    automatic = frozenset(iri.removeprefix(PLACE) for iri in _values(rdf, case, FL.titleTheme))
    return Judged(case.value, number, title, label.themes, automatic, label)


def _values(rdf: ox.Store, node: object, prop: ox.NamedNode) -> set[str]:
    return {str(quad.object.value) for quad in rdf.quads_for_pattern(node, prop, None)}  # type: ignore[arg-type,union-attr]


def _usage(rdf: ox.Store, scheme: Scheme) -> dict[str, tuple[int, int]]:
    title, text = (_carriers(rdf, prop, scheme) for prop in (FL.titleTheme, FL.textTheme))
    return {name: (title[name], text[name]) for name in scheme}


def _carriers(rdf: ox.Store, prop: ox.NamedNode, scheme: Scheme) -> Counter[str]:
    """Cases by concept, those of a theme under its group as well: once, however many of its themes they carry."""
    found: Counter[str] = Counter()
    earlier: dict[str, list[ox.NamedNode]] = defaultdict(list)
    for name, each in scheme.items():
        group, theme = each.group or name, ox.NamedNode(each.iri)
        for case, _ in groupby(rdf.quads_for_pattern(None, prop, theme), key=lambda quad: quad.subject):
            found[name] += name != group
            found[group] += not any(_carries(rdf, case, prop, other) for other in earlier[group])
        earlier[group].append(theme)
    return found


def _carries(rdf: ox.Store, case: object, prop: ox.NamedNode, theme: ox.NamedNode) -> bool:
    return next(rdf.quads_for_pattern(case, prop, theme), None) is not None  # type: ignore[arg-type]
