"""Statements by subject and property, and back along the properties that shapes follow against their direction."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fulian_kg.vocabulary import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from fulian_kg.vocabulary import Term

About = dict["ox.NamedNode", list["Term"]]
"""What is said of one subject: values by property."""
NOTHING: About = {}
NONE: Sequence[Term] = ()


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of cycles: millions of containers without one would be looked through again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Index:
    """The union of statements, perhaps on top of a `context` that others share.

    A subject of both has what either says of it. The same statement may come twice.
    """

    def __init__(
        self, statements: Iterable[ox.Triple | ox.Quad], turned: Collection[ox.NamedNode], context: Index | None = None
    ) -> None:
        """Index statements; `turned` are the properties along which subjects of an object are asked for."""
        self.context = context
        self.about: dict[Term, About] = {}
        self._turned: dict[ox.NamedNode, dict[Term, list[Term]]] = {prop: {} for prop in turned}
        self._below: dict[Term, frozenset[Term]] = {}
        self.judged: dict[object, dict[Term, bool]] = {}
        """By shape: which nodes conform to it, as far as it was asked."""
        with uncollected():
            self._add(statements)

    def _add(self, statements: Iterable[ox.Triple | ox.Quad]) -> None:
        about, turned = self.about, self._turned
        for subject, prop, value, *_ in statements:
            said = about.get(subject)
            if said is None:
                said = about[subject] = {}
            values = said.get(prop)
            if values is None:
                said[prop] = [value]
            else:
                values.append(value)
            if prop in turned:
                turned[prop].setdefault(value, []).append(subject)

    def said(self, subject: Term) -> Mapping[ox.NamedNode, Sequence[Term]]:
        """All that is said of a subject."""
        own = self.about.get(subject, NOTHING)
        if self.context is None:
            return own
        shared = self.context.said(subject)
        if not own or not shared:
            return own or shared
        return {prop: [*own.get(prop, NONE), *shared.get(prop, NONE)] for prop in dict.fromkeys((*own, *shared))}

    def objects(self, subject: Term, prop: ox.NamedNode) -> Sequence[Term]:
        """Values of a property."""
        own = self.about.get(subject, NOTHING).get(prop, NONE)
        if self.context is None:
            return own
        shared = self.context.objects(subject, prop)
        return [*own, *shared] if own and shared else own or shared

    def subjects(self, prop: ox.NamedNode, value: Term) -> Sequence[Term]:
        """Subjects of which a value of a `turned` property is said."""
        own = self._turned[prop].get(value, NONE)
        if self.context is None:
            return own
        shared = self.context.subjects(prop, value)
        return [*own, *shared] if own and shared else own or shared

    def own(self, prop: ox.NamedNode) -> Mapping[Term, Sequence[Term]]:
        """Subjects by the value of a `turned` property, without those of the context."""
        return self._turned[prop]

    def below(self, cls: Term) -> frozenset[Term]:
        """The class and those under it (rdfs:subClassOf*); this property is to be `turned`."""
        if cls not in self._below:
            found, waiting = {cls}, [cls]
            while waiting:
                under = set(self.subjects(RDFS.subClassOf, waiting.pop())) - found
                found |= under
                waiting += under
            self._below[cls] = frozenset(found)
        return self._below[cls]

    def is_instance(self, node: Term, cls: Term) -> bool:
        """Whether a node is a SHACL instance of a class (SHACL 1.3: rdf:type/rdfs:subClassOf*)."""
        types = self.objects(node, RDF.type)
        return cls in types or any(kind in self.below(cls) for kind in types)
