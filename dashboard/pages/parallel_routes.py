"""The routes behind the forms of 对数: bring, paste, point, compare again, comment, sign, drop, rows, certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Annotated

from flask import Flask, redirect, request, send_file
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.forms import Form as FormBody
from dashboard.access.forms import Unusable, read_form
from dashboard.access.limits import Limit
from dashboard.access.messages import message
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer, viewer_with
from dashboard.data import Denied, Reading
from dashboard.exports.ledger import Form, Made, NoReason, TooMany, Wanted
from dashboard.numbers import count
from dashboard.pages.page import Context
from dashboard.pages.parallel import PASTED
from dashboard.pages.parallel_point import whom
from dashboard.pages.parallel_sheets import rows_sheet
from dashboard.pages.parallel_table import CELL, COMPARISON, REASON, rows_behind
from dashboard.parallel.certificate import certificate
from dashboard.parallel.comparisons import GO_LIVE, NotDone
from dashboard.parallel.pointed import Unpointed, pointed
from dashboard.parallel.printed import LARGEST, NotRead
from dashboard.places import PATHS
from dashboard.reports.formats import Format, file_name, rendered
from dashboard.services import Services
from dashboard.state.comparisons import CELL as CELL_NAME
from dashboard.state.comparisons import COMMENT
from dashboard.view import View, read_view
from dashboard.wording import Words, words_in
from sql.connect import NothingPublished
from sql.studies.parallel import OF_ROWS

BROUGHT = Limit("printed", 60, 3600)
FILES = Limit("parallel", 120, 3600)
Number = Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")]
CellName = Annotated[str, StringConstraints(pattern=r"^r\d{1,3}c\d{1,3}$", max_length=CELL_NAME)]


class Pasted(FormBody):
    """A table copied from a spreadsheet."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=PASTED)]


class Which(FormBody):
    """Which comparison."""

    id: Number


class Comment(Which):
    """What somebody says of a cell."""

    cell: CellName
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=COMMENT)]


class RowsWanted(Which):
    """The rows behind a part of a difference, as a file."""

    cell: CellName
    cause: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}$")]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=REASON)]
    form: Annotated[str, StringConstraints(pattern=r"^(xlsx|csv)$")]


class _Asked:
    """One request: who asks, in which view and words, and the version it is answered from."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.viewer: Viewer = viewer_with(Right.COMPARE)
        self.view: View = read_view(PATHS["parallel"], request.args)
        self.words: Words = words_in(self.view.language)

    @property
    def reading(self) -> Reading:
        """The version served. Raises NothingPublished."""
        return self.services.door.reading(self.viewer)

    @property
    def context(self) -> Context:
        """What a page of it would know."""
        return Context(self.view, self.words, self.viewer, self.services)

    def within(self, limit: Limit) -> None:
        """Count the request against a limit. Raises Unusable."""
        self.services.limits.require(limit, self.viewer.name)

    def back(self, number: int, cell: str = "") -> ResponseReturnValue:
        """The way back to a comparison, or to a cell of it."""
        choices = {COMPARISON: str(number), **({CELL: cell} if cell else {})}
        return redirect(self.view.link(choices=choices), HTTPStatus.SEE_OTHER)


Answer = Callable[[_Asked], ResponseReturnValue]


def add_parallel_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    answers: Mapping[str, Answer] = {
        "bring": _bring,
        "paste": _paste,
        "point": _point,
        "again": _again,
        "comment": _comment,
        "sign": _sign,
        "drop": _drop,
        "rows": _rows,
        "certificate": _certificate,
    }
    for name, answer in answers.items():
        path = f"{PATHS['parallel']}/{name}"
        server.add_url_rule(path, f"parallel_{name}", _answering(services, answer), methods=["POST"])


def _answering(services: Services, answer: Answer) -> Callable[[], ResponseReturnValue]:
    """A route that says in words why it does not do what it was asked."""

    def route() -> ResponseReturnValue:
        asked = _Asked(services)
        try:
            return answer(asked)
        except NotRead as refused:
            text = asked.words(refused.why, reason=asked.words.reason(refused.reason), most=count(LARGEST // 1_000_000))
        except (NotDone, Unusable) as refused:
            text = asked.words(refused.why)
        except Unpointed:
            text = asked.words("form.unusable")
        except NoReason:
            text = asked.words("lists.no_reason")
        except TooMany as refused:
            text = asked.words("form.too_many", most=count(refused.most))
        except Denied:
            text = asked.words("parallel.not_yours")
        except NothingPublished:
            text = asked.words("state.unpublished")
        return message(asked.words, text, asked.view.link(choices={})), HTTPStatus.BAD_REQUEST

    return route


def _bring(asked: _Asked) -> ResponseReturnValue:
    asked.within(BROUGHT)
    file = request.files.get("table")
    if file is None or len(request.files) != 1 or request.form:
        raise Unusable("parallel.no_file")
    content = file.stream.read(LARGEST + 1)
    return asked.back(asked.services.comparisons.bring(asked.viewer, asked.reading, content))


def _paste(asked: _Asked) -> ResponseReturnValue:
    asked.within(BROUGHT)
    content = read_form(Pasted).text.encode()
    return asked.back(asked.services.comparisons.bring(asked.viewer, asked.reading, content))


def _point(asked: _Asked) -> ResponseReturnValue:
    fields = request.form.to_dict()
    number = fields.pop("id", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Unusable("form.unusable")
    kept = asked.services.comparisons.one(asked.viewer, int(number))
    allowed = {option["value"] for option in whom(asked.context, kept)}
    meaning = pointed(kept.meaning, fields, allowed)
    asked.services.comparisons.point(asked.viewer, asked.reading, kept.id, meaning)
    return asked.back(kept.id)


def _again(asked: _Asked) -> ResponseReturnValue:
    number = int(read_form(Which).id)
    asked.services.comparisons.again(asked.viewer, asked.reading, number)
    return asked.back(number)


def _comment(asked: _Asked) -> ResponseReturnValue:
    form = read_form(Comment)
    asked.services.comparisons.comment(asked.viewer, int(form.id), form.cell, form.text)
    return asked.back(int(form.id), form.cell)


def _sign(asked: _Asked) -> ResponseReturnValue:
    number = int(read_form(Which).id)
    asked.services.comparisons.sign(asked.viewer, number)
    return asked.back(number)


def _drop(asked: _Asked) -> ResponseReturnValue:
    asked.services.comparisons.drop(asked.viewer, int(read_form(Which).id))
    return redirect(asked.view.link(choices={}), HTTPStatus.SEE_OTHER)


def _rows(asked: _Asked) -> ResponseReturnValue:
    asked.within(FILES)
    form = read_form(RowsWanted)
    kept = asked.services.comparisons.one(asked.viewer, int(form.id))
    found = next((one for one in kept.seen_by(asked.viewer) if one.cell.name == form.cell), None)
    parts = found.split.parts if found else ()
    part = next((one for one in parts if one.cause == form.cause and one.cause in OF_ROWS), None)
    if found is None or part is None:
        raise NotDone("parallel.no_cell")
    total, rows = rows_behind(asked.context, kept, found, part, asked.viewer.export_rows + 1)
    if total > asked.viewer.export_rows:
        raise TooMany(asked.viewer.export_rows)
    sheet = rows_sheet(asked.context, kept, found, (part, rows))
    handed = asked.services.ledger.hand_out(
        asked.viewer, Wanted((sheet,), Form(form.form), form.reason, kept.version), asked.words
    )
    return send_file(handed.file, as_attachment=True, download_name=handed.name)


def _certificate(asked: _Asked) -> ResponseReturnValue:
    """The certificate of the months signed in a row, entered in the ledger before it leaves."""
    asked.within(FILES)
    if asked.viewer.areas is not None:
        raise Denied("only who sees the whole bureau prints its certificate")
    kept = asked.services.comparisons.live(asked.viewer)
    if len({one.month for one in kept}) < GO_LIVE:
        raise NotDone("parallel.too_early")
    report = certificate(kept, asked.services.months.bureau)
    content = rendered(report, Format.PDF)
    made = Made(report.name, "pdf", words_in("zh")("parallel.reason_certificate"), kept[-1].version, content)
    asked.services.ledger.enter(asked.viewer, made, sum(len(table.rows) for table in report.tables))
    return send_file(BytesIO(content), as_attachment=True, download_name=file_name(report, Format.PDF))
