"""How places came to their funding: dated steps of one purpose in one place, each with its quotes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fulian_kg.query.evidence import distinct, gap
from fulian_kg.query.funding_occasions import DECISION, DOCUMENT, belonging, occasions_of
from fulian_kg.query.funding_purposes import NOT_STATED, stated
from fulian_kg.query.funding_rules import IN_FORCE, REPORTED
from fulian_kg.query.funding_words import STATED_NONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.evidence import Evidence
    from fulian_kg.query.funding_occasions import Occasion
    from fulian_kg.query.funding_purposes import Purpose, Stated
    from fulian_kg.query.funding_rules import Place, Rate, Rule, Where
    from fulian_kg.query.funding_words import FundingWords, Label
    from fulian_kg.resources import Library


@dataclass(frozen=True, slots=True)
class Step:
    """What happened in one year: a document, a survey, or rules of one status."""

    year: int
    kind: Label
    """Status of the rules, else the kind of the document or event."""
    rules: tuple[Rule, ...]
    occasions: tuple[Occasion, ...]

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Different rates of its rules: what is paid for each of something first, then for a time, then plain sums."""
        found = dict.fromkeys(rule.rate for rule in self.rules if rule.rate)
        return tuple(sorted(found, key=lambda rate: (rate.basis is None, rate.period is None)))

    @property
    def to_year(self) -> int | None:
        """The last year of its first rate, where it ended."""
        first = self.rates[:1]
        years = (rule.interval.last_year for rule in self.rules if not first or rule.rate == first[0])
        return next((year for year in years if year is not None), None)

    @property
    def meetings(self) -> tuple[str, ...]:
        """Meetings that set its rules; a decision by itself where no rule names its meeting."""
        named = dict.fromkeys(rule.meeting for rule in self.rules if rule.meeting)
        return tuple(named) or tuple(dict.fromkeys(each.name for each in self.occasions if each.sort == DECISION))

    @property
    def documents(self) -> tuple[str, ...]:
        """Titles of its documents and of those that propose its rules."""
        titles = [each.name for each in self.occasions if each.sort == DOCUMENT]
        proposing = [rule.proposal.title for rule in self.rules if rule.proposal]
        return tuple(dict.fromkeys((*titles, *proposing)))

    @property
    def provisions(self) -> tuple[str, ...]:
        """What its rules without an amount say."""
        return tuple(dict.fromkeys(rule.provision for rule in self.rules if rule.provision))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Its claims in the order of the text; those that print the year before those dated by their context."""
        inferred = {each.place for rule in self.rules if rule.dated_by_context for each in rule.evidence}
        stating: tuple[Occasion | Rule, ...] = (*self.occasions, *self.rules)
        every = [each for it in stating for each in it.evidence]
        every.sort(key=lambda each: (each.place in inferred, *each.place))
        return distinct(every)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps of one purpose in one place, and its rules without a year."""

    place: Place
    where: Where
    purpose: Purpose
    names: tuple[str, ...]
    """What texts of the place call the money."""
    steps: tuple[Step, ...]
    undated: tuple[Rule, ...]


@dataclass(slots=True)
class _Gathered:
    """What belongs to one timeline."""

    rules: list[Rule]
    occasions: list[Occasion]


def timelines(store: OpenStore, library: Library) -> tuple[Timeline, ...]:
    """A timeline for each purpose in each place that has a rule for it, in the order of names of places.

    What makes one purpose says `purposes_of`; which documents, surveys and decisions belong to it says `belonging`.
    A pilot belongs to the region that tries it; any other rule of a place below the county is that place's own. Facts
    of one year and status are one step. A document makes a step of its own where no rate of its year can be its, and
    takes in the rules without an amount of that year. A proposal has the year of its document, a rule in the words of
    a decision that of the decision; a rule without a year is kept apart. Sums that were only spent or raised are steps
    beside rules, and make no timeline by themselves.
    """
    return timelines_of(stated(store, library), occasions_of(store, library))


def timelines_of(said: Stated, occasions: Iterable[Occasion]) -> tuple[Timeline, ...]:
    """The timelines of what has been read."""
    gathered: dict[tuple[Place, Purpose], _Gathered] = defaultdict(lambda: _Gathered([], []))
    for rule in said.rules:
        gathered[rule.place, said.purposes[rule.iri]].rules.append(rule)
    for place, purpose, occasion in belonging(occasions, said):
        gathered[place, purpose].occasions.append(occasion)
    found = [
        _timeline(place, purpose, group, said.words)
        for (place, purpose), group in gathered.items()
        if any(rule.status != REPORTED for rule in group.rules)
    ]
    return tuple(
        sorted(found, key=lambda each: (each.where.code or "~", each.where.name, not each.steps, each.purpose.id))
    )


def _timeline(place: Place, purpose: Purpose, group: _Gathered, words: FundingWords) -> Timeline:
    own = [_decided(rule, group.occasions) for rule in group.rules if rule.status != REPORTED or purpose != NOT_STATED]
    undated = tuple(rule for rule in own if rule.year is None and rule.status != REPORTED)
    names = dict.fromkeys("".join(rule.purpose.split()) for rule in own if rule.purpose)
    steps = tuple(sorted(_steps([rule for rule in own if rule.year], group.occasions, words), key=_order))
    return Timeline(place, group.rules[0].where, purpose, tuple(names), steps, undated)


def _decided(rule: Rule, occasions: Iterable[Occasion]) -> Rule:
    """The rule with the year of the decision in whose words it stands, where it has none of its own."""
    if rule.year is not None:
        return rule
    years = (each.year for each in occasions if each.sort == DECISION and _shared(each, [rule]))
    return replace(rule, decided=next(years, None))


def _shared(occasion: Occasion, rules: Iterable[Rule]) -> bool:
    """Whether an occasion and one of the rules rest on the same words."""
    return any(gap(a, b) == 0 for rule in rules for a in rule.evidence for b in occasion.evidence)


def _order(step: Step) -> tuple[int, tuple[str, int, int], str]:
    return step.year, min(each.place for each in step.evidence), step.kind.id


def _steps(rules: Sequence[Rule], occasions: Sequence[Occasion], words: FundingWords) -> Iterator[Step]:
    """Rates with the documents of their year; other occasions with the rules without an amount of theirs."""
    left, plain = list(occasions), [rule for rule in rules if rule.rate is None]
    for (year, status), rated in _by_status(rule for rule in rules if rule.rate).items():
        own = [each for each in left if _is_of(each, year, status, rated)]
        with_them = [rule for rule in plain if rule.year == year and (rule.absent or rule.status == status)]
        left = [each for each in left if each not in own]
        plain = [rule for rule in plain if rule not in with_them]
        yield Step(year, words.step(status), (*rated, *with_them), tuple(own))
    for (year, kind), members in _by_kind(left).items():
        with_them = [rule for rule in plain if rule.year == year and not rule.absent and members[0].sort == DOCUMENT]
        plain = [rule for rule in plain if rule not in with_them]
        yield Step(year, words.step(kind), tuple(with_them), tuple(members))
    for (year, status), group in _by_status(plain).items():
        yield Step(year, words.step(status), tuple(group), ())


def _is_of(occasion: Occasion, year: int, status: str, rated: Sequence[Rule]) -> bool:
    """Whether an occasion is part of a step of rates: proposes them, decides them, or lays them down in their year."""
    if any(rule.proposal and rule.proposal.iri == occasion.iri for rule in rated):
        return True
    if occasion.year != year:
        return False
    return _shared(occasion, rated) if occasion.sort == DECISION else occasion.sort == DOCUMENT and status == IN_FORCE


def _by_kind(occasions: Iterable[Occasion]) -> dict[tuple[int, str], list[Occasion]]:
    found: dict[tuple[int, str], list[Occasion]] = defaultdict(list)
    for each in occasions:
        found[each.year, each.kind].append(each)
    return found


def _by_status(rules: Iterable[Rule]) -> dict[tuple[int, str], list[Rule]]:
    found: dict[tuple[int, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.year is not None:
            found[rule.year, _status(rule)].append(rule)
    return found


def _status(rule: Rule) -> str:
    return STATED_NONE if rule.absent else rule.status or IN_FORCE
