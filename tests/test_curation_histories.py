"""Whatever people decide, in whatever order: what is kept on the disk alone gives the same facts and the same graph."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from curating import JIANHU, LIBRARY, SHEYANG, decide, linked, quads, spots, written
from fulian_kg.curation.applying import curate
from fulian_kg.curation.decisions import ACCEPT, ADD, AMEND, MERGE, REJECT, SPLIT, WITHDRAW, Decision, as_line
from fulian_kg.curation.journal import NOTHING, read_journal
from fulian_kg.curation.matching import ENTITIES
from fulian_kg.curation.outcomes import STATES
from fulian_kg.curation.recording import anchor_of, record
from fulian_kg.curation.texts import Texts
from fulian_kg.errors import UsageError
from fulian_kg.facts_io import write_facts

if TYPE_CHECKING:
    from fulian_kg.curation.journal import Journal
    from fulian_kg.curation.outcomes import Curated
    from fulian_kg.model import Reading

PICK = st.integers(0, 10**6)
WHO = st.sampled_from(["王芳", "李梅", "O'Brien"])
AMENDMENTS: tuple[dict[str, Any], ...] = (
    {"unset": ("region",)},
    {"unset": ("year",)},
    {"set": {"region": "江苏省"}, "derived": ("region",)},
    {"set": {"bound": "approximate"}},
    {"set": {"bound": "at_least"}},
    {"set": {"kind": "other"}},
    {"set": {"name": "王芳"}},
    {"set": {"year": 2009}, "derived": ("year",)},
)
QUOTES = ("全国“三八”红旗集体", "县财政局支持妇女之家建设", "全县妇女", "培训妇女3000人", "妇女之家40个")
TRIES = settings(max_examples=50, stateful_step_count=20, deadline=None)


class Histories(RuleBasedStateMachine):
    """Decisions recorded one after another by the code that `review` uses; refused ones leave no trace."""

    @initialize()
    def begin(self) -> None:
        """Two counties, and no decision."""
        self.folder = Path(tempfile.mkdtemp(prefix="histories"))
        self.readings = _texts()
        self.journal: Journal = NOTHING
        self.recorded: list[Decision] = []
        self.clock = 0

    @rule(which=PICK, kind=st.sampled_from((ACCEPT, REJECT)), who=WHO)
    def judge(self, which: int, kind: str, who: str) -> None:
        """Accept or reject a fact as it is seen now."""
        found = spots(self._seen().readings)
        self._record(decide(kind, found[which % len(found)], **self._signed(who)))

    @rule(which=PICK, how=st.sampled_from(AMENDMENTS), who=WHO)
    def amend(self, which: int, how: dict[str, Any], who: str) -> None:
        """Change a slot of a fact as it is seen now."""
        found = spots(self._seen().readings)
        about = found[which % len(found)]
        derived = (*about[2].derived, *how.get("derived", ()))
        changes = {key: value for key, value in how.items() if key != "derived"}
        self._record(decide(AMEND, about, derived=derived, **changes, **self._signed(who)))

    @rule(quote=st.sampled_from(QUOTES), kind=st.sampled_from(("concept", "statistic", "honour")), who=WHO)
    def add(self, quote: str, kind: str, who: str) -> None:
        """State a fact that may be there already, or fail the gate."""
        for source in Texts(self.readings, LIBRARY).sources:
            for case in source.cases:
                for span in case.grounded(quote):
                    slots = {"value": 40} if kind == "statistic" else {"name": quote}
                    anchor = anchor_of(source, case, span, slots)
                    self._record(Decision(ADD, type=kind, anchor=anchor, **self._signed(who)))

    @rule(one=PICK, other=PICK, who=WHO)
    def merge(self, one: int, other: int, who: str) -> None:
        """Say that two facts of one type are about one thing."""
        found = [each for each in spots(self._seen().readings) if each[2].type in ENTITIES - {"case", "region"}]
        about = found[one % len(found)]
        near = [each for each in found if each[2].type == about[2].type and each[2] != about[2]]
        if near:
            self._record(linked(MERGE, about, near[other % len(near)], **self._signed(who)))

    @rule(which=PICK, who=WHO)
    def split(self, which: int, who: str) -> None:
        """Take a mention out of a fact."""
        found = [each for each in spots(self._seen().readings) if each[2].mentions and each[2].type != "region"]
        if found:
            source, case, fact = found[which % len(found)]
            span = fact.mentions[which % len(fact.mentions)]
            slots = {"name": source.source.text[span.start : span.end]}
            mention = source.passages.words_at(span)
            self._record(decide(SPLIT, (source, case, fact), set=slots, mention=mention, **self._signed(who)))

    @rule(which=PICK, who=WHO)
    def withdraw(self, which: int, who: str) -> None:
        """Take any earlier decision back, a withdrawal too."""
        if self.recorded:
            old = self.recorded[which % len(self.recorded)].id
            self._record(Decision(WITHDRAW, replaces=(old,), **self._signed(who)))

    @rule(which=PICK, kind=st.sampled_from((ACCEPT, REJECT)), who=WHO)
    def replace(self, which: int, kind: str, who: str) -> None:
        """Decide otherwise about what an earlier decision judged."""
        judged = [each for each in self.recorded if each.anchor and each.decision not in {MERGE, SPLIT}]
        if judged:
            old = judged[which % len(judged)]
            signed = self._signed(who)
            self._record(Decision(kind, type=old.type, anchor=old.anchor, replaces=(old.id,), **signed))

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every decision that was recorded is on the disk and has its outcome."""
        outcomes = self._seen().outcomes
        assert {each.decision.id for each in outcomes} == {each.id for each in self.recorded}
        assert {each.state for each in outcomes} <= set(STATES)

    def teardown(self) -> None:
        """Wiped, shuffled, split into files and read anew, the decisions make the same facts and the same graph."""
        if not hasattr(self, "recorded"):
            return
        chance = random.Random(len(self.recorded))  # noqa: S311  no secret
        lines = [as_line(each) for each in (*self.recorded, *self.recorded[:3])]
        chance.shuffle(lines)
        with tempfile.TemporaryDirectory() as folder:
            for number in range(3):
                (Path(folder) / f"{number}.jsonl").write_text("\n".join(lines[number::3]) + "\n", "utf-8", newline="\n")
            rebuilt = curate(self.readings, read_journal(Path(folder)), LIBRARY)
        kept = self._seen()
        assert _facts(rebuilt) == _facts(kept)
        assert quads(rebuilt) == quads(kept)

    def _seen(self) -> Curated:
        return curate(self.readings, self.journal, LIBRARY).agreed()

    def _signed(self, who: str) -> dict[str, Any]:
        self.clock += 1
        return {"who": who, "when": f"2026-03-01T09:{self.clock // 60:02d}:{self.clock % 60:02d}Z", "why": ""}

    def _record(self, decision: Decision) -> None:
        try:
            told = record(self.folder, [decision], self.readings, self.journal, LIBRARY)
        except UsageError:
            return
        self.recorded += [entry.decision for entry, new in told if new]
        self.journal = read_journal(self.folder) if self.recorded else NOTHING


TestHistories = Histories.TestCase
TestHistories.settings = TRIES


def _facts(curated: Curated) -> str:
    return write_facts(fact for reading in curated.readings for fact in reading.facts)


_READ: list[Reading] = []


def _texts() -> list[Reading]:
    if not _READ:
        with tempfile.TemporaryDirectory() as folder:
            _READ.extend(written(Path(folder), a=JIANHU, b=SHEYANG))
    return _READ
