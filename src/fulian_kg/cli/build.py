"""`build`: the main job."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.cli.options import store_option
from fulian_kg.cli.output import emit, pad, visible, width
from fulian_kg.cli.progress import progress
from fulian_kg.cli.reading import reading_options
from fulian_kg.graph.build import build as made
from fulian_kg.graph.cache import cache_of
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import CURRENT
from fulian_kg.graph.unchanged import inputs_of, remember, unchanged
from fulian_kg.graph.workers import Workers
from fulian_kg.proposals import MODEL_FAILED
from fulian_kg.query.derived import derive
from fulian_kg.query.tables import as_json

if TYPE_CHECKING:
    from fulian_kg.graph.build import Settings

HELP = """读取案例汇编，建成图谱并发布到存储。 Read compilations, build the graph and publish it in a store.

SOURCE 是文本或 Markdown 文件，或装有它们的文件夹。 SOURCE is a text or Markdown file, or a folder of them.

结果是一份账目：应有与实有的案例、各类事实、陈述数、违例、认不出的地名、用时。
It ends with a ledger: cases expected and found, facts by type, statements, violations, unresolved names, time.

\b
例 Example:
  fulian-kg build examples/compilation.md --store kg --date 2010-12-31
"""


@click.command(help=HELP, short_help="读取汇编，建成图谱。Read sources, build the graph.")
@click.argument("sources", metavar="SOURCE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@store_option
@click.option("--base-iri", metavar="IRI", help="实例与图的 IRI 前缀。Base of the IRIs of instances and graphs.")
@reading_options
@click.option(
    "--include-proposed",
    is_flag=True,
    help="模型提议而无人审核的事实也入图。Put what a model proposed into the graph before anybody accepted it.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="有违例、读不了的文件或模型没读的地方就不发布，退出码 1。Publish nothing if anything is wrong.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="抽取用几个进程（默认：值得时每核一个）。Processes that read (default: one a core where it pays).",
)
@click.option(
    "--scheduler",
    metavar="TCP",
    help="由 Dask 集群抽取，如 tcp://host:8786。Let the workers of a Dask scheduler read.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="账目格式。Of the ledger.")
@click.option("-v", "--verbose", is_flag=True, help="逐步说明进度。Tell each step.")
def build(
    sources: tuple[Path, ...],
    store: Path,
    base_iri: str | None,
    settings: Settings,
    form: str,
    jobs: int | None,
    scheduler: str | None,
    *,
    include_proposed: bool,
    strict: bool,
    verbose: bool,
) -> int:
    """Build and publish."""
    started = time.monotonic()
    settings = replace(settings, include_proposed=include_proposed)
    settings = settings if base_iri is None else replace(settings, base_iri=base_iri)
    with writing(store), progress(verbose=verbose) as shown:
        inputs = inputs_of(sources, settings)
        found = unchanged(store, inputs) if inputs else None
        if found is None:
            cache = cache_of(store, settings)
            built = made(sources, settings, shown, Workers(jobs, scheduler), cache)
            ledger, wrong = built.ledger, _wrong(built.ledger)
            generation = None if strict and wrong else built.publish(store, partial(derive, library=settings.library))
            cache.sweep()
            if generation and inputs and inputs == inputs_of(sources, settings):
                remember(store, inputs)
        else:
            ledger, wrong = found["ledger"], _wrong(found["ledger"])
            generation = None if strict and wrong else (store / CURRENT).resolve().name
    ledger |= {"seconds": round(time.monotonic() - started, 2), "generation": generation}
    for failure in ledger["failures"]:
        click.echo(f"{failure['file']}: {failure['message']}", err=True)
    emit(as_json(ledger) if form == "json" else as_text(ledger, store))
    if ledger["violations"] and generation:
        click.echo("fulian-kg validate 列出违例。`fulian-kg validate` lists the violations.", err=True)
    return int(strict and wrong)


def _wrong(ledger: dict[str, Any]) -> bool:
    """Whether there is something for which `--strict` publishes nothing."""
    unread = any(finding["kind"] == MODEL_FAILED for finding in ledger["findings"])
    return bool(ledger["violations"] or ledger["failures"] or unread)


def as_text(ledger: dict[str, Any], store: Path) -> str:
    """The ledger for people."""
    cases, generation = ledger["cases"], ledger["generation"]
    facts = "、".join(f"{kind} {count}" for kind, count in ledger["facts"].items())
    rows = [
        ("来源 sources", "；".join(_source(source) for source in ledger["sources"])),
        ("案例 cases", f"{cases['found']} / {cases['expected']}，全文 full text {cases['full_text']}"),
        ("事实 facts", f"{sum(ledger['facts'].values())}（{facts}）"),
        *([("模型提议 proposed", _proposed(ledger["proposed"]))] if ledger["proposed"]["facts"] else []),
        ("陈述 statements", f"{ledger['statements']}"),
        ("违例 violations", f"{ledger['violations']}"),
        ("未识地名 unresolved", "、".join(_unresolved(ledger)) or "0"),
        ("未通过核对 refused", _counts(ledger["rejected"])),
        ("读不了 failures", "、".join(failure["file"] for failure in ledger["failures"]) or "0"),
        ("待查 findings", f"{len(ledger['findings'])}"),
        *([("决定 decisions", _counts(ledger["decisions"]["states"]))] if "decisions" in ledger else []),
        *([("沿革之异 history", _history(ledger["region_history"]))] if "region_history" in ledger else []),
        ("用时 seconds", f"{ledger['seconds']}"),
        ("存储 store", f"{store} 第 generation {generation}" if generation else "未发布 nothing published"),
    ]

    size = max(width(name) for name, _ in rows)
    lines = [f"{pad(name, size)}  {value}\n" for name, value in rows]
    waiting = [_waiting(each) for each in ledger.get("decisions", {}).get("unapplied", ())]
    return "".join(lines + [_found(finding) for finding in ledger["findings"]] + waiting)


def _history(told: dict[str, list[str]]) -> str:
    """How often the region history differs from our data, and where ours is kept all the same."""
    kept = "".join(f"\n  ~ {visible(sentence)}" for sentence in told["kept"])
    return f"{len(told['differences'])}，以本项目为准 ours is kept in {len(told['kept'])}{kept}"


def _counts(counts: dict[str, int]) -> str:
    return "、".join(f"{name} {count}" for name, count in counts.items()) or "0"


def _waiting(decision: dict[str, Any]) -> str:
    """A decision that is not applied, with what stands in its place now."""
    quote = " ".join(decision.get("quote", "").split())
    now = f"，现为 now “{' '.join(decision['now'].split())}”" if "now" in decision else ""
    why = f"{decision['state']} {decision['reason']}".strip()
    return visible(f"  ! {decision['line']}  {decision['who']} {decision['decision']} “{quote}”：{why}{now}\n")


def _proposed(counts: dict[str, int]) -> str:
    addressed = f"，文中对模型说话 beside an address {counts['addressed']}" if counts["addressed"] else ""
    return f"{counts['facts']}，入图 in the graph {counts['published']}{addressed}"


def _source(source: dict[str, Any]) -> str:
    title = f"《{source['title']}》" if source["title"] else ""
    layout = "" if source["catalogue"] else "，无目录 no catalogue"
    return f"{source['file']} {title}（{source['date']}{layout}）"


def _unresolved(ledger: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(entry["name"] for entry in ledger["unresolved"]))


def _found(finding: dict[str, Any]) -> str:
    line = f":{finding['line']}" if "line" in finding else ""
    return f"  ? {finding['file']}{line}  {finding['message']['zh']} {finding['message']['en']}\n"
