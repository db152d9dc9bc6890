"""The bare words of a SPARQL text, as far as its safety needs them: no strings, IRIs, names or comments."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"\\."
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*|[?$:]?[\w-]+:?',
    re.DOTALL,
)
"""Escapes of names, strings, IRIs, comments and words: https://www.w3.org/TR/sparql11-query/#sparqlGrammar, 139–173."""


LARGEST = 1_000_000
"""Characters that a query may have."""
DEEPEST = 200
"""Brackets that may be open at once: a parser that descends into more may run out of stack."""


def too_much(query: str) -> str | None:
    """Why a query is too large to be parsed in safety, if it is."""
    if len(query) > LARGEST:
        return f"the query has more than {LARGEST} characters"
    depth = deepest = 0
    for bracket in re.findall(r"[({\[]|[)}\]]", TOKEN.sub(" ", query)):
        depth += 1 if bracket in "({[" else -1
        deepest = max(deepest, depth)
    return f"the query opens more than {DEEPEST} brackets within each other" if deepest > DEEPEST else None


def words(query: str) -> frozenset[str]:
    """Bare words of a query in lower case; a keyword stands among them wherever it is one."""
    return frozenset(token.lower() for token in TOKEN.findall(query))
