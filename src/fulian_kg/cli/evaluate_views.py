"""The measures as tables, for a terminal and in Markdown."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fulian_kg.cli.output import aligned
from fulian_kg.evaluation.splits import SEEN, UNSEEN
from fulian_kg.query.tables import Table, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Titled = tuple[str, Table]
Report = dict[str, Any]
COUNTED = ("金标 gold", "事实 facts")
RATED = ("相符 matched", "准确 P", "召回 R", "F1")
PARTS: Mapping[str | None, str] = MappingProxyType({None: "全部 all", SEEN: "见过 seen", UNSEEN: "没见过 unseen"})
MODES: Mapping[str, str] = MappingProxyType({"strict": "严 strict", "lenient": "宽 lenient"})
DIFFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "missed": "漏掉 missed",
        "spurious": "多出 spurious",
        "lenient_only": "只在宽判时相符 lenient only",
        "ungrounded": "原文不符 ungrounded",
        "uncovered_numerals": "无人解释的数字 uncovered numerals",
    }
)
LEGEND = "（严 = strict，宽 = lenient）"
WIDEST = 100
"""Columns that a sentence may take on a terminal."""


def as_text(report: Report) -> str:
    """For a terminal."""
    return "\n".join(f"{title}\n{aligned(table, widest=WIDEST)}" for title, table in _tables(report))


def as_markdown(report: Report) -> str:
    """For a page."""
    return "\n".join(f"## {title}\n\n{markdown(table)}" for title, table in _tables(report))


def _tables(report: Report) -> Iterator[Titled]:
    parts = {part: report if part is None else report[part] for part in PARTS if part is None or part in report}
    yield "总计 In all", _overall(parts)
    yield "其他 Beside", _beside(parts)
    for part, measures in parts.items():
        title = "" if part is None else f"：{PARTS[part]}"
        yield f"各类 By type{title}{LEGEND}", _by(measures, "type", "类 type")
    yield f"各文档 By document{LEGEND}", _by(report, "doc", "文档 document")
    yield "相符事实的槽位 Slots of matched facts", _slots(report)
    for kind, rows in report.get("differences", {}).items():
        if rows:
            yield f"{DIFFERENCES[kind]}（{len(rows)} / {report['differences_in_all'][kind]}）", _differences(rows)


def _overall(parts: Mapping[str | None, Report]) -> Table:
    rows = (
        (PARTS[part], title, *_counted(measures[mode]["all"]), *_rated(measures[mode]["all"]))
        for part, measures in parts.items()
        for mode, title in MODES.items()
    )
    return Table(("范围 scope", "方式 mode", *COUNTED, *RATED), tuple(rows))


def _beside(parts: Mapping[str | None, Report]) -> Table:
    rows = ((PARTS[part], *row) for part, measures in parts.items() for row in _rates(measures))
    return Table(("范围 scope", "度量 measure", "率 rate", "总数 of"), tuple(rows))


def _rates(measures: Report) -> Iterator[tuple[str, str, int]]:
    slots = measures["slot_accuracy"]
    yield "槽位（写明） slots, stated", _share(slots["stated"]), slots["n_stated"]
    yield "槽位（推得） slots, derived", _share(slots["derived"]), slots["n_derived"]
    if "grounding" in measures:
        yield "原文核对 grounding", _share(measures["grounding"]["rate"]), measures["grounding"]["facts"]
        yield "数字覆盖 number coverage", _share(measures["numbers"]["rate"]), measures["numbers"]["numerals"]


def _by(measures: Report, key: str, head: str) -> Table:
    """One row a type or document, strict and lenient side by side."""
    heads = (f"{mode[0]} {name.rpartition(' ')[2]}" for mode in MODES.values() for name in RATED)
    parts = {name: PARTS[entry["part"]] for name, entry in measures.get("documents", {}).items() if entry["part"]}
    rows = (
        (
            f"{name}（{parts[name]}）" if key == "doc" and name in parts else name,
            *_counted(counts),
            *_rated(counts),
            *_rated(measures["lenient"][key][name]),
        )
        for name, counts in measures["strict"][key].items()
        if name in measures["lenient"][key]
    )
    return Table((head, *COUNTED, *heads), tuple(rows))


def _slots(report: Report) -> Table:
    heads = ("槽位 slot", "写明 stated", "对 right", "推得 derived", "对 right", "多出 extra")
    return Table(heads, tuple((slot, *counts.values()) for slot, counts in report["slots"].items()))


def _differences(rows: list[Report]) -> Table:
    heads = ("文档 document", "类 type", "内容 slots", "句子 sentence")
    return Table(heads, tuple((row["doc"], row.get("type", "numeral"), _said(row), row["sentence"]) for row in rows))


def _said(row: Report) -> str:
    """The slots of a fact, or the numeral; of a near miss also what was found and what is held against it."""
    if "numeral" in row:
        return str(row["numeral"])
    said = " ".join(
        f"{name}={'、'.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in row["slots"].items()
    )
    return f"[{' '.join(row['why'])}] {said} ← {row['fact']['type']} {_said(row['fact'])}" if "why" in row else said


def _counted(counts: Report) -> tuple[int, int]:
    return counts["gold"], counts["facts"]


def _rated(counts: Report) -> tuple[int, str, str, str]:
    return counts["matched"], _share(counts["precision"]), _share(counts["recall"]), _share(counts["f1"])


def _share(value: float) -> str:
    return f"{value:.3f}"
