"""Posts before a name, back to the start of their list, and the bodies that they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.federations_names import NATIONAL, short_federation
from fulian_kg.extraction.mentions import place_mentions, region_mentions
from fulian_kg.extraction.organizations import organization_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.lexicon.words import alternation
from fulian_kg.regexes.search import search_for

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules
    from fulian_kg.regexes.search import Search

FEDERATION = search_for("(?:全国|[省市县区旗州师])?妇联(?:党组|书记处)?")
LOCAL = search_for(
    r"(?<=[，。；：、（“”\n在由以])[一-龥]{2,8}?(?:村|社区|街道|镇|乡)(?:党支部|党总支|党委|妇代会|妇联|村委会|居委会|委会)?"
    r"|妇代会|妇委会|党支部|党总支|村委会|居委会|村支部|村支委会|委会"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A post in a list of posts: 全国妇联 + 主席."""

    body: str
    post: str


@lru_cache(maxsize=4)
def _posts(posts: tuple[str, ...], prefix: str) -> Search:
    return search_for(rf"{prefix}(?:{alternation(posts)})(?![一-龥]{{0,4}}(?:制(?![定作造止])|部门))")


def posts_of(known: Rules) -> Search:
    """Any post, with what may lead it (原, 副, 首席)."""
    return _posts(known.words["posts"], known.tables["parts"]["prefix"])


def roles_before(document: Document, end: int, known: Rules) -> tuple[int, list[Role]]:
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


def slots_of(document: Document, name: str | None, roles: list[Role]) -> tuple[dict[str, Any], frozenset[str]]:
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


def posts_in(printed: str, known: Rules) -> tuple[str, tuple[str, ...]]:
    """The body and the posts that a whole phrase names (科大讯飞党委副书记、副总裁); none where it ends in no post."""
    body, posts = "", []
    for number, part in enumerate(re.split("[、，]", printed)):
        post = _last_post(part, known)
        if post is None:
            posts.append(part)
            continue
        if number == 0:
            body = "" if part.removesuffix(post).endswith("的") else part.removesuffix(post)
        posts.append(post if number == 0 else part)
    ends = bool(posts) and _last_post(posts[-1], known) is not None
    return (body, tuple(posts)) if ends else ("", ())


def _last_post(part: str, known: Rules) -> str | None:
    """The post in which a phrase ends, with the rank and the unit's own branch before it."""
    found = re.search(known.tables["parts"]["title"], part)
    return found[0] if found else None
