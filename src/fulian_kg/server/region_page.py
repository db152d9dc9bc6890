"""The page of a region: its history as a strip, and its name then and now."""

from __future__ import annotations

from datetime import date
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fulian_kg.gazetteer.description import Description
from fulian_kg.gazetteer.loading import load
from fulian_kg.gazetteer.units import TODAY
from fulian_kg.model import day
from fulian_kg.query.region_strip import region_strip
from fulian_kg.server.problems import Problem
from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from starlette.requests import Request

    from fulian_kg.gazetteer.gazetteer import Gazetteer
    from fulian_kg.query.telling import Teller, Word
    from fulian_kg.resources import Library
    from fulian_kg.server.pages import View

PRINTED = date(2010, 12, 31)
"""When compilations of the project speak, where a region has no case that says when its own does."""


def region_values(request: Request, view: View, teller: Teller, iri: str) -> dict[str, Any]:
    """What the template of regions needs beside what all pages have; raises `Problem` for an `at` that is no day."""
    asked = request.query_params.get("at", "printed")
    at = TODAY if asked == "today" else _printed(teller, iri) if asked == "printed" else day(asked)
    if at is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "at is a day (YYYY-MM-DD), today or printed")
    versions = teller.subjects(FL.versionOf, iri)
    return {
        "asked": asked,
        "at": at.isoformat(),
        "then": _in_force(teller, versions, at),
        "now": list(_now(teller, versions)),
        "strip": _strip(view, iri, teller, versions),
    }


def _printed(teller: Teller, iri: str) -> date:
    """When the compilation of a case of the region speaks."""
    versions = teller.subjects(FL.versionOf, iri)
    cases = teller.subjects(FL.inProvince, iri, 20) + [c for v in versions for c in teller.subjects(FL.inRegion, v, 5)]
    compilations = (teller.value(case, FL.inCompilation) for case in cases)
    stated = (teller.value(each, FL.referenceDate) for each in compilations if each)
    return next((found for each in stated if each and (found := day(each))), PRINTED)


def _in_force(teller: Teller, versions: list[str], at: date) -> list[Word]:
    return [teller.name(each) for each in versions if _lasts(teller, each, at)]


def _lasts(teller: Teller, version: str, at: date) -> bool:
    since, until = (day(teller.value(version, prop) or "") for prop in (FL.validFrom, FL.validUntil))
    return (since is None or since <= at) and (until is None or at < until)


def _now(teller: Teller, versions: list[str]) -> list[Word]:
    """The version in force, or those that succeeded the last one, hop by hop."""
    found = _in_force(teller, versions, TODAY)
    seen, open_ = set(versions), list(versions)
    while not found and open_:
        after = {getattr(o, "value", "") for each in open_ for o in teller.objects(each, FL.succeededBy)} - seen
        seen |= after
        open_ = sorted(after)
        found = _in_force(teller, open_, TODAY)
    return found


def _strip(view: View, iri: str, teller: Teller, versions: list[str]) -> Markup | None:
    """The chart, where the gazetteer knows the region."""
    key = iri.rpartition("/")[2]
    library = view.generation.library
    gazetteer: Gazetteer = _gazetteer(library)
    starts = filter(None, (day(teller.value(each, FL.validFrom) or "") for each in versions))
    found = _description(library).resolution(key, max(starts, default=TODAY), TODAY)
    if not found["candidates"]:
        return None
    found["query"] = teller.name(iri).text
    svg = region_strip(found, gazetteer, library, language=view.language, standalone=False)
    return Markup(svg[svg.index("<svg") :])  # noqa: S704 (drawn by us from the gazetteer, its texts escaped)


@cache
def _description(library: Library) -> Description:
    return Description(_gazetteer(library), library)


_gazetteer: Any = cache(load)
