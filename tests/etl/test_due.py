"""Which night is due at a moment: after what is published, how the last one ended, and what lies in the inbox."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from etl.due import Attempt, Due, begun, due, ended, inbox_state, last_attempt, missed_dates, not_come_yet
from etl.settings import load_settings
from sql.connect import Version, publish

DAY = date(2026, 9, 15)
FEEDS = ("receipts", "register", "assessments")


def _china(text):
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def home(tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "versions").mkdir()
    return tmp_path


@pytest.fixture
def settings(home):
    return load_settings(home, {})


def _published(settings, day):
    publish(settings.place, Version(f"{day:%Y%m%d}-1", day))


def _bring(home, day, feeds=FEEDS):
    for feed in feeds:
        (home / "inbox" / f"{feed}_{day:%Y%m%d}.csv").write_text("x", encoding="utf-8")


def _written(home, text):
    for path in (home / "inbox").iterdir():
        os.utime(path, (_china(text).timestamp(),) * 2)


def test_nothing_is_due_before_the_hour_and_everything_from_it_on(settings, home):
    _published(settings, DAY - timedelta(days=1))
    _bring(home, DAY)
    assert due(settings, None, _china("2026-09-16 02:29")) == Due(None, "no night is missed")
    assert due(settings, None, _china("2026-09-16 02:30")) == Due(DAY, "due")
    _published(settings, DAY)
    assert due(settings, None, _china("2026-09-16 23:59")) == Due(None, "no night is missed")


def test_the_hour_is_that_of_china_wherever_the_machine_stands(settings):
    _published(settings, DAY)
    assert missed_dates(settings, None, datetime(2026, 9, 16, 18, 29, tzinfo=UTC)) == []
    assert missed_dates(settings, None, datetime(2026, 9, 16, 18, 30, tzinfo=UTC)) == [DAY + timedelta(days=1)]


def test_the_first_night_is_the_last_that_should_have_begun(settings, home):
    _bring(home, DAY - timedelta(days=30))
    _written(home, "2026-08-20 10:00")
    assert missed_dates(settings, None, _china("2026-09-16 02:00")) == [DAY - timedelta(days=1)]
    assert missed_dates(settings, None, _china("2026-09-16 03:00")) == [DAY]


def test_the_first_night_of_all_waits_for_something_to_read_and_for_its_hour(settings, home):
    """Nothing is published, and no alarm raised, over an empty inbox, nor between two files that somebody brings."""
    now = _china("2026-09-16 10:00")
    assert due(settings, None, now) == Due(None, "no night is missed")
    _bring(home, DAY, ("receipts",))
    _written(home, "2026-09-16 09:59")
    assert missed_dates(settings, None, now) == []
    assert missed_dates(settings, None, _china("2026-09-17 02:29")) == []
    assert due(settings, None, _china("2026-09-17 06:30")) == Due(DAY + timedelta(days=1), "due")
    assert missed_dates(settings, Attempt(DAY, 1, now), now) == [DAY]


def test_a_database_is_always_there_to_read(home):
    said = {"SOURCE": "database", "URL": "sqlite:///source.db", "TABLE": "receipts"}
    settings = load_settings(home, {f"COLLECTION_FEEDS_RECEIPTS_{name}": value for name, value in said.items()})
    assert missed_dates(settings, None, _china("2026-09-16 03:00")) == [DAY]


def test_missed_nights_are_made_up_oldest_first_and_no_more_than_said(settings):
    _published(settings, DAY - timedelta(days=3))
    now = _china("2026-09-16 03:00")
    assert missed_dates(settings, None, now) == [DAY - timedelta(days=place) for place in (2, 1, 0)]
    assert due(settings, None, now).business_date == DAY - timedelta(days=2)
    few = load_settings(settings.home, {"COLLECTION_NIGHTS_MADE_UP": "2"})
    assert missed_dates(few, None, now) == [DAY - timedelta(days=1), DAY]


def test_a_source_that_is_late_is_waited_for_until_it_is_not(settings, home):
    _published(settings, DAY - timedelta(days=1))
    _bring(home, DAY, ("receipts", "register"))
    _bring(home, DAY - timedelta(days=1), ("assessments",))
    assert due(settings, None, _china("2026-09-16 03:00")) == Due(None, "waiting for assessments until 06:30")
    assert due(settings, None, _china("2026-09-16 06:30")) == Due(DAY, "due")
    _bring(home, DAY)
    assert due(settings, None, _china("2026-09-16 03:01")) == Due(DAY, "due")


def test_a_night_missed_long_ago_waits_for_nothing(settings):
    _published(settings, DAY - timedelta(days=2))
    assert due(settings, None, _china("2026-09-16 03:00")) == Due(DAY - timedelta(days=1), "due")


@pytest.mark.parametrize(("times", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (9, 60)])
def test_what_fails_in_passing_is_tried_again_after_longer_and_longer(settings, times, minutes):
    _published(settings, DAY - timedelta(days=1))
    end = _china("2026-09-16 03:00")
    last = Attempt(DAY, times, end, end, transient=True)
    assert due(settings, last, end + timedelta(minutes=minutes, seconds=-1)).business_date is None
    assert due(settings, last, end + timedelta(minutes=minutes)) == Due(DAY, "tried again")


def test_what_failed_at_an_hour_that_has_yet_to_come_is_tried_again_at_once(settings):
    """The clock was ahead, and is right again."""
    _published(settings, DAY - timedelta(days=1))
    last = Attempt(DAY, 2, _china("2031-01-01 03:00"), _china("2031-01-01 03:00"), transient=True)
    assert due(settings, last, _china("2026-09-16 03:00")) == Due(DAY, "tried again")


def test_a_date_that_has_not_come_is_told_and_rolled_back_it_counts_no_more(settings):
    now = _china("2026-09-16 03:00")
    _published(settings, DAY + timedelta(days=1))
    assert not_come_yet(settings, now) is None
    _published(settings, DAY + timedelta(days=40))
    assert not_come_yet(settings, now) == DAY + timedelta(days=40)
    assert missed_dates(settings, None, now) == []
    _published(settings, DAY - timedelta(days=1))
    assert missed_dates(settings, Attempt(DAY + timedelta(days=40), 1, now, now, published=True), now) == [DAY]


def test_a_night_that_was_cut_off_is_tried_again(settings):
    _published(settings, DAY - timedelta(days=1))
    began = _china("2026-09-16 03:00")
    assert due(settings, Attempt(DAY, 1, began), began + timedelta(minutes=1)) == Due(DAY, "tried again")


def test_what_was_refused_waits_for_another_inbox_and_the_next_date_does_not(settings, home):
    _published(settings, DAY - timedelta(days=1))
    end = _china("2026-09-16 03:00")
    last = Attempt(DAY, 1, end, end, inbox=inbox_state(settings))
    assert due(settings, last, _china("2026-09-16 20:00")).why == "refused, and the inbox has not changed since"
    assert due(settings, last, _china("2026-09-17 07:00")) == Due(DAY + timedelta(days=1), "due")
    _bring(home, DAY, ("receipts",))
    assert due(settings, last, _china("2026-09-16 20:00")) == Due(DAY, "the inbox has changed since it was refused")


def test_an_attempt_is_read_as_it_was_written_and_counted_by_date(settings, home):
    now = _china("2026-09-16 03:00")
    first = begun(settings, None, DAY, now)
    assert last_attempt(home) == first == Attempt(DAY, 1, now)
    failed = ended(settings, first, now, published=False, transient=True)
    assert last_attempt(home) == failed == Attempt(DAY, 1, now, now, transient=True, inbox=inbox_state(settings))
    assert begun(settings, failed, DAY, now).times == 2
    assert begun(settings, failed, DAY + timedelta(days=1), now).times == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"business_date": "x"}', '{"business_date": "2026-09-15", "new": 1}'])
def test_what_cannot_be_read_is_as_if_there_were_nothing(home, text):
    (home / "schedule.json").write_text(text, encoding="utf-8")
    assert last_attempt(home) is None


def test_a_version_that_was_rolled_back_is_not_published_again(settings):
    now = _china("2026-09-16 07:00")
    _published(settings, DAY - timedelta(days=1))
    assert due(settings, Attempt(DAY, 1, now, now, published=True), now) == Due(None, "no night is missed")
