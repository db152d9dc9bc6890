"""What decisions make of facts: each by itself, together, against each other, and after the text has changed."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from conftest import EXAMPLE
from curating import (
    JIANHU,
    LIBRARY,
    SHEYANG,
    applied,
    decide,
    edited,
    fact,
    facts,
    journal,
    linked,
    outcome,
    quads,
    read_all,
    renamed,
    spot,
    spots,
    written,
)
from fulian_kg.curation.applying import curate
from fulian_kg.curation.decisions import ACCEPT, ADD, AMEND, FINDING, MERGE, REJECT, SPLIT, WITHDRAW, Decision
from fulian_kg.curation.outcomes import (
    AMBIGUOUS,
    APPLIED,
    CHANGED,
    CONFLICTING,
    GONE,
    MISSING,
    MOVED,
    REPLACED,
)
from fulian_kg.curation.recording import anchor_of
from fulian_kg.curation.texts import Texts
from fulian_kg.errors import InputError
from fulian_kg.model import Span

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.model import Reading


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[Reading]:
    """Two counties, a file each."""
    return written(tmp_path_factory.mktemp("counties"), a=JIANHU, b=SHEYANG)


@pytest.fixture(scope="module")
def example() -> list[Reading]:
    return read_all(EXAMPLE)


def anew(folder: Path, text: str) -> list[Reading]:
    """The first county in another reading, beside the second one."""
    return written(folder, a=text, b=SHEYANG)


def added(read: list[Reading], quote: str, derived: tuple[str, ...] = (), **slots: object) -> Decision:
    """A statistic on the first place with these words."""
    for source in Texts(read, LIBRARY).sources:
        for case in source.cases:
            for span in case.grounded(quote)[:1]:
                anchor = anchor_of(source, case, span, slots, derived)
                return Decision(ADD, "王芳", "2026-03-01T09:00:00Z", "", "statistic", anchor)
    raise AssertionError(quote)


def test_accept_changes_the_review_and_nothing_else(read: list[Reading]) -> None:
    about = spot(read, "培训班12期", "statistic")
    curated = applied(read, decide(ACCEPT, about))
    assert fact(curated, about[2].id) == replace(about[2], review="accepted")
    rest = {each.id: each for each in facts(curated)}
    assert all(rest[each[2].id] == each[2] for each in spots(read) if each[2].id != about[2].id)
    assert [each.state for each in curated.outcomes] == [APPLIED]


def test_a_rejected_fact_is_kept_and_not_mapped(read: list[Reading]) -> None:
    about = spot(read, "培训班12期", "statistic")
    curated = applied(read, decide(REJECT, about))
    assert fact(curated, about[2].id) == replace(about[2], review="rejected")
    assert not any(f"claim/{about[2].id}" in line for line in quads(curated))
    assert any(f"claim/{about[2].id}" in line for line in quads(applied(read)))


def test_amend_sets_and_unsets_slots_and_keeps_the_id(read: list[Reading]) -> None:
    about = spot(read, "县财政局每年拨付经费5万元", "funding")
    curated = applied(read, decide(AMEND, about, set={"payer": "财政局", "bound": "at_least"}, unset=("currency",)))
    made = fact(curated, about[2].id)
    assert made
    assert made.review == "amended"
    assert set(made.slots) == {*about[2].slots, "bound"} - {"currency"}
    assert list(made.slots)[:2] == ["amount", "bound"]  # the order of the contract
    assert (made.slots["payer"], made.quote, made.rule) == ("财政局", about[2].quote, about[2].rule)


@pytest.mark.parametrize(
    ("slots", "reason"),
    [
        ({"amount": 6}, "number-not-printed:amount"),
        ({"payer": "市财政局"}, "not-printed:payer"),
        ({"status": "dreamt"}, "not-in-vocabulary:status"),
        ({"amount": "5万"}, "wrong-type:amount"),
        ({"colour": "red"}, "unknown-slot:colour"),
    ],
)
def test_what_the_quote_does_not_print_is_not_applied_unless_derived(
    read: list[Reading], slots: dict[str, object], reason: str
) -> None:
    about = spot(read, "县财政局每年拨付经费5万元", "funding")
    amending = decide(AMEND, about, set=slots)
    curated = applied(read, amending)
    assert (outcome(curated, amending).state, outcome(curated, amending).reason) == (CHANGED, reason)
    assert fact(curated, about[2].id) == about[2]
    (name,) = slots
    derived = decide(AMEND, about, set=slots, derived=[*about[2].derived, name])
    state = outcome(applied(read, derived), derived).state
    assert state == (APPLIED if "not-printed" in reason else CHANGED)
    if state == APPLIED:
        made = fact(applied(read, derived), about[2].id)
        assert made
        assert name in made.derived


def test_add_makes_a_fact_that_passes_the_gate(read: list[Reading]) -> None:
    adding = added(read, "被评为全国“三八”红旗集体", value=38)
    curated = applied(read, adding)
    (made,) = [each for each in facts(curated) if each.rule == "curation:add"]
    assert (made.slots, made.quote) == ({"value": 38}, "被评为全国“三八”红旗集体")
    assert (made.review, made.confidence) == ("accepted", 1)
    assert JIANHU[made.start : made.end] == made.quote
    (line,) = [line for line in quads(curated) if f"claim/{made.id}" in line and "wasGeneratedBy" in line]
    assert f"activity/curation-{adding.id}" in line
    wrong = added(read, "被评为全国“三八”红旗集体", value=39)
    assert outcome(applied(read, wrong), wrong).reason == "number-not-printed:value"


def test_what_a_rule_reads_already_is_not_added_twice(read: list[Reading]) -> None:
    about = spot(read, "培训班12期", "statistic")
    curated = applied(read, added(read, "培训班12期", about[2].derived, **about[2].slots))
    assert len(facts(curated)) == len(spots(read))
    made = fact(curated, about[2].id)
    assert made
    assert (made.review, made.rule) == ("accepted", about[2].rule)


def test_an_accepted_fact_stays_when_no_rule_reads_it_any_more(read: list[Reading]) -> None:
    about = spot(read, "培训班12期", "statistic")
    without = edited(read, lambda facts: tuple(each for each in facts if each.id != about[2].id))
    accepting, rejecting = decide(ACCEPT, about), decide(REJECT, about)
    made = fact(applied(without, accepting), about[2].id)
    assert made == replace(about[2], review="accepted", rule="curation:accept", confidence=1.0)
    amended = fact(applied(without, decide(AMEND, about, unset=("region",))), about[2].id)
    assert amended
    assert "region" not in amended.slots
    assert outcome(applied(without, rejecting), rejecting).state == GONE


def test_an_accepted_fact_has_the_slots_that_were_accepted(read: list[Reading]) -> None:
    about = spot(read, "培训班12期", "statistic")
    other = edited(
        read,
        lambda facts: tuple(
            replace(each, slots={**each.slots, "year": 1999}) if each.id == about[2].id else each for each in facts
        ),
    )
    made = fact(applied(other, decide(ACCEPT, about)), about[2].id)
    assert made
    assert made.slots == about[2].slots


def test_decisions_about_a_corrected_fact_find_it(read: list[Reading]) -> None:
    about = spot(read, "县财政局每年拨付经费5万元", "funding")
    first = decide(AMEND, about, set={"period": "once"}, derived=[*about[2].derived])
    seen = spot(applied(read, first).readings, about[2].quote, "funding")
    assert seen[2].slots["period"] == "once"
    accepting = decide(ACCEPT, seen)
    curated = applied(read, accepting, first)
    assert {each.state for each in curated.outcomes} == {APPLIED}
    assert fact(curated, about[2].id) == replace(seen[2], review="amended")
    second = decide(AMEND, seen, set={"period": "month"}, replaces=(first.id,), who="李梅")
    curated = applied(read, second, first)
    assert outcome(curated, first).state == REPLACED
    made = fact(curated, about[2].id)
    assert made
    assert made.slots["period"] == "month"


def test_amendments_of_different_slots_combine_whatever_their_order(read: list[Reading]) -> None:
    about = spot(read, "县财政局每年拨付经费5万元", "funding")
    made = [
        decide(ACCEPT, about),
        decide(ACCEPT, about, who="李梅"),
        decide(AMEND, about, set={"bound": "at_least"}),
        decide(AMEND, about, set={"bound": "at_least"}, who="李梅"),
        decide(AMEND, about, set={"purpose": "经费"}, who="李梅"),
    ]
    results = [applied(read, *order) for order in permutations(made)]
    assert {each.state for result in results for each in result.outcomes} == {APPLIED}
    assert all(result.readings == results[0].readings for result in results)
    combined = fact(results[0], about[2].id)
    assert combined
    assert combined.slots == {**about[2].slots, "bound": "at_least", "purpose": "经费"}


Given = tuple[str, dict[str, Any]]
CONFLICTS: dict[str, tuple[Given, Given]] = {
    "accept-reject": ((ACCEPT, {}), (REJECT, {})),
    "reject-amend": ((REJECT, {}), (AMEND, {"set": {"bound": "at_least"}})),
    "two values": ((AMEND, {"set": {"bound": "at_most"}}), (AMEND, {"set": {"bound": "at_least"}})),
    "set-unset": ((AMEND, {"set": {"payer": "财政局"}}), (AMEND, {"unset": ("payer",)})),
    "accepted otherwise": ((ACCEPT, {}), (AMEND, {"set": {"payer": "财政局"}})),
    "add-reject": ((ADD, {}), (REJECT, {})),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_decisions_that_cannot_both_hold_stop_the_build_and_are_both_shown(name: str, read: list[Reading]) -> None:
    about = spot(read, "县财政局每年拨付经费5万元", "funding")
    (kind, given), (another, more) = CONFLICTS[name]
    one, other = decide(kind, about, who="王芳", **given), decide(another, about, who="李梅", **more)
    for order in ((one, other), (other, one)):
        curated = applied(read, *order)
        with pytest.raises(InputError) as error:
            curated.agreed()
        told = ("decisions.jsonl:1", "decisions.jsonl:2", "王芳", "李梅", one.id, other.id, one.when, one.decision)
        assert all(words in str(error.value) for words in told)
        assert {each.state for each in curated.outcomes} == {CONFLICTING}
        assert fact(curated, about[2].id) == about[2]
    for first, last in ((one, other), (other, one)):
        later = replace(last, replaces=(first.id,))
        curated = applied(read, later, first).agreed()
        assert (outcome(curated, first).state, outcome(curated, later).state) == (REPLACED, APPLIED)


def test_what_a_withdrawn_decision_had_replaced_is_in_force_again(read: list[Reading]) -> None:
    about = spot(read, "培训班12期", "statistic")
    first = decide(ACCEPT, about)
    second = decide(REJECT, about, replaces=(first.id,))
    third = Decision(WITHDRAW, "李梅", "2026-03-02T09:00:00Z", "", replaces=(second.id,))
    fourth = Decision(WITHDRAW, "李梅", "2026-03-03T09:00:00Z", "", replaces=(third.id,))
    reviews = []
    for made in ((first,), (first, second), (first, second, third), (fourth, third, second, first)):
        found = fact(applied(read, *made).agreed(), about[2].id)
        assert found
        reviews.append(found.review)
    assert reviews == ["accepted", "rejected", "accepted", "rejected"]
    lonely = applied(read, third)
    assert outcome(lonely, third).state == MISSING


def test_themes_gain_and_lose_members_from_several_people(example: list[Reading]) -> None:
    about = next(each for each in spots(example) if each[2].case == 5 and each[2].type == "case")
    old = about[2].slots["themes"]
    new = next(theme for theme in ("network-coverage", "party-led-building") if theme not in old)
    one = decide(AMEND, about, include={"themes": (new,)}, derived=[*about[2].derived, "themes"])
    other = decide(AMEND, about, exclude={"themes": (old[0],)}, who="李梅", derived=[*about[2].derived, "themes"])
    made = fact(applied(example, other, one).agreed(), about[2].id)
    assert made
    assert set(made.slots["themes"]) == {*old, new} - {old[0]}
    against = decide(AMEND, about, exclude={"themes": (new,)}, who="李梅")
    assert applied(example, one, against).conflicts
    whole = decide(AMEND, about, set={"themes": old}, who="李梅")
    assert applied(example, one, whole).conflicts


def test_a_merge_within_a_case_makes_mentions_and_names_stay_known(read: list[Reading]) -> None:
    about = spot(read, "“好邻居”活动", "initiative")
    twin = replace(about[2], id="0" * 16, slots={**about[2].slots, "name": "好邻居"}, end=about[2].end - 2)
    widened = edited(read, lambda facts: (*facts, twin) if about[2] in facts else facts)
    merging = linked(MERGE, about, (about[0], about[1], twin))
    curated = applied(widened, merging)
    assert fact(curated, twin.id) is None
    kept = fact(curated, about[2].id)
    assert kept
    assert kept.mentions == (twin.span,)
    lines = quads(curated)
    assert any("initiative/" in line and "altLabel" in line and "好邻居" in line for line in lines)
    assert outcome(curated, merging).state == APPLIED


def test_facts_of_several_cases_become_one_resource(read: list[Reading]) -> None:
    one, other = spot(read, "“好邻居”活动", "initiative"), spot(read, "好邻居”行动", "initiative")
    third = spot(read, "“双学双比”活动", "initiative")
    for made in ([(one, other)], [(one, other), (other, third)], [(one, third), (one, other)]):
        merging = [linked(MERGE, a, b) for a, b in made]
        for order in permutations(merging):
            lines = quads(applied(read, *order).agreed())
            about = {line.split()[2] for line in lines if f"claim/{other[2].id}" in line and "#about>" in line}
            first = {line.split()[2] for line in lines if f"claim/{one[2].id}" in line and "#about>" in line}
            assert about == first
            assert len(about) == 1
            labels = {line.split()[2] for line in lines if line.startswith(about.copy().pop()) and "prefLabel" in line}
            assert labels == {'"“好邻居”活动"@zh'}
            other_names = [line for line in lines if line.startswith(about.copy().pop()) and "altLabel" in line]
            assert any("好邻居”行动" in line for line in other_names)


def test_federations_of_two_cases_become_one(read: list[Reading]) -> None:
    one, other = spot(read, "射阳县妇联", "federation"), spot(read, "建湖县妇联", "federation")
    merging = linked(MERGE, one, other)
    lines = quads(applied(read, merging))
    assert any("fulian-320924" in line and "altLabel" in line and "建湖县妇联" in line for line in lines)
    assert not any("organization/fulian-320925" in line for line in lines)


def test_a_mention_that_is_split_off_is_a_thing_of_its_own(example: list[Reading]) -> None:
    about = next(each for each in spots(example) if each[2].type == "place" and each[2].mentions)
    span = about[2].mentions[0]
    splitting = decide(SPLIT, about, set={"name": "南池子社区"}, mention=about[0].passages.words_at(span))
    curated = applied(example, splitting)
    (made,) = [each for each in facts(curated) if each.rule == "curation:split"]
    assert (made.span, made.slots) == (span, {"name": "南池子社区"})
    parent = fact(curated, about[2].id)
    assert parent
    assert parent.mentions == about[2].mentions[1:]
    assert sum("place/" in line and "南池子社区" in line and "prefLabel" in line for line in quads(curated)) == 2


def test_a_region_that_a_person_names_reaches_the_links_of_its_case(tmp_path: Path) -> None:
    text = "鼓楼区妇联建设妇女之家的做法\n鼓楼区妇联2010年建立妇女之家40个，鼓楼区妇女2000人参加培训。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    read = read_all(tmp_path / "a.txt")
    about = spot(read, "鼓楼区", "region")
    assert "code" not in about[2].slots
    slots = {"code": "320106", "province": "江苏省"}
    amending = decide(AMEND, about, set=slots, derived=("code", "province"))
    statistic = spot(read, "妇女之家40个", "statistic")
    counted = decide(AMEND, statistic, set={"region": "鼓楼区"}, derived=("region", "year"))
    lines = quads(applied(read, amending, counted))
    assert any("inRegion" in line and "320106" in line for line in lines)
    assert any("observedIn" in line and "320106" in line for line in lines)
    assert any("organization/fulian-320106" in line for line in lines)
    assert not any("320106" in line for line in quads(applied(read)))


def test_where_the_value_is_no_longer_printed_the_decision_waits(read: list[Reading], tmp_path: Path) -> None:
    about = spot(read, "培训妇女3000人", "statistic")
    accepting, rejecting = decide(ACCEPT, about), decide(REJECT, spot(read, "培训班12期", "statistic"))
    amending = decide(AMEND, spot(read, "县财政局每年拨付经费5万元", "funding"), set={"payer": "财政局"})
    text = JIANHU.replace("3000", "8000").replace("12期", "18期").replace("县财政局每年拨", "县财玫局每年拨")
    curated = applied(anew(tmp_path, text), accepting, rejecting, amending)
    assert [outcome(curated, each).state for each in (accepting, rejecting, amending)] == [CHANGED] * 3
    assert outcome(curated, accepting).located[0].quote == "培训妇女8000人"
    assert outcome(curated, accepting).reason == "number-not-printed:value"
    assert {each.review for each in facts(curated)} == {"proposed"}
    assert any("decision-state/value-changed" in line for line in quads(curated))


def test_after_another_ocr_what_is_still_printed_is_applied(read: list[Reading], tmp_path: Path) -> None:
    about = [spot(read, "培训妇女3000人", "statistic"), spot(read, "县财政局每年拨付经费5万元", "funding")]
    made = [decide(ACCEPT, about[0]), decide(REJECT, about[1])]
    curated = applied(anew(tmp_path, "前言。\n\n" + JIANHU.replace("举办", "举力")), *made)
    assert {each.state for each in curated.outcomes} == {MOVED}
    assert {each.review for each in facts(curated)} == {"proposed", "accepted", "rejected"}


def test_a_passage_in_two_places_or_in_none_waits(read: list[Reading], tmp_path: Path) -> None:
    accepting = decide(ACCEPT, spot(read, "培训妇女3000人", "statistic"))
    twice = applied(anew(tmp_path / "twice", JIANHU + "\n\n" + JIANHU), accepting)
    assert outcome(twice, accepting).state in {AMBIGUOUS, MOVED}
    none = applied(anew(tmp_path / "none", "江苏省盐城市建湖县妇联开展活动。\n"), accepting)
    assert outcome(none, accepting).state == MISSING
    elsewhere = applied([each for each in read if each.compilation.source.file == "b.txt"], accepting)
    assert (outcome(elsewhere, accepting).state, outcome(elsewhere, accepting).reason) == (MISSING, "source-not-read")


def test_a_file_of_another_name_counts_only_where_the_words_are_the_same(read: list[Reading], tmp_path: Path) -> None:
    accepting = decide(ACCEPT, spot(read, "培训妇女3000人", "statistic"))
    same = applied(written(tmp_path / "same", c="前言。\n" + JIANHU), accepting)
    assert outcome(same, accepting).state == MOVED
    near = applied(written(tmp_path / "near", c=JIANHU.replace("举办", "举力")), accepting)
    assert outcome(near, accepting).state == MISSING


def test_what_is_judged_without_being_a_fact_is_remembered_by_its_place(read: list[Reading], tmp_path: Path) -> None:
    source = Texts(read, LIBRARY).sources[0]
    span = Span(JIANHU.index("“三八”"), JIANHU.index("“三八”") + 4)
    anchor = anchor_of(source, source.cases[0], span, {"kind": "ocr-doubt"})
    judged = [Decision(each, "王", "2026-03-01T09:00:00Z", "", FINDING, anchor) for each in (REJECT, ACCEPT)]
    curated = applied(read, judged[0])
    assert curated.seen == {(source.source.sha256, FINDING): frozenset({span})}
    assert curated.readings == applied(read).readings
    assert applied(read, *judged).conflicts
    changed = applied(anew(tmp_path, JIANHU.replace("三八", "三入")), judged[0])
    assert (outcome(changed, judged[0]).state, changed.seen) == (CHANGED, {})


def test_a_decision_on_a_text_with_another_hash_is_about_that_text(read: list[Reading]) -> None:
    accepting = renamed(decide(ACCEPT, spot(read, "培训班12期", "statistic")), "f" * 64)
    assert outcome(applied(read, accepting), accepting).state == MOVED


def test_nothing_depends_on_the_order_of_decisions(read: list[Reading]) -> None:
    chance = random.Random(5)  # noqa: S311  no secret
    made = [decide(chance.choice((ACCEPT, REJECT)), each) for each in spots(read)]
    results: list[tuple[object, ...]] = []
    for _ in range(4):
        chance.shuffle(made)
        curated = curate(read, journal(*made, file=f"{len(results)}.jsonl"), LIBRARY)
        states = [(each.decision.id, each.state) for each in curated.outcomes]
        results.append((curated.readings, states, quads(curated)))
    assert all(result == results[0] for result in results)


def test_whatever_a_line_says_the_graph_can_hold_it(read: list[Reading]) -> None:
    about = spot(read, "县财政局每年拨付经费5万元", "funding")
    hostile = "\"'> <urn:x> } \\ \n\t\u202e{"
    made = [
        decide(
            AMEND, about, set={hostile: hostile, "payer": hostile}, unset=(hostile,), why=hostile, who="O'Brien <x>"
        ),
        decide(ADD, spot(read, "培训班12期", "statistic"), why=hostile, who='"'),
    ]
    curated = applied(read, *made)
    assert [outcome(curated, each).state for each in made] == [CHANGED, APPLIED]
    assert quads(curated)
