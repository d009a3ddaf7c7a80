"""The route behind every download of figures: one table, or all tables of a page, as the address has them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from flask import Flask, request, send_file
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.forms import Form as FormBody
from dashboard.access.forms import Unusable, read_form
from dashboard.access.limits import Limit
from dashboard.access.messages import message
from dashboard.access.viewer import current_viewer
from dashboard.data import Unfit
from dashboard.exports.ledger import Form, Handed, TooMany, Wanted
from dashboard.numbers import count
from dashboard.pages import PAGE
from dashboard.pages.notes import notes_of
from dashboard.pages.page import Context, Page, context_of, why_nothing
from dashboard.services import Services
from dashboard.view import read_view
from dashboard.wording import words_in
from sql.metrics import DIMENSION

FILES = Limit("file", 30, 3600)


class Export(FormBody):
    """One table of a page, or with an empty name all of them."""

    page: Annotated[str, StringConstraints(pattern=r"^/[a-z]*$", max_length=40)]
    table: Annotated[str, StringConstraints(pattern=r"^[a-z_]*$", max_length=40)]
    form: Literal["xlsx", "csv"]


def add_export_routes(server: Flask, services: Services) -> None:
    """Put the route up; the guard stands before it."""

    def export() -> ResponseReturnValue:
        words = words_in(read_view("/", request.args).language)
        try:
            handed = _handed(services)
        except Unusable as refused:
            text = words(refused.why)
        except Unfit as unfit:
            names = words.listed(words.of(DIMENSION[name]) for name in unfit.dimensions)
            text = words("state.unfit", names=names)
        except TooMany as refused:
            text = words("form.too_many", most=count(refused.most))
        else:
            return send_file(handed.file, as_attachment=True, download_name=handed.name)
        return message(words, text, "/"), HTTPStatus.BAD_REQUEST

    server.add_url_rule("/export", "export", export, methods=["POST"])


def _handed(services: Services) -> Handed:
    form = read_form(Export)
    viewer, page = current_viewer(), PAGE.get(form.page)
    if page is None or not page.tables or not viewer.may(page.right) or (form.table and form.table not in page.tables):
        raise Unusable("form.unusable")
    services.limits.require(FILES, viewer.name)
    context = context_of(page, services)
    if why_nothing(page, context):
        raise Unusable("form.nothing")
    wanted = _wanted(context, page, form)
    return services.ledger.hand_out(viewer, wanted, context.words)


def _wanted(context: Context, page: Page, form: Export) -> Wanted:
    """The tables are made now, from the version that is current; those of figures that are not there are left out."""
    words, notes = context.words, notes_of(context)
    names = [form.table] if form.table else list(page.tables)
    made = [page.tables[name](context) for name in names]
    sheets = tuple(one.sheet(context.view, words, notes) for one in made if one is not None)
    if not sheets:
        raise Unusable("form.nothing")
    title = sheets[0].title if form.table else words(f"page.{page.name}")
    chosen = Form.XLSX if len(sheets) > 1 else Form(form.form)
    return Wanted(sheets, chosen, words("export.figures"), context.reading.version, title)
