"""Queries as they travel: with every prefix they use, and with parameters bound as data, never spliced into the text.

A parameter is bound by `VALUES ?name { term }` at the head of every group that mentions it: expressions see what is
bound in their own group. The term is written in the form of N-Triples, which has no way out of a literal or an IRI.
https://www.w3.org/TR/sparql11-query/#inline-data
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.sparql import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from fulian_kg.vocabulary import Term

PIECE = re.compile(
    rf"(?P<name>(?:[\w.-]*\w|)?:(?:[\w:.%-]|\\.)*\\.(?:[\w:%-]|\\.|\.(?=\w))*)|{TOKEN.pattern}|\s+|.", re.DOTALL
)
"""Any piece of a query; `name` is a prefixed name with an escape in it."""
DECLARED = re.compile(r"\bprefix\s+([\w.-]*):", re.IGNORECASE)
VARIABLE = re.compile(r"[?$]\w+")
EVERYTHING = "*"


def worded(text: str, prefixes: Mapping[str, str], values: Mapping[ox.Variable, Term]) -> str:
    r"""The query with declarations of its prefixes and its parameters bound.

    Names with escapes (`def:level\/province`) are written out as IRIs: some stores cannot read them. Raises
    `ValueError` where there is no group to bind a parameter in.
    """
    own = set(DECLARED.findall(text))
    known = {name: iri for name, iri in prefixes.items() if name not in own}
    declarations = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in known.items())
    pieces = [_whole(match, known) for match in PIECE.finditer(text)]
    terms = {variable.value: term for variable, term in values.items()}
    return declarations + ("".join(_bound(pieces, terms)) if terms else "".join(pieces))


def _whole(match: re.Match[str], prefixes: Mapping[str, str]) -> str:
    """A piece; a name with escapes and a prefix of ours as its IRI."""
    prefix, colon, local = match[0].partition(":")
    if not match["name"] or not colon or prefix not in prefixes:
        return match[0]
    return "<" + prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) + ">"


def _bound(pieces: Sequence[str], terms: Mapping[str, Term]) -> Iterator[str]:
    """The pieces, with values at the head of groups; a sub-query sees the parameters that it projects."""
    words = [index for index, piece in enumerate(pieces) if piece.strip() and not piece.startswith("#")]
    place = {index: number for number, index in enumerate(words)}
    seen: list[frozenset[str]] = []
    projected: set[str] | None = None
    for index, piece in enumerate(pieces):
        yield piece
        if piece.lower() == "select":
            projected = set()
        elif projected is not None and (VARIABLE.fullmatch(piece) or piece == EVERYTHING):
            projected.add(piece.lstrip("?$"))
        elif piece == "{":
            before = [pieces[each].lower() for each in words[: place[index]]]
            seen.append(_visible(seen, projected, terms))
            projected = None
            after = pieces[words[place[index] + 1]].lower() if place[index] + 1 < len(words) else ""
            if after != "select" and not _is_data(before):
                inside = _mentioned(pieces, index)
                yield "".join(f" VALUES ?{name} {{ {terms[name]} }} " for name in terms if name in seen[-1] & inside)
        elif piece == "}":
            seen.pop()


def _visible(seen: Sequence[frozenset[str]], projected: set[str] | None, terms: Mapping[str, Term]) -> frozenset[str]:
    outer = seen[-1] if seen else frozenset(terms)
    return outer if projected is None or not seen or EVERYTHING in projected else outer & projected


def _is_data(before: Sequence[str]) -> bool:
    """Whether the brace opens inline data or a template; raises `ValueError` where it opens a pattern that is both."""
    if before[-2:] == ["construct", "where"]:
        message = "CONSTRUCT WHERE cannot be given parameters: write CONSTRUCT { … } WHERE { … }"
        raise ValueError(message)
    if before[-1:] == ["construct"] or before[-2:-1] == ["values"]:
        return True
    start = len(before) - 1
    while start > 0 and before[-1] == ")" and before[start] != "(":
        start -= 1
    return before[-1:] == [")"] and before[start - 1 : start] == ["values"]


def _mentioned(pieces: Sequence[str], start: int) -> set[str]:
    """Variables of a group and of those within it."""
    depth, found = 0, set()
    for piece in pieces[start:]:
        depth += (piece == "{") - (piece == "}")
        if depth == 0:
            break
        if VARIABLE.fullmatch(piece):
            found.add(piece[1:])
    return found
