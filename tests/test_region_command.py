"""The command `region`: its JSON contract, its tables, its sentences and exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from wcwidth import wcswidth

from fulian_kg.cli import run

if TYPE_CHECKING:
    from pathlib import Path

VERSION = ["code", "name", "path", "kind", "valid_from", "valid_until"]
SUCCESSOR = ["code", "name", "path", "relation", "date", "document"]


def asked(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    """The JSON answer of `region`, which ends with that code."""
    assert run(["region", *arguments, "--format", "json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def picked(values: dict[str, Any], keys: list[str]) -> list[Any]:
    return [values[key] for key in keys]


def test_an_abolished_district_leads_to_its_successor(capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "110104", "--at", "2010-05-01", "--to", "2024-12-31")
    assert picked(found, ["query", "at", "to", "status"]) == ["110104", "2010-05-01", "2024-12-31", "resolved"]
    (candidate,) = found["candidates"]
    assert picked(candidate, VERSION) == [
        "110104", "宣武区", "北京市宣武区", "municipal-district", "1981-01-01", "2010-06-28",
    ]  # fmt: skip
    (successor,) = candidate["successors"]
    assert picked(successor, SUCCESSOR) == [
        "110102", "西城区", "北京市西城区", "whole", "2010-06-28", "国函〔2010〕55号",
    ]  # fmt: skip


def test_a_dissolved_district_leads_to_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    (candidate,) = asked(capsys, "山西省大同市南郊区", "--at", "2010-12-31")["candidates"]
    parts = {successor["code"]: successor["relation"] for successor in candidate["successors"]}
    assert parts == {"140213": "part", "140214": "part", "140212": "part"}


def test_the_successors_are_those_of_the_day_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    def names(to: str) -> list[str]:
        (candidate,) = asked(capsys, "542623", "--at", "2010-12-31", "--to", to)["candidates"]
        return [successor["code"] for successor in candidate["successors"]]

    assert names("2014-01-01") == []
    assert names("2020-01-01") == ["540422"]
    assert names("today") == ["540481"]


def test_changes_carry_document_source_and_labels_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    (candidate,) = asked(capsys, "131181", "--at", "2010-12-31")["candidates"]
    change = candidate["changes"][-1]
    assert picked(change, ["kind", "date", "document", "source", "partial"]) == [
        "city-to-district", "2016-06-08", "国函〔2016〕103号", "国务院批复", False,
    ]  # fmt: skip
    assert change["kind_label"] == {"zh": "撤市设区", "en": "city to district"}
    assert candidate["kind_label"] == {"zh": "县级市", "en": "county-level city"}
    assert candidate["versions"][-1]["valid_until"] == "2016-06-08"


def test_every_namesake_is_a_candidate(capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "鼓楼区", "--at", "2010-12-31")
    assert found["status"] == "ambiguous"
    assert [candidate["code"] for candidate in found["candidates"]] == ["320106", "320302", "350102", "410204"]


def test_an_unknown_name_answers_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["region", "火星区", "--format", "json"]) == 1
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert (found["status"], found["candidates"], found["existed"]) == ("unknown", [], [])
    assert "火星区 不是已知的区划名称或代码" in captured.err


@pytest.mark.parametrize("name", ["宣武区", "北京市宣武区", "北京宣武", "110104"])
def test_a_name_of_the_past_is_unknown_today_and_says_when_it_was_known(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(["region", name, "--format", "json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["candidates"] == []
    assert "1981 – 2010-06-28" in captured.err
    assert "--at 2010-06-27" in captured.err
    assert run(["region", name, "--at", "2010-06-27"]) == 0


def test_an_unknown_successor_is_said_to_be_unknown_and_a_history_may_know_it(
    capsys: pytest.CaptureFixture[str], shared: Path
) -> None:
    question = ("130106", "--at", "2000-12-31")
    (candidate,) = asked(capsys, *question)["candidates"]
    assert picked(candidate, ["succession", "successors"]) == ["unknown", []]
    assert run(["region", *question]) == 0
    captured = capsys.readouterr()
    assert "河北省石家庄市郊区（130106）止于 2001，后继不详" in captured.err
    assert "Its successor is unknown" in captured.err
    history = ("--region-history", str(shared / "data" / "areacodes" / "result.csv"))
    (candidate,) = asked(capsys, *question, *history)["candidates"]
    assert candidate["succession"] == "known"
    assert {each["code"] for each in candidate["successors"]} == {"130102", "130104", "130105", "130108"}


def test_a_part_that_went_elsewhere_is_no_successor_but_told(capsys: pytest.CaptureFixture[str]) -> None:
    (candidate,) = asked(capsys, "焉耆回族自治县", "--at", "2010-12-31")["candidates"]
    assert picked(candidate, ["succession", "successors"]) == ["in_force", []]
    assert [picked(part, ["code", "relation", "date"]) for part in candidate["transfers"]] == [
        ["659006", "part", "2020-01-02"],
        ["659006", "part", "2024-05-31"],
    ]
    assert run(["region", "焉耆回族自治县", "--at", "2010-12-31", "--to", "2022-01-01"]) == 0
    assert capsys.readouterr().out.split("部分划归 Parts transferred")[1].count("铁门关市") == 1


def test_days_before_and_after_the_data_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["region", "宣武区", "--at", "1970-01-01"]) == 1
    assert (
        "Our data begin on 1981-01-01, what 1970-01-01 had is unknown: try --at 2010-06-27" in capsys.readouterr().err
    )
    assert run(["region", "西城区", "--at", "2026-01-01", "--to", "2026-01-01"]) == 0
    assert capsys.readouterr().err.count("The day lies after our data: answered as of 2024-12-31") == 1


def test_a_farm_of_the_corps_has_a_key_but_no_code(capsys: pytest.CaptureFixture[str]) -> None:
    (candidate,) = asked(capsys, "兵团农六师新湖农场", "--at", "2010-12-31")["candidates"]
    assert picked(candidate, ["code", "key", "kind"]) == [None, "xpcc-06-xinhu", "xpcc-farm"]


def test_tables_align_and_the_note_is_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["region", "宣武区", "--at", "2010-05-01"]) == 0
    captured = capsys.readouterr()
    for title in ("候选 Candidates", "历次 Versions", "变更 Changes", "后继 Successors, 2024-12-31"):
        head, rule, row = captured.out.split(f"\n{title}\n")[1].splitlines()[:3]
        starts = [wcswidth(rule[:index]) for index in range(len(rule)) if rule[index] == "─" and rule[index - 1] != "─"]
        for line in (head, row):
            assert all(edge(line, start) for start in starts[1:]), line
    assert "国函〔2010〕55号" in captured.out
    assert "2024-12-31" in captured.err
    assert "dates of changes are those of approval" in captured.err


def edge(line: str, column: int) -> bool:
    """Whether a cell may begin at that column of the terminal: two spaces stand before it, or the line has ended."""
    used = 0
    for index, char in enumerate(line):
        if used >= column:
            return used == column and line[index - 2 : index] == "  "
        used += max(0, wcswidth(char))
    return True


@pytest.mark.parametrize("day", ["2010-6-1", "20100601", "2010-02-30", "yesterday", "２０１０-06-01", ""])
def test_a_bad_date_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert run(["region", "宣武区", "--at", day]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert "YYYY-MM-DD" in captured.err


@pytest.mark.parametrize("arguments", [("",), ("  ",), ("宣武区", "--at", "2010-05-01", "--to", "2005-01-01")])
def test_a_question_that_makes_no_sense_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(["region", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_answer_goes_into_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    assert run(["region", "110107", "--format", "json", "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(target.read_text("utf-8"))["candidates"][0]["path"] == "北京市石景山区"


def test_the_help_speaks_chinese_and_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["region", "--help"]) == 0
    text = capsys.readouterr().out
    assert "按日期查询行政区划" in text
    assert "fulian-kg region 宣武区 --at 2010-05-01" in text
    assert "FULIAN_REGION_HISTORY" in text


HISTORY = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码\n"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    lines = (
        "330199,浙江省,杭州市,试验区,县级,弃用,1990,1995,330106",
        "110107,北京市,直辖,石景山区,县级,在用,1990,,",
    )
    path.write_text(HISTORY + "\n".join(lines) + "\n", "utf-8-sig")
    return path


def test_a_region_history_of_ones_own_adds_units(
    capsys: pytest.CaptureFixture[str], history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("杭州市试验区", "--at", "1992-01-01")
    assert asked(capsys, *question, code=1)["status"] == "unknown"
    assert asked(capsys, *question, "--region-history", str(history))["status"] == "resolved"
    monkeypatch.setenv("FULIAN_REGION_HISTORY", str(history))
    (candidate,) = asked(capsys, *question)["candidates"]
    assert picked(candidate, VERSION) == [
        "330199", "试验区", "浙江省杭州市试验区", "municipal-district", "1990-01-01", "1995-01-01",
    ]  # fmt: skip
    assert [successor["code"] for successor in candidate["successors"]] == ["330106"]


def test_a_contradiction_of_the_region_asked_for_is_told(capsys: pytest.CaptureFixture[str], history: Path) -> None:
    assert run(["region", "石景山区", "--region-history", str(history)]) == 0
    captured = capsys.readouterr()
    assert "110107 石景山区（1990 –）：本项目为 ours has 1981 –" in captured.err
    assert asked(capsys, "110105", "--region-history", str(history))["conflicts"] == []


@pytest.mark.parametrize(
    ("content", "place"), [(None, ""), (b"code,name\n", ":1"), (HISTORY.encode() + b"\xff\n", ":2"), (b"", ":1")]
)
def test_a_region_history_that_cannot_be_read_is_bad_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None, place: str
) -> None:
    path = tmp_path / "history.csv"
    if content is not None:
        path.write_bytes(content)
    assert run(["region", "110107", "--region-history", str(path)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"history.csv{place}: " in captured.err
    assert len(captured.err.splitlines()) == 1
