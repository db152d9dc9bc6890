"""Answers are recorded and replayed: the same bytes without the network."""

from __future__ import annotations

import json
import shutil
import socket
from typing import TYPE_CHECKING

import pytest

from conftest import EXAMPLE
from fulian_kg.graph.store import open_store
from llm_service import TEXT, TRUE, Handler, completion, proposed, saying, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


def forbidden(*_arguments: object, **_more: object) -> None:
    message = "the network was touched"
    raise AssertionError(message)


def test_a_replay_gives_the_same_bytes_without_the_network(
    run: Callable[..., Ran],
    asking: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(range(10_000))

    def script(handler: Handler) -> None:
        number = next(answers)
        if number % 5 == 4:
            handler.reply("no", 400)
            return
        words = handler.paragraphs[0][:8]
        fact = {"type": "concept", "quote": words, "slots": {"name": words}}
        handler.reply(completion({"facts": [fact, {"n": number}]}))

    folder, texts = tmp_path / "answers", tmp_path / "texts"
    texts.mkdir()
    shutil.copy(EXAMPLE, texts)
    for number in range(5):
        (texts / f"{number}.md").write_text(TEXT.replace("460", f"{number}61"), "utf-8")
    command = ("build", texts, "--extractor", "llm", "--include-proposed", "--format", "json")
    with serving(script) as service:
        asking(service, record=folder, key="sk-secret")
        recorded = run(*command, "--store", tmp_path / "one")
    files = sorted(folder.iterdir())
    assert len(files) == len({file.name for file in files}) == len(service.asked) > 4
    assert not [file for file in files if "sk-secret" in file.read_text("utf-8")]
    asking(None, replay=folder)
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, forbidden)
    replayed = run(*command, "--store", tmp_path / "two")
    ledgers = [json.loads(ran.out) | {"seconds": 0} for ran in (recorded, replayed)]
    assert ledgers[0] == ledgers[1]
    assert any(finding["kind"] == "model-failed" for finding in ledgers[0]["findings"])
    one, two = (open_store(tmp_path / name) for name in ("one", "two"))
    assert one.facts_text().encode() == two.facts_text().encode()
    assert proposed(one.facts_text())
    assert one.manifest["graphs"] == two.manifest["graphs"]


def test_recording_again_asks_only_for_what_failed(
    run: Callable[..., Ran], source: Path, asking: Callable[..., None], tmp_path: Path
) -> None:
    statuses = iter((400, 200))
    with serving(lambda handler: handler.reply(completion({"facts": [TRUE]}), next(statuses))) as service:
        asking(service, record=tmp_path / "answers")
        found = [len(proposed(run("facts", source, "--extractor", "llm").out)) for _ in range(3)]
    assert found == [0, 1, 1]
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    "recording",
    [
        None,
        "",
        "[]",
        "{}",
        '{"body": 7}',
        '{"failure": "no"}',
        '{"failure": {"kind": "flood"}}',
        '{"failure": {"kind": "timeout"}}',
        "[" * 100_000,
    ],
)
def test_a_recording_that_lacks_or_is_damaged_is_one_sentence(
    recording: str | None, run: Callable[..., Ran], source: Path, asking: Callable[..., None], tmp_path: Path
) -> None:
    folder = tmp_path / "answers"
    with serving(saying(TRUE)) as service:
        asking(service, record=folder)
        run("facts", source, "--extractor", "llm")
    (file,) = folder.iterdir()
    if recording is None:
        file.unlink()
    else:
        file.write_text(recording, "utf-8")
    asking(None, replay=folder)
    ran = run("facts", source, "--extractor", "llm")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)


def test_a_folder_that_cannot_be_written_is_one_sentence(
    run: Callable[..., Ran], source: Path, asking: Callable[..., None]
) -> None:
    with serving(saying(TRUE)) as service:
        asking(service, record=source / "below")
        ran = run("facts", source, "--extractor", "llm")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
