"""The description of a comparison's CSV (W3C Metadata Vocabulary for Tabular Data): what each column holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulian_kg.query.comparison import STATES
from fulian_kg.query.comparison_views import SHEET, notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.query.comparison import Comparison

SUFFIX = "-metadata.json"
"""Where a CSV's description is looked for: beside it, its name and this (section 5.3, "Default Locations")."""
GUARD = "以等号、加减号等开头的文字前加了撇号。An apostrophe leads texts that begin like a formula."
NUMBERS = frozenset({"cases", "n", "of", "page_first", "page_last", "start", "end"})
ALWAYS = frozenset({"row", "kind", "cases", "column", "column_zh", "column_en", "state", "n", "of"})
TITLES: dict[str, tuple[str, str, str, str]] = {
    "row": ("地区或案例", "Region or case", "对比的一行", "A row of the comparison"),
    "kind": ("类别", "Kind", "这一行是什么级别", "The level of the row"),
    "code": ("代码", "Code", "行政区划代码；案例为其 IRI", "Region code; of a case its IRI"),
    "cases": ("案例数", "Cases", "这一行的案例数 N", "Number of cases of the row, N"),
    "column": ("列", "Column", "所比内容的标识", "Id of what is compared"),
    "column_zh": ("列名", "Title in Chinese", "所比内容", "What is compared"),
    "column_en": ("列名（英）", "Title", "所比内容", "What is compared"),
    "state": (
        "状态",
        "State",
        "有、言明没有、全文未提、无全文",
        "value, stated none, not stated in the full text, no full text",
    ),
    "n": ("n", "n", "处于该状态的案例数", "Cases of the row in that state"),
    "of": ("N", "N", "这一行的案例数", "Cases of the row"),
    "value": ("值", "Value", "该案例所写", "What the case states"),
    "claim": ("断言", "Claim", "断言的 IRI", "IRI of the claim"),
    "case": ("案例", "Case", "案例的 IRI", "IRI of the case"),
    "quote": ("原文", "Quote", "原文逐字", "Words of the source"),
    "page_first": ("首页", "First page", "印刷页码", "Printed page"),
    "page_last": ("末页", "Last page", "印刷页码", "Printed page"),
    "start": ("起点", "Start", "第一个字在文本中的位置，从 0 数", "First code point in the text, from 0"),
    "end": ("终点", "End", "末字之后的位置", "Code point after the last"),
    "note": ("说明", "Note", "计数前须知，只在首行", "What to know before counting; in the first line only"),
}


def description(comparison: Comparison, file: str) -> dict[str, Any]:
    """The metadata of the CSV named `file`, as JSON-LD; apostrophes before formula signs are told."""
    told = "\n".join([*notes(comparison), GUARD])
    return described(file, comparison.title, told, {"columns": [_column(name) for name in SHEET]})


def described(file: str, title: Mapping[str, str] | str, told: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of any CSV of ours."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "url": file,
        "dc:title": title,
        "dc:description": told,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
        "tableSchema": schema,
    }


def _column(name: str) -> dict[str, Any]:
    zh, en, about, about_en = TITLES[name]
    return {
        "name": name,
        "titles": {"und": name, "zh": zh, "en": en},
        "dc:description": {"zh": about, "en": about_en},
        "datatype": _datatype(name),
        "required": name in ALWAYS,
    }


def _datatype(name: str) -> Any:
    if name == "state":
        return {"base": "string", "format": "|".join(STATES)}
    return "nonNegativeInteger" if name in NUMBERS else "string"
