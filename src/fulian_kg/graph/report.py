"""What SHACL found, in words a person can act on: what, where (page, quote), why, how to mend."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

VIOLATION = "violation"
SEVERITIES = (VIOLATION, "warning", "info")
SIGNS = {VIOLATION: "✗ 错误 violation", "warning": "! 提醒 warning", "info": "· 信息 info"}


@dataclass(frozen=True, slots=True)
class Result:
    """One finding; texts in two languages are `{"zh": …, "en": …}`."""

    severity: str
    shape: str
    """Compact name of the shape that says so: shapes:Case-pageStart."""
    focus: str
    """IRI of the resource."""
    label: str | None
    path: str | None
    value: str | None
    message: dict[str, str]
    mend: dict[str, str]
    quote: str | None
    pages: list[int] | None
    """First and last printed page."""
    component: str = ""
    """Compact name of the constraint component that was not met: sh:MinCountConstraintComponent."""

    @property
    def key(self) -> tuple[int, str, str, str, str]:
        """Order of results: the worst first, then by shape and resource."""
        return SEVERITIES.index(self.severity), self.shape, self.focus, self.path or "", self.value or ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in order."""

    results: tuple[Result, ...]

    @property
    def violations(self) -> int:
        """Number of results that make the data wrong; warnings and infos do not."""
        return sum(result.severity == VIOLATION for result in self.results)

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated."""
        return not self.violations


def as_dict(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {"conforms": report.conforms, "results": [asdict(result) for result in report.results]}


def as_json(report: Report) -> str:
    """The report as JSON, with a final line feed."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=2) + "\n"


def of_dict(found: dict[str, Any]) -> Report:
    """The report that `as_dict` wrote."""
    return Report(tuple(Result(**result) for result in found["results"]))


def as_text(report: Report) -> str:
    """The report for people, zh and en."""
    counts = {name: sum(result.severity == name for result in report.results) for name in SEVERITIES}
    head = "数据符合全部形状。The data conform to every shape.\n" if report.conforms else ""
    tail = "、".join(f"{SIGNS[name][2:]} {count}" for name, count in counts.items() if count)
    return head + "".join(map(_one, report.results)) + (f"共 in all: {tail}\n" if tail else "")


def _one(result: Result) -> str:
    lines = [f"{SIGNS[result.severity]}  {result.label or result.focus}  [{result.shape}]"]
    lines += [f"    {text}" for text in result.message.values()]
    if result.path:
        lines.append(f"    属性 property: {result.path}" + ("" if result.value is None else f" = {result.value}"))
    if result.pages:
        first, last = result.pages
        lines.append(f"    页 page: {first}" + (f"–{last}" if last != first else ""))
    if result.quote:
        lines.append(f"    原文 quote: “{' '.join(result.quote.split())}”")
    if result.mend:
        lines.append(f"    改法 mend: {' / '.join(result.mend.values())}")
    lines.append(f"    资源 resource: {result.focus}")
    return "\n".join(lines) + "\n\n"
