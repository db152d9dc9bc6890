"""From a question to the response: answered by the workers, tagged so that the same answer is not sent twice.

The tag names generation and question, not the bytes: whoever has an answer learns that it still holds without the
query being run. Answers that may differ each time have none.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

import fulian_kg
from fulian_kg.server.offers import AVAILABLE
from fulian_kg.server.problems import Problem
from fulian_kg.server.responses import REVALIDATE, content_type, known
from fulian_kg.sparql import words

if TYPE_CHECKING:
    from starlette.requests import Request

    from fulian_kg.server.answering import Answer, Job
    from fulian_kg.server.generations import Generation
    from fulian_kg.server.offers import Taken

NEVER_TWICE = frozenset({"now", "rand", "uuid", "struuid", "bnode"})
LONGEST = 20_000
"""Characters of a query that is worth looking at for words of `NEVER_TWICE`; longer ones have no tag."""
VARY = {"vary": "Accept"}


async def respond(request: Request, job: Job, taken: Taken) -> Response:
    """The response to a question; raises `Problem`."""
    tag = _tag(request, job, taken)
    held = request.headers.get("if-none-match") if request.method in {"GET", "HEAD"} else None
    if tag is not None and held is not None and held.strip() != "*" and known(held, tag):
        return _kept(tag)
    try:
        answer = await request.app.state.answering.answer(job)
    except Problem as problem:
        raise _told(problem) from None
    if tag is not None and answer.generation != request.app.state.generations.current().name:
        tag = None  # another generation was published meanwhile
    if tag is not None and known(held, tag):
        return _kept(tag)
    return _response(answer, taken, tag)


def _response(answer: Answer, taken: Taken, tag: str | None) -> Response:
    offer = taken.graph if answer.form == "graph" else taken.results
    media_type = answer.format.media_type if offer is None else offer.media_type
    headers = {**_keeping(tag), "content-type": content_type(media_type)}
    return Response(answer.body, headers=headers)


def _kept(tag: str) -> Response:
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_keeping(tag))


def _keeping(tag: str | None) -> dict[str, str]:
    """How long an answer may be kept."""
    return {**VARY, "cache-control": "no-store"} if tag is None else {**VARY, "cache-control": REVALIDATE, "etag": tag}


def _tag(request: Request, job: Job, taken: Taken) -> str | None:
    """The tag of the answer that the current generation gives; None for one that may differ each time."""
    if len(job.query) > LONGEST or words(job.query) & NEVER_TWICE:
        return None
    offers = [None if each is None else (each.media_type, each.format.name) for each in (taken.results, taken.graph)]
    asked = (job.query, offers, job.default_graphs, job.named_graphs, sorted(job.substitutions.items()))
    text = f"{_fingerprint(request)}{json.dumps(asked)}"
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _fingerprint(request: Request) -> str:
    """What tells the current generation from others, also from one of the same name in another store."""
    state = request.app.state
    generation: Generation = state.generations.current()
    found: tuple[Generation, str] | None = getattr(state, "fingerprint", None)
    if found is None or found[0] is not generation:
        manifest = json.dumps(dict(generation.store.manifest), sort_keys=True, default=str)
        whole = f"{fulian_kg.__version__} {generation.name} {manifest}"
        found = state.fingerprint = (generation, hashlib.sha256(whole.encode()).hexdigest())
    return found[1]


def _told(problem: Problem) -> Problem:
    """A refusal, with what can be had where the form of the answer was not among what the client takes."""
    if problem.status == HTTPStatus.NOT_ACCEPTABLE:
        problem.members.setdefault("available", [*AVAILABLE["results"], *AVAILABLE["rdf"]])
        problem.headers |= VARY
    return problem
