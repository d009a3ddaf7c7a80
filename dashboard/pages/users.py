"""管理: who may sign in, as what, and for which areas; one user at a time is changed beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access.roles import Role
from dashboard.access.viewer import WHOLE
from dashboard.components.cards import card
from dashboard.components.forms import form, hidden, send, text_field
from dashboard.components.tables import Column, table
from dashboard.numbers import count
from dashboard.pages.page import Context
from dashboard.state.columns import in_china, now
from dashboard.state.users import User
from dashboard.wording import Words
from sql.schema import marts

NAME = 64
"""Characters of a name."""


def body(context: Context) -> Sequence[Component]:
    """Every user; beside them the one chosen, else a new one."""
    users = context.services.entrance.accounts.every()
    chosen = next((user for user in users if user.name == context.view.user), None)
    side = [_changing(context, chosen), _doing(context, chosen)] if chosen else [_adding(context)]
    return [*side, _listed(context, users)]


def _listed(context: Context, users: Sequence[User]) -> html.Section:
    words = context.words
    rows = [{"user": user} for user in users]
    columns = [
        Column("name", words("users.name"), partial(_link, context), lambda row: row["user"].name, number=False),
        Column("display", words("users.display"), lambda row: row["user"].display_name, number=False),
        Column("role", words("users.role"), lambda row: words(f"role.{row['user'].role}"), number=False),
        Column("areas", words("users.areas"), partial(_areas, context), number=False, css="long"),
        Column("state", words("users.state"), lambda row: words(f"users.{state_of(row['user'])}"), number=False),
        Column("seen", words("users.seen"), lambda row: in_china(row["user"].signed_in_at), number=False),
        Column("factor", words("users.factor"), lambda row: _factor(words, row["user"]), number=False),
        Column("sessions", words("users.sessions"), partial(_sessions, context)),
    ]
    title = words("users.title", count=len(users))
    return card(title, words("users.subtitle"), table(columns, rows, context.view, default="name"))


def state_of(user: User) -> str:
    """Whether an account can be signed in to."""
    if user.disabled:
        return "disabled"
    return "locked" if user.locked_until is not None and user.locked_until > now() else "enabled"


def _link(context: Context, row: dict[str, User]) -> dcc.Link:
    name = row["user"].name
    return dcc.Link(name, href=context.view.link(user=name))


def _areas(context: Context, row: dict[str, User]) -> str:
    words = context.words
    names = [words("users.whole") if code == WHOLE else context.areas.name(code, words) for code in row["user"].codes]
    return words.listed(names) or "–"


def _factor(words: Words, user: User) -> str:
    return words("account.factor_on" if user.second_factor_at else "account.factor_off")


def _sessions(context: Context, row: dict[str, User]) -> str:
    return count(len(context.services.sessions.of_user(row["user"].id)))


def _adding(context: Context) -> html.Section:
    words = context.words
    fields = [
        text_field("name", words("users.name"), NAME),
        *_wanted(context, Role.OFFICIAL, (), ""),
        send(words("users.add")),
    ]
    return card(words("users.new"), words("users.new_subtitle"), form(context.view.link("/users/add"), fields))


def _changing(context: Context, user: User) -> html.Section:
    words = context.words
    fields = [
        hidden("name", user.name),
        *_wanted(context, Role(user.role), user.codes, user.display_name),
        send(words("users.change")),
    ]
    tools = [dcc.Link(words("users.another"), href=context.view.link(user=""), className="link")]
    said = words("users.change_title", name=user.name)
    return card(said, words("users.change_subtitle"), form(context.view.link("/users/change"), fields), tools=tools)


def _doing(context: Context, user: User) -> html.Section:
    """What else can be done with an account, a button each."""
    words = context.words
    deeds = ["password", "second_factor", "sessions", "enable" if state_of(user) != "enabled" else "disable"]
    buttons = [
        form(
            context.view.link(f"/users/{deed.replace('_', '-')}"),
            [hidden("name", user.name), send(words(f"users.do_{deed}"))],
        )
        for deed in deeds
    ]
    return card(words("users.more"), words("users.more_subtitle"), html.Div(buttons, className="forms"))


def _wanted(context: Context, role: Role, areas: Sequence[str], display: str) -> list[Component]:
    words = context.words
    return [
        text_field("display", words("users.display"), NAME, value=display, required=False),
        dmc.Select(
            name="role",
            data=[{"value": str(one), "label": words(f"role.{one}")} for one in Role],
            value=str(role),
            allowDeselect=False,
            size="xs",
            w=130,
            **{"aria-label": words("users.role")},
        ),
        dmc.MultiSelect(
            name="areas",
            data=_choices(context),
            value=list(areas),
            placeholder=words("users.areas_hint"),
            searchable=True,
            size="xs",
            w=420,
            hiddenInputValuesDivider=",",
            **{"aria-label": words("users.areas")},
        ),
    ]


def _choices(context: Context) -> list[dict[str, str]]:
    """Everything, then every area by its code, so that communities stand under their subdistrict."""
    words = context.words
    rows = sorted(context.reading.table(marts.AREA), key=lambda row: row["code"])
    known = [{"value": row["code"], "label": f"{row['name']} {row['code']}"} for row in rows]
    return [{"value": WHOLE, "label": words("users.whole")}, *known]
