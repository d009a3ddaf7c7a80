"""The routes behind the forms of the audit and of the ledger: choose, verify, export, trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Literal
from urllib.parse import urlencode

from flask import Flask, redirect, request, send_file
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.audit import Action, Chosen
from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.messages import message
from dashboard.access.roles import Right
from dashboard.access.viewer import current_viewer, viewer_with
from dashboard.exports import Cell, Column, Kind, Sheet
from dashboard.exports.ledger import Form as FileForm
from dashboard.exports.ledger import NoReason, TooMany, Wanted
from dashboard.findings.audited import about_of, actor_of, chosen_of, fault_of, query_of, role_of, told
from dashboard.numbers import count
from dashboard.services import Services
from dashboard.state.columns import in_china
from dashboard.state.deeds import AuditEntry
from dashboard.wording import Words, words_in

FAULTS = 20
"""So many faults are told at once."""
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Day = Annotated[str, StringConstraints(pattern=r"^\s*(\d{4}-\d{2}-\d{2})?\s*$")]


class Choice(Form):
    """Which lines to see."""

    actor: Short
    action: Short
    first: Day
    last: Day


class Nothing(Form):
    """A button alone."""


class Export(Form):
    """The lines as a file."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    form: Literal["xlsx", "csv"]


class Trace(Form):
    """A file by its number or its hash."""

    file: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z-]{1,64}$")]


Answer = Callable[[Services, Words], ResponseReturnValue]


def add_audit_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    for path, endpoint, back, answer in (
        ("/audit/choose", "audit_choose", "/audit", _choose),
        ("/audit/verify", "audit_verify", "/audit", _verify),
        ("/audit/export", "audit_export", "/audit", _export),
        ("/exports/trace", "exports_trace", "/exports", _trace),
    ):
        server.add_url_rule(path, endpoint, _answering(services, back, answer), methods=["POST"])


def _answering(services: Services, back: str, answer: Answer) -> Callable[[], ResponseReturnValue]:
    """A route that says in words why it does not do what it was asked."""

    def route() -> ResponseReturnValue:
        viewer_with(Right.AUDIT)
        words = words_in("en" if request.args.get("lang") == "en" else "zh")
        try:
            return answer(services, words)
        except Unusable as refused:
            text = words(refused.why)
        except NoReason:
            text = words("lists.no_reason")
        except TooMany as refused:
            text = words("form.too_many", most=count(refused.most))
        return message(words, text, _with_language(back, words)), HTTPStatus.BAD_REQUEST

    return route


def _choose(services: Services, words: Words) -> ResponseReturnValue:
    """What was chosen goes into the address."""
    del services
    chosen = chosen_of(read_form(Choice).model_dump())
    return redirect(_with_language("/audit", words, query_of(chosen)), HTTPStatus.SEE_OTHER)


def _verify(services: Services, words: Words) -> ResponseReturnValue:
    """The whole chain is read; that takes its time and is done only when asked."""
    read_form(Nothing)
    faults = [fault_of(fault, words) for fault in islice(services.audit.faults(), FAULTS)]
    lines = count(services.audit.count(Chosen()))
    said = words.raw("audit.joined").join(faults)
    text = words("audit.broken", faults=said) if faults else words("audit.whole", count=lines)
    return message(words, text, _with_language("/audit", words))


def _export(services: Services, words: Words) -> ResponseReturnValue:
    """The lines chosen, all of them, as a file that is in the ledger like any other."""
    form, viewer, chosen = read_form(Export), current_viewer(), chosen_of(request.args)
    wanted = Wanted((_sheet(services.audit.every(chosen), chosen, words),), FileForm(form.form), form.reason, "")
    handed = services.ledger.hand_out(viewer, wanted, words)
    services.audit.record(viewer, Action.AUDIT_EXPORTED, handed.number, rows=handed.written.rows)
    return send_file(handed.file, as_attachment=True, download_name=handed.name)


def _trace(services: Services, words: Words) -> ResponseReturnValue:
    del services
    return redirect(_with_language("/exports", words, [("file", read_form(Trace).file)]), HTTPStatus.SEE_OTHER)


def _sheet(lines: Iterable[AuditEntry], chosen: Chosen, words: Words) -> Sheet:
    names = ("number", "at", "actor", "role", "action", "about", "detail", "address", "hash")
    columns = tuple(Column(words(f"audit.{name}"), Kind.WHOLE if name == "number" else Kind.TEXT) for name in names)
    return Sheet(words("audit.sheet"), tuple(query_of(chosen)), columns, _rows(lines, words))


def _rows(lines: Iterable[AuditEntry], words: Words) -> Iterator[tuple[Cell, ...]]:
    for line in lines:
        yield (
            *(line.number, in_china(line.at, seconds=True), actor_of(line.actor, words), role_of(line, words)),
            *(words(f"action.{line.action}"), about_of(line.about, words), told(line, words), line.address, line.hash),
        )


def _with_language(path: str, words: Words, query: Iterable[tuple[str, str]] = ()) -> str:
    said = urlencode([*query, *([] if words.chinese else [("lang", "en")])])
    return f"{path}?{said}" if said else path
