"""Statements by subject and property, and back along the properties that shapes follow against their direction."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fulian_kg.vocabulary import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from fulian_kg.vocabulary import Term

    Values = list[Term]

NOTHING: Mapping[str, Values] = {}
NONE: Sequence[Term] = ()


def name_of(prop: ox.NamedNode) -> str:
    """The IRI of a property as the one text that indexes know it by: found without hashing or comparing it anew."""
    return sys.intern(prop.value)


TYPE, SUBCLASS = name_of(RDF.type), name_of(RDFS.subClassOf)


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
        self, statements: Iterable[ox.Triple | ox.Quad], turned: Collection[str], context: Index | None = None
    ) -> None:
        """Index statements; `turned` are the properties along which subjects of an object are asked for."""
        self.context = context
        self.about: dict[Term, dict[str, Values]] = {}
        self._turned: dict[str, dict[Term, Values]] = {name: {} for name in turned}
        self._below: dict[Term, frozenset[Term]] = {}
        self.judged: dict[object, dict[Term, bool]] = {}
        """By shape: which nodes conform to it, as far as it was asked."""
        with uncollected():
            self._add(statements)

    def _add(self, statements: Iterable[ox.Triple | ox.Quad]) -> None:
        about = self.about
        known: dict[ox.NamedNode, tuple[str, dict[Term, Values] | None]] = {}
        for statement in statements:
            subject, prop, value = statement.subject, statement.predicate, statement.object
            if prop not in known:
                known[prop] = name_of(prop), self._turned.get(name_of(prop))
            name, turned = known[prop]
            said = about.get(subject)
            if said is None:
                said = about[subject] = {}
            values = said.get(name)
            if values is None:
                said[name] = [value]
            else:
                values.append(value)
            if turned is not None:
                turned.setdefault(value, []).append(subject)

    def said(self, subject: Term) -> Mapping[str, Sequence[Term]]:
        """All that is said of a subject, by the names of properties."""
        own = self.about.get(subject, NOTHING)
        if self.context is None:
            return own
        shared = self.context.said(subject)
        if not own or not shared:
            return own or shared
        return {name: [*own.get(name, NONE), *shared.get(name, NONE)] for name in dict.fromkeys((*own, *shared))}

    def objects(self, subject: Term, name: str) -> Sequence[Term]:
        """Values of a property."""
        own = self.about.get(subject, NOTHING).get(name, NONE)
        if self.context is None:
            return own
        shared = self.context.objects(subject, name)
        return [*own, *shared] if own and shared else own or shared

    def subjects(self, name: str, value: Term) -> Sequence[Term]:
        """Subjects of which a value of a `turned` property is said."""
        own = self._turned[name].get(value, NONE)
        if self.context is None:
            return own
        shared = self.context.subjects(name, value)
        return [*own, *shared] if own and shared else own or shared

    def own(self, name: str) -> Mapping[Term, Sequence[Term]]:
        """Subjects by the value of a `turned` property, without those of the context."""
        return self._turned[name]

    def below(self, cls: Term) -> frozenset[Term]:
        """The class and those under it (rdfs:subClassOf*); this property is to be `turned`."""
        if cls not in self._below:
            found, waiting = {cls}, [cls]
            while waiting:
                under = set(self.subjects(SUBCLASS, waiting.pop())) - found
                found |= under
                waiting += under
            self._below[cls] = frozenset(found)
        return self._below[cls]

    def is_instance(self, node: Term, cls: Term) -> bool:
        """Whether a node is a SHACL instance of a class (SHACL 1.3: rdf:type/rdfs:subClassOf*)."""
        types = self.objects(node, TYPE)
        return cls in types or any(kind in self.below(cls) for kind in types)
