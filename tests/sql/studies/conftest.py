"""A version filled by hand, on every engine, for the studies that read one."""

from collections.abc import Callable
from typing import Any

import pytest

from sql.connect import Connection
from sql.studies.listing import asked_of
from sql.studies.scope import Scope
from tests import engines

Study = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def ask_study(engine: engines.Engine) -> Study:
    """Ask a study as the command line does; the rows of its answer."""

    def asked(name: str, version: Connection, rate: str | None = None, **scope: Any) -> list[tuple[Any, ...]]:
        return asked_of(name, rate)(version, Scope(**scope)).rows

    return asked
