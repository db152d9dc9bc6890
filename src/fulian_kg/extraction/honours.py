"""Honours: titles, prizes and distinctions, with level, recipient, year, count and who gave them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.gate import text_printed
from fulian_kg.extraction.honours_items import GIVING, listed, ranked
from fulian_kg.extraction.honours_lists import entries
from fulian_kg.extraction.mentions import in_title
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.people_names import name_at, name_before
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import (
    SHORT_QUOTE,
    Core,
    federation,
    group,
    in_heading,
    matches,
    outermost,
    unquoted,
    year_before,
)
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.honours_lists import Entry
    from fulian_kg.extraction.patterns import Pattern, Rules

SUBJECT = re.compile(
    r"^(?:其中|目前|现在|截至目前|同时|并且?|还|先后|近年来|[今去当同]年|(?:19|20)\d{2}年(?:\d{1,2}月)?|因此|自|也|，|此外|另有?|最终|日前|近日|据悉|随后|我[省市县区](?=[一-龥]{2}))+"
)
ADVERBS = re.compile(
    r"(?:连续[^，。；]{1,4}年?|先后|多次|分别|均|都|也|还|曾|全部|一举|同时|成功|再次|再度|又|接连|今年|去年|当年|(?:19|20)\d{2}年度?|隆重)+$"
)
COUNTED = re.compile(r"(?P<count>\d+)(?:多|余)?(?:个|名|户|人|位|家|所)(?P<who>[一-龥]{0,12})$")
LEADERS = re.compile(r"^(?P<who>.{2,}?等)(?P<count>\d+)(?:多|余)?(?:个|名|户|人|位|家|所|组)[一-龥]{0,8}$")
WHOLE = re.compile("全[省市县区州旗盟]")
LONGEST_RECIPIENT = 24
LONGEST_CLAUSE = 120
"""Characters of a clause that names several who get an honour."""
SEVERAL = 2
"""Numbers of a clause that counts several sorts of those who get an honour (24个集体、34名个人)."""
AFTER = 4
"""Characters after a name that may tell that it names a campaign."""
VERB = "honour.verb."


@dataclass(slots=True)
class Draft:
    """An honour while it is read: its name stands at `start:end`, its evidence is `first:last`."""

    name: str
    start: int
    end: int
    first: int
    last: int
    recipients: tuple[str, ...] = ()
    by: str = ""
    scope: str = ""
    """What tells the level where neither the name nor the giver does."""
    count: str | None = None
    year: str = ""
    derived: dict[str, str] = field(default_factory=dict)


class HonourExtractor:
    """Reads every pattern of `rules/honours.toml`; one fact for each name that is given."""

    name: ClassVar[str] = "honours"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Honours in the order of the text."""
        return honours_of(document)


@lru_cache(maxsize=4)
def honours_of(document: Document) -> tuple[Candidate, ...]:
    """The honours of a document, read once: concepts ask for them as well."""
    known = rules(document.library, "honours")
    read: dict[int, list[Candidate]] = {}
    cores = []
    for pattern, drafts in _read(document, known):
        facts = [fact for draft in drafts for fact in _finished(document, known, pattern, draft)]
        cores.append(Core(drafts[0].start, drafts[0].end, facts[0]))
        read[id(facts[0])] = facts
    return tuple(fact for first in outermost(cores) for fact in read[id(first)])


def _read(document: Document, known: Rules) -> Iterator[tuple[Pattern, list[Draft]]]:
    """Entries of lists first, then what sentences say; headings and titles say nothing."""
    yield from ((entry.pattern, [_entry(entry)]) for entry in entries(document, known))
    possible = known.possible(document.text, "honour.")
    telling = (each for each in possible if each.id.startswith(VERB) or each.id in READERS)
    for pattern, match in matches(telling, document.text):
        if not in_title(document, match.start()) and not in_heading(document, match.start()):
            yield from ((pattern, drafts) for drafts in _drafts(document, known, pattern, match))


def _drafts(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterable[list[Draft]]:
    """Honours that a match tells of; those that are read from the same words together."""
    if pattern.id.startswith(VERB):
        kind = pattern.id.removeprefix(VERB).partition(".")[0]
        return _by_place(_listed(document, known, kind, match))
    return ([draft] for draft in READERS[pattern.id](document, known, match))


def _by_place(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    return (list(same) for _, same in groupby(drafts, key=lambda draft: (draft.start, draft.end)))


def _listed(document: Document, known: Rules, kind: str, match: re.Match[str]) -> Iterator[Draft]:
    """The names after a verb, with those who get them or the body that gives them."""
    items = listed(document, match.end(), kind, known, sure=bool(group(match, "prize")))
    rank = ""
    for number, item in enumerate(items):
        draft = Draft(item.name, item.start, item.end, item.first, item.stop, count=item.count)
        draft.by = item.by or group(match, "by") or group(match, "giver") or ""
        own = ranked(item.name, known)
        draft.scope = "" if own else rank
        rank = own or rank
        if item.derived:
            draft.derived["name"] = item.name
        if number == 0:
            draft.first = match.start()
        if kind in GIVING:
            _with_giver(document, known, match.start(), draft, near=number == 0)
        else:
            _with_subject(document, known, match.start(), draft, near=number == 0)
        if item.who:
            draft.recipients = (f"{item.who}等",) if item.count else _who(document, item.who, known)
        yield draft


def _with_subject(document: Document, known: Rules, verb: int, draft: Draft, *, near: bool) -> None:
    """Add who gets it and how many they are, from the clause before the verb; widen the evidence to them."""
    clause = document.text[_clause(document, verb) : verb]
    said = ADVERBS.sub("", SUBJECT.sub("", clause))
    numbers = len(re.findall(r"\d+", said))
    several = (LEADERS.match(said) or COUNTED.search(said)) if numbers == 1 else None
    draft.recipients = _who(document, several["who"] if several else said, known) if numbers < SEVERAL else ()
    if several and not draft.count:
        draft.count = several["count"]
    longest = LONGEST_CLAUSE if len(draft.recipients) > 1 else LONGEST_RECIPIENT
    short = near or draft.last - verb + len(clause) <= SHORT_QUOTE
    if short and len(clause) <= longest and (draft.recipients or draft.count):
        draft.first = min(draft.first, verb - len(clause))


def _with_giver(document: Document, known: Rules, verb: int, draft: Draft, *, near: bool) -> None:
    """Add the body that gives it, when the clause before the verb is one, or the whole for which it is given."""
    clause = SUBJECT.sub("", document.text[_clause(document, verb) : verb])
    giver = re.fullmatch(known.tables["cut"]["giver"], clause)
    if giver:
        draft.by = draft.by or giver["by"]
        draft.first = min(draft.first, verb - len(clause)) if near else draft.first
    elif whole := WHOLE.match(clause):
        draft.scope = draft.scope or whole[0]


def _who(document: Document, printed: str, known: Rules) -> tuple[str, ...]:
    """Those who are printed, each by name: a post before a name is left out, 书记、主席刘佩霞 is one."""
    posts = rules(document.library, "people")
    parts: list[str] = []
    for part in re.split("[、和]", printed) if "、" in printed and "等" not in printed else [printed]:
        parts.append((parts.pop() + "、" if parts and parts[-1].endswith(posts.words["posts"]) else "") + part)
    found = tuple(_name_of(part, posts) for part in parts)
    return () if any(not who or re.search(known.tables["cut"]["nobody"], who) for who in found) else found


def _name_of(part: str, people: Rules) -> str:
    name = name_before(part, len(part), people)
    return name if name and part.removesuffix(name).endswith(people.words["posts"]) else part


def _entry(entry: Entry) -> Draft:
    """An entry of a list of honours: its name, how many and who."""
    draft = Draft(entry.name, entry.start, entry.start + len(entry.name), entry.start, entry.end, count=entry.number)
    draft.derived["recipient"] = entry.recipient
    return draft


def _counted(_: Document, __: Rules, match: re.Match[str]) -> Iterator[Draft]:
    """A name at the beginning of its clause, and how many got it."""
    yield Draft(match["name"], *match.span("name"), *match.span(), count=match["count"], year=match["year"])


def _further(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    """A further name of a list, when something was given earlier in the sentence."""
    sentence = document.sentence_at(match.start())
    if re.search(known.tables["cut"]["given"], document.text[sentence.start : match.start()]):
        start, end = match.span("name")
        yield Draft(match["name"], start, end, start, match.end(), count=group(match, "count"))


def _borne(document: Document, _: Rules, match: re.Match[str]) -> Iterator[Draft]:
    """A title before the name of its bearer."""
    who = name_at(document.text, match.end(), rules(document.library, "people"))
    if who:
        yield Draft(match["name"], *match.span("name"), match.start(), match.end() + len(who), (who,))


def _known(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    after = document.text[match.end() : match.end() + AFTER]
    if match["known"] in known.words["known"] and not after.startswith(known.words["campaign"]):
        yield Draft(match["name"], *match.span(), *match.span())


def _prizes(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    span = match.span("name")
    draft = Draft(match["name"], *span, *span)
    if giver := federation(document):
        draft.derived["awarded_by"] = giver
    if kind := re.match(known.tables["cut"]["prized"], match["name"]):
        draft.derived["recipient"] = kind[0]
    yield draft


READERS: dict[str, Callable[[Document, Rules, re.Match[str]], Iterator[Draft]]] = {
    "honour.counted": _counted,
    "honour.further": _further,
    "honour.prizes": _prizes,
    "honour.borne": _borne,
    "honour.known": _known,
}


def _finished(document: Document, known: Rules, pattern: Pattern, draft: Draft) -> Iterator[Candidate]:
    """The facts of a draft, one for each who gets the honour."""
    slots: dict[str, Any] = {"name": unquoted(draft.name)}
    derived: set[str] = set()
    for texts in ((draft.name, draft.by), (draft.scope,)):
        if "level" not in slots and (level := _level(document, texts, known)):
            slots["level"] = level
            derived |= {"level"} if texts == (draft.scope,) else set()
    quote = document.text[draft.first : draft.last]
    if draft.count and draft.count.isdecimal() and draft.count in quote:
        slots["count"] = int(draft.count)
    _date(document, draft, slots, derived)
    quote = document.text[draft.first : draft.last]
    said = {"awarded_by": draft.by, **draft.derived}
    slots |= {slot: value for slot, value in said.items() if value}
    for who in draft.recipients or ("",):
        own = slots | ({"recipient": who} if who else {})
        words = [slot for slot in ("name", "awarded_by", "recipient") if slot in own]
        unprinted = {slot for slot in words if not text_printed(own[slot], quote)}
        yield Candidate(
            "honour", own, draft.first, draft.last, pattern.id, pattern.confidence, frozenset(derived | unprinted)
        )


def _date(document: Document, draft: Draft, slots: dict[str, Any], derived: set[str]) -> None:
    """Add the year: printed beside the name or before it in its sentence, else that which the text speaks of."""
    if draft.year:
        slots["year"] = int(draft.year)
        return
    year = year_before(document, draft.start)
    if year and draft.last - year.start <= SHORT_QUOTE:
        slots["year"] = int(year.text)
        draft.first = min(draft.first, year.start)
    elif carried := scope_of(document).year_of(draft.start):
        slots["year"] = carried
        derived.add("year")


def _clause(document: Document, index: int) -> int:
    return max(document.text.rfind(mark, 0, index) for mark in "，。；：\n") + 1


def _level(document: Document, texts: Iterable[str], known: Rules) -> str | None:
    """The level that a name tells by its beginning, or the body that gives it."""
    unit = document.region
    municipal = unit is not None and unit.prefecture is None and unit.level == "county"
    for text in texts:
        bare = re.sub(known.tables["cut"]["level"], "", text)
        for row in known.tables["levels"]["rows"]:
            if bare and (bare.startswith(tuple(row.get("words", ()))) or re.match(row.get("pattern", "(?!)"), bare)):
                level = str(row["level"])
                return "province" if level == "prefecture" and municipal else level
    return None
