"""People: posts with a name after them, and the one holder of a post who is not named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.federations_names import short_federation
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.people_lists import bylines, introduced, listed_people, unlisted
from fulian_kg.extraction.people_names import is_name, name_at, name_before, tells
from fulian_kg.extraction.people_roles import posts_of, roles_before, slots_of
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import SHORT_QUOTE, group, heading_above
from fulian_kg.lexicon.words import alternation
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules

NAMED = "person.named"
COUNTED = "person.lead"
HELD = "person.alone.held"
AFTER = frozenset("，、。；（）”")
FAR = 600
"""Characters within which the label of a list is looked for."""
TITLED = "person.titled"
LOOKAHEAD = 8
CERTAIN = 3
"""Characters of a name that is hardly anything else."""


class PersonExtractor:
    """Named people first; then posts without a name."""

    name: ClassVar[str] = "people"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a person; a name met again is a mention."""
        known = rules(document.library, "people")
        listed = (*bylines(document, known), *listed_people(document, known))
        named = sorted(_named(document, known), key=lambda candidate: candidate.start)
        others = (found for reader in READERS for found in reader(document, known))
        kept: list[Candidate] = []
        for candidate in (*listed, *named, *others):
            if not any(_same_spot(candidate, other) for other in kept):
                kept.append(candidate)
        return kept


def _same_spot(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates read the same words; people who share a post share its evidence."""
    shared = one.start == other.start and one.slots != other.slots and one.rule == other.rule
    return not shared and one.start < other.end and other.start < one.end


def _named(document: Document, known: Rules) -> Iterator[Candidate]:
    """Everybody who stands behind a post: 副主席陈晓燕、吴琼（兼）, 副主席两位：潘美琴（副行长）."""
    text = document.text
    counted = known.pattern(COUNTED).regex
    for match in posts_of(known).finditer(text):
        lead = counted.match(text, match.end())
        at = lead.end() if lead else match.end()
        name = name_at(text, at, known)
        if name is None or (match[0] in known.words["callings"] and not _certain(text, at, name, known)):
            continue
        start, roles = roles_before(document, match.end(), known)
        slots, derived = slots_of(document, name, roles)
        end, more = _aside(text, at + len(name), known)
        yield Candidate("person", _and(slots, more), start, end, NAMED, 0.9, derived)
        while further := _further(text, end, known):
            at = end + 1
            end, more = _aside(text, at + len(further), known)
            own = _and(slots | {"name": further}, more)
            if end - start > SHORT_QUOTE:  # far down the list: the post was said long before
                yield Candidate("person", own, at, end, NAMED, 0.8, frozenset(own.keys() - {"name"}))
            else:
                yield Candidate("person", own, start, end, NAMED, 0.85, derived)


def _certain(text: str, at: int, name: str, known: Rules) -> bool:
    """Whether a name needs no post before it that only one person has: long, or plain by itself and by what follows."""
    return len(name) >= CERTAIN or (tells(name, known) and text[at + len(name) : at + len(name) + 1] in AFTER)


def _aside(text: str, end: int, known: Rules) -> tuple[int, dict[str, Any]]:
    """What brackets after a name say of its bearer, and where they end: years in the post, a further post."""
    for pattern in known.patterns:
        said = pattern.regex.match(text, end) if pattern.id.startswith("person.aside") else None
        if said:
            years = {slot: int(said[slot]) for slot in ("from_year", "to_year") if group(said, slot)}
            also = group(said, "also")
            return said.end(), years | ({"roles": (also,)} if also else {})
    return end, {}


def _and(slots: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return slots | more | {"roles": (*slots["roles"], *more.get("roles", ()))}


def _further(text: str, end: int, known: Rules) -> str | None:
    """The next holder of the same post: 副主席陈晓燕、吴琼."""
    if text[end : end + 1] != "、" or text.startswith(known.words["posts"], end + 1):
        return None
    return name_at(text, end + 1, known)


def _tenured(document: Document, known: Rules) -> Iterator[Candidate]:
    """Holders of a post with their years: 历任主任：张某某（1983—1987）、李某某（1987—1992）."""
    for pattern, match in known.finditer(document.text, "person.tenure"):
        post = _post_above(document, match.start(), known)
        if post is None or not is_name(match["name"], known):
            continue
        also = (match["also"],) if group(match, "also") else ()
        slots: dict[str, Any] = {"name": match["name"], "roles": (post, *also)}
        derived = {"roles"}
        if own := scope_of(document).federation_name:
            slots["organization"] = own
            derived.add("organization")
        slots |= {slot: int(match[slot]) for slot in ("from_year", "to_year") if match[slot]}
        yield Candidate("person", slots, *match.span(), pattern.id, pattern.confidence, frozenset(derived))


def _post_above(document: Document, index: int, known: Rules) -> str | None:
    """The post of the list in which `index` stands: in its sentence, before a colon above it, or in its heading."""
    text = document.text
    posts = alternation(known.words["posts"])
    said = text[document.sentence_at(index).start : index]
    label = list(
        re.finditer(rf"(?:^|(?<=[\n。；，]))[一-龥]{{0,8}}?(?P<post>{posts})：", text[max(0, index - FAR) : index])
    )
    found = re.search(posts, said) or (label[-1] if label else re.search(posts, heading_above(document, index)))
    return found.groupdict().get("post") or found[0] if found else None


def _elected(document: Document, known: Rules) -> Iterator[Candidate]:
    """Somebody and the post that the clause gives them; the name ends where the verb begins."""
    for pattern, match in known.finditer(document.text, "person.holding"):
        names = match["names"].split("、")
        if all(is_name(name, known) for name in names):
            for name in names:
                slots = {"name": name, "roles": (match["post"],)}
                yield Candidate("person", slots, *match.span(), pattern.id, pattern.confidence)


def _honoured(document: Document, known: Rules) -> Iterator[Candidate]:
    """People who are named only because they are honoured."""
    for pattern, match in known.finditer(document.text, "person.honoured"):
        at = match.start("names")
        for name in match["names"].split("、"):
            if tells(name, known):
                yield Candidate("person", {"name": name}, at, at + len(name), pattern.id, pattern.confidence)
            at += len(name) + 1
    for pattern, match in known.finditer(document.text, "person.elected"):
        if name := name_before(document.text, match.end("name"), known):
            slots = {"name": name, "roles": (match["post"],)}
            start = match.end("name") - len(name)
            yield Candidate("person", slots, start, match.end(), pattern.id, pattern.confidence)


def _titled(document: Document, known: Rules) -> Iterator[Candidate]:
    """A name at the start of a clause with the post after it: 刘某某书记."""
    text = document.text
    surnames = alternation(known.words["surnames"])
    pattern = re.compile(
        rf"(?:^|(?<=[，。；：、\n由请]))(?P<name>(?:{surnames})[一-龥]{{1,2}}?)(?P<post>{known.tables['parts']['after']})"
    )
    for match in pattern.finditer(text):
        given = re.sub(rf"^(?:{surnames})", "", match["name"])
        if any(char in known.words["not_given"] for char in given):
            continue
        slots: dict[str, Any] = {"name": match["name"]}
        if match["post"] in known.words["posts"]:
            slots["roles"] = (match["post"],)
        yield Candidate("person", slots, match.start(), match.end(), TITLED, 0.75)


def _alone(document: Document, known: Rules) -> Iterator[Candidate]:
    parts = known.tables["parts"]
    for pattern, match in known.finditer(document.text, "person.alone"):
        before = document.text[max(0, match.start() - LOOKAHEAD) : match.start()]
        after = document.text[match.end() : match.end() + LOOKAHEAD]
        free = pattern.id == HELD or not re.search(parts["alone_before"], before)
        if not free or not re.match(parts["alone_after"], after):
            continue
        slots: dict[str, Any] = {"roles": (match["role"], match["post"]) if group(match, "post") else (match["role"],)}
        derived = set()
        if body := group(match, "body"):
            full = short_federation(document, body)
            slots["organization"] = full or body
            derived = {"organization"} if full else set()
        yield Candidate("person", slots, match.start(), match.end(), pattern.id, pattern.confidence, frozenset(derived))


READERS = (introduced, _elected, _tenured, _titled, _honoured, _alone, unlisted)
"""What is read where no post stands before a name, the surest first."""
