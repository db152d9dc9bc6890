"""`publish`: the bundle for portals and static hosts."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.cli.options import DAY, store_option
from fulian_kg.cli.output import emit, pad, width
from fulian_kg.cli.progress import progress
from fulian_kg.cli.publish_push import as_text as pushed_as_text
from fulian_kg.cli.publish_push import push_options, pushed
from fulian_kg.errors import InputError, UsageError
from fulian_kg.graph.store import is_store, open_store
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publication.settings import Licensed, dataset_settings
from fulian_kg.publication.tables import MOST_CASES as MOST_TABULATED
from fulian_kg.publishing.bundle import write
from fulian_kg.publishing.edition import Edition
from fulian_kg.publishing.news import unsaid
from fulian_kg.publishing.placing import is_bundle
from fulian_kg.publishing.plan import MOST_CASES as MOST_ANSWERED
from fulian_kg.publishing.resources import MOST, usual
from fulian_kg.query.tables import as_json
from fulian_kg.resources import Library
from fulian_kg.vocabulary import DEFAULT_BASE, is_iri

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.publishing.bundle import Written

HELP = f"""发布：一个文件夹，任何静态主机可以提供，任何门户可以收割。
Publish: a folder that any static host serves and any portal harvests.

DIR 是新的、空的或先前发布的文件夹；写完才整个换上，中断则原样不变。
DIR is new, empty, or was published before; it is replaced whole when all is written, and stays as it was otherwise.

整库下载与目录总是完整的。单个资源的页面与数据：资源不超过 {MOST} 个时全有，否则只有案例；案例也超过 {MOST} 个时都没有，
由 `fulian-kg serve` 按需提供。
Dumps and catalogue are always whole. Pages and data of single resources: all, where there are {MOST} resources at most,
else those of cases, and none where cases are more than that; `fulian-kg serve` gives the others on demand.

案例超过 {MOST_ANSWERED} 个时没有比较与查询答案的页面，超过 {MOST_TABULATED} 个时没有表格：
由 `query`、`compare` 与 `serve` 提供。
Of more than {MOST_ANSWERED} cases there are no pages of comparisons and of answers to queries, and of more than
{MOST_TABULATED} no tables: `query`, `compare` and `serve` give them.

同一存储与选项，每次字节相同。 The same store and options give the same bytes every time.

\b
例 Example:
  fulian-kg publish dist/portal --store kg
  fulian-kg publish --to sparql+http://localhost:7878 --store kg
"""
NO_ADDRESS = (
    "IRI 只是名称，不可访问；`build --base-iri` 指定网址。"
    "IRIs are mere names and lead nowhere: name an address with `build --base-iri`."
)
NO_LICENCE = (
    "没有声明许可，目录如实说明；--licence 可声明。"
    "No licence is stated, and the catalogue says so: state one with --licence."
)
FEWER = (
    "不是每个资源都有自己的文件，其余由 serve 提供。Not every resource has files of its own; `serve` gives the others."
)


@click.command(help=HELP, short_help="发布静态数据包。Write the portal bundle.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@store_option
@click.option(
    "--with",
    "extra",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="自备的说明与模板。Your own description of the data set, and templates, instead of ours.",
)
@click.option(
    "--date",
    "day",
    type=DAY,
    help="发布日期，默认取 SOURCE_DATE_EPOCH，否则不写。Day of publication; else SOURCE_DATE_EPOCH, else none.",
)
@click.option("--licence", metavar="IRI", help="许可的 IRI。IRI of the licence that you publish under.")
@click.option(
    "--pages", type=click.Choice(["all", "cases", "none"]), help="哪些资源有自己的文件。Which resources get files."
)
@click.option("--source-text", is_flag=True, help="页面含全文，不只引文。Pages show whole texts, not the quotes alone.")
@click.option(
    "--since",
    "previous",
    type=click.Path(path_type=Path),
    metavar="PREVIOUS",
    help="先前的数据包或存储，用以说明变化。An earlier bundle or store: tell what changed since.",
)
@push_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="摘要格式。Of the summary.")
@click.option("-v", "--verbose", is_flag=True, help="逐个文件说明进度。Tell each file.")
def publish(
    folder: Path | None,
    store: Path,
    extra: Path | None,
    day: date | None,
    licence: str | None,
    pages: Any,
    previous: Path | None,
    to: str | None,
    graph_store: str | None,
    form: str,
    *,
    source_text: bool,
    verbose: bool,
) -> None:
    """Write the bundle, load the graphs into a store elsewhere, or both."""
    if folder is None and to is None:
        message = "name the folder to write, or a store to load with --to sparql+http://…"
        raise UsageError(message)
    opened = open_store(store)
    told: dict[str, Any] = {}
    if folder is not None:
        edition = Edition(
            store,
            opened,
            _library(extra, licence),
            Addresses(opened.base),
            date=day or _epoch(os.environ),
            previous=_bundle(previous),
            source_text=source_text,
            pages=pages or usual(opened),
        )
        with progress(verbose=verbose) as shown:
            written = write(edition, folder, shown)
        told = _summary(edition, folder, written)
    done = None if to is None else pushed(opened, to, graph_store)
    if form == "json":
        emit(as_json(told | ({} if done is None else {"pushed": done.as_object()})))
    else:
        emit((_as_text(told) if told else "") + ("" if done is None else pushed_as_text(done)))


def _library(extra: Path | None, licence: str | None) -> Library:
    if licence is None:
        return Library(extra)
    if not is_iri(licence):
        message = f"--licence takes an IRI, such as https://creativecommons.org/licenses/by/4.0/, not {licence!r}"
        raise UsageError(message)
    return Licensed(extra, licence)


def _bundle(previous: Path | None) -> Path | None:
    if previous is not None and not is_bundle(previous) and not is_store(previous):
        message = f"{previous} is no bundle of fulian-kg: --since names a folder that `publish` wrote, or a store"
        raise InputError(message)
    return previous


def _epoch(environment: Mapping[str, str]) -> date | None:
    """The day of SOURCE_DATE_EPOCH, in UTC (https://reproducible-builds.org/specs/source-date-epoch/)."""
    seconds = environment.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is {seconds!r}, not a number of seconds: unset it, or give --date"
        raise UsageError(message) from None


def _summary(edition: Edition, folder: Path, written: Written) -> dict[str, Any]:
    licence = dataset_settings(edition.library).licence
    return {
        "folder": str(folder),
        "files": written.files,
        "bytes": written.bytes,
        "statements": len(edition.store.rdf),
        "base_iri": edition.store.base,
        "date": None if edition.date is None else edition.date.isoformat(),
        "version": written.version,
        "licence": licence,
        "pages": edition.pages,
        "warnings": [
            *([NO_ADDRESS] if edition.store.base == DEFAULT_BASE else []),
            *([] if licence else [NO_LICENCE]),
            *([] if edition.pages == "all" else [FEWER]),
            *filter(None, [unsaid(edition)]),
        ],
    }


def _as_text(told: dict[str, Any]) -> str:
    rows = [
        ("数据包 bundle", told["folder"]),
        ("文件 files", f"{told['files']}，{told['bytes'] / 1e6:.1f} MB"),
        ("陈述 statements", str(told["statements"])),
        ("版本 version", told["version"]),
        ("发布日期 date", told["date"] or "未声明 not stated"),
        ("许可 licence", told["licence"] or "未声明 not stated"),
        ("单个资源 pages", told["pages"]),
    ]
    size = max(width(name) for name, _ in rows)
    lines = [f"{pad(name, size)}  {value}\n" for name, value in rows]
    return "".join([*lines, *(f"  ! {warning}\n" for warning in told["warnings"])])
