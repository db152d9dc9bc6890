"""People in lists: bylines, lines of a name, a body and a post, beginnings of short biographies.

White space parts a name from what follows it; the view has none, so the source is asked where it stood.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.lines import line_starts, spaced
from fulian_kg.extraction.people_names import is_name, name_words, tells
from fulian_kg.extraction.people_roles import posts_in, roles_before, slots_of
from fulian_kg.extraction.wording import group
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules

NUMBER = re.compile(r"(?:\d{1,3}[.、．]?|（\d{1,3}）)?(?=[一-龥])")
REST = re.compile(r"(?!，?(?:[女男][，、]|\d))[^。；\n]{3,60}")
HAN = re.compile("[一-龥·]+")
SHORTEST, LONGEST = 2, 4
LISTED = "person.listed"
MARKS = frozenset("，（：")
STOPS = frozenset("。；：！？）\n.、0123456789")
"""What may stand before a name that a mark follows; in the middle of a sentence it heads no line."""


def bylines(document: Document, known: Rules) -> Iterator[Candidate]:
    """Reporters, editors and authors: every name after the word, and names with the word behind them."""
    text = document.text
    for pattern, match in known.finditer(text, "person.byline"):
        if pattern.id.endswith("after"):
            if is_name(match["name"], known) and not set(match["name"]) & name_words(known).not_given:
                said: dict[str, Any] = {"roles": (match["role"],)} if match["role"] else {}
                yield Candidate(
                    "person", {"name": match["name"], **said}, *match.span(), pattern.id, pattern.confidence
                )
            continue
        start, roles = roles_before(document, match.end("role"), known)
        slots, derived = slots_of(document, None, roles)
        slots, start = (slots, start) if roles else ({"roles": (match["role"],)}, match.start())
        for name, end in _names(document, match.end(), known, marked=bool(match["mark"])):
            yield Candidate("person", {"name": name, **slots}, start, end, pattern.id, pattern.confidence, derived)


def _names(document: Document, at: int, known: Rules, *, marked: bool) -> Iterator[tuple[str, int]]:
    """Names from `at` on, parted by white space or 、, and where each ends; any word will do behind a colon."""
    while found := _token(document, at):
        name, end = found
        plain = SHORTEST <= len(name) <= LONGEST and not name_words(known).common.match(name)
        plain = plain and not re.search(known.tables["bylines"]["bodies"], name)
        if not (is_name(name, known) or (marked and plain)):
            return
        yield name, end
        marked = False
        at = end + document.text.startswith("、", end)


def _token(document: Document, at: int) -> tuple[str, int] | None:
    """The run of characters from `at` to the next white space or mark; a single one takes the next run along."""
    run = HAN.match(document.text, at)
    if run is None:
        return None
    ends = [end for end in range(at + 1, run.end()) if spaced(document, end)] + [run.end()]
    end = ends[1] if ends[0] == at + 1 and len(ends) > 1 else ends[0]
    return document.text[at:end], end


def listed_people(document: Document, known: Rules) -> Iterator[Candidate]:
    """Lines of a list of names: 王月莹　农业科学院研究员."""
    tokens = ((at, _token(document, at)) for at in _lines(document))
    rows = [(at, *found) for at, found in tokens if found and _heads(document, found, known)]
    for (at, name, end), (stop, *_) in pairwise([*rows, (len(document.text), "", 0)]):
        rest = REST.match(document.text, end, stop)
        body, posts = posts_in(rest[0].strip("，（）："), known) if rest else ("", ())
        if rest and posts:
            slots: dict[str, Any] = {"name": name, "roles": posts} | ({"organization": body} if body else {})
            yield Candidate("person", slots, at, rest.end(), LISTED, 0.85)


def introduced(document: Document, known: Rules) -> Iterator[Candidate]:
    """People whom a biography or a sentence introduces, with what they are said to be."""
    for prefix in ("person.biography", "person.being"):
        for pattern, match in known.finditer(document.text, prefix):
            body, posts = posts_in(match["post"] or "", known)
            sure = is_name(match["name"], known) if prefix.endswith("biography") else bool(posts)
            if not sure or ((group(match, "loose") or prefix.endswith("being")) and not tells(match["name"], known)):
                continue
            end = match.end() if posts else match.end("intro")
            slots: dict[str, Any] = {"name": match["name"]} | ({"roles": posts} if posts else {})
            slots |= {"organization": body} if posts and body else {}
            yield Candidate("person", slots, match.start(), end, pattern.id, pattern.confidence)


def unlisted(document: Document, known: Rules) -> Iterator[Candidate]:
    """Names of minorities that need no post before them: 宁夏村的才让卓玛."""
    stands = re.compile(known.tables["minority"]["stands"])
    for match in name_words(known).paired.finditer(document.text):
        around = document.text[max(0, match.start() - 1) : match.start()], document.text[match.end() : match.end() + 2]
        if stands.fullmatch("|".join(around)):
            yield Candidate("person", {"name": match[0]}, *match.span(), "person.minority", 0.7)


def _lines(document: Document) -> Iterator[int]:
    """Where lines of the source begin, the number of the line left out."""
    numbers = (NUMBER.match(document.text, start) for start in line_starts(document))
    return (number.end() for number in numbers if number)


def _heads(document: Document, found: tuple[str, int], known: Rules) -> bool:
    """Whether a run is a name that heads its line: white space or a mark ends it."""
    name, end = found
    text = document.text
    marked = text[end : end + 1] in MARKS and (end - len(name) == 0 or text[end - len(name) - 1] in STOPS)
    return (marked or (end < len(text) and spaced(document, end))) and _may_name(name, known)


def _may_name(text: str, known: Rules) -> bool:
    """Whether a run that white space ends may be a name: a surname and one or two characters more."""
    words = name_words(known)
    surname = words.surname.match(text)
    if is_name(text, known):
        return True
    return bool(surname) and not words.common.match(text) and 0 < len(text) - len(surname[0] if surname else "") <= 2  # noqa: PLR2004
