"""The rules of stored queries: each bad query below breaks just the one that it is meant to break."""

from __future__ import annotations

import pytest

from fulian_kg.query.stored import parse
from querying import QUERIES, lexemes, mistakes, selects

PARAMETER = "#+ param: p | iri | required | 甲 | A | fl:Case\n"


def broken(text: str) -> list[str]:
    return list(mistakes(parse("folder/name", PARAMETER + text)))


@pytest.mark.parametrize("name", QUERIES)
def test_a_stored_query_keeps_the_rules(name: str) -> None:
    assert list(mistakes(QUERIES[name])) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT DISTINCT ?p ?x { ?x a ?p } ORDER BY ?x",
        "SELECT DISTINCT ?p ?n { { SELECT ?p (COUNT(DISTINCT ?x) AS ?n) { ?x a ?p } GROUP BY ?p } } ORDER BY ?n",
        "SELECT DISTINCT ?p ?n { ?x a ?p { SELECT (COUNT(DISTINCT ?y) AS ?n) { ?y a fl:Case } } } ORDER BY ?n",
        "SELECT DISTINCT ?p { ?x a ?p FILTER NOT EXISTS { ?x fl:year ?y } } ORDER BY ?p",
        "SELECT DISTINCT ?p { ?x a ?p OPTIONAL { ?x fl:a ?y . ?y fl:b ?z } FILTER(!BOUND(?z)) } ORDER BY ?p",
        'SELECT DISTINCT ?p { ?x a ?p ; fl:quote "?p } NOT EXISTS { a . b }" } # COUNT(?x)\nORDER BY ?p',
    ],
)
def test_good_queries_pass(text: str) -> None:
    assert broken(text) == []


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("SELECT DISTINCT ?x { ?x a ?p } ORDER BY ?x", "not projected"),
        ("SELECT DISTINCT (?p AS ?q) { ?x a ?p } ORDER BY ?q", "not projected"),
        (
            "SELECT DISTINCT ?p ?n { { SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a ?p } } ?y a ?p } ORDER BY ?n",
            "does not project it",
        ),
        (
            "SELECT DISTINCT ?p ?x { ?y a ?p { SELECT ?x { { SELECT ?x ?p { ?x a ?p } } } } } ORDER BY ?x",
            "does not project it",
        ),
        (
            "SELECT DISTINCT ?p ?n { { SELECT ?p (COUNT(DISTINCT ?x) AS ?n) { ?x a ?p } GROUP BY ?x } } ORDER BY ?n",
            "and not by it",
        ),
        (
            "SELECT DISTINCT ?p ?n { { SELECT ?p (MAX(?x) AS ?n) { ?x a ?p } } } ORDER BY ?n",
            "and not by it",
        ),
        ("SELECT ?p ?x { ?x a ?p } ORDER BY ?x", "not DISTINCT"),
        ("SELECT DISTINCT ?p ?x { ?x a ?p }", "no ORDER BY"),
        (
            "SELECT DISTINCT ?p (COUNT(DISTINCT ?x) AS ?n) { ?x a ?p } GROUP BY ?p ORDER BY ?n",
            "the outer SELECT groups",
        ),
        (
            "SELECT DISTINCT ?p ?n { { SELECT ?p (COUNT(?x) AS ?n) { ?x a ?p } GROUP BY ?p } } ORDER BY ?n",
            "COUNT without DISTINCT",
        ),
        ("SELECT DISTINCT ?p { ?x a ?p FILTER NOT EXISTS { ?x fl:a ?y . ?y fl:b ?z } } ORDER BY ?p", "NOT EXISTS"),
        ("SELECT DISTINCT ?p { ?x a ?p FILTER NOT EXISTS { ?x fl:a ?y ; fl:b ?z } } ORDER BY ?p", "NOT EXISTS"),
        ("SELECT DISTINCT ?p { ?x a ?p FILTER NOT EXISTS { ?x fl:a ?y, ?z } } ORDER BY ?p", "NOT EXISTS"),
        ("SELECT DISTINCT ?p { ?x a ?p FILTER NOT EXISTS { { ?x fl:a ?y } ?y fl:b ?z } } ORDER BY ?p", "NOT EXISTS"),
    ],
)
def test_a_bad_query_is_caught(text: str, mistake: str) -> None:
    (found,) = set(broken(text))
    assert mistake in found


def test_a_filter_is_no_pattern_of_a_negation() -> None:
    assert broken("SELECT DISTINCT ?p { ?x a ?p NOT EXISTS { ?x fl:a ?y . FILTER(?y > 1) } } ORDER BY ?p") == []


def test_selects_are_read_with_what_they_project_group_and_mention() -> None:
    outer, inner = selects(
        lexemes("SELECT ?a (?b AS ?c) { { SELECT ?a (SUM(?d) AS ?b) { ?e ?a ?d } GROUP BY ?a HAVING (?b > 1) } }")
    )
    assert (outer.plain, outer.made, outer.grouped, outer.groups) == ({"a"}, {"c"}, set(), False)
    assert (inner.plain, inner.made, inner.grouped, inner.groups) == ({"a"}, {"b"}, {"a"}, True)
    assert outer.mentioned == {"a", "b", "c", "d", "e"}
