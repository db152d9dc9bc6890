"""Curation in the browser: the work queue, decisions as plain forms, each on the disk before the page says so."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from fulian_kg.curation.decisions import ACCEPT, REJECT
from fulian_kg.curation.recording import LISTED, LISTS, UNCHANGED, Opposed, Refused
from fulian_kg.errors import UsageError
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.server.curation_access import LIFETIME, Access
from fulian_kg.server.curation_bench import KINDS, Bench, Task
from fulian_kg.server.forms import Form, sent
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.model import Slot
    from fulian_kg.server.curation_access import Session
    from fulian_kg.server.pages import View
    from fulian_kg.server.settings import Settings

PAGE = 20
"""Tasks on a page."""
REASON, NAME = 2000, 100
"""Characters of a reason, and of who decides."""
NAMED = "fulian-curator"
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a server needs for curation."""

    access: Access
    bench: Bench


def desk(settings: Settings) -> Desk | None:
    """What a server's settings ask for; None where it decides nothing."""
    return None if settings.curation is None else Desk(Access(settings.token), Bench(settings, settings.curation))


def desk_of(request: Request) -> Desk:
    """Raises 404 where the server decides nothing, as for any address that is not there."""
    found: Desk | None = request.app.state.curation
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def queue(request: Request) -> Response:
    """The work queue, or the form of the token."""
    desk = desk_of(request)
    view = view_of(request)
    session = desk.access.admitted(request)
    if session is None:
        return _private(page(request, view, "curation_login.html", failed=False))
    return _queue(request, view, desk, session)


def item(request: Request) -> Response:
    """One task with the form that amends it."""
    desk = desk_of(request)
    view = view_of(request)
    session = desk.access.admitted(request)
    if session is None:
        return RedirectResponse(view.links.to("/curation"), HTTPStatus.SEE_OTHER)
    task = _task(desk, view, request.path_params["id"])
    return _amendment(request, view, desk, session, task)


async def login(request: Request) -> Response:
    """Take the token; the address never carries it."""
    desk = desk_of(request)
    desk.access.admitted(request)
    form = await sent(request)
    return await run_in_threadpool(_logged_in, request, desk, form)


def _logged_in(request: Request, desk: Desk, form: Form) -> Response:
    view = view_of(request)
    if not desk.access.shown(form.get("token")):
        return _private(page(request, view, "curation_login.html", HTTPStatus.FORBIDDEN, failed=True))
    response = RedirectResponse(view.links.to("/curation"), HTTPStatus.SEE_OTHER)
    desk.access.keep(request, response, desk.access.opened("token"))
    return response


def _posted(act: Callable[[Request, View, Desk, Session, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A route for forms of an admitted session."""

    async def route(request: Request) -> Response:
        desk = desk_of(request)
        session = desk.access.admitted(request)
        if session is None:
            raise Problem(HTTPStatus.FORBIDDEN, "show the token first: load the page of curation")
        form = await sent(request)
        desk.access.check(session, form.get("key"))
        return await run_in_threadpool(lambda: act(request, view_of(request), desk, session, form))

    return route


def _decide(request: Request, view: View, desk: Desk, session: Session, form: Form) -> Response:
    """Accept, reject or undo, as the button says; 303 to the queue where it was."""
    actions = [(name, form.get(name)) for name in (ACCEPT, REJECT, UNDO) if form.get(name)]
    if not actions:  # the button beside the name
        return _back(view, form, "")
    name, wanted = actions[0]
    about = wanted.partition(":")[0]
    try:
        who, why = _signature(view, form, f"why-{about}")
        if name == UNDO:
            desk.bench.withdraw(wanted.partition(":")[2], who, why)
        else:
            desk.bench.judge(view.generation, _task(desk, view, about), name, who, why)
    except UsageError as error:
        status = HTTPStatus.CONFLICT if isinstance(error, Opposed) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _queue(request, view, desk, session, status, form=form, failed=(about, _told(view, error)))
    return _back(view, form, f"item-{about}")


def _amend(request: Request, view: View, desk: Desk, session: Session, form: Form) -> Response:
    """Record the slots as the form has them; what is refused is said at the field, and the form keeps all."""
    task = _task(desk, view, request.path_params["id"])
    slots, derived = form.all("slot-"), [*form.all("derived-")]
    try:
        who, why = _signature(view, form, "why")
        given = {name: text.splitlines() for name, text in slots.items()}
        desk.bench.amend(view.generation, task, given, derived, who, why)
    except UsageError as error:
        slot = getattr(error, "slot", None)
        status = HTTPStatus.CONFLICT if isinstance(error, Opposed) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _amendment(request, view, desk, session, task, status, form=form, failed=(slot, _told(view, error)))
    return _back(view, form, f"item-{task.item.id}")


def _queue(
    request: Request,
    view: View,
    desk: Desk,
    session: Session,
    status: HTTPStatus = HTTPStatus.OK,
    form: Form | None = None,
    failed: tuple[str, str] | None = None,
) -> Response:
    def asked(name: str) -> str:
        return form.get(name) if form else request.query_params.get(name, "")

    tasks = desk.bench.tasks(view.generation)
    kind, case = asked("kind") if asked("kind") in KINDS else "", asked("case") if asked("case").isdecimal() else ""
    chosen = [task for task in tasks if (not kind or task.kind == kind) and (not case or str(task.item.case) == case)]
    pages = max(1, -(-len(chosen) // PAGE))
    number = min(pages, max(1, int(asked("page")))) if asked("page").isdecimal() else 1
    response = page(
        request,
        view,
        "curation.html",
        status,
        tasks=chosen[(number - 1) * PAGE : number * PAGE],
        counts={each: sum(task.kind == each for task in tasks) for each in KINDS},
        cases=sorted({task.item.case for task in tasks if task.item.case is not None}),
        total=len(chosen),
        all=len(tasks),
        kind=kind,
        case=case,
        number=number,
        pages=pages,
        waiting=desk.bench.waiting(view.generation),
        command=desk.bench.command(view.generation),
        failed=failed,
        form=form,
        slots=_slots,
        **_who(request, desk, session, form),
    )
    return _kept(request, response, desk, session)


def _amendment(
    request: Request,
    view: View,
    desk: Desk,
    session: Session,
    task: Task,
    status: HTTPStatus = HTTPStatus.OK,
    form: Form | None = None,
    failed: tuple[str | None, str] | None = None,
) -> Response:
    fact = task.fact
    if fact is None:
        raise Problem(HTTPStatus.NOT_FOUND, "this item is no fact: it has no slots to amend")
    schema = fact_schemas(view.generation.library)[fact.type].slots
    fields = [
        {
            "name": name,
            "value": form.get(f"slot-{name}") if form else _text(fact.slots.get(name)),
            "is_list": slot.value in LISTS or name in LISTED,
            "kind": slot.value,
            "is_derived": f"derived-{name}" in dict(form.fields) if form else name in fact.derived,
        }
        for name, slot in schema.items()
    ]
    values = {"task": task, "fields": fields, "failed": failed, "form": form, "slots": _slots}
    values |= {
        name: form.get(name) if form else request.query_params.get(name, "") for name in ("kind", "case", "page")
    }
    response = page(request, view, "curation_amend.html", status, **values, **_who(request, desk, session, form))
    return _kept(request, response, desk, session)


def _who(request: Request, desk: Desk, session: Session, form: Form | None) -> dict[str, Any]:
    """Who decides, as the browser keeps it, and the key of the form."""
    named = form.get("who") if form else unquote(request.cookies.get(NAMED, ""))
    return {"who": named, "key": desk.access.key(session)}


def _signature(view: View, form: Form, reason: str) -> tuple[str, str]:
    who, why = form.get("who"), form.get(reason)
    said = view.words["curation"]
    if not who or len(who) > NAME:
        raise UsageError(said["no_name"])
    if len(why) > REASON:
        raise UsageError(said["long_reason"])
    return who, why


def _told(view: View, error: UsageError) -> str:
    """Why nothing was recorded, without options of the command line."""
    said = view.words["curation"]
    if isinstance(error, Opposed):
        return said["opposed"] + error.against
    if isinstance(error, Refused):
        if error.reason.endswith("not-printed"):
            return said["not_printed"]
        return {"not-in-vocabulary": said["not_listed"], UNCHANGED: said["no_change"]}.get(error.reason, str(error))
    return str(error)


def _task(desk: Desk, view: View, wanted: str) -> Task:
    found = [task for task in desk.bench.tasks(view.generation) if task.item.id == wanted]
    if len(found) != 1:
        raise Problem(HTTPStatus.NOT_FOUND, "this item is not in the queue any more: load the page of curation again")
    return found[0]


def _back(view: View, form: Form, fragment: str) -> Response:
    asked = {name: form.get(name) or None for name in ("kind", "case", "page")}
    response = RedirectResponse(view.links.to("/curation", fragment, **asked), HTTPStatus.SEE_OTHER)
    response.set_cookie(NAMED, quote(form.get("who")[:NAME]), max_age=30 * LIFETIME, httponly=True, samesite="strict")
    return _private(response)


def _kept(request: Request, response: Response, desk: Desk, session: Session) -> Response:
    desk.access.keep(request, response, session)
    return _private(response)


def _private(response: Response) -> Response:
    response.headers["cache-control"] = "no-store"
    return response


def _slots(task: Task) -> Sequence[tuple[str, str, bool]]:
    """Name and value of each slot of a fact, and whether it is derived."""
    fact = task.fact
    return [(name, _text(value, "、"), name in fact.derived) for name, value in fact.slots.items()] if fact else []


def _text(value: Slot | None, between: str = "\n") -> str:
    if isinstance(value, tuple):
        return between.join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


ROUTES = [
    Route("/curation", queue, methods=["GET"], name="curation"),
    Route("/curation/login", login, methods=["POST"], name="curation-login"),
    Route("/curation/decisions", _posted(_decide), methods=["POST"], name="curation-decide"),
    Route("/curation/items/{id:str}", item, methods=["GET"], name="curation-item"),
    Route("/curation/items/{id:str}", _posted(_amend), methods=["POST"], name="curation-amend"),
]
