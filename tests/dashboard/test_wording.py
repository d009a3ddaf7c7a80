"""Both languages are complete, and nothing on the screen is said outside the catalogues."""

import re
from datetime import date
from pathlib import Path

from dashboard.findings.freshness import DAILY
from dashboard.pages import PAGES
from dashboard.pages.definitions import SUBJECTS
from dashboard.periods import Span
from dashboard.places import PLACES
from dashboard.wording import LANGUAGES, words_in
from etl.feeds import FEEDS
from etl.feeds.words import WHAT_IS_READ
from sql.metrics import METRICS, Axis, Unit

ROOT = Path(__file__).parents[2]
SOURCES = [path for path in (ROOT / "dashboard").rglob("*.py") if "wording" not in path.parts]
HAN = re.compile(r"[一-鿿]")

NOT_TRANSLATED = {"app.mark", "tool.zh", "tool.en", "sign_in.needs_https", "sign_in.plain_http"}
"""The emblem, each language under its own name, and a protocol and a setting that have no other."""


def _texts(language):
    return words_in(language)._texts


def test_every_language_has_every_text_with_places_that_are_filled():
    zh, en = (
        {name: set(re.findall(r"{(\w+)}", text)) for name, text in _texts(language).items()} for language in LANGUAGES
    )
    assert set(zh) == set(en)
    assert {name: (zh[name], en[name]) for name in zh if not en[name] - {"s"} <= zh[name]} == {}


def test_english_tells_one_from_many():
    en = words_in("en")
    assert [en("table.counted", count=count) for count in (1, "21")] == ["1 row, all shown", "21 rows, all shown"]
    assert [en("notice.days", days=days) for days in (1, 2)] == ["1 working day", "2 working days"]


def test_english_holds_no_chinese():
    assert [name for name, text in _texts("en").items() if HAN.search(text) and name not in NOT_TRANSLATED] == []


def test_chinese_is_chinese():
    without = [
        name
        for name, text in _texts("zh").items()
        if re.search(
            r"[A-Za-z]{4,}",
            re.sub(r"{\w+}|<br>|python -m etl night|Chromium|Chrome|Edge|Firefox|Safari|Word|Excel", "", text),
        )
    ]
    assert [name for name in without if name not in NOT_TRANSLATED] == []


def test_no_words_are_written_in_the_code():
    """Chinese in code is allowed in docstrings, comments, and where names of areas are taken apart."""
    said = []
    for path in SOURCES:
        code = re.sub(r'"""[\s\S]*?"""|#.*', "", path.read_text(encoding="utf-8"))
        said += [f"{path.name}: {text}" for text in re.findall(r'"[^"\n]*[一-鿿][^"\n]*"', code)]
    allowed = ('areas.py: "街道"', 'areas.py: "镇"', 'areas.py: "乡"', 'calendar.py: "周"', 'pace.py: "%-m月%-d日"')
    assert [text for text in said if not text.startswith(allowed)] == []


def test_every_text_the_code_names_is_there():
    named = set()
    for path in SOURCES:
        named |= set(re.findall(r'words\(\s*"([a-z_0-9.]+)"', path.read_text(encoding="utf-8")))
    assert named - set(_texts("zh")) == set()


def test_what_is_named_by_its_own_code_is_there():
    needed = {f"page.{page.name}" for page in PAGES} | {f"foot.{page.name}" for page in PAGES}
    needed |= {f"feed.{feed.name}" for feed in FEEDS} | {f"feed.{feed}" for feed in DAILY}
    needed |= (
        {f"units.{unit}" for unit in Unit}
        | {f"axes.{axis}" for axis in Axis}
        | {f"subject.{name}" for name, _ in SUBJECTS}
    )
    needed |= {f"check.{path.stem}" for path in (ROOT / "sql" / "checks").glob("*.sql")}
    assert needed - set(_texts("zh")) == set()


def test_every_reason_for_quarantine_has_chinese_words():
    said = {f"the value is not {what}" for what in WHAT_IS_READ.values()} | {"the value is missing"}
    assert [reason for reason in said if words_in("zh").reason(reason) == reason] == []
    assert words_in("zh").reason("something new") == "something new"
    assert words_in("en").reason("the value is missing") == "the value is missing"


def test_every_metric_stands_on_the_page_of_definitions():
    assert {metric.name for _, metrics in SUBJECTS for metric in metrics} == {metric.name for metric in METRICS}


def test_rail_and_addresses_name_the_same_pages():
    assert tuple(page.place for page in PAGES) == PLACES


def test_dates_are_written_out():
    zh, en = words_in("zh"), words_in("en")
    part, whole = Span(date(2026, 9, 1), date(2026, 9, 15)), Span(date(2026, 8, 1), date(2026, 8, 31))
    year = Span(date(2026, 1, 1), date(2026, 9, 15))
    assert [zh.span(span) for span in (part, whole, year)] == ["9月1–15日", "8月", "1月1日–9月15日"]
    assert [en.span(span) for span in (part, whole, year)] == ["1–15 Sep", "Aug", "1 Jan–15 Sep"]
    assert zh.full_month(2026 * 12 + 7) == "2026年8月"
    assert en.short_month(2026 * 12 + 7) == "Aug 26"
    assert zh.weekday(date(2026, 9, 15)) == "周二"
