"""Reader of each pattern of `rules/initiatives.toml`: what a match says is the name, its parts and its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.initiatives_parts import beneficiaries, explanation, leads
from fulian_kg.extraction.wording import SHORT_QUOTE, Phrase, in_heading, items
from fulian_kg.model import LONGEST_QUOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.initiatives_names import Namer
    from fulian_kg.extraction.patterns import Rules

DOUBLED = 4
"""Characters of a name made of one word twice: 专职专选."""
COMMON_NOUN = 3
"""Unquoted names of up to this many characters are taken for common nouns."""
MORE = re.compile(r"[、和](?P<name>[^，。；：“”、（）\n]{4,20}?)(?=[，。；、等])")
MEMBERS = re.compile(r"“(?P<parts>[^“”，。；、]{2,16}(?:、[^“”，。；、]{2,16})+)”(?:等)?的$")
"""Quoted members right before the name of the whole: “…、…、…”的“三新”工作法."""
QUOTED = re.compile(r"“(?P<name>[^“”]{2,16})”")


@dataclass(slots=True)
class Draft:
    """An initiative while it is read."""

    name: str
    start: int
    end: int
    head: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Reader:
    """One document with the word lists: what the readers of single patterns work on."""

    document: Document
    known: Rules
    namer: Namer

    def explained(self, draft: Draft, after: int) -> Draft:
        """Add the members that the text lists right after `after`, as long as the quote stays a quote."""
        found = explanation(self.document, after, draft.name)
        if found and found[1] - draft.start <= LONGEST_QUOTE:
            draft.slots["components"] = found[0]
            draft.end = found[1]
        return draft


def _measures(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    if not in_heading(reader.document, match.start()):
        return
    block = reader.document.view.block_at(match.start())
    draft = Draft(match["name"], max(block.start, match.start() - 8), match.end(), "举措", {"kind": "programme"})
    parts = leads(reader.document, match.end())
    if parts:
        draft.slots["components"] = tuple(part.text for part in parts)
        draft.derived.add("components")
    yield draft
    for part in parts:
        yield Draft(part.text, part.start, part.end, "举措", {"part_of": match["name"]}, {"part_of"})


def _listed(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    for quoted in QUOTED.finditer(match["names"]):
        start = match.start("names")
        yield Draft(quoted["name"], start + quoted.start(), start + quoted.end(), match["head"])


def _quoted(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    rest = match["rest"]
    quote_start = match.start("quoted") - 1
    words = reader.known.words
    if any(word in rest for word in (*words["clausal"], *words["rest_not"])) or rest.startswith(("等", "和", "与")):
        if rest.startswith("等"):
            yield Draft(match["quoted"], quote_start, match.end("quoted") + 1, match["head"])
        return
    lead = reader.namer.qualifier(Phrase(match["before"], match.start("before"), match.end("before")))
    name = f"{lead.text}“{match['quoted']}”{rest}{match['head']}"
    draft = Draft(name, lead.start if lead.text else quote_start, match.end("head"), match["head"])
    if parts := MEMBERS.search(reader.document.text, max(0, quote_start - LONGEST_QUOTE // 2), quote_start):
        draft.slots["components"], draft.start = items(parts["parts"]), parts.start()
        yield draft
    else:
        yield reader.explained(draft, match.end("head"))


def _slogan(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    name = match["name"]
    draft = reader.explained(Draft(name, match.start(), match.end()), match.end())
    doing = reader.document.text[max(0, match.start() - 6) : match.start()].removesuffix("了")
    if "components" in draft.slots or (reader.namer.slogan(name) and doing.endswith(reader.known.words["doing"])):
        yield draft


def _content(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    start = match.start("name")
    if not reader.namer.specific(match["name"], match["head"]):
        start = match.start("theme") + 1
    yield Draft(reader.document.text[start : match.end("name")], start, match.end("name"), match["head"])


def _row(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    start, end = match.span("name")
    quoted = reader.document.text[start - 1] == "“"
    slots = {"components": items(match["name"])}
    yield Draft(match["name"], start - quoted, end + quoted, "机制", slots)


def _plain(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    start, end = match.span("name")
    head = "制" if len(match["name"]) == DOUBLED else ""
    yield reader.explained(Draft(match["name"], start, end, head), end)


def _launched(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    start, end = match.span("name")
    yield reader.explained(Draft(match["name"], start - 1, end + 1), end + 1)


def _instrument(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    for quoted in QUOTED.finditer(match["names"]):
        if reader.namer.slogan(quoted["name"]):
            start = match.start("names") + quoted.start()
            yield Draft(quoted["name"], start, start + len(quoted[0]))


def _chosen(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    slots: dict[str, Any] = {"pilot": True} | ({"place": match["place"]} if match["place"] else {})
    yield Draft(match["name"], match.start(), match.end(), "工程", slots)


def _begun(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    yield Draft(match["name"], match.start("name"), match.end(), "工程")


def _famous(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    yield Draft(match["name"], *match.span(), "活动")


def _aid(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    yield Draft(match["name"], *match.span(), "项目")


def _system(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    start, end = match.span("name")
    yield reader.explained(Draft(match["name"], start - 1, end + 1, "制度"), end + 1)


def _named(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    yield reader.explained(Draft(match["name"], match.start(), match.end()), match.end())


def _roles(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    start = match.start("lead") if match["lead"] else match.start("name")
    yield Draft(match["name"], start, match.end("name"), match["head"])


def _pilot(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    slots = {"place": match["place"], "pilot": True}
    yield reader.explained(Draft(match["name"], match.start(), match.end("name"), match["head"], slots), match.end())


def _threefold(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    parts = items(match["name"].removesuffix(match["head"]))
    draft = Draft(match["name"], match.start(), match.end(), match["head"], {"components": parts})
    if found := beneficiaries(reader.document, match.start(), reader.known):
        draft.slots["beneficiaries"], draft.start = found
    yield draft


def _members(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    if not reader.namer.specific(match["name"], match["head"], at_least=2):
        return
    names = reader.namer.trimmed(Phrase(match["names"], match.start("names"), match.end("names")))
    yield Draft(match["name"], names.start, match.end("name"), match["head"], {"components": items(names.text)})


def _such(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    position = match.start("names")
    parts = match["names"].split("、")
    for number, part in enumerate(parts, 1):
        end = match.end() if number == len(parts) else position + len(part)
        if reader.namer.specific(part, "") and len(part) > COMMON_NOUN:
            draft = Draft(part, position, end, match["head"])
            people = [word for word in reader.known.words["people"] if word in part]
            if people:
                draft.slots["beneficiaries"] = (part[: part.index(people[0]) + len(people[0])],)
            yield draft
        position += len(part) + 1


def _pursued(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    if reader.namer.specific(match["name"], match["head"]):
        draft = Draft(match["name"], match.start("name"), match.end("name"), match["head"])
        yield reader.explained(draft, match.end("name"))
    end = match.end("name")
    while more := MORE.match(reader.document.text, end):
        own = more["name"].removesuffix(match["head"])
        if own != more["name"] and match["head"] not in own and reader.namer.specific(more["name"], match["head"]):
            yield Draft(more["name"], more.start("name"), more.end("name"), match["head"])
        end = more.end("name")


def _joint(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    draft = Draft(match["name"], match.start(), match.end(), "机制")
    sentence = reader.document.sentence_at(match.start())
    parallel = reader.known.pattern("initiative.parallel").regex
    found = parallel.search(reader.document.text, match.end(), sentence.end)
    if found and found.end() - match.start() <= SHORT_QUOTE:
        draft.slots["components"] = items(found["name"])
        draft.end = found.end()
    yield draft


def _parallel(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    lead = re.match(r"(?:要求|做到|确保|实现|坚持|实行|努力|切实|使|与)*", match["lead"])
    start = match.start("lead") + (lead.end() if lead else 0)
    yield Draft(match["name"], start, match.end("name"), "机制", {"components": items(match["name"])})


READERS: dict[str, Callable[[Reader, re.Match[str]], Iterator[Draft]]] = {
    "initiative.measures": _measures,
    "initiative.listed": _listed,
    "initiative.quoted": _quoted,
    "initiative.content": _content,
    "initiative.members.quoted": _row,
    "initiative.starting": _row,
    "initiative.doubled": _plain,
    "initiative.launched": _launched,
    "initiative.known": _famous,
    "initiative.known.project": _aid,
    "initiative.system": _system,
    "initiative.slogan": _slogan,
    "initiative.instrument": _instrument,
    "initiative.way": _plain,
    "initiative.chosen": _chosen,
    "initiative.begun": _begun,
    "initiative.named": _named,
    "initiative.roles": _roles,
    "initiative.pilot": _pilot,
    "initiative.threefold": _threefold,
    "initiative.members": _members,
    "initiative.such": _such,
    "initiative.pursued": _pursued,
    "initiative.carrier": _pursued,
    "initiative.joint": _joint,
    "initiative.parallel": _parallel,
}
