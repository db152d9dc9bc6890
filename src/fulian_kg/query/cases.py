"""The cases of a store as comparisons count them, and the province-level units they are set against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.errors import UsageError
from fulian_kg.query.territory import Area

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.query.kept import Answers

QUERY = "compare-cases"
NEEDED = ("case", "number", "title", "full_text", "region", "province", "province_name", "code")

SPEAKS = {True: ("有全文", "with full text"), False: ("无全文，只看标题", "title only")}
"""What of a case can speak, by whether its full text is there; in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it counts in comparisons; resources are named by their IRIs."""

    iri: str
    title: str
    number: int | None
    full_text: bool
    region: str | None
    province: str | None

    @property
    def name(self) -> str:
        """Number and title."""
        return self.title if self.number is None else f"{self.number}. {self.title}"


def read_cases(answers: Answers) -> tuple[dict[str, Area], list[Case]]:
    """Province-level units by IRI, those without a case included, and all cases."""
    provinces: dict[str, Area] = {}
    cases: dict[str, Case] = {}
    what = """"case", number, title, full_text = 'true', region, province, province_name, code"""
    for case, number, title, full, region, province, name, code in answers.select(
        QUERY, NEEDED, what, "ORDER BY rowid"
    ):
        if province is not None and province not in provinces:
            provinces[province] = Area(name or "", "province", code)
        if case is not None and case not in cases:
            at = None if number is None else int(number)
            cases[case] = Case(case, title or "", at, bool(full), region, province)
    return provinces, list(cases.values())


def province_named(wanted: str, known: Mapping[str, Area]) -> str:
    """The province-level unit by its name, the beginning of it, or its code; raises `UsageError` unless it is one."""
    found = [iri for iri, area in known.items() if wanted and (wanted == area.code or area.name.startswith(wanted))]
    if len(found) != 1:
        message = f"the province {wanted!r}: {'no' if not found else 'more than one'} province-level unit; use one of "
        raise UsageError(message + "、".join(area.name for area in known.values()))
    return found[0]
