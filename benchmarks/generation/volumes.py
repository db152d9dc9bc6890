"""Volumes of made-up cases: the text of a compilation, and the reading of it that is known without extraction."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.cases import case_candidate, case_view, entry_candidates
from fulian_kg.extraction.gate import Gate
from fulian_kg.extraction.ids import Ids
from fulian_kg.extraction.pipeline import pages_of
from fulian_kg.model import Candidate, Case, CaseFacts, Compilation, Fact, Reading, SourceText, Span
from fulian_kg.source.view import view_of
from generation.sentences import Sentence, templates
from generation.words import Draw, Words, lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.resources import Library
    from fulian_kg.source.view import View

AT = date(2010, 12, 31)
"""The day at which the made-up cases speak."""
PAGES = 3
"""Pages of a case."""
RULE = "generated"
TRIES = 50
"""Draws for a sentence that states nothing which the case has stated before."""
SECTIONS = 3
PARAGRAPH = 4
"""Sentences of a paragraph."""
ONCE = frozenset(
    {"place", "federation", "organization", "person", "initiative", "document", "facility", "concept", "honour"}
)
"""Types of which a case has one fact a name."""
BELOW = frozenset({"county", "xpcc_division", "xpcc_farm"})
"""Levels of the units that make cases."""
SPECIAL = frozenset({"台湾省", "香港特别行政区", "澳门特别行政区"})
STEP = 1_000_003
"""A prime: cases that follow each other come from all over the country."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How much the bodies hold, and how many of the cases have one (by default)."""

    counts: Mapping[str, int]
    full_text: float


KINDS = {
    "light": Kind(
        {
            "initiative": 6, "funding": 3, "statistic": 4, "document": 1, "honour": 1, "facility": 1, "event": 1,
            "place": 1, "organization": 1, "concept": 1,
        },
        0.2,
    ),
    "full": Kind(
        {
            "initiative": 5, "funding": 5, "statistic": 9, "document": 2, "decision": 1, "honour": 2, "facility": 3,
            "event": 3, "place": 2, "organization": 2, "person": 2, "concept": 2, "filling": 11,
        },
        1.0,
    ),
}  # fmt: skip
"""`light` for many cases, `full` for those of the seed's length."""


@dataclass(slots=True)
class _Body:
    """The text of a body, and its facts with offsets in it."""

    title: str
    federation: str
    text: str = ""
    facts: list[tuple[int, Any]] = field(default_factory=list)

    def add(self, text: str, sentence: Sentence | None = None) -> None:
        if sentence:
            self.facts += [(len(self.text), fact) for fact in sentence.facts]
        self.text += text


@dataclass(frozen=True, slots=True)
class Volumes:
    """Makes volumes; a case is the same however many follow it, in volumes of the same size."""

    gazetteer: Gazetteer
    library: Library
    kind: Kind
    share: float
    """Of cases with full text."""
    size: int = 1000
    """Cases of a volume."""
    seed: int = 1

    def made(self, cases: int) -> Iterator[Reading]:
        """So many cases in as many volumes as they fill."""
        for volume, first in enumerate(range(0, cases, self.size), 1):
            yield self.volume(volume, range(first, min(first + self.size, cases)))

    def volume(self, number: int, cases: Sequence[int]) -> Reading:
        """One volume with its facts."""
        taken: set[str] = set()
        bodies = [self._body(case, taken) for case in cases]
        title = f"基层妇女工作案例汇编2010年第{number}卷"
        text, entries, spans = _printed(title, bodies)
        source = SourceText(f"volume-{number:04d}.md", hashlib.sha256(text.encode()).hexdigest(), text, "utf-8")
        made = tuple(
            _case(index, body, entries[index], spans[index], last=index + 1 == len(bodies))
            for index, body in enumerate(bodies)
        )
        compilation = Compilation(source, title, catalogue=True, expected=len(made), cases=made, date=AT)
        read = (self._facts(compilation, case, body) for case, body in zip(made, bodies, strict=True))
        return Reading(compilation, tuple(read))

    def unit(self, number: int) -> Unit:
        """Where a case comes from."""
        units = _units(self.gazetteer)
        return units[number * STEP % len(units)]

    def _body(self, number: int, taken: set[str]) -> _Body:
        """The body of a case, empty without full text; its title is none of the `taken`, and joins them."""
        draw = Draw(self.seed, number)
        words = Words(lists(), _own(self.unit(number)))
        title = _title(words, draw)
        while title in taken:
            title = _title(words, draw)
        taken.add(title)
        body = _Body(title, words.own["federation"])
        if draw.below(1_000_000) >= self.share * 1_000_000:
            return body
        body.add(f"# {title}\n\n## {body.federation}\n\n")
        opening = draw.one(templates()["opening"]).filled(words, draw)
        body.add(opening.text + "\n\n", opening)
        self._sections(body, words, draw)
        return body

    def _sections(self, body: _Body, words: Words, draw: Draw) -> None:
        sentences = draw.some(list(_sentences(self.kind.counts, words, draw)), 1000)
        heads = words.several("section_titles", SECTIONS, draw)
        size = -(-len(sentences) // SECTIONS)
        for index, head in enumerate(heads):
            body.add(f"### {'一二三'[index]}、{head.text}\n\n")
            part = sentences[index * size : (index + 1) * size]
            for at, sentence in enumerate(part, 1):
                body.add(sentence.text, sentence)
                if at % PARAGRAPH == 0 or at == len(part):
                    body.add("\n\n")

    def _facts(self, compilation: Compilation, case: Case, body: _Body) -> CaseFacts:
        source = compilation.source
        ids = Ids(case, source)
        head = case_view(case, source)
        if head is None:
            message = f"case {case.number} has no place in the text"
            raise ValueError(message)
        found = [case_candidate(case, source, head, self.library)]
        found += entry_candidates(case, head, self.gazetteer, AT)
        facts = [*self._grounded(compilation, case, head, ids, found)]
        if case.body is not None:
            view, start = view_of(source.text, case.body), case.body.start
            stated = [_candidate(view, start + at, fact) for at, fact in body.facts]
            facts += self._grounded(compilation, case, view, ids, stated)
        return CaseFacts(case, tuple(sorted(facts, key=lambda f: (f.start, f.end, f.type, f.id))))

    def _grounded(
        self, compilation: Compilation, case: Case, view: View, ids: Ids, found: Iterable[Candidate]
    ) -> Iterator[Fact]:
        """Facts as the gate lets them through; raises `ValueError` when a template states what it does not print."""
        gate = Gate(compilation.source, case, view, self.library, ids, pages_of(case, compilation.source))
        for fact in map(gate.judge, found):
            if not isinstance(fact, Fact):
                message = f"{fact.reason}: {fact.quote} {dict(fact.candidate.slots)}"
                raise ValueError(message)  # noqa: TRY004  the data are wrong, not the type
            yield fact


def _printed(title: str, bodies: Iterable[_Body]) -> tuple[str, list[Span], list[Span | None]]:
    """The text of a volume; where each case has its entry in the catalogue, and its body."""
    bodies = tuple(bodies)
    text = f"{title}\n\n目录\n\n"
    entries: list[Span] = []
    for index, body in enumerate(bodies):
        text += f"{index + 1}. "
        entry = f"{body.title} …… {body.federation}"
        entries.append(Span(len(text), len(text) + len(entry)))
        text += f"{entry} ( {1 + PAGES * index} )\n"
    spans: list[Span | None] = []
    for body in bodies:
        text += "\n" if body.text else ""
        spans.append(Span(len(text), len(text) + len(body.text.rstrip())) if body.text else None)
        text += body.text
    return text, entries, spans


def _sentences(counts: Mapping[str, int], words: Words, draw: Draw) -> Iterator[Sentence]:
    """Sentences of each sort; none names what another has named."""
    named: set[tuple[str, str]] = set()
    for about, count in counts.items():
        known = templates()[about]
        for template in [*draw.some(known, count), *(draw.one(known) for _ in range(count - len(known)))]:
            for _ in range(TRIES):
                sentence = template.filled(words, draw)
                names = {(f.type, str(f.slots["name"])) for f in sentence.facts if f.type in ONCE and "name" in f.slots}
                if not names & named:
                    named |= names
                    yield sentence
                    break


def _title(words: Words, draw: Draw) -> str:
    return f"{words.drawn('title_heads', draw).text} {words.drawn('title_tails', draw).text}"


def _candidate(view: View, start: int, fact: Any) -> Candidate:
    """A fact of a sentence as a rule would propose it."""
    first, last = view.index(start + fact.start), view.index(start + fact.end - 1) + 1
    return Candidate(fact.type, fact.slots, first, last, f"{RULE}.{fact.type}", 0.9, fact.derived)


def _case(index: int, body: _Body, entry: Span, span: Span | None, *, last: bool) -> Case:
    heading = None
    if span:
        end = body.text.index(body.federation) + len(body.federation)
        heading = Span(span.start + body.text.index(body.title), span.start + end)
    page = 1 + PAGES * index
    return Case(
        index + 1,
        body.title,
        body.federation,
        page_start=page,
        page_end=None if last else page + PAGES - 1,
        entry=entry,
        heading=heading,
        body=span,
    )


def _own(unit: Unit) -> dict[str, str]:
    """Words that a case brings: its region, how it calls itself, its federation and its committee."""
    seat = "师" if unit.level == "xpcc_division" else "场" if unit.level == "xpcc_farm" else unit.name[-1]
    return {
        "home": unit.path,
        "seat": seat,
        "federation": f"{unit.path}妇联",
        "committee": f"{seat}委",
        "standing": f"{seat}委常委会",
    }


@cache
def _units(gazetteer: Gazetteer) -> tuple[Unit, ...]:
    """County-level units in force, and divisions and farms of the Corps, by key."""
    known = (unit for unit in gazetteer.units if unit.level in BELOW and unit.in_force(AT))
    return tuple(unit for unit in known if unit.province not in SPECIAL and _resolves(gazetteer, unit))


def _resolves(gazetteer: Gazetteer, unit: Unit) -> bool:
    """Whether the name in full means this unit."""
    return gazetteer.resolve(unit.path, AT).candidates == (unit,)


def counted(reading: Reading) -> Counter[str]:
    """Number of facts by type."""
    return Counter(fact.type for case in reading.cases for fact in case.facts)
