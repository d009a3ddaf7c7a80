"""管理: who may sign in, as what, and for which areas; one user at a time is changed above the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.access.roles import Role
from dashboard.access.viewer import WHOLE
from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.forms import form, hidden, labelled, one_of, send
from dashboard.components.marks import UP, badge
from dashboard.components.tables import Column, table
from dashboard.numbers import NOTHING, count
from dashboard.pages.page import Context
from dashboard.state.columns import in_china, now
from dashboard.state.users import NAME, User
from dashboard.wording import Words
from sql.schema import marts

SUBDISTRICT = 9
"""Digits of a subdistrict's code; those of its communities begin with it."""
_KINDS = {"disabled": ("quiet", ""), "locked": ("warn", UP)}


def body(context: Context) -> Sequence[Component]:
    """Every user; above them the one chosen, else a new one."""
    done = context.view.choices.get("done", "")
    context = replace(context, view=replace(context.view, choices={}))
    users = context.services.entrance.accounts.every()
    chosen = next((user for user in users if user.name == context.view.user), None)
    return [_changing(context, chosen, done) if chosen else _adding(context), _listed(context, users)]


def _listed(context: Context, users: Sequence[User]) -> html.Section:
    words = context.words
    sessions = context.services.sessions.living()
    rows = [{"user": user, "sessions": sessions[user.id], "state": state_of(user)} for user in users]
    columns = [
        Column("name", words("users.name"), partial(_link, context), lambda row: row["user"].name, number=False),
        Column("display", words("users.display"), lambda row: row["user"].display_name or NOTHING, number=False),
        Column("role", words("users.role"), lambda row: words(f"role.{row['user'].role}"), _role, number=False),
        Column("areas", words("users.areas"), partial(_areas, context), number=False, css="long"),
        Column("state", words("users.state"), partial(_state, words), lambda row: row["state"], number=False),
        Column("seen", words("users.seen"), lambda row: in_china(row["user"].signed_in_at), _seen, number=False),
        Column("factor", words("users.factor"), partial(_factor, words), number=False),
        Column("sessions", words("users.sessions"), lambda row: count(row["sessions"])),
    ]
    title = words("users.title", count=len(users))
    return card(title, words("users.subtitle"), table(columns, rows, context.view, default="name"))


def state_of(user: User) -> str:
    """Whether an account can be signed in to."""
    if user.disabled:
        return "disabled"
    return "locked" if user.locked_until is not None and user.locked_until > now() else "enabled"


def _link(context: Context, row: Mapping[str, Any]) -> html.Link:
    name = row["user"].name
    return html.Link(name, href=context.view.link(user=name))


def _role(row: Mapping[str, Any]) -> int:
    return list(Role).index(row["user"].role)


def _seen(row: Mapping[str, Any]) -> object:
    return row["user"].signed_in_at


def _areas(context: Context, row: Mapping[str, Any]) -> str:
    words, names = context.words, _names(context)
    return words.listed(names.get(code, code) for code in row["user"].codes) or NOTHING


def _state(words: Words, row: Mapping[str, Any]) -> html.Span | str:
    """In words; what keeps somebody out stands out, and says so by more than its colour."""
    said = words(f"users.{row['state']}")
    return badge(said, *_KINDS[row["state"]]) if row["state"] in _KINDS else said


def _factor(words: Words, row: Mapping[str, Any]) -> str:
    return words("account.factor_on" if row["user"].second_factor_at else "account.factor_off")


def _adding(context: Context) -> html.Section:
    words = context.words
    fields = [
        labelled("name", words("users.name"), NAME),
        *_wanted(context, Role.OFFICIAL, (), ""),
        send(words("users.add"), css="primary"),
    ]
    return card(words("users.new"), words("users.new_subtitle"), form(context.view.link("/users/add"), fields))


def _changing(context: Context, user: User, done: str) -> html.Section:
    words = context.words
    fields = [
        hidden("name", user.name),
        *_wanted(context, Role(user.role), user.codes, user.display_name),
        send(words("users.change"), css="primary"),
    ]
    parts = [*_done(words, done), form(context.view.link("/users/change"), fields), _doing(context, user)]
    tools = [html.Link(words("users.another"), href=context.view.link(user=""), className="link")]
    said = words("users.change_title", name=user.name)
    return card(said, words("users.change_subtitle"), parts, tools=tools)


def _done(words: Words, done: str) -> list[Component]:
    """That the change which led here was made."""
    name = f"users.done_{done}"
    return [html.P(words(name), className="succeeded", role="status")] if name in words else []


def _doing(context: Context, user: User) -> html.Div:
    """What else can be done with an account, a button each."""
    words = context.words
    factor = ["second_factor"] if user.second_factor_at else []
    deeds = ["password", *factor, "sessions", "enable" if state_of(user) != "enabled" else "disable"]
    buttons: list[Component] = [
        form(
            context.view.link(f"/users/{deed.replace('_', '-')}"),
            [hidden("name", user.name), send(words(f"users.do_{deed}"))],
            title=words(f"users.hint_{deed}"),
        )
        for deed in deeds
    ]
    return html.Div([*buttons, html.Span(words("users.noted"), className="said")], className="forms deeds")


def _wanted(context: Context, role: Role, areas: Sequence[str], display: str) -> list[Component]:
    words = context.words
    roles = [{"value": str(one), "label": words(f"role.{one}")} for one in Role]
    return [
        labelled("display", words("users.display"), NAME, value=display, required=False),
        one_of("role", words("users.role"), roles, str(role), 130),
        dmc.MultiSelect(
            name="areas",
            label=words("users.areas"),
            data=_choices(context, areas),
            value=list(areas),
            placeholder="" if areas else words("users.areas_hint"),
            nothingFoundMessage=words("users.no_area"),
            searchable=True,
            size="xs",
            w=420,
            hiddenInputValuesDivider=",",
            **{"aria-label": words("users.areas")},
        ),
    ]


def _names(context: Context) -> dict[str, str]:
    """Every area by its code; before the first night nobody knows any but the whole."""
    known = context.reading.table(marts.AREA) if context.published else ()
    return {WHOLE: context.words("area.all"), **{row["code"]: row["name"] for row in known}}


def _choices(context: Context, areas: Sequence[str]) -> list[dict[str, str]]:
    """The whole, then every area by its code; what is chosen already is there even where nobody knows it any more."""
    names = _names(context)
    known = [{"value": code, "label": _label(names, code)} for code in sorted({*names, *areas} - {WHOLE})]
    return [{"value": WHOLE, "label": names[WHOLE]}, *known]


def _label(names: Mapping[str, str], code: str) -> str:
    """An area by name and code; a community by its subdistrict too, so that looking for that finds both."""
    above = names.get(code[:SUBDISTRICT], "") if len(code) > SUBDISTRICT else ""
    return " ".join(filter(None, (above, names.get(code, ""), code)))
