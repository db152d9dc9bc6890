"""Files of decisions: read as they were written, appended to whole, never losing what was acknowledged."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLE
from fulian_kg.curation.decisions import (
    ADD,
    AMEND,
    KINDS,
    MERGE,
    SEEN,
    SPLIT,
    WITHDRAW,
    Anchor,
    Decision,
    Nth,
    Words,
    as_line,
    as_object,
)
from fulian_kg.curation.journal import FILE, TORN, append, read_journal
from fulian_kg.curation.lines import parse
from fulian_kg.errors import InputError
from fulian_kg.model import FACT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
NAMED = st.text("王芳李梅 O'Brien", min_size=1, max_size=8).filter(str.strip)
VALUES = (
    st.text(min_size=1, max_size=5) | st.integers(0, 10**9) | st.booleans() | st.floats(0, 9).map(lambda x: x + 0.5)
)
SLOTS = st.dictionaries(
    st.sampled_from(["name", "amount", "roles", "year"]),
    VALUES | st.lists(st.text(max_size=3), min_size=1, max_size=3).map(tuple),
    max_size=3,
)
LISTS = st.dictionaries(
    st.sampled_from(["themes", "roles"]), st.lists(TEXTS, min_size=1, max_size=2).map(tuple), max_size=2
)
NAMES = st.lists(st.sampled_from(["name", "year"]), unique=True, max_size=2).map(tuple)
NTH = st.builds(lambda number, more: Nth(number, number + more), st.integers(1, 5), st.integers(0, 5))
WORDS = st.builds(Words, st.text(max_size=9), TEXTS, st.text(max_size=9), st.integers(0, 10**6), st.none() | NTH)
ANCHORS = st.builds(
    Anchor,
    TEXTS,
    st.just("0" * 64),
    st.none() | TEXTS,
    st.none() | st.integers(0, 300),
    st.none() | TEXTS,
    WORDS,
    SLOTS,
    NAMES,
)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=ZONES).map(lambda moment: moment.isoformat())


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    kind = draw(st.sampled_from(KINDS))
    made = Decision(kind, draw(NAMED), draw(MOMENTS), draw(st.text(max_size=9)))
    if kind == WITHDRAW:
        return replace(made, replaces=("0" * 16,))
    made = replace(made, type=draw(st.sampled_from((*FACT_TYPES, *SEEN))), anchor=draw(ANCHORS))
    if kind in {AMEND, SPLIT}:
        made = replace(made, set=draw(SLOTS))
    if kind == AMEND:
        made = replace(made, unset=draw(NAMES), include=draw(LISTS), exclude=draw(LISTS))
    if kind == MERGE:
        made = replace(made, other=draw(ANCHORS))
    return replace(made, mention=draw(WORDS)) if kind == SPLIT else made


@given(decisions())
def test_a_decision_is_read_as_it_was_written(made: Decision) -> None:
    line = as_line(made)
    assert "\n" not in line
    assert parse(line) == made
    assert parse(line).id == made.id


@given(decisions(), st.randoms(use_true_random=False))
def test_the_id_is_that_of_the_content_whatever_the_order_of_keys(made: Decision, chance: random.Random) -> None:
    items = list(as_object(made).items())
    chance.shuffle(items)
    assert parse(json.dumps(dict(items))).id == made.id
    assert replace(made, who=made.who + "二").id != made.id


@given(st.lists(decisions(), min_size=1, max_size=6, unique_by=lambda each: each.id), st.randoms(use_true_random=False))
def test_order_files_and_repetitions_mean_nothing(
    tmp_path_factory: pytest.TempPathFactory, made: list[Decision], chance: random.Random
) -> None:
    one, two = (tmp_path_factory.mktemp("journal") for _ in range(2))
    append(one, made)
    lines = [as_line(each) for each in (*made, *made[:2])]
    chance.shuffle(lines)
    cut = chance.randrange(len(lines) + 1)
    (two / "deeper").mkdir()
    (two / "deeper" / "facts.jsonl").write_text("no decision")
    (two / "z.jsonl").write_text("# 注\n\n" + "\n".join(lines[:cut]) + "\n", "utf-8", newline="\n")
    (two / "a.jsonl").write_text("\n".join(lines[cut:]), "utf-8", newline="\n")
    read = [read_journal(folder) for folder in (one, two)]
    assert set(read[0].entries) == set(read[1].entries) == {each.id for each in made}
    assert read[0].digest == read[1].digest
    assert read[1].torn == ()


def made(number: int) -> Decision:
    words = Words("前文", f"引文{number}", "后文", number)
    return Decision(
        ADD, "王芳", "2026-03-01T09:00:00Z", "", "concept", Anchor("甲.txt", "0" * 64, None, None, None, words)
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Expecting"),
        ("[]", "not a JSON object"),
        ('{"decision": "doubt"}', "no decision 'doubt'"),
        ('{"decision": "accept", "type": "rumour"}', "unknown type 'rumour'"),
        ('{"decision": "withdraw", "who": "王", "when": "yesterday"}', "time with its zone"),
        ('{"decision": "withdraw", "who": "王", "when": "2026-03-01T09:00:00"}', "time with its zone"),
        ('{"decision": "withdraw", "who": "", "when": "2026-03-01T09:00:00Z"}', "'who' of the line is not a text"),
        ('{"decision": "withdraw", "who": 1, "when": "2026-03-01T09:00:00Z"}', "'who' of the line is not a text"),
        ('{"decision": "withdraw", "who": "王", "when": "2026-03-01T09:00:00Z", "replaces": "a"}', "list of texts"),
        ('{"decision": "withdraw", "who": "王", "when": "2026-03-01T09:00:00Z", "sett": {"a": 1}}', "mean nothing"),
        (as_line(made(1)).replace('"start": 1', '"start": -1'), "'start' of the line is not a whole number"),
        (as_line(made(1)).replace('"start": 1', '"start": 1, "set": {"a": {}}'), "table of slots"),
        (as_line(made(1)).replace('"start": 1', '"start": 1, "nth": [1]'), "two whole numbers"),
        (as_line(made(1)).replace('"add"', '"merge"'), "’s 'with' is not a JSON object"),
        (as_line(made(1)).replace('"start": 1', '"start": 1, "include": {"themes": "a"}'), "table of lists"),
        ("[" * 100_000, "recursion"),
        ('{"decision": "withdraw", "who": "\u202e王", "when": "2026-03-01T09:00:00Z"}', "not a name"),
        ('{"decision": "withdraw", "who": " ", "when": "2026-03-01T09:00:00Z"}', "not a name"),
        ('{"decision": "withdraw", "who": "\\ud800", "when": "2026-03-01T09:00:00Z"}', "surrogates"),
        ('{"decision": "withdraw", "who": "王", "when": "20260301T090000+08"}', "time with its zone"),
        ('{"decision": "withdraw", "who": "王", "when": "2026-03-01T09:00:00Z", "replaces": ["> <"]}', "not a hash"),
        (as_line(made(1)).replace("0" * 64, "0" * 63), "not a hash"),
        (as_line(made(1)).replace('"start": 1', '"start": 1, "slots": {"value": NaN}'), "NaN is no number"),
        (as_line(made(1)).replace('"start": 1', '"start": 1, "slots": {"value": 1e999}'), "table of slots"),
        (as_line(made(1)).replace('"start": 1', '"start": 1, "nth": [3, 2]'), "counts places"),
        (as_line(made(1)).replace("引文", "引" * 10_001), "'quote' of the line is not a text"),
    ],
)
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"# 注\n{line}\n\n", "utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:2: this line is not a decision") as error:
        read_journal(tmp_path)
    assert said in str(error.value)


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n" + as_line(made(1)).encode("gb18030") + b"\n")
    with pytest.raises(InputError, match=r"a\.jsonl:2: "):
        read_journal(tmp_path)


def test_whatever_a_crash_leaves_of_the_last_line_nothing_before_or_after_it_is_lost(tmp_path: Path) -> None:
    append(tmp_path, [made(1), made(2)])
    whole = (tmp_path / FILE).read_bytes()
    first = whole.index(b"\n") + 1
    for kept in (*range(first, len(whole)), len(whole) + 5):
        torn = (whole + bytes(5))[:kept]
        (tmp_path / FILE).write_bytes(torn)
        complete = kept == len(whole) - 1
        assert (made(2).id in read_journal(tmp_path).entries) is (kept >= len(whole) - 1)
        assert bool(read_journal(tmp_path).torn) is (kept not in {first, len(whole) - 1})
        (entry,) = append(tmp_path, [made(3)])
        read = read_journal(tmp_path)
        assert read.entries[made(3).id].line == entry.line
        assert {made(1).id, made(3).id} <= set(read.entries)
        assert len(read.torn) == (not complete and kept != first)
        assert (tmp_path / FILE).read_bytes().startswith(torn)
        assert TORN.encode() in (tmp_path / FILE).read_bytes() or not read.torn


def test_a_cut_off_line_that_nothing_ends_is_an_error_when_others_follow(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(as_line(made(1))[:-4] + "\n" + as_line(made(2)) + "\n", "utf-8")
    with pytest.raises(InputError, match=r":1: this line is not a decision"):
        read_journal(tmp_path)


def test_a_place_that_cannot_be_written_is_told_and_nothing_acknowledged(tmp_path: Path) -> None:
    (tmp_path / "curation").write_text("a file")
    with pytest.raises(InputError, match="nothing was recorded"):
        append(tmp_path / "curation", [made(1)])


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from fulian_kg.curation.lines import parse
from fulian_kg.curation.journal import append
made = parse(sys.argv[2])
for number in range(int(sys.argv[4])):
    (entry,) = append(Path(sys.argv[1]), [replace(made, who=f"{sys.argv[3]} {number}")])
    print(entry.decision.id, flush=True)
"""


def writer(folder: Path, name: str, times: int = 10**9) -> subprocess.Popen[str]:
    """A process that appends decisions one by one through the real code, and prints the id of each it is told of."""
    command = [sys.executable, "-c", WRITER, str(folder), as_line(made(0)), name, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_append_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [writer(tmp_path / "new" / "curation", name, 100) for name in ("甲", "乙", "丙")]
    told = [process.communicate()[0].split() for process in writers]
    read = read_journal(tmp_path / "new" / "curation")
    assert [len(ids) for ids in told] == [100, 100, 100]
    assert set(read.entries) == {each for ids in told for each in ids}
    assert read.torn == ()


def test_killed_a_hundred_times_no_acknowledged_decision_is_lost(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311  no secret
    told: set[str] = set()
    for turn in range(100):
        process = writer(tmp_path, f"王 {turn}")
        assert process.stdout
        first = process.stdout.readline() if turn % 4 else ""
        time.sleep(chance.random() * 0.01 if turn % 4 else chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        assert process.returncode == -signal.SIGKILL
        told |= {line.strip() for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")}
        assert not told or told <= set(read_journal(tmp_path).entries)
    assert len(told) > 100


def test_killed_while_it_reviews_the_command_loses_nothing_it_told(tmp_path: Path, run: Callable[..., Ran]) -> None:
    command = [
        sys.executable,
        "-m",
        "fulian_kg",
        "review",
        "accept",
        "--source",
        str(EXAMPLE),
        "--curation",
        str(tmp_path),
    ]
    quotes = ("全区136个社区妇联", "妇女小组4879个", "约1.5万人的巾帼志愿者队伍", "全区27万妇女", "115个社区妇联主席")
    acknowledged = 0
    for turn, quote in enumerate(quotes):
        process = subprocess.Popen(
            [*command, "--quote", quote, "--type", "statistic", "--who", "王"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert process.stdout
        line = process.stdout.readline() if turn % 2 else ""
        time.sleep(0 if turn % 2 else 0.3 * turn)
        process.kill()
        line += process.communicate()[0]
        if line.endswith("\n"):
            acknowledged += 1
            assert line.split()[0] in read_journal(tmp_path).entries
    assert acknowledged >= 2
    assert run("review", "log", EXAMPLE, "--curation", tmp_path).code == 0
