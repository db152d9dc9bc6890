"""A region history that a user brings: the CSV of areacodes, whose dates are years."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.model import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = ("代码", "一级行政区", "二级行政区", "名称", "级别", "状态", "启用时间", "变更/弃用时间", "新代码")
LEVELS = {"省级": "province", "地级": "prefecture", "县级": "county"}
DIRECT = "直辖"
"""Stands for a prefecture where there is none."""
_CODE = re.compile(r"[0-9]{6}")
_YEAR = re.compile(r"[0-9]{4}")
_HEIR = re.compile(r"([0-9]{6})(?:\[([0-9]{4})\])?")


Heir = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Record:
    """One line: a unit over the years in which nothing of it changed."""

    code: str
    name: str
    province: str
    prefecture: str | None
    level: str
    start: int
    """First year on whose last day it is listed."""
    end: int | None
    """First year on whose last day it is no longer listed."""
    successions: tuple[str, ...]
    """Codes that took over when it ended; its own alone where the code lives on."""
    transfers: tuple[tuple[str, int], ...]
    """Codes that received a part, and when: those with a year of their own, or all others where the code lives on."""


def read(path: Path) -> list[Record]:
    """Every line up to `TODAY`, by code and start; raises `InputError` with the line that cannot be read."""
    rows = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            message = f"缺少列 the region history lacks the columns {', '.join(missing)}: bring result.csv of areacodes"
            raise InputError(message, file=str(path), line=1)
        records = list(_records(path, rows))
    except csv.Error as error:
        message = f"不是有效的 CSV no valid CSV: {error}"
        raise InputError(message, file=str(path), line=rows.reader.line_num) from None
    return sorted(records, key=lambda record: (record.code, record.start))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"读不到区划沿革 the region history cannot be read: {error.strerror}"
        raise InputError(message, file=str(path)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "区划沿革不是 UTF-8 文本 the region history is no UTF-8 text: save it as UTF-8"
        raise InputError(message, file=str(path), line=data.count(b"\n", 0, error.start) + 1) from None


def _records(path: Path, rows: csv.DictReader[str]) -> Iterator[Record]:
    for row in rows:
        record = _record(row) if None not in row and None not in row.values() else None
        if record is None:
            message = (
                "此行读不懂 this line cannot be read: it needs a code of six digits, a name, 省级, 地级 or 县级, "
                "a first year before the last, and successors such as 110101;110102[2010]"
            )
            raise InputError(message, file=str(path), line=rows.line_num)
        if record.start <= TODAY.year:
            yield record


def _record(row: dict[str, str]) -> Record | None:
    """The values of a line, or None where one is malformed; what comes after `TODAY` is left out."""
    code, province, prefecture, name, level, _, start, end, field = (row[column].strip() for column in COLUMNS)
    years, heirs = _years(start, end), _heirs(field)
    if years is None or heirs is None or not (_CODE.fullmatch(code) and province and name and level in LEVELS):
        return None
    first, last = years
    successions, transfers = _parted(code, last, heirs)
    return Record(
        code=code,
        name=name,
        province=province,
        prefecture=None if prefecture in {"", DIRECT} or LEVELS[level] == "prefecture" else prefecture,
        level=LEVELS[level],
        start=first,
        end=last,
        successions=successions,
        transfers=transfers,
    )


def _years(start: str, end: str) -> tuple[int, int | None] | None:
    """First year and end, which is open where it lies after `TODAY`; None unless one precedes the other."""
    if not _YEAR.fullmatch(start) or (end and not (_YEAR.fullmatch(end) and start < end)):
        return None
    return int(start), int(end) if end and int(end) <= TODAY.year else None


def _heirs(field: str) -> list[Heir] | None:
    """Codes, each perhaps with a year of its own; None where one is no code."""
    found = [_HEIR.fullmatch(part.strip()) for part in field.split(";")] if field else []
    heirs = [(match[1], int(match[2]) if match[2] else None) for match in found if match]
    return heirs if len(heirs) == len(found) else None


def _parted(code: str, end: int | None, heirs: list[Heir]) -> tuple[tuple[str, ...], tuple[tuple[str, int], ...]]:
    """Those that took over at the end, and those that received a part."""
    whole = [heir for heir, year in heirs if year is None] if end else []
    parts = [(heir, year) for heir, year in heirs if year and year <= TODAY.year]
    if end and code in whole:
        parts += [(heir, end) for heir in whole if heir != code]
        whole = [code]
    return tuple(whole), tuple(parts)
