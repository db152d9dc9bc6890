"""Documents: titles in 《》 with issuer, addressee, number and year; papers and books printed without title marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.wording import SHORT_QUOTE, Phrase, bare, federation, group, in_heading, year_before
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules

NUMBER_YEAR = re.compile(r"(?:19|20)\d{2}")
WORD_BEFORE_TITLE = 12
CHAIN = re.compile(r"(?:《[^《》]*》(?:（[^（）]*）)?(?:、|和|与|及|以及|，))+$")
YEAR_NOTE = re.compile(r"(?:19|20)\d{2}年?")
OWN_START = re.compile(r"[一-龥]{2,12}?(?:妇联|妇女联合会)(?!系统|组织)")
NUMBER_LINE = re.compile(r"\n([一-龥]{2,8}[〔（\[](?:19|20)\d{2}[〕）\]]第?\d{1,4}号)(?=\n|$)")
OWN = re.compile(r"[县区市旗州盟省]?妇联")
TRIMMED = re.compile(
    r"^(?:.*(?:年|月|日|为此|同时|随后|其中|由|经|在.{0,16}(?:下|上|中|后)))(?=[一-龥]{2})|^(?:还|又|并|及时|先后)"
)


class DocumentExtractor:
    """Titles first; a shorter title that ends an earlier one is a further mention of it."""

    name: ClassVar[str] = "documents"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Documents in the order of the text, each once."""
        known = rules(document.library, "documents")
        readers = (_titled, _untitled, _mastheads, _numbered, _own_title)
        found = [candidate for reader in readers for candidate in reader(document, known)]
        return _merged(sorted(found, key=lambda candidate: (candidate.start, candidate.end)))


def _titled(document: Document, known: Rules) -> Iterator[Candidate]:
    for pattern, match in known.finditer(document.text, "document.titled"):
        before = document.text[document.sentence_at(match.start()).start : match.start()]
        if _is_work(before, document.text[match.end() : match.end() + WORD_BEFORE_TITLE], known):
            continue
        kind = _kind(match["name"], before, document.text[match.end() : match.end() + WORD_BEFORE_TITLE], known)
        slots: dict[str, Any] = {"name": match["name"], "kind": kind}
        derived: set[str] = set()
        start = match.start()
        if kind != "lecture":
            start = _context(document, known, match, slots, derived)
        if number := group(match, "number"):
            slots["number"] = number
            slots["year"] = int(NUMBER_YEAR.findall(number)[0])
            if issuer := _issuer_of_number(document, number, known):
                slots["issuer"] = issuer
                derived.add("issuer")
        yield Candidate(
            "document",
            slots,
            start,
            match.end(),
            pattern.id,
            pattern.confidence,
            frozenset(derived & slots.keys()),
        )


def _is_work(before: str, after: str, known: Rules) -> bool:
    """Whether a title is that of a song, a play or a film."""
    works = known.tables["works"]
    return bool(re.search(works["before"], before) or re.match(works["after"], after))


def _context(document: Document, known: Rules, match: re.Match[str], slots: dict[str, Any], derived: set[str]) -> int:
    """Fill issuer, addressee and year from the words before the title; return where the quote begins."""
    sentence, clause = document.sentence_at(match.start()), document.clause_at(match.start())
    before = CHAIN.sub("", document.text[sentence.start : match.start()])
    start = match.start()
    own = federation(document)
    for slot in ("addressee", "issuer"):
        for _, near in known.finditer(before, f"document.{slot}"):
            phrase = _trimmed(Phrase(near[slot], sentence.start + near.start(slot), sentence.start + near.end(slot)))
            short = bool(OWN.search(phrase.text)) and own is not None and own.endswith(phrase.text)
            slots[slot] = own if short else phrase.text
            if slot == "addressee" and not short and match.end() - phrase.start <= SHORT_QUOTE:
                start = min(start, phrase.start)
            else:
                derived.add(slot)
    if "addressee" in slots and "issuer" not in slots and own:
        slots["issuer"] = own
        derived.add("issuer")
    year = year_before(document, match.start())
    acts = re.search(known.tables["acts"]["regex"], before[max(0, clause.start - sentence.start) :])
    if year and acts and match.end() - year.start <= SHORT_QUOTE:
        slots["year"] = int(year.text)
        start = min(start, year.start)
    return start


def _issuer_of_number(document: Document, number: str, known: Rules) -> str | None:
    """The body that a number names by its short form (市妇发〔2014〕27号), where the case's region tells."""
    unit = document.region
    if unit is None:
        return None
    names = {"省": unit.province, "市": unit.prefecture, "县": unit.name, "区": unit.name}
    for short, body in known.tables["numbers"].items():
        place = names.get(number[0]) if number[1:].startswith(short) else None
        if place:
            return f"{place}{body}"
    return None


def _trimmed(phrase: Phrase) -> Phrase:
    cut = TRIMMED.match(phrase.text)
    return Phrase(phrase.text[cut.end() :], phrase.start + cut.end(), phrase.end) if cut else phrase


def _kind(name: str, before: str, after: str, known: Rules) -> str:
    lecture = known.tables["lecture"]
    if re.search(lecture["before"], before) or re.search(lecture["after"], after):
        return "lecture"
    for row in lecture["described"]:
        if re.match(row["after"], after):
            return str(row["kind"])
    plain = re.sub(r"（[^（）]*）$", "", name).removesuffix("(试行)")
    for row in known.tables["kinds"]["rows"]:
        if plain.endswith(tuple(row["endings"])):
            return str(row["kind"])
    return "other"


def _untitled(document: Document, known: Rules) -> Iterator[Candidate]:
    for pattern, match in known.finditer(document.text, "document.untitled"):
        if in_heading(document, match.start()):
            continue
        name = match["name"]
        issuer = group(match, "issuer")
        slots = {"name": name, "kind": _kind(name, "", "", known)} | ({"issuer": issuer} if issuer else {})
        start = match.start("issuer") if issuer else match.start("name")
        yield Candidate("document", slots, start, match.end("name"), pattern.id, pattern.confidence)


def _mastheads(document: Document, known: Rules) -> Iterator[Candidate]:
    """Bulletins that the text itself is a number of."""
    for pattern, match in known.finditer(document.text, "document.masthead"):
        slots: dict[str, Any] = {"name": match["name"], **pattern.fixed, "number": match["number"]}
        slots |= {"year": int(match["year"])} if match["year"] else {}
        derived: frozenset[str] = frozenset()
        if own := federation(document):
            slots["issuer"], derived = own, frozenset({"issuer"})
        yield Candidate("document", slots, *match.span(), pattern.id, pattern.confidence, derived)


def _numbered(document: Document, known: Rules) -> Iterator[Candidate]:
    """Papers that only their number names; those behind a title or on a line of their own are read with it."""
    text = document.text
    for pattern, match in known.finditer(text, "document.number"):
        alone = text[match.start() - 1 : match.start()] in {"", "\n"} and text[match.end() : match.end() + 1] in {
            "",
            "\n",
        }
        if not alone and text[max(0, match.start() - 2) : match.start()] != "》（":
            year = int(NUMBER_YEAR.findall(match["number"])[0])
            slots = {"name": match["name"], "kind": "other", "number": match["number"], "year": year}
            yield Candidate("document", slots, *match.span("name"), pattern.id, pattern.confidence)


def _own_title(document: Document, known: Rules) -> Iterator[Candidate]:
    """The text itself, where its title says that it is a paper."""
    view = document.view
    if not view.blocks:
        return
    broken = document.source.text.find("\n", view.starts[0])
    line = view.index(broken) if broken >= 0 else len(view.text)
    ends = dict.fromkeys((view.blocks[0].end, line))  # a paragraph may have taken the first line in
    titles = ((end, found) for end in ends for found in known.finditer(view.text[:end], "document.heading"))
    for end, (pattern, match) in titles:
        name = match["name"] + (f"（{match['note']}）" if YEAR_NOTE.fullmatch(match["note"] or "") else "")
        slots: dict[str, Any] = {"name": match["name"], "kind": _kind(match["name"], "", "", known)}
        if years := NUMBER_YEAR.findall(name):
            slots["year"] = int(years[-1])
        own = OWN_START.match(name)
        slots |= {"issuer": own[0]} if own else {}
        number = NUMBER_LINE.match(view.text, end)
        slots |= {"number": number[1], "year": int(NUMBER_YEAR.findall(number[1])[0])} if number else {}
        yield Candidate("document", slots, 0, number.end() if number else end, pattern.id, pattern.confidence)
        return


def _merged(found: list[Candidate]) -> Iterator[Candidate]:
    """One fact a document: the mention with the longest name stands, shorter and repeated ones are its mentions."""
    kept: list[Candidate] = []
    for candidate in found:
        name = bare(candidate.slots["name"])
        home = next((i for i, other in enumerate(kept) if _same(name, bare(other.slots["name"]))), None)
        if home is None:
            kept.append(candidate)
            continue
        other = kept[home]
        slots = {**candidate.slots, **other.slots}
        gained = candidate.slots.keys() - other.slots.keys()
        kept[home] = replace(
            other,
            slots=slots,
            derived=other.derived | gained,
            mentions=(*other.mentions, (candidate.start, candidate.end)),
        )
    yield from kept


def _same(name: str, earlier: str) -> bool:
    return earlier == name or earlier.endswith(name)
