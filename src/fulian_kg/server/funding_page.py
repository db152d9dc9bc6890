"""The page of a funding rule: the timeline of its place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fulian_kg.query import charts
from fulian_kg.query.charts.drawing import Frame
from fulian_kg.query.charts.style import Label, load_style
from fulian_kg.query.funding_views import funding_object, funding_of
from fulian_kg.query.pictures import timeline_step
from fulian_kg.vocabulary import FL, RDF

if TYPE_CHECKING:
    from starlette.requests import Request

    from fulian_kg.query.telling import Teller
    from fulian_kg.resources import Library
    from fulian_kg.server.generations import Generation
    from fulian_kg.server.pages import View

MOST = 200
"""Rules of a store up to which a page draws timelines, which are made of all of them together."""


def funding_values(request: Request, view: View, teller: Teller, iri: str) -> dict[str, Any]:
    """What the template of funding rules needs beside what all pages have."""
    del request
    library = view.generation.library
    claims = {each.claim for each in teller.claims_about(iri)}
    # files have each timeline once, beside the comparison
    few = not view.as_files and len(teller.subjects(RDF.type, FL.FundingPolicy.value, MOST + 1)) <= MOST
    own = [each for each in _timelines(view.generation) if claims & _claims(each)] if few else []
    return {
        "few": few,
        "timelines": [(each, _drawn(each, number, view.language, library)) for number, each in enumerate(own, 1)],
    }


def _claims(timeline: dict[str, Any]) -> set[str]:
    return {claim["iri"] for step in (*timeline["steps"], *timeline["undated"]) for claim in step["claims"]}


def _drawn(timeline: dict[str, Any], number: int, language: Any, library: Library) -> Markup:
    style = load_style(library)
    names = {mark.label.en: name for name, mark in style.marks.items()}
    steps = tuple(timeline_step(step, names) for step in (*timeline["steps"], *timeline["undated"]))
    title = Label(f"{timeline['place']}：{timeline['purpose']}", f"{timeline['purpose_en']}, {timeline['place']}")
    about = Label(*("；".join(f"{step.get('year') or ''} {step[key]}" for step in timeline["steps"]) for key in KINDS))
    frame = Frame(title, about, prefix=f"timeline-{number}", language=language, standalone=False, width=720)
    svg = charts.timeline(steps, frame, style)
    return Markup(svg[svg.index("<svg") :])  # noqa: S704 (drawn by us, texts of sources escaped in it)


KINDS = ("status", "status_en")


def _timelines(generation: Generation) -> list[dict[str, Any]]:
    return _of(_Kept(generation))


class _Kept:
    """A generation as a key: read once, for the pages of all its rules."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation

    def __hash__(self) -> int:
        return hash(self.generation.store.folder)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.generation.store.folder == self.generation.store.folder


@lru_cache(maxsize=2)
def _of(kept: _Kept) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = funding_object(funding_of(kept.generation.store, kept.generation.library))[
        "timelines"
    ]
    return found
