"""How well the themes of a comparison agree with labels by hand, beside it; and which are too unsure to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulian_kg.query.agreement import below
from fulian_kg.query.supplements import Supplement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.query.agreement import Agreement
    from fulian_kg.query.claims import Column
    from fulian_kg.query.comparison import Comparison

ID = "agreement"
HEAD = (
    "主题 theme",
    "κ",
    "准确率 precision",
    "召回率 recall",
    "人工 by hand",
    "自动 automatic",
    "相同 both",
    "已标案例 labelled",
)
ZH = "一致程度只看标题主题；词表与人工标注出自同一作者，数字偏高。κ 为 –：人工和自动都没有，或全有，无从比较。"
EN = (
    "Agreement is about themes of titles; word lists and labels have one author, so figures are high. κ is – where "
    "no labelled case, or every one, has the theme both ways."
)
MINIMUM = 1
"""Labelled cases that a theme needs before it can be hidden for its κ."""


def supplement(columns: Iterable[Column], found: Mapping[str, Agreement]) -> Supplement:
    """Agreement of the themes that are compared."""
    pairs = [(column, found[column.id]) for column in columns if column.id in found]
    return Supplement(
        id=ID,
        zh="自动主题与人工标注的一致",
        en="Agreement of automatic themes with labels by hand",
        head=HEAD,
        lines=tuple(
            (column.zh, *map(_shown, (each.kappa, each.precision, each.recall)), *_counts(each))
            for column, each in pairs
        ),
        object={column.id: _object(each) for column, each in pairs},
        note=(ZH, EN),
    )


def kappas(comparison: Comparison, columns: Iterable[Column]) -> Iterator[tuple[Any, ...]]:
    """The line of κ under a matrix of these columns; none where nothing is labelled."""
    for found in (each.object for each in comparison.supplements if each.id == ID):
        values = (found[column.id]["kappa"] if column.id in found else None for column in columns)
        yield ("κ（人工标注 by hand）", None, *map(_shown, values))


def surer(
    columns: Iterable[Column], found: Mapping[str, Agreement], threshold: float
) -> tuple[list[Column], list[Column]]:
    """Columns to show, and those hidden because their κ is under the threshold; what was never labelled is shown."""
    under = below(found, threshold, MINIMUM)
    columns = list(columns)
    return [each for each in columns if each.id not in under], [each for each in columns if each.id in under]


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _counts(each: Agreement) -> tuple[int, ...]:
    return each.hand, each.automatic, each.both, each.cases


def _object(each: Agreement) -> dict[str, Any]:
    keys = ("hand", "automatic", "both", "cases")
    return {"kappa": each.kappa, "precision": each.precision, "recall": each.recall} | dict(
        zip(keys, _counts(each), strict=True)
    )
