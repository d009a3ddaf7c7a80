"""Accounts found for a change, and held until it is made: on PostgreSQL two transactions would else read the same."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from dashboard.access.roles import Role
from dashboard.state.users import User

_NAME = re.compile(r"[A-Za-z0-9._\-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]{1,64}")
"""Letters that can be mistaken for these, such as Cyrillic ones, are none."""


def is_name(text: str) -> bool:
    """Whether it can be the name of an account."""
    return bool(_NAME.fullmatch(text))


def of_name(work: Work, name: str, *, hold: bool = False) -> User | None:
    """The account of a name; held, nobody else changes it until the transaction ends, also on PostgreSQL."""
    if not is_name(name):
        return None
    wanted = select(User).where(User.name == name)
    return work.scalar(wanted.with_for_update(key_share=True) if hold else wanted)


def held(work: Work, user_id: int) -> User:
    """The account of somebody who is signed in, held like that."""
    return work.scalars(select(User).where(User.id == user_id).with_for_update(key_share=True)).one()


def administrators_held(work: Work) -> set[int]:
    """Who can sign in as one, all held: two of them cannot close each other's accounts at once."""
    able = select(User.id).where(User.role == Role.ADMINISTRATOR, User.disabled.is_(False))
    return set(work.scalars(able.order_by(User.id).with_for_update(key_share=True)))
