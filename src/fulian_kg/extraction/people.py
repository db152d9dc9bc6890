"""People: posts with a name after them, and the one holder of a post who is not named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.federations_names import NATIONAL, short_federation
from fulian_kg.extraction.mentions import place_mentions, region_mentions
from fulian_kg.extraction.organizations import organization_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import heading_above
from fulian_kg.lexicon.words import alternation
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules

NAMED = "person.named"
TITLED = "person.titled"
LOOKAHEAD = 8
HAN = "一"
CERTAIN = 3
"""Characters of a name that is hardly anything else."""
FEDERATION = re.compile("(?:全国|[省市县区旗州师])?妇联(?:党组|书记处)?")
LOCAL = re.compile(
    r"(?<=[，。；：、（“”\n在由以])[一-龥]{2,8}?(?:村|社区|街道|镇|乡)(?:党支部|党总支|党委|妇代会|妇联|村委会|居委会|委会)?"
    r"|妇代会|妇委会|党支部|党总支|村委会|居委会|村支部|村支委会|委会"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A post in a list of posts: 全国妇联 + 主席."""

    body: str
    post: str


class PersonExtractor:
    """Named people first; then posts without a name."""

    name: ClassVar[str] = "people"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a person; a name met again is a mention."""
        known = rules(document.library, "people")
        named = sorted(_named(document, known), key=lambda candidate: candidate.start)
        kept: list[Candidate] = []
        others = (*_elected(document, known), *_tenured(document, known), *_titled(document, known))
        for candidate in (*named, *others, *_alone(document, known)):
            if not any(_same_spot(candidate, other) for other in kept):
                kept.append(candidate)
        return kept


def _same_spot(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates read the same words; people who share a post share its evidence."""
    shared = one.start == other.start and one.end != other.end and one.rule == other.rule
    return not shared and one.start < other.end and other.start < one.end


def _named(document: Document, known: Rules) -> Iterator[Candidate]:
    text = document.text
    post = _posts(known)
    for match in post.finditer(text):
        at = match.end() + text.startswith("：", match.end())
        name = _name_at(text, at, known)
        if name is None or (len(name) < CERTAIN and match[0] in known.words["callings"]):
            continue
        start, roles = _roles_before(document, match.end(), known)
        slots, derived = _slots(document, name, roles)
        end = at + len(name)
        yield Candidate("person", slots, start, end, NAMED, 0.9, derived)
        while further := _further(text, end, known):
            end += 1 + len(further)
            yield Candidate("person", slots | {"name": further}, start, end, NAMED, 0.85, derived)


def _further(text: str, end: int, known: Rules) -> str | None:
    """The next holder of the same post: 副主席陈晓燕、吴琼."""
    if text[end : end + 1] != "、" or text.startswith(known.words["posts"], end + 1):
        return None
    return _name_at(text, end + 1, known)


def _tenured(document: Document, known: Rules) -> Iterator[Candidate]:
    """Holders of a post with their years: 历任主任：张某某（1983—1987）、李某某（1987—1992）."""
    text = document.text
    posts = re.compile(alternation(known.words["posts"]))
    for pattern, match in known.finditer(text, "person.tenure"):
        said = text[document.sentence_at(match.start()).start : match.start()]
        post = posts.search(said) or posts.search(heading_above(document, match.start()))
        if post is None or _name_at(match["name"] + "，", 0, known) != match["name"]:
            continue
        also = (match["also"],) if match["also"] else ()
        slots: dict[str, Any] = {"name": match["name"], "roles": (post[0], *also)}
        derived = {"roles"}
        if own := scope_of(document).federation_name:
            slots["organization"] = own
            derived.add("organization")
        slots |= {slot: int(match[slot]) for slot in ("from_year", "to_year") if match[slot]}
        yield Candidate("person", slots, *match.span(), pattern.id, pattern.confidence, frozenset(derived))


def _elected(document: Document, known: Rules) -> Iterator[Candidate]:
    """Somebody and the post that the clause gives them; the name ends where the verb begins."""
    for pattern, match in known.finditer(document.text, "person.elected"):
        for size in (3, 2):
            start = match.end("name") - size
            name = document.text[start : match.end("name")]
            if start >= 0 and _name_at(name + "，", 0, known) == name:
                slots = {"name": name, "roles": (match["post"],)}
                yield Candidate("person", slots, start, match.end(), pattern.id, pattern.confidence)
                break


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


@lru_cache(maxsize=4)
def _pattern(posts: tuple[str, ...], prefix: str) -> re.Pattern[str]:
    return re.compile(rf"{prefix}(?:{alternation(posts)})(?![一-龥]*(?:制|部门))")


def _posts(known: Rules) -> re.Pattern[str]:
    return _pattern(known.words["posts"], known.tables["parts"]["prefix"])


def _name_at(text: str, start: int, known: Rules) -> str | None:
    """The name of two to four characters that begins there: a surname, a given name, and a word that may follow one."""
    words = _name_words(known)
    if dotted := words.dotted.match(text, start):
        return dotted[0]
    surname = words.surname.match(text, start)
    if surname is None or words.common.match(text, start):
        return None
    for size in (2, 1):
        end = surname.end() + size
        given = text[surname.end() : end]
        if len(given) < size or any(char in words.not_given or char < HAN for char in given):
            continue
        if end == len(text) or words.after.match(text, end):
            return text[start:end]
    return None


@dataclass(frozen=True, slots=True)
class NameWords:
    """The word lists that a name is told by, as regexes."""

    dotted: re.Pattern[str]
    surname: re.Pattern[str]
    common: re.Pattern[str]
    """Words that begin like a name and are none."""
    after: re.Pattern[str]
    not_given: frozenset[str]


@lru_cache(maxsize=4)
def _name_words(known: Rules) -> NameWords:
    words = known.words
    after = (*words["after_name"], *words["posts"])
    patterns = (alternation(each) for each in (words["surnames"], words["not_names"], after))
    surname, common, follows = map(re.compile, patterns)
    return NameWords(
        re.compile(known.tables["parts"]["dotted"]), surname, common, follows, frozenset(words["not_given"])
    )


def _roles_before(document: Document, end: int, known: Rules) -> tuple[int, list[Role]]:
    """Posts that end at `end`, back to the start of their list, with the bodies that lead them."""
    text = document.text
    roles: list[Role] = []
    start = end
    while True:
        begin = _role_start(document, start, known)
        if begin is None:
            break
        roles.insert(0, _split(text[begin:start], known))
        start = begin
        if text[start - 1 : start] not in {"、", "，"} or start < 2:  # noqa: PLR2004
            break
        if not _ends_in_post(text, start - 1, known):
            break
        start -= 1
    while text[start] in "、，":
        start += 1
    return start, roles


def _ends_in_post(text: str, end: int, known: Rules) -> bool:
    return text.endswith(known.words["posts"], 0, end)


def _role_start(document: Document, end: int, known: Rules) -> int | None:
    """Where the post that ends at `end` begins, the body before it included."""
    text = document.text
    post = next((post for post in known.words["posts"] if text.endswith(post, 0, end)), None)
    if post is None:
        return None
    start = end - len(post)
    prefix = re.search(known.tables["parts"]["prefix"] + "$", text[max(0, start - 3) : start])
    start -= len(prefix[0]) if prefix else 0
    return min([start, *(begin for begin, stop in _bodies(document) if stop == start)])


@lru_cache(maxsize=8)
def _bodies(document: Document) -> tuple[tuple[int, int], ...]:
    """Stretches that name a body a post may belong to."""
    text = document.text
    parts = rules(document.library, "people").tables["parts"]
    found = [(mention.start, mention.end) for mention in organization_mentions(document)]
    places = [(region.start, region.end) for region in region_mentions(document)]
    places += [(place.start, place.end) for place in place_mentions(document)]
    placed = re.compile(parts["body"])
    for start, end in places:
        match = placed.match(text, end)
        found += [(start, end), (start, match.end() if match else end)]
    for match in FEDERATION.finditer(text):
        start = next((start for start, stop in places if stop in {match.start(), match.start() + 1}), match.start())
        found.append((start, match.end()))
    found += [match.span() for match in LOCAL.finditer(text)]
    return tuple(found)


def _split(printed: str, known: Rules) -> Role:
    """Body and post of one printed role; a body is empty where the post stands alone."""
    post = next(post for post in known.words["posts"] if printed.endswith(post))
    prefix = re.search(known.tables["parts"]["prefix"] + "$", printed.removesuffix(post))
    lead = prefix[0] if prefix else ""
    for party in ("党组", "书记处"):
        if printed.removesuffix(lead + post).endswith(party):
            lead = party + lead
    return Role(printed.removesuffix(lead + post), lead + post)


def _slots(document: Document, name: str | None, roles: list[Role]) -> tuple[dict[str, Any], frozenset[str]]:
    """Slots of a person: the body apart when one body leads all posts, else inside each role."""
    classes = rules(document.library, "people").tables["parts"]["classes"]
    roles = [Role("", role.body + role.post) if role.body in classes else role for role in roles]
    bodies = [role.body for role in roles if role.body]
    slots: dict[str, Any] = {"name": name} if name else {}
    if len(bodies) == 1 and roles and roles[0].body:
        slots["roles"] = tuple(role.post for role in roles)
        slots["organization"] = bodies[0]
        full = short_federation(document, bodies[0])
        if full and full not in {bodies[0], NATIONAL}:
            slots["organization"] = full
            return slots, frozenset({"organization"})
    else:
        slots["roles"] = tuple(role.body + role.post for role in roles)
    return slots, frozenset()


def _alone(document: Document, known: Rules) -> Iterator[Candidate]:
    parts = known.tables["parts"]
    for pattern, match in known.finditer(document.text, "person.alone"):
        before = document.text[max(0, match.start() - LOOKAHEAD) : match.start()]
        after = document.text[match.end() : match.end() + LOOKAHEAD]
        if re.search(parts["alone_before"], before) or not re.match(parts["alone_after"], after):
            continue
        slots: dict[str, Any] = {"roles": (match["role"],)}
        derived = set()
        if body := match["body"]:
            full = short_federation(document, body)
            slots["organization"] = full or body
            derived = {"organization"} if full else set()
        yield Candidate("person", slots, match.start(), match.end(), pattern.id, pattern.confidence, frozenset(derived))
