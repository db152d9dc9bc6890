"""The integrity of a store: every file, every graph, every quote against what the manifest and the sources say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import FulianError
from fulian_kg.facts_io import read_facts
from fulian_kg.graph.build import graph_digests
from fulian_kg.graph.manifest import FILES, files_in, read_manifest, sha256_of
from fulian_kg.graph.store import DATABASE, FACTS, MARKER, MARKER_TEXT, OpenStore, current
from fulian_kg.proposals import published
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def differences(path: Path) -> Iterator[str]:
    """What is not as it was built, a sentence each; raises `StoreError` when the store cannot be opened at all."""
    folder = current(path)
    if (path / MARKER).read_bytes() != MARKER_TEXT.encode():
        yield f"文件已变 a file that has changed: {MARKER}"
    yield from _files(folder)
    try:  # whatever its files are, for what it holds tells more
        store = OpenStore(ox.Store.read_only(str(folder / DATABASE)), folder, read_manifest(folder))
        yield from _graphs(store)
        yield from _facts(store)
    except (OSError, ValueError, RuntimeError) as error:
        yield f"数据库读不了 the database cannot be read: {error}"


def _files(folder: Path) -> Iterator[str]:
    expected = dict(read_manifest(folder)[FILES])
    for name, file in files_in(folder):
        known = expected.pop(name, None)
        if known is None:
            yield f"多出文件 a file that the manifest does not know: {name}"
        elif sha256_of(file) != known:
            yield f"文件已变 a file that has changed: {name}"
    yield from (f"缺少文件 a file is missing: {name}" for name in expected)


def _graphs(store: OpenStore) -> Iterator[str]:
    expected, found = store.manifest["graphs"], graph_digests(store.rdf)
    for name in sorted({*expected, *found}):
        if expected.get(name) != found.get(name):
            counts = [graphs.get(name, {}).get("statements", 0) for graphs in (expected, found)]
            yield f"图不一致 a graph differs: {name} ({counts[0]} → {counts[1]})"


def _facts(store: OpenStore) -> Iterator[str]:
    """Quotes stand where they are said to stand, and every published fact has its claim."""
    iris = Iris(store.base)
    include = bool(store.manifest.get("include_proposed"))
    texts: dict[str, str] = {}
    try:
        for fact in read_facts(store.facts_text(), FACTS):
            if fact.sha256 not in texts:
                texts[fact.sha256] = store.source_text(fact.sha256)
            if texts[fact.sha256][fact.start : fact.end] != fact.quote:
                yield f"原文不符 a quote is not where it should be: {fact.id} {fact.file} {fact.start}–{fact.end}"
            claim = iris.claim(fact.id, fact.file)
            if (
                published(fact, include_proposed=include)
                and next(store.rdf.quads_for_pattern(claim, None, None), None) is None
            ):
                yield f"事实没有断言 a fact has no claim: {fact.id}"
    except FulianError as error:
        yield f"事实读不了 facts cannot be read: {error}"
