"""What the text of a SPARQL query shows before it is parsed: its bare words, how deep it is, where it wants to go."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"\\."
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*|[?$:]?[\w-]+:?',
    re.DOTALL,
)
"""Escapes of names, strings, IRIs, comments and words: https://www.w3.org/TR/sparql11-query/#sparqlGrammar, 139–173."""
NAME = re.compile(r"[?$][\w-]*|(?P<word>[\w-]*)(?::[\w-]*)*")
"""A variable, or a name with what may be a keyword before its first colon."""
UPDATES = frozenset({"insert", "delete", "load", "clear", "drop", "create", "copy", "move", "add", "with"})
FORMS = frozenset({"select", "ask", "construct", "describe"})
OPEN, CLOSE = frozenset({"(", "{", "[", "<<"}), frozenset({")", "}", "]", ">>"})
SEPARATORS = frozenset({".", ";", ","})
NESTING = frozenset({"union", "optional", "minus", "bind", "filter", "graph", "{"})
"""What a parser nests into what stands before it in the same group."""
LEXEME = re.compile(
    rf"(?P<name>[?$][\w-]+|[\w-]*:[\w:-]*)|(?P<token>{TOKEN.pattern})"
    r"|(?P<sign>\^\^|<<|>>|\|\||&&|\.(?!\w)|[(){}\[\];,|!/^+*-])",
    re.DOTALL,
)
AMBIGUOUS = re.compile(r"<[^<>\"{}|^`\\\s]*['#][^<>\"{}|^`\\\s]*>")
"""An IRI, or `<` before a string or a comment: `1<'>'` shows only a parser what is text and what is not."""
CLAUSE = re.compile(r"service\s*(?:silent\s*)?(?:#[^\n]*\s*)*(?:<|[?$]|[\w-]*:)", re.IGNORECASE)

LARGEST = 1_000_000
"""Characters that a query may have."""
DEEPEST = 200
"""Brackets and operators that may stand within each other: a parser that descends into more may run out of stack."""


def too_much(query: str, largest: int = LARGEST, deepest: int = DEEPEST) -> str | None:
    """Why a query is too large to be parsed in safety, if it is."""
    if len(query) > largest:
        return f"the query has more than {largest} characters"
    if depth(query) > deepest:
        return f"the query nests more than {deepest} brackets or operators within each other"
    return None


def depth(query: str) -> int:
    """Brackets that are open at once, or operators of one chain, which parsers nest into each other too."""
    levels = [[0, 0]]  # of each open bracket: operators of the expression, parts of the group
    deepest = 0
    for match in LEXEME.finditer(query):
        text = match[0].lower()
        if text in OPEN:
            levels[-1][1] += text in NESTING
            deepest = max(deepest, len(levels), levels[-1][1])
            levels.append([0, 0])
        elif text in CLOSE:
            del levels[max(1, len(levels) - 1) :]
        elif text in SEPARATORS:
            levels[-1][0] = 0
        else:
            levels[-1][1] += text in NESTING
            levels[-1][0] += _operators(match, text)
            deepest = max(deepest, *levels[-1])
    return deepest


def _operators(match: re.Match[str], text: str) -> int:
    """How many operators a lexeme holds: a hyphen after a number or a variable is one."""
    if match["sign"]:
        return text != "^^"
    return text.count("-") if text[0] in "?$-" or text[0].isdigit() else 0


def words(query: str) -> frozenset[str]:
    """Bare words of a query in lower case; a keyword stands among them wherever it is one."""
    return frozenset(token.lower() for token in TOKEN.findall(query))


def reaches_out(query: str) -> bool:
    """Whether a query may use SERVICE, which asks another server."""
    return _has("service", query) or (bool(AMBIGUOUS.search(query)) and bool(CLAUSE.search(query)))


def names_graphs(query: str) -> bool:
    """Whether a query may use FROM, which says what its default graph is."""
    return _has("from", query)


def is_update(query: str) -> bool:
    """Whether the first word that tells what a text does is one of SPARQL Update."""
    verbs = (match["word"].lower() for match in NAME.finditer(_bare(query)) if match["word"] == match[0])
    return next((verb in UPDATES for verb in verbs if verb in UPDATES | FORMS), False)


def form_of(query: str) -> str:
    """The form of a query: the first word that is `select`, `ask`, `construct` or `describe`; empty for none."""
    verbs = (match["word"].lower() for match in NAME.finditer(_bare(query)) if match["word"] == match[0])
    return next((verb for verb in verbs if verb in FORMS), "")


def _has(keyword: str, query: str) -> bool:
    """Whether a keyword may stand in a query: Oxigraph wants no space after one (`SERVICESILENT<…>`, `1SERVICE:x`)."""
    return any(keyword in (match["word"] or "").lower() for match in NAME.finditer(_bare(query)))


def _bare(query: str) -> str:
    """The query without strings, IRIs, comments and escapes."""
    return TOKEN.sub(lambda match: " " if match[0][0] in "\"'<#\\" else match[0], query)
