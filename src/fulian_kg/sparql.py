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


def words(query: str) -> frozenset[str]:
    """Bare words of a query in lower case; a keyword stands among them wherever it is one."""
    return frozenset(token.lower() for token in TOKEN.findall(query))
