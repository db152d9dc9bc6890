"""Funding in tables: sums below the name of a fund, and cells that say that there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.funding_chain import Policy
from fulian_kg.extraction.quantities import number, numbers_of
from fulian_kg.extraction.tables import cells_of, placed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.funding_terms import Terms
    from fulian_kg.extraction.tables import Cell


def tabled(terms: Terms) -> Iterator[Policy]:
    """One rule a cell whose column is a fund."""
    table = terms.rules.tables["cells"]
    for cell in cells_of(terms.document):
        if not re.search(table["fund"], cell.head):
            continue
        text = terms.document.text[cell.range.start : cell.range.end]
        if slots := _amount(terms, cell):
            yield _policy(terms, cell, slots)
        elif re.fullmatch(table["none"], text):
            yield _policy(terms, cell, {"provision": text, "negated": True})


def _amount(terms: Terms, cell: Cell) -> dict[str, Any]:
    atoms = list(numbers_of(terms.document).within(cell.range.start, cell.range.end))
    scale = terms.rules.tables["cells"]["scales"].get(cell.unit)
    if len(atoms) != 1 or atoms[0].value is None or (atoms[0].kind != "money" and scale is None):
        return {}
    atom = atoms[0]
    value = atom.value * scale if scale and atom.kind != "money" and atom.value is not None else atom.value
    bound = {} if atom.bound == "exact" else {"bound": atom.bound}
    return {"amount": number(value), "currency": "CNY", "status": "reported", **bound}


def _policy(terms: Terms, cell: Cell, slots: dict[str, Any]) -> Policy:
    policy = Policy(cell.row.start, cell.range.end, "funding.cell", confidence=0.85)
    where = placed(terms.document, cell, None)
    period = terms.period(cell.head)
    policy.slots = {**slots, "purpose": cell.head, **where} | ({"period": period} if period else {})
    policy.derived = {"purpose"} | ({"period"} if period else set())
    if cell.unit and "amount" in slots:
        policy.derived.add("amount")
    return policy
