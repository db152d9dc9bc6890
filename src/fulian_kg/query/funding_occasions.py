"""Dated documents, surveys, decisions and initiatives of cases, and the fund to whose history each belongs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.query.evidence import asked, distinct, evidence_of, gap
from fulian_kg.query.funding_purposes import NEAR
from fulian_kg.query.funding_words import id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.evidence import Evidence, Row
    from fulian_kg.query.funding_purposes import Purpose, Stated
    from fulian_kg.query.funding_rules import Place, Rule
    from fulian_kg.resources import Library

STATEMENTS = "dated-statements"
NEEDED = "subject sort kind lays_down name year province"
DOCUMENT, SURVEY, DECISION, INITIATIVE = "document", "survey", "decision", "initiative"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A document, survey, decision or initiative with the year that a case gives it."""

    iri: str
    case: str
    province: str | None
    sort: str
    kind: str
    """Its kind of document, event or initiative; its sort where it has none."""
    lays_down: bool
    """A document that lays something down: an opinion, a plan, a notice, not a handbook."""
    name: str
    year: int
    evidence: tuple[Evidence, ...]

    @property
    def makes_a_step(self) -> bool:
        """Whether it can be a step towards a rule."""
        return self.lays_down or self.sort in {SURVEY, DECISION}


def occasions_of(store: OpenStore, library: Library) -> tuple[Occasion, ...]:
    """Everything with a year, by one query, in the order of cases and of their texts."""
    rows: dict[tuple[str, str, str], list[Row]] = {}
    for row in asked(store, library, STATEMENTS, NEEDED):
        rows.setdefault((row["subject"], row["case"], row["year"]), []).append(row)
    return tuple(_occasion(found) for found in rows.values())


def _occasion(rows: list[Row]) -> Occasion:
    row = rows[0]
    return Occasion(
        iri=row["subject"],
        case=row["case"],
        province=row.get("province"),
        sort=row["sort"],
        kind=id_of(row.get("kind", row["sort"])),
        lays_down=row.get("lays_down") == "true",
        name=row["name"],
        year=int(row["year"]),
        evidence=distinct(evidence_of(each) for each in rows),
    )


def belonging(occasions: Iterable[Occasion], stated: Stated) -> Iterator[tuple[Place, Purpose, Occasion]]:
    """The place and the purpose to whose history each occasion belongs, where it belongs to one.

    A document that proposes a rule belongs to it. An occasion that names a kind of fund belongs to the rules of that
    kind in its case, to the nearest of them. One that names none belongs to the rule beside which it stands: in the
    same paragraph, at most `NEAR` characters away, or beside another occasion that does; a document of another chapter
    of the same case is no part of the history.
    """
    by_case: dict[str, list[Rule]] = defaultdict(list)
    for rule in stated.rules:
        by_case[rule.case].append(rule)
    cases: dict[str, list[Occasion]] = defaultdict(list)
    for each in occasions:
        if each.case in by_case:
            cases[each.case].append(each)
    for case, members in cases.items():
        proposed = {rule.proposal.iri: rule for rule in by_case[case] if rule.proposal}
        found = [(each, proposed[each.iri]) for each in members if each.iri in proposed]
        others = [each for each in members if each.makes_a_step and each.iri not in proposed]
        for occasion, rule in (*found, *_nearest(others, by_case[case], stated)):
            yield rule.place, stated.purposes[rule.iri], occasion


def _nearest(members: list[Occasion], rules: list[Rule], stated: Stated) -> Iterator[tuple[Occasion, Rule]]:
    spans = [(rule.evidence, rule) for rule in rules]
    left: list[Occasion] = []
    for occasion in members:
        named = (stated.words.fund_in(text) for text in (occasion.name, *(each.quote for each in occasion.evidence)))
        kind = next((each for each in named if each), None)
        own = [span for span in spans if kind and stated.purposes[span[1].iri].id == kind]
        if own:
            yield occasion, min(own, key=lambda span, it=occasion: _gap(it.evidence, span[0]))[1]  # type: ignore[misc]
        else:
            left.append(occasion)
    while left:  # each round adds those beside what the round before added
        reached = [(min(spans, key=lambda span, it=each: _gap(it.evidence, span[0])), each) for each in left]  # type: ignore[misc]
        found = [(span[1], each) for span, each in reached if _gap(each.evidence, span[0]) <= NEAR]
        if not found:
            return
        for rule, each in found:
            yield each, rule
            spans.append((each.evidence, rule))
            left.remove(each)


def _gap(one: Iterable[Evidence], other: Sequence[Evidence]) -> int:
    return min((found for a in one for b in other if (found := gap(a, b)) is not None), default=1 << 60)
