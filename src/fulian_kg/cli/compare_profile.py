"""`compare --profile`: a page a province, one to four side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from fulian_kg.cli.output import aligned
from fulian_kg.errors import UsageError
from fulian_kg.query.cases import province_named, read_cases
from fulian_kg.query.comparison_files import DOCUMENTS, profiles_file
from fulian_kg.query.kept import Answers
from fulian_kg.query.profile_views import NOTHING, notes, tables
from fulian_kg.query.profiles import profiles
from fulian_kg.query.tables import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.profiles import Profiles
    from fulian_kg.resources import Library

OTHERS = ("rows", "columns", "themes", "provinces", "cases", "regions", "rank", "labels", "min_kappa", "chart")
"""Parameters of `compare` that choose rows and columns, of which a profile has none."""
BETWEEN = re.compile(r"[,，、]")


def _named(provinces: str) -> list[str]:
    """The names between the commas."""
    return [name for each in BETWEEN.split(provinces) if (name := each.strip())]


def refuse_others(form: str, pictures: Collection[str]) -> None:
    """Raise `UsageError` when the call also says what a profile cannot heed, or wants one of the pictures."""
    if form in pictures:
        message = f"a profile is no picture: choose another format than {form}"
        raise UsageError(message)
    context = click.get_current_context()
    given = [
        option.opts[0]
        for option in context.command.params
        if option.name in OTHERS and context.get_parameter_source(option.name) is not ParameterSource.DEFAULT
    ]
    if given:
        message = f"{', '.join(given)}: no part of --profile, which shows all sections of the provinces it names"
        raise UsageError(message)


def profiled(store: OpenStore, library: Library, provinces: str, form: str) -> str | bytes:
    """The profiles of provinces named with commas between, in a format of `compare`."""
    known, cases = read_cases(Answers(store, library))
    wanted = [province_named(name, known) for name in _named(provinces)]
    found = profiles(store, library, {iri: known[iri] for iri in wanted}, cases)
    return (
        profiles_file(found, form, library) if form in DOCUMENTS else "\n".join([*_blocks(found), *notes(found)]) + "\n"
    )


def _blocks(found: Profiles) -> Iterator[str]:
    """Every section under its title."""
    for each in tables(found, quotes=False):
        yield f"■ {each.title}"
        if each.rows:
            yield aligned(Table(tuple(map(str, each.rows[0])), each.rows[1:]))
        else:
            yield " ".join(NOTHING.values()) + "\n"
