"""Events: visits, trainings, lectures, congresses, surveys, competitions, celebrations, each with its date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.events_acts import ACTS
from fulian_kg.extraction.events_bodies import HISTORIES
from fulian_kg.extraction.events_dates import last_before, ordinal, read
from fulian_kg.extraction.events_held import BEFORE_NAME, HOLDINGS, NUMBERED, held
from fulian_kg.extraction.events_reading import LONGEST, Draft, Reader
from fulian_kg.extraction.mentions import in_title
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import (
    Core,
    in_heading,
    matches,
    outermost,
    place_at,
)
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern

LONGEST_SENTENCE = 80
HEADED = frozenset({"event.congress.entry", "event.congress.item", "event.headline", "event.speech"})
"""Patterns of entries, whose names are headings."""
POSTS = r"(?:主席|书记|主任|部长|局长|教授|专家|老师|律师|委员|会长|所长|研究员|院长|校长|博士|医生)"
SPEAKER = re.compile(rf".*{POSTS}(?P<name>[一-龥]{{2,3}})$")
BEFORE_TITLE = re.compile(r"^.*(?:迎接|参加|出席|学习|贯彻|传达|召开|举行|筹备|根据|依|自|在|从|为|以|是|于)")
OF_A_MEETING = re.compile(r"暨|[^，。；、：\n]{0,30}?(?:大会|会议|座谈会|表彰会|晚会|仪式|[比大]赛|演出)")
"""After an anniversary that only says what a meeting is for."""
LEADERS = re.compile(r"领导|[考检代视调][察查表研][团组]|一行|班子|[带率]队|组团|妇联|干部|执委|学员|会员|志愿者")
NO_ACTOR = re.compile("选举|推选|产生|新一届|被评|成立|配合|召开|举办|举行|响应|参加|组织|[在到由带给为的]|联合|会同")
"""Words that the name of a federation does not hold."""
HOUR = re.compile(r"(?:（?星期.）?)?\d{1,2}:\d{2}(?::\d{2})?$")


def _report(_: Reader, match: re.Match[str]) -> Iterator[Draft]:
    printed = {name.rstrip("2345"): text for name, text in match.groupdict().items() if text}
    slots = {"date": read(HOUR.sub("", printed["date"]))}
    if organizer := printed.get("organizer"):
        slots["organizer"] = organizer
    yield Draft(match.start(), match.end(), slots, {"name"}, hosted=False)


def _entry(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    name = match["name"]
    slots: dict[str, Any] = {"name": name}
    if number := NUMBERED.search(name):
        slots["ordinal"] = ordinal(number["number"])
    if match["place"]:
        slots["place"] = match["place"]
    yield reader.dated(Draft(match.start(), match.end(), slots, hosted=False))


def _dated(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    name = match["name"] or match["name2"]
    draft = Draft(match.start(), match.end(), {"name": name}, hosted=False)
    draft.core = match.span("name" if match["name"] else "name2")
    yield reader.dated(draft, LONGEST)


def _wired(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    medium = match["organizer"] or match["organizer2"]
    slots = {} if medium.startswith("本") else {"organizer": medium}
    yield reader.dated(Draft(match.start(), match.end(), slots, {"name"}, hosted=False))


def _named(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    name = BEFORE_TITLE.sub("", BEFORE_NAME.sub("", match["name"]))
    start = match.end("name") - len(name)
    number = next(match[group] for group in ("ordinal", "ordinal2", "ordinal3") if match[group])
    slots = {"name": name, "ordinal": ordinal(number)}
    yield reader.dated(Draft(start, match.end(), slots, hosted=False))


def _lecture(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    speaker = SPEAKER.match(match["who"])
    name = speaker["name"] if speaker else match["who"]
    slots = {"name": match["name"], "participants": (name,)}
    yield reader.audience(reader.dated(Draft(match.start(), match.end(), slots)))


def _taught(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    """A lecture without a title, which must at least have its day or month."""
    for draft in _lecture(reader, match):
        if len(draft.slots.get("date", "")) > len("2000"):
            yield draft


def _anniversary(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    document = reader.document
    number = ordinal(match["ordinal"])
    if number is None:
        return
    start = match.start()
    before = document.text[max(0, start - 8) : start]
    if before.endswith("暨") or OF_A_MEETING.match(document.text, match.end()):
        return
    start -= len(before) - (before.rfind("今年") if "今年" in before else len(before))
    rest = document.text[match.end() : document.sentence_at(match.start()).end]
    activity = re.match(r"[^。；\n]{0,50}?(?:庆祝|纪念|系列|主题)[^，。；\n]{0,6}?(?:活动|大会|晚会)", rest)
    draft = Draft(start, match.end() + (activity.end() if activity else 0), {"name": match["name"], "ordinal": number})
    base = next((year for word, year in reader.known.tables["anniversaries"].items() if word in match["name"]), None)
    if base:
        draft.slots["date"] = str(base + number)
        draft.derived.add("date")
    draft.hosted = False
    yield draft


def _visit(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    document = reader.document
    sentence = document.sentence_at(match.start())
    persons = list(reader.only("visitor.after_post").finditer(document.text, sentence.start, match.end()))
    visitors = reader.visitors(sentence.start, match.end())
    since = persons[0].start() if persons else document.clause_at(match.start()).start
    leader = persons or LEADERS.search(document.text, since, match.start())
    date = last_before(document, match.start(), sentence.start)
    if not leader or not (persons or date):
        return
    draft = Draft(min(since, _clause_start(document, since)), match.end(), {"name": match["name"]}, hosted=False)
    if visitors:
        draft.slots["participants"] = visitors
    place = place_at(document, match.start())
    if place:
        draft.slots["place"] = place
        draft.derived.add("place")
    yield reader.dated(draft, LONGEST)


def _clause_start(document: Document, index: int) -> int:
    return max(document.text.rfind(mark, 0, index) for mark in "，。；\n") + 1


def _survey(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    document = reader.document
    sentence = document.sentence_at(match.start())
    before = document.text[sentence.start : match.start("name")]
    about = re.search("(?:对|就|围绕|针对)[^。；]{3,}", before)
    time = any(word in before for word in reader.known.words["recently"])
    dated = last_before(document, match.start(), sentence.start)
    if not (dated or time or about) or (document.text[match.end() : match.end() + 1] == "、" and not dated):
        return
    start = (
        sentence.start if match.end() - sentence.start <= LONGEST_SENTENCE else document.clause_at(match.start()).start
    )
    yield reader.dated(Draft(start, match.end(), {"name": match["name"]}), LONGEST)


def _announced(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    yield reader.audience(Draft(match.start(), match.end(), {"name": match["name"]}))


def _lead(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    document = reader.document
    stop = re.compile(r"[一二三四五六七八九十]是|\n").search(document.text, match.end())
    end = stop.start() if stop else len(document.text)
    verbs = reader.only("event.held")
    inside = [found for found in verbs.finditer(document.text, match.end(), end) if list(held(reader, found))]
    if not inside:
        yield reader.audience(Draft(match.start(), match.end(), {"name": match["name"]}))


def _holiday(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    head = match["head"]
    if reader.document.text[: match.start()].endswith("暨"):
        return
    if head in {"活动", "系列活动"} and "节" not in match["name"] and not re.search("庆|纪念", match["name"]):
        return
    yield reader.dated(Draft(match.start(), match.end(), {"name": match["name"]}))


READERS: dict[str, Callable[[Reader, re.Match[str]], Iterator[Draft]]] = {
    "event.report": _report,
    "event.published": _report,
    "event.published.label": _report,
    "event.report.source": _report,
    "event.congress.entry": _entry,
    **HISTORIES,
    **HOLDINGS,
    "event.renewal": _dated,
    "event.renewal.since": _dated,
    "event.renewal.done": _dated,
    "event.enacted": _dated,
    "event.activity": _dated,
    "event.wired": _wired,
    "event.unveiled": _dated,
    "event.counted_up": _dated,
    "event.lecture.given": _lecture,
    "event.lecture.titled": _lecture,
    "event.lecture.topic": _lecture,
    "event.lecture.plain": _taught,
    "event.anniversary.quoted": _anniversary,
    "event.anniversary.plain": _anniversary,
    "event.holiday": _holiday,
    "event.published.alone": _report,
    **ACTS,
    "event.visit": _visit,
    "event.visit.party": _visit,
    "event.survey": _survey,
    "event.training.announced": _announced,
    "event.training.lead": _lead,
    "event.congress.named": _named,
    "event.opened": _dated,
}


class EventExtractor:
    """Reads every pattern of `rules/events.toml`; one fact a statement."""

    name: ClassVar[str] = "events"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Events in the order of the text."""
        known = rules(document.library, "events")
        reader = Reader(document, known)
        found = [
            Core(*(draft.core or match.span()), _finished(document, pattern, draft))
            for pattern, match in matches(known.possible(document.text, "event."), document.text)
            if pattern.fixed.get("name") or pattern.id in HEADED or not in_heading(document, match.start())
            if not in_title(document, match.start())
            for draft in READERS[pattern.id](reader, match)
        ]
        return outermost(found)


def _finished(document: Document, pattern: Pattern, draft: Draft) -> Candidate:
    slots = {**pattern.fixed, **draft.slots}
    derived = set(draft.derived)
    host = _host(document, (draft.core or (draft.start, 0))[0]) if draft.hosted else None
    if host and "organizer" not in slots:
        slots["organizer"] = host
        derived |= set() if host in document.text[draft.start : draft.end] else {"organizer"}
    return Candidate("event", slots, draft.start, draft.end, pattern.id, pattern.confidence, frozenset(derived))


def _host(document: Document, index: int) -> str | None:
    """Who holds an event at `index`: the federation that is the subject there, else that of the case."""
    scope = scope_of(document)
    actor = scope.actor_at(index)
    return scope.federation_name if actor is None or NO_ACTOR.search(actor) else actor
