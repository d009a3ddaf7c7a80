"""The log: no number of a person, no query of an address, nothing of a body; whatever fails has a number."""

import io
import logging
import sys

import pytest

from dashboard.logs import configuration
from messages.logs import Discreet, hidden

PERSONAL = (
    "210213199001011234",
    "21021319900101123X",
    "21021319900101123x",
    "210213900101123",
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+86 138-1234-5678",
    "8613812345678",
    "0411-87654321",
    "041187654321",
    "２１０２１３１９９００１０１１２３４",
)
HARMLESS = (
    "version=20250620-00000000000000000001 rows=12345678",
    "receipts_20260916.csv 1,234,567 rows",
    "area 210213013006 of 210213013",
    "2026-11-26 16:10:29,123 4711 WARNING",
    "E-0123ABCD GET /suspension failed",
    "why? because",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_numbers_of_people_are_hidden(text):
    for line in (text, f"x={text}", f"'{text}'", f"identity={text},phone={text};", f"张三{text}李四"):
        written = hidden(line)
        assert text not in written
        assert not any(part.isdigit() for part in written)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_stay(text):
    assert hidden(text) == text


@pytest.mark.parametrize(
    "text", ["GET /people?search=abc&area=1 HTTP/1.1", "'/people?search=%E5%BC%A0'", "/x?next=/y?z=1"]
)
def test_queries_are_hidden(text):
    written = hidden(text)
    assert "?…" in written
    assert "search=" not in written
    assert "z=1" not in written


def _fail(text):
    raise ValueError(text)


def test_what_an_error_quotes_is_hidden_too():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "for %s", ("0411-87654321",), None)
    try:
        _fail("[parameters: ('21021319900101123X', '13812345678')] at /person?person=abc")
    except ValueError:
        record.exc_info = sys.exc_info()
    handler.handle(record)
    text = written.getvalue()
    assert "Traceback" in text
    assert "test_logs.py" in text
    for word in ("21021319900101123X", "13812345678", "87654321", "person=abc"):
        assert word not in text


def test_everything_that_writes_writes_discreetly():
    said = configuration("warning")
    assert said["root"] == {"level": "WARNING", "handlers": ["error"]}
    assert said["formatters"][said["handlers"]["error"]["formatter"]]["()"] is Discreet
    assert not [one for one in said["loggers"].values() if one["handlers"]]
