"""The routes behind the forms of 月报: words, treasury, warnings, closing, signing, reopening, files, subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Annotated, Any, Literal

from flask import Flask, redirect, request, send_file
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.limits import Limit
from dashboard.access.messages import message
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer, current_viewer, viewer_with
from dashboard.data import Denied, Reading
from dashboard.exports.ledger import Made
from dashboard.pages.reports_closing import LONGEST_TEXT
from dashboard.reports.blocks import Report
from dashboard.reports.checks import DoesNotAddUp
from dashboard.reports.closing import Field, Refused
from dashboard.reports.formats import Format, file_name, rendered
from dashboard.reports.sending import TooManySubscriptions, Wanted
from dashboard.reports.template import TemplateError, fill
from dashboard.services import Services
from dashboard.state.closes import NOTE
from dashboard.view import read_view
from dashboard.wording import words_in
from sql.connect import NothingPublished
from sql.metrics.period import QuestionError, parse_month

FILES = Limit("report", 60, 3600)
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=NOTE)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=NOTE)]
Area = Annotated[str, StringConstraints(pattern=r"^(\d{6}(\d{3}(\d{3})?)?)?$")]


class OfMonth(Form):
    """Which month."""

    month: Annotated[str, StringConstraints(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")]

    @property
    def number(self) -> int:
        """The month as a number."""
        return parse_month(self.month)


class Treasury(OfMonth):
    """What the treasury says it received."""

    amount: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=24)]
    note: Note = ""


class Warned(OfMonth):
    """A warning that may stand."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,80}$")]
    note: Reason


class Words(OfMonth):
    """A person's words in one field."""

    area: Area
    name: Literal["cause", "measure_1", "measure_2", "measure_3"]
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
    confirmed: Literal["yes", "no"]


class Reopened(OfMonth):
    """Why a month is opened again."""

    reason: Reason


class Download(OfMonth):
    """Which report in which format."""

    area: Area
    form: Literal["pdf", "docx", "xlsx", "csv"]


class Daily(Form):
    """The daily report of an area."""

    area: Area
    form: Literal["pdf", "docx", "xlsx", "csv"]


class Filling(OfMonth):
    """A template of the bureau's own, to be filled."""

    area: Area
    name: Annotated[str, StringConstraints(pattern=r"^[^/\\\\]{1,120}$")]


class Subscribed(Form):
    """A report somebody wants to get."""

    area: Area
    report: Literal["monthly", "daily", "reminder"]
    form: Literal["pdf", "docx", "xlsx", "csv"]
    day: Literal["0", "1", "3", "5", "8", "10", "15"]
    address: Annotated[str, StringConstraints(pattern=r"^([^@\s,;<>\"]{1,64}@[A-Za-z0-9.\-]{1,189})?$")] = ""


class Ended(Form):
    """A subscription to end."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")]


def _treasury(services: Services, who: Viewer, form: Any) -> None:
    services.months.say_treasury(who, form.number, form.amount, form.note)


def _acknowledge(services: Services, who: Viewer, form: Any) -> None:
    services.months.acknowledge(who, form.number, form.name, form.note)


def _write(services: Services, who: Viewer, form: Any) -> None:
    field = Field(form.number, form.area, form.name)
    services.months.write(who, field, form.text, confirmed=form.confirmed == "yes")


def _close(services: Services, who: Viewer, form: Any) -> None:
    services.months.close(who, services.door.reading(who), form.number)


def _sign(services: Services, who: Viewer, form: Any) -> None:
    services.months.sign_second(who, form.number)


def _reopen(services: Services, who: Viewer, form: Any) -> None:
    services.months.reopen(who, form.number, form.reason)


@dataclass(frozen=True)
class Deed:
    """One thing done with a month: its name, what does it, and the form it needs."""

    name: str
    do: Callable[[Services, Viewer, Any], None]
    form: type[OfMonth] = OfMonth


DEEDS = (
    Deed("treasury", _treasury, Treasury),
    Deed("acknowledge", _acknowledge, Warned),
    Deed("write", _write, Words),
    Deed("close", _close),
    Deed("sign", _sign),
    Deed("reopen", _reopen, Reopened),
)


def add_reports_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    for deed in DEEDS:
        server.add_url_rule(f"/reports/{deed.name}", f"reports_{deed.name}", _doing(services, deed), methods=["POST"])

    for name, do in (
        ("download", _monthly),
        ("daily", _daily),
        ("fill", _fill),
        ("subscribe", _subscribe),
        ("unsubscribe", _unsubscribe),
    ):
        server.add_url_rule(f"/reports/{name}", f"reports_{name}", _answering(services, do), methods=["POST"])


def _doing(services: Services, deed: Deed) -> Callable[[], ResponseReturnValue]:
    def do() -> ResponseReturnValue:
        who = viewer_with(Right.CLOSE)
        try:
            deed.do(services, who, read_form(deed.form))
        except (Unusable, Refused) as refused:
            return _refused(refused.why)
        except Denied:
            return _refused("reports.not_yours")
        return _back()

    return do


def _answering(
    services: Services, do: Callable[[Services, Viewer], ResponseReturnValue]
) -> Callable[[], ResponseReturnValue]:
    def answer() -> ResponseReturnValue:
        try:
            return do(services, current_viewer())
        except (Unusable, Refused) as refused:
            return _refused(refused.why)
        except TooManySubscriptions:
            return _refused("reports.too_many")
        except TemplateError as fault:
            return _refused("reports.template_fault", fault=fault)
        except (Denied, DoesNotAddUp, NothingPublished, QuestionError):
            return _refused("reports.no_report")

    return answer


def _monthly(services: Services, viewer: Viewer) -> ResponseReturnValue:
    form = read_form(Download)
    reading = _reading(services, viewer, form.area)
    return _given(services, viewer, services.months.report(reading, form.number, form.area), form.form)


def _daily(services: Services, viewer: Viewer) -> ResponseReturnValue:
    form = read_form(Daily)
    reading = _reading(services, viewer, form.area)
    return _given(services, viewer, services.months.daily(reading, form.area), form.form)


def _reading(services: Services, viewer: Viewer, area: str) -> Reading:
    services.limits.require(FILES, viewer.name)
    if not viewer.reaches(area):
        raise Unusable("reports.not_yours")
    return services.door.reading(viewer)


def _fill(services: Services, viewer: Viewer) -> ResponseReturnValue:
    form = read_form(Filling)
    reading = services.months.reading(_reading(services, viewer, form.area), form.number)
    made = fill(services.settings.home, form.name, reading, form.number, form.area)
    entry = Made(form.name, "xlsx", words_in("zh")("reports.reason_said"), reading.version, made.content)
    services.ledger.enter(viewer, entry, made.cells)
    stem = form.name.removesuffix(".xlsx")
    return send_file(BytesIO(made.content), as_attachment=True, download_name=f"{stem}_{form.month}.xlsx")


def _given(services: Services, viewer: Viewer, report: Report, form: str) -> ResponseReturnValue:
    """The file, entered in the ledger before it leaves."""
    content = rendered(report, Format(form))
    version = services.door.version()
    made = Made(report.name, form, words_in("zh")("reports.reason_said"), version, content)
    services.ledger.enter(viewer, made, sum(len(table.rows) for table in report.tables))
    return send_file(BytesIO(content), as_attachment=True, download_name=file_name(report, Format(form)))


def _subscribe(services: Services, viewer: Viewer) -> ResponseReturnValue:
    form = read_form(Subscribed)
    wanted = Wanted(form.report, form.area, (Format(form.form),), int(form.day), form.address)
    services.subscriptions.add(viewer, wanted)
    return _back()


def _unsubscribe(services: Services, viewer: Viewer) -> ResponseReturnValue:
    services.subscriptions.end(viewer, int(read_form(Ended).id))
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(read_view("/reports", request.args).link(), HTTPStatus.SEE_OTHER)


def _refused(why: str, **values: object) -> ResponseReturnValue:
    view = read_view("/reports", request.args)
    words = words_in(view.language)
    return message(words, words(why, **values), view.link()), HTTPStatus.BAD_REQUEST
