"""Like practices as plain values: the object of the JSON, the lines of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulian_kg.query.similarity import HUNDRED, MEASURE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.query.practices import Practice, Stock
    from fulian_kg.query.similarity import Likeness, Phrase, SharedComponent, SharedTheme, SharedWords

SHEET = (
    *("score", "name", "kind", "case", "case_number", "province", "phrases", "components", "themes", "initiative_kind"),
    *("quote", "page_first", "page_last", "start", "end", "iri", "case_iri"),
)
KINDS = {"case": "案例 case", "initiative": "举措 initiative", "text": "文字 text"}


def as_object(query: Practice, results: Iterable[Likeness], stock: Stock) -> dict[str, Any]:
    """The JSON of the contract."""
    return {
        "query": _practice(query),
        "measure": MEASURE,
        "items": len(stock.practices),
        "results": [_likeness(each, stock) for each in results],
    }


def _practice(practice: Practice) -> dict[str, Any]:
    return {
        "iri": practice.iri or None,
        "name": practice.name,
        "kind": practice.part,
        "case": practice.title or None,
        "case_iri": practice.case or None,
        "case_number": practice.number,
        "province": province(practice) or None,
        "quote": practice.quote,
        "start": practice.start,
        "end": practice.end,
        "pages": None if practice.pages is None else list(practice.pages),
    }


def _likeness(found: Likeness, stock: Stock) -> dict[str, Any]:
    kind = found.practice.kind
    return {
        **_practice(found.practice),
        "score": points(found.score),
        "shared": [{"phrase": each.text, **_weights(each)} for each in found.phrases],
        "components": [{"query": each.query, "result": each.result, **_weights(each)} for each in found.components],
        "themes": [_theme(each, stock) for each in found.themes],
        "initiative_kind": None if kind is None else {**_names(stock.name(kind)), "weight": points(found.kind or 0)},
    }


def _weights(found: SharedWords) -> dict[str, Any]:
    words = [{"word": word, "weight": points(weight)} for word, weight in found.words]
    return {"weight": points(found.weight), "words": words}


def _theme(found: SharedTheme, stock: Stock) -> dict[str, Any]:
    labels = {"query": list(found.query), "result": list(found.result)}
    weights = {"weight": points(found.weight), "full": points(found.full)}
    return {"theme": found.theme, **_names(stock.name(found.theme)), **weights, **labels}


def _names(names: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("zh", "en"), names, strict=True))


def sheet(results: Iterable[Likeness], stock: Stock) -> tuple[tuple[Any, ...], ...]:
    """A line a result, under `SHEET`."""
    return tuple(_line(each, stock) for each in results)


def _line(found: Likeness, stock: Stock) -> tuple[Any, ...]:
    its = found.practice
    return (
        *(points(found.score), its.name, KINDS[its.part], its.title, its.number, province(its)),
        *("；".join(words) for words in (map(phrase, found.phrases), map(component, found.components))),
        "；".join(theme(each, stock) for each in found.themes),
        f"{its.kind} {points(found.kind):.2f}" if found.kind else None,
        *(its.quote, *(its.pages or (None, None)), its.start, its.end, its.iri, its.case),
    )


def province(practice: Practice) -> str:
    """The province-level units of a practice's case: one, as a rule."""
    return "、".join(practice.provinces)


def points(weight: int) -> float:
    """A weight in hundredths as it is shown."""
    return weight / HUNDRED


def phrase(found: Phrase) -> str:
    """`参选参政 58.06`."""
    return f"{found.text} {points(found.weight):.2f}"


def component(found: SharedComponent) -> str:
    """`困难送温暖 ~ 送温暖：送温暖 33.21`."""
    words = "、".join(word for word, _ in found.words)
    return f"{found.query} ~ {found.result}：{words} {points(found.weight):.2f}"


def theme(found: SharedTheme, stock: Stock) -> str:
    """`目标管理与考核 12.30（目标管理 ~ 量化考核）`; where words are counted already, how much was taken off."""
    less = found.full - found.weight
    taken = f"＝{points(found.full):.2f}－{points(less):.2f}" if less else ""
    labels = [" ".join(labels) or "正文 body" for labels in (found.query, found.result)]
    return f"{stock.name(found.theme)[0]} {points(found.weight):.2f}{taken}（{' ~ '.join(labels)}）"
