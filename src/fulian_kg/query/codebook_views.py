"""The codebook as plain values: the object of its JSON, the lines of its sheet, what a reader must know."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from fulian_kg.query.agreement import averages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.query.agreement import Agreement, Averages
    from fulian_kg.query.codebook import Codebook, Judged, Measured
    from fulian_kg.query.scheme import Concept, Scheme

PLACES = 4
UNDEFINED = "–"
MEASURES = ("precision", "recall", "f1", "kappa")
COUNTED = ("标题 title", "正文 text")
COMPARED = ("人工 hand", "自动 auto", "同 both", "准确 P", "召回 R", "F1", "κ", "κ 的 95 %")
DIFFERENCE_KEYS = ("number", "title", "missed", "spurious", "hand", "automatic", "confidence", "case")
SHEET = (
    *("notation", "id", "group", "label_zh", "label_en", "definition_zh", "definition_en"),
    *("includes_zh", "includes_en", "excludes_zh", "excludes_en", "examples", "words", "title_cases", "text_cases"),
    *("labelled", "hand", "automatic", "both", *MEASURES, "kappa_low", "kappa_high"),
)


def note(codebook: Codebook) -> dict[str, str]:
    """What a reader must know before using the figures; empty without a store."""
    measured = codebook.measured
    if measured is None:
        return {}
    n, lost = len(measured.judged), measured.unmatched
    sure = Counter(each.label.confidence for each in measured.judged if each.label.confidence)
    shown = "、".join(f"{name} {count}" for name, count in sorted(sure.items()))
    zh = f"一致程度只看标题主题：本存储有 {n} 个案例带人工标注"
    en = f"Agreement is about themes of titles only: {n} cases of this store are labelled by hand"
    if shown:
        zh, en = f"{zh}（把握 {shown}）", f"{en} (confidence: {shown.replace('、', ', ')})"
    if lost:
        zh, en = f"{zh}，另有 {lost} 条标注不见其案例", f"{en}; {lost} labels are of cases that it has not"
    zh += "。自动主题是存储所载的主题，审核的更正已在其中。"
    en += ". Automatic themes are those in the store, corrections of curation among them."
    if measured.own:
        zh += "标注与触发词出自同一人，所以数字偏于乐观。"
        en += " The labels and the words that are looked for have one author, so that the figures are optimistic."
    if unlabelled := [name for name, each in measured.agreements.items() if each.automatic and not each.hand]:
        zh += f"标注中从未出现而有自动标注的主题（{'、'.join(unlabelled)}）可能晚于标注，其数字不足为凭。"
        en += f" Themes that are automatic and in no label ({', '.join(unlabelled)}) may be younger than the labels."
    zh += f"“{UNDEFINED}”是未定义：无自动标注则无准确率，无人工标注则无召回率，两者都没有（或个个都有）则无 κ。"
    en += (
        f" {UNDEFINED} is undefined: precision where nothing is automatic, recall where nothing is by hand, κ where no"
        " case, or every case, has the theme both ways."
    )
    return {"zh": zh, "en": en}


def as_object(codebook: Codebook, kept: Scheme) -> dict[str, Any]:
    """The JSON of the concepts that are kept; averages and labels are of all."""
    measured = codebook.measured
    found: dict[str, Any] = {"note": note(codebook) or None, "labels": None, "averages": None}
    if measured is not None:
        found["labels"] = {"cases": len(measured.judged), "unmatched": measured.unmatched}
        found["averages"] = _averages(averages(measured.agreements))
    found["concepts"] = [_concept(each, measured) for each in kept.values()]
    found["disagreements"] = None if measured is None else list(differences(measured, kept))
    return found


def _averages(found: Averages) -> dict[str, Any]:
    pooled = found.pooled
    micro = {"hand": pooled.hand, "automatic": pooled.automatic, "both": pooled.both}
    return {
        "micro": micro | {name: rounded(getattr(pooled, name)) for name in ("precision", "recall", "f1")},
        "macro": {name: rounded(value) for name, value in found.macro.items()} | {"of": dict(found.of)},
    }


def _concept(concept: Concept, measured: Measured | None) -> dict[str, Any]:
    usage = None if measured is None else measured.usage[concept.id]
    found = None if measured is None else measured.agreements.get(concept.id)
    return {
        "id": concept.id,
        "iri": concept.iri,
        "notation": concept.notation,
        "group": concept.group,
        "label": concept.label,
        "definition": concept.definition,
        "includes": concept.includes,
        "excludes": concept.excludes,
        "examples": list(concept.examples),
        "words": list(concept.words),
        "cases": None if usage is None else {"title": usage[0], "text": usage[1]},
        "agreement": None if found is None else _agreement(found),
    }


def _agreement(found: Agreement) -> dict[str, Any]:
    counts = {"hand": found.hand, "automatic": found.automatic, "both": found.both, "cases": found.cases}
    interval = found.interval
    measures = {name: rounded(getattr(found, name)) for name in MEASURES}
    return counts | measures | {"kappa_interval": None if interval is None else [rounded(end) for end in interval]}


def differences(measured: Measured, kept: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Cases on which hand and rules differ about one of the concepts that are kept."""
    for each in measured.disagreements:
        if (each.missed | each.spurious) & kept.keys():
            row = (each.number, each.title, *_themes(each), each.label.confidence, each.case)
            yield dict(zip(DIFFERENCE_KEYS, row, strict=True))


def _themes(judged: Judged) -> Iterator[list[str]]:
    for themes in (judged.missed, judged.spurious, judged.hand, judged.automatic):
        yield sorted(themes)


def sheet(codebook: Codebook, kept: Scheme) -> Iterator[tuple[Any, ...]]:
    """A line a theme, under `SHEET`."""
    for concept in kept.values():
        if concept.group is None:
            continue
        told = (concept.label, concept.definition, concept.includes, concept.excludes)
        texts = [each.get(language) for each in told for language in ("zh", "en")]
        head = (
            concept.notation,
            concept.id,
            concept.group,
            *texts,
            "\n".join(concept.examples),
            "；".join(concept.words),
        )
        yield (*head, *_figures(concept.id, codebook.measured))


def _figures(theme: str, measured: Measured | None) -> tuple[Any, ...]:
    if measured is None:
        return (None,) * (len(SHEET) - SHEET.index("title_cases"))
    found = measured.agreements[theme]
    counts = (*measured.usage[theme], found.cases, found.hand, found.automatic, found.both)
    shares = (getattr(found, name) for name in MEASURES)
    return (*counts, *map(rounded, (*shares, *(found.interval or (None, None)))))


def compared(found: Agreement) -> tuple[Any, ...]:
    """Counts and measures under `COMPARED`."""
    interval = found.interval
    sure = UNDEFINED if interval is None else " … ".join(f"{end:z.2f}" for end in interval)
    return (found.hand, found.automatic, found.both, *(shown(getattr(found, name)) for name in MEASURES), sure)


def joined(value: Any) -> Any:
    """A list as one cell."""
    return " ".join(value) if isinstance(value, list) else value


def shown(value: float | None) -> str:
    """Three places, or the sign of what is undefined."""
    return UNDEFINED if value is None else f"{value:z.3f}"


def rounded(value: float | None) -> float | None:
    """Four places."""
    return None if value is None else round(value, PLACES)
