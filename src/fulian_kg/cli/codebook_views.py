"""The codebook for people: a table of figures, concepts in words, Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulian_kg.cli.output import aligned, visible
from fulian_kg.query.agreement import averages
from fulian_kg.query.codebook_views import (
    COMPARED,
    COUNTED,
    DIFFERENCE_KEYS,
    MEASURES,
    compared,
    joined,
    note,
    shown,
)
from fulian_kg.query.tables import Table, markdown, unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.query.agreement import Averages
    from fulian_kg.query.codebook import Codebook, Measured
    from fulian_kg.query.scheme import Concept, Scheme

OVERVIEW = ("编号 no.", "主题 theme", "id")
DIFFERENCES = (
    "序号 no.",
    "案例标题 title",
    "漏 missed",
    "多 spurious",
    "人工 hand",
    "自动 automatic",
    "把握 confidence",
)


def as_table(codebook: Codebook, kept: Scheme) -> str:
    """A line a theme with its figures, and what to know about them."""
    return "\n".join([aligned(_overview(codebook, kept)), *(f"{line}\n" for line in note(codebook).values())])


def in_words(codebook: Codebook, kept: Scheme) -> str:
    """Concepts in full, for a terminal."""
    lines: list[str] = []
    for concept in kept.values():
        texts = (f"  {head}: {words}" for head, words in _paragraphs(codebook, concept))
        lines += [_title(concept), *texts, ""]
    return "".join(f"{visible(line)}\n" for line in (*lines, *note(codebook).values()))


def as_markdown(codebook: Codebook, kept: Scheme) -> str:
    """A heading a concept, its texts as a list; then the table."""
    parts = ["# 主题编码手册 Codebook of themes\n"]
    for concept in kept.values():
        parts.append(f"{'##' if concept.group is None else '###'} {_plain(_title(concept))}\n")
        texts = _paragraphs(codebook, concept)
        parts.append("".join(f"- **{head}** {_plain(words)}\n" for head, words in texts))
    notes = (f"{line}\n" for line in note(codebook).values())
    return "\n".join([*parts, visible(markdown(_overview(codebook, kept))), *notes])


def disagreeing(rows: list[dict[str, Any]], cases: int, drawn: Callable[[Table], str]) -> str:
    """The cases on which hand and rules differ, of so many labelled ones."""
    table = Table(DIFFERENCES, tuple(tuple(joined(row[key]) for key in DIFFERENCE_KEYS[:-1]) for row in rows))
    count = f"{cases} 个已标案例中 {len(rows)} 个不一致。{len(rows)} of {cases} labelled cases differ."
    return f"{visible(drawn(table))}\n{count}\n"


def _overview(codebook: Codebook, kept: Scheme) -> Table:
    themes = [each for each in kept.values() if each.group is not None]
    if codebook.measured is None:
        return Table((*OVERVIEW, "theme", "组 group"), tuple(_named(each, codebook.scheme) for each in themes))
    measured = codebook.measured
    rows = [_measures(each, measured) for each in themes]
    if len(themes) == len(measured.agreements):
        rows += _means(averages(measured.agreements))
    return Table((*OVERVIEW, *COUNTED, *COMPARED), tuple(rows))


def _named(theme: Concept, scheme: Scheme) -> tuple[Any, ...]:
    return theme.notation, theme.name("zh"), theme.id, theme.name("en"), scheme[theme.group or theme.id].name("zh")


def _measures(theme: Concept, measured: Measured) -> tuple[Any, ...]:
    figures = (*measured.usage[theme.id], *compared(measured.agreements[theme.id]))
    return theme.notation, theme.name("zh"), theme.id, *figures


def _means(found: Averages) -> Iterator[tuple[Any, ...]]:
    """Lines of the averages; in the macro average each mean has the number of its themes beside it."""
    pooled = found.pooled
    counts = (None, None, pooled.hand, pooled.automatic, pooled.both)
    shares = (shown(value) for value in (pooled.precision, pooled.recall, pooled.f1))
    yield None, "合计 in all (micro)", None, *counts, *shares, None, None
    means = (f"{shown(found.macro[name])} ({found.of[name]})" for name in MEASURES)
    yield None, "各主题平均 mean of themes (macro)", *(None,) * 6, *means, None


def _paragraphs(codebook: Codebook, concept: Concept) -> Iterator[tuple[str, str]]:
    """What is known of a concept, as heads and texts."""
    for head, told in (
        ("定义 definition", concept.definition),
        ("包括 includes", concept.includes),
        ("不包括 excludes", concept.excludes),
    ):
        for text in told.values():
            yield head, text
    for example in concept.examples:
        yield "例 example", example
    if concept.group is not None:
        yield "组 group", _both(codebook.scheme[concept.group])
        yield "词 words", "、".join(concept.words)
    yield from _measured(codebook.measured, concept.id)


def _measured(measured: Measured | None, name: str) -> Iterator[tuple[str, str]]:
    if measured is None:
        return
    title, text = measured.usage[name]
    yield "案例 cases", f"标题有 in titles {title} · 正文有 in bodies {text}"
    if (found := measured.agreements.get(name)) is not None:
        pairs = (f"{head} {value}" for head, value in zip(COMPARED, compared(found), strict=True))
        yield "一致 agreement", f"{found.cases} 个已标案例中 of {found.cases} labelled cases: " + " · ".join(pairs)


def _both(concept: Concept) -> str:
    return " ".join(dict.fromkeys((concept.name("zh"), concept.name("en"))))


def _title(concept: Concept) -> str:
    """Notation, labels and id."""
    return " ".join(filter(None, (concept.notation, _both(concept), f"[{concept.id}]")))


def _plain(words: str) -> str:
    """Words that Markdown takes as they are."""
    return unmarked(visible(" ".join(words.split())))
