"""Triples as compact JSON-LD: short names where the context has them, whole IRIs where it has not (JSON-LD 1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.vocabulary import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Subject = ox.NamedNode | ox.BlankNode | ox.Triple
    Value = Subject | ox.Literal

ID = "@id"
FIRST, REST, NIL = RDF.first, RDF.rest, RDF.nil
NATIVE_DIGITS = 15
"""Integers up to so many digits are JSON numbers: every reader has them exact."""
BOOLEANS = {"true": True, "false": False}


def nodes(triples: Iterable[ox.Triple], context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The subjects as node objects, in no order; lists stand where they are used, other blank nodes for themselves."""
    return _Compaction(triples, context).nodes()


class _Compaction:
    """One set of triples under one context."""

    def __init__(self, triples: Iterable[ox.Triple], context: Mapping[str, Any]) -> None:
        self._names = _Names(context)
        self._said: dict[Subject, list[tuple[ox.NamedNode, Value]]] = {}
        self._uses: dict[Value, int] = {}
        for triple in triples:
            self._said.setdefault(triple.subject, []).append((triple.predicate, triple.object))
            if isinstance(triple.object, ox.BlankNode):
                self._uses[triple.object] = self._uses.get(triple.object, 0) + 1
        self._inlined: set[Value] = set()
        """Cells of lists that are written where they are used."""

    def nodes(self) -> list[dict[str, Any]]:
        """A node object a subject."""
        made = {subject: self._node(subject, said) for subject, said in self._said.items()}
        return [node for subject, node in made.items() if subject not in self._inlined]

    def _node(self, subject: Subject, said: list[tuple[ox.NamedNode, Value]]) -> dict[str, Any]:
        values: dict[str, list[Any]] = {}
        for prop, value in said:
            if prop == RDF.type and isinstance(value, ox.NamedNode):
                values.setdefault("@type", []).append(self._names.term(value.value))
                continue
            key, coerced = self._names.key(prop.value, value)
            values.setdefault(key, []).append(self._names.bare(value) if coerced else self._value(value))
        return {ID: self._names.subject(subject), **{k: v[0] if len(v) == 1 else v for k, v in values.items()}}

    def _value(self, value: Value) -> Any:
        if isinstance(value, ox.Literal):
            return self._names.literal(value)
        cells = self._cells(value)
        if cells is None:
            return {ID: self._names.subject(value)}
        self._inlined.update(cell for cell, _ in cells)
        return {"@list": [self._value(item) for _, item in cells]}

    def _cells(self, head: Value) -> list[tuple[Value, Value]] | None:
        """The cells of a list with what they hold; None for what is no list, or not one that can be written as such."""
        found: list[tuple[Value, Value]] = []
        while head != NIL:
            said = dict(self._said.get(head, ()))  # type: ignore[arg-type]
            whole = len(self._said.get(head, ())) == len(said) and said.keys() == {FIRST, REST}  # type: ignore[arg-type]
            if not isinstance(head, ox.BlankNode) or not whole or self._uses[head] > 1:
                return None
            found.append((head, said[FIRST]))
            head = said[REST]
        return found


class _Names:
    """What a context calls things."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._prefixes = {iri: name for name, iri in context.items() if isinstance(iri, str) and iri[-1] in "#/"}
        starts = {name: iri for iri, name in self._prefixes.items()}
        self._terms: dict[str, tuple[str, str | None]] = {}
        """By IRI: name, and what its values are: `@id`, the IRI of a datatype, or None where they say it themselves."""
        for name, meaning in context.items():
            if name not in starts:
                short, kind = (meaning, None) if isinstance(meaning, str) else (meaning[ID], meaning["@type"])
                whole = kind if kind in {None, ID} else _expanded(kind, starts)
                self._terms[_expanded(short, starts)] = (name, whole)

    def key(self, prop: str, value: Value) -> tuple[str, bool]:
        """The key under which a value stands, and whether the key alone tells what kind of value it is."""
        name, kind = self._terms.get(prop, (None, None))
        if name is not None and kind is None:
            return name, False
        given = value.datatype.value if isinstance(value, ox.Literal) else ID
        if name is not None and given == kind:
            return name, True
        return self.iri(prop), False

    def term(self, iri: str) -> str:
        """A class or datatype."""
        name, kind = self._terms.get(iri, (None, None))
        return name if name is not None and kind is None else self.iri(iri)

    def iri(self, iri: str) -> str:
        """An IRI, compact where a prefix fits exactly."""
        at = iri.rfind("#") if "#" in iri else iri.rfind("/")
        start, local = iri[: at + 1], iri[at + 1 :]
        return f"{self._prefixes[start]}:{local}" if start in self._prefixes and not local.startswith("//") else iri

    def subject(self, node: Value) -> str:
        """What names a node."""
        return self.iri(node.value) if isinstance(node, ox.NamedNode) else str(node)

    def bare(self, value: Value) -> str:
        """A value of whose kind the key tells."""
        return value.value if isinstance(value, ox.Literal) else self.subject(value)

    def literal(self, value: ox.Literal) -> Any:
        """A literal that tells its language or datatype itself."""
        text, datatype = value.value, value.datatype
        if value.language is not None:
            return {"@language": value.language, "@value": text}
        if datatype == XSD.string:
            return text
        if datatype == XSD.boolean and text in BOOLEANS:
            return BOOLEANS[text]
        if datatype == XSD.integer and len(text) <= NATIVE_DIGITS and _is_plain_integer(text):
            return int(text)
        return {"@type": self.term(datatype.value), "@value": text}


def _is_plain_integer(text: str) -> bool:
    """Whether a number that is read and written again is the same text."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and str(int(text)) == text


def _expanded(short: str, starts: Mapping[str, str]) -> str:
    prefix, _, local = short.partition(":")
    return starts[prefix] + local
