"""The report of the demo bureau's last whole month, made once."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.data import Door
from dashboard.reports.asked import MonthAsked
from dashboard.reports.blocks import Figure, Form, Head, Line, Row, Table
from dashboard.reports.monthly import Bureau, Standing, monthly_report
from sql.metrics import parse_month
from tests.dashboard.viewers import MANAGER

MONTH = parse_month("2026-08")
BUREAU = Bureau("大连开发区税务局")


@pytest.fixture(scope="session")
def reading(demo_home):
    """The demo bureau as a manager of everything sees it."""
    return Door(demo_home, memory="512MB", threads=1).reading(MANAGER)


@pytest.fixture(scope="session")
def report(reading):
    """The draft of the bureau whole."""
    return monthly_report(MonthAsked(reading, MONTH), BUREAU, Standing(day=date(2026, 9, 15)))


def table(key, report):
    """The table of a key."""
    return next(one for one in report.tables if one.key == key)


def hostile(names):
    """A table whose parts are called what somebody would like a program to run."""
    rows = [Row((name, Figure(Decimal(place), Form.COUNT))) for place, name in enumerate(names, 1)]
    total = Row(("合计", Figure(Decimal(sum(range(1, len(names) + 1))), Form.COUNT)), Line.TOTAL)
    heads = (Head(("街道",)), Head(("人数",)))
    return Table("hostile", "附表9", "名称", "月末", "人", heads, (*rows, total))
