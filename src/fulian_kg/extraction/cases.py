"""What the catalogue says of a case: number, title, federation and pages; its region and federation."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.printed import numbers, words
from fulian_kg.extraction.regions import region_slots
from fulian_kg.lexicon.themes import ThemeTagger
from fulian_kg.model import Candidate
from fulian_kg.source.view import joined_view, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Case, SourceText
    from fulian_kg.resources import Library
    from fulian_kg.source.view import View

ENTRY_RULE = "catalogue.entry"
HEADING_RULE = "catalogue.heading"
SUFFIX = "妇联"
COUNTY = "county"
BELOW_COUNTY = "township"


def case_view(case: Case, source: SourceText) -> View | None:
    """The stretch that is the evidence of the case: the heading of its body, else its catalogue entry."""
    if case.full_text and case.heading:
        return view_of(source.text, case.heading)
    return joined_view(source.text, case.entry) if case.entry else None


def case_candidate(case: Case, source: SourceText, view: View, library: Library) -> Candidate:
    """The case itself."""
    tagger = _tagger(library)
    slots: dict[str, Any] = {"number": case.number, "title": case.title, "federation": case.federation}
    slots |= {"page_start": case.page_start, "page_end": case.page_end, "themes": tagger.title(case.title)}
    if case.body is not None:
        slots["themes_text"] = tagger.body(source.text[case.body.start : case.body.end])
    slots = {name: value for name, value in slots.items() if value not in (None, ())}
    slots["full_text"] = case.full_text
    derived = {name for name, value in slots.items() if not _printed(name, value, view.text)}
    rule = HEADING_RULE if case.full_text else ENTRY_RULE
    return Candidate("case", slots, 0, len(view.text), rule, 1.0, frozenset(derived))


def entry_candidates(case: Case, view: View, gazetteer: Gazetteer, at: date) -> Iterator[Candidate]:
    """Region, place and federation of a case without a body, evidenced by its entry."""
    if case.federation is None:
        return
    name = view_of(case.federation).text
    printed = name.removesuffix(SUFFIX) if case.federation_restored else name
    start = view.text.rfind(printed)
    whole = next(((stop, units) for begin, stop, units in gazetteer.find(name, at) if begin == 0), None)
    if start < 0 or whole is None:
        return
    stop, units = whole
    unit = units[0] if len(units) == 1 else None
    if gazetteer.is_unlisted(name[stop:].removesuffix(SUFFIX), units):
        stop, unit = len(name.removesuffix(SUFFIX)), None
    slots, derived = region_slots(name[:stop], unit)
    yield Candidate("region", slots, start, start + stop, ENTRY_RULE, 1.0, derived)
    below = name[stop:].removesuffix(SUFFIX)
    level = BELOW_COUNTY if below else (unit.level if unit else COUNTY)
    slots = {"name": case.federation, "level": level, "region": name[:stop]}
    derived = frozenset({"name"} if case.federation_restored else ())
    yield Candidate("federation", slots, start, start + len(printed), ENTRY_RULE, 1.0, derived)
    if below:
        slots, derived = place_slots(below, name[:stop])
        begin = start + stop
        yield Candidate("place", slots, begin, begin + len(below), ENTRY_RULE, 0.95, derived)


def place_slots(printed: str, region: str) -> tuple[dict[str, Any], frozenset[str]]:
    """A place printed inside a federation's name: 打浦桥社区（街道） is the subdistrict 打浦桥街道."""
    double = printed.endswith("社区（街道）")
    name = printed.replace("社区（街道）", "街道")
    derived = {"region"} | ({"name", "subdistrict"} if double else set())
    return {"name": name, "subdistrict": name, "region": region}, frozenset(derived)


@lru_cache(maxsize=4)
def _tagger(library: Library) -> ThemeTagger:
    return ThemeTagger(library)


def _printed(name: str, value: Any, quote: str) -> bool:
    if name == "full_text":
        return True
    if isinstance(value, tuple):
        return False
    if isinstance(value, int):
        return float(value) in numbers(quote)
    return words(value) in words(quote)
