"""First-stated years as plain values: the object of their JSON, the lines of tables and sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulian_kg.lexicon.themes import ThemeTagger
from fulian_kg.query.diffusion import NOTE, diffusion_of
from fulian_kg.query.evidence import CLAIM_CELLS
from fulian_kg.query.funding_occasions import occasions_of
from fulian_kg.query.funding_purposes import stated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.diffusion import First
    from fulian_kg.query.funding_words import FundingWords
    from fulian_kg.resources import Library

    Line = tuple[Any, ...]

DIFFUSION_HEAD = ("做法 practice", "省级单位 province", "首次说明的年份 first stated", "原文 quote")
DIFFUSION_SHEET = (
    *("practice", "practice_zh", "practice_en", "province", "code", "year"),
    *CLAIM_CELLS,
)


@dataclass(frozen=True, slots=True)
class Diffusion:
    """First-stated years, with the words to show them."""

    words: FundingWords
    firsts: tuple[First, ...]


def diffusion_in(store: OpenStore, library: Library, provinces: Collection[str] = ()) -> Diffusion:
    """First-stated years; `provinces` are IRIs of province-level units to keep, all where none is given."""
    said = stated(store, library)
    firsts = diffusion_of(said, occasions_of(store, library), ThemeTagger(library))
    return Diffusion(said.words, tuple(each for each in firsts if not provinces or each.province in provinces))


def diffusion_object(diffusion: Diffusion) -> dict[str, Any]:
    """The JSON of first-stated years."""
    practices: dict[str, dict[str, Any]] = {}
    for first in diffusion.firsts:
        practice = first.practice
        title = {"zh": practice.zh, "en": practice.en}
        entry = practices.setdefault(
            practice.id, {"id": practice.id, "sort": practice.sort, "title": title, "provinces": []}
        )
        entry["provinces"].append(
            {
                "province": diffusion.words.name(first.province),
                "code": diffusion.words.code(first.province),
                "year": first.year,
                "claims": [each.as_object() for each in first.evidence],
            }
        )
    return {"note": " ".join(NOTE.values()), "practices": list(practices.values())}


def diffusion_lines(diffusion: Diffusion) -> Iterator[Line]:
    """A line a practice and province under `DIFFUSION_HEAD`, with its first quote."""
    for first in diffusion.firsts:
        name = (
            first.practice.zh if first.practice.en == first.practice.zh else f"{first.practice.zh} {first.practice.en}"
        )
        yield name, diffusion.words.name(first.province), first.year, first.evidence[0].line


def diffusion_sheet(diffusion: Diffusion) -> Iterator[Line]:
    """A line a claim under `DIFFUSION_SHEET`."""
    for first in diffusion.firsts:
        practice, words = first.practice, diffusion.words
        head = (
            practice.id,
            practice.zh,
            practice.en,
            words.name(first.province),
            words.code(first.province),
            first.year,
        )
        for each in first.evidence:
            yield *head, *each.cells
