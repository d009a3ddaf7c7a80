"""Whatever the nights can say of a row, a file or themselves is said in Chinese on the Chinese pages."""

import ast
import importlib
import io
import itertools
import json
import pkgutil
import re
import tomllib
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pytest

import etl
from dashboard.components.cards import state
from dashboard.intake import NotUsable
from dashboard.pages.health_cards import nights_card
from dashboard.pages.intake import _last_night
from dashboard.pages.intake_file import _refused, _trial, file_body
from dashboard.shell import failed_night
from dashboard.view import View
from dashboard.wording import words_in
from dashboard.wording.reasons import PAIRS
from etl.failures import Failure
from etl.feeds import FEEDS
from etl.feeds.words import WHAT_IS_READ
from etl.settings import FEED_OPTIONS, SETTINGS
from etl.sources.opening import _NO_TABLES
from sql.connect import NothingPublished, Unable
from tests import bad_text, bad_workbooks
from tests.bad_text import MEANS, STEM
from tests.dashboard.drawing import text_of

ROOT = Path(__file__).parents[2]
ZH, EN = words_in("zh"), words_in("en")
SAID = {pair["said"]: pair["zh"] for pair in tomllib.loads(PAIRS.read_text(encoding="utf-8"))["reason"]}

COMPLETED = (
    "etl/archive.py",
    "etl/settings_values.py",
    "etl/sources/control.py",
    "messages/mail.py",
    "sql/connect/place.py",
)
"""Here a ValueError or TypeError completes a sentence that is said elsewhere."""
RETURNED = ("_complaint",)
"""Functions that return a sentence, for another to raise."""
NOT_WRITTEN_THERE = {
    ("find", "self._complaint(best)"): "its returns are looked at",
    ("_ask", "said['refused']"): "the process of its own says what is raised in it",
    ("_check", "str(error).replace(str(trial), str(path))"): "what the settings' reader raised",
    ("brought", "token"): "turned into the other NoSuchFile, which no page shows",
}
"""What is raised by function and expression, where that is no sentence itself; and where the sentence is."""
PLACES = {
    ("_checked", "where"): ("{} in {}", "environment variable {}"),
    ("_feed", "where"): ("{} in {}",),
    ("_refuse_unknown_words", "where"): ("{} in {}",),
    ("_refuse_no_area", "where"): ("{} in {}",),
    ("_explained", "line"): ("line {}", "a line"),
    ("_complaint", "where"): ("row {}", "the first {} rows"),
    ("propose", "said"): ("of the feed {}", "of any feed"),
    ("_refuse_what_holds_no_table", "what"): tuple(_NO_TABLES.values()),
    ("unable", "place"): ("postgresql://{}", "postgres://{}"),
}
"""What can stand in a place, by function and expression, where it is more words than one value."""
ELSEWHERE = {
    "pulled from {}: {}": ("etl/land.py", 'f"pulled from {'),
    "it is not UTF-8": ("etl/sources/control.py", '"it is not UTF-8" if '),
    "it was interrupted": ("etl/ledger.py", "reason = 'it was interrupted'"),
    "questions about the file are open": ("etl/intake/trial.py", '{"failed": "questions about the file are open"}'),
    MEANS.replace("receipts", "{}"): ("etl/sources/header.py", "advice = ("),
    "feed {}, rows_read {}, mean_rows {}": ("sql/checks/volume.sql", "nights.feed, nights.rows_read, usual.mean_rows"),
    "file_name {}, rows_read {}, amount_read {}": ("sql/checks/row_account.sql", "file_name, rows_read, amount_read"),
}
"""Said without being raised, and where."""
FOREIGN = {
    *(
        "KeyboardInterrupt",
        "MemoryError",
        "[Errno 28] No space left on device",
        "[Errno 28] No space left on device: {}",
    ),
    *("[Errno 5] Input/output error", "[Errno 5] Input/output error: {}", "[Errno 13] Permission denied: {}"),
    *("IO Error: {}: No space left on device", "IO Error: {}", "Out of Memory Error: {}"),
}
"""Said by Python, the disk and DuckDB."""
COMMAND, CAUGHT = "said to whoever typed a command", "caught wherever a page, a night or a dry run asks"
NO_PAGE = {
    "{} holds no warehouse yet; run `python -m etl night`": COMMAND,
    "{} does not exist; name the file to look at": COMMAND,
    "{} lies in {}; name a folder elsewhere, on another disk": COMMAND,
    "{} has changed since it was delivered; put it back from an earlier backup": COMMAND,
    "{} holds no backup; name a folder that `python -m etl backup` wrote to": COMMAND,
    "{} is not empty; move it away, or name another by COLLECTION_HOME": COMMAND,
    "{} is not what was backed up; take another backup": COMMAND,
    "{} cannot be read ({}); take another backup": COMMAND,
    "version {} cannot be opened ({}); choose another from `etl status`": COMMAND,
    "there is no version {}; versions kept: {}": COMMAND,
    "no version was built before the one served; `python -m etl status` lists those kept": COMMAND,
    "{} holds no deliveries to rebuild from; run `python -m etl night`": COMMAND,
    "{} can no longer be read: {}": COMMAND,
    "{} holds no date (YYYYMMDD or YYYYMM); have the files named with it, or deliver them by hand": COMMAND,
    "no version as known on {} is kept; kept are: {}": COMMAND,
    "the version is damaged ({}); run `python -m etl rollback`": COMMAND,
    "the setting database (environment, or {}) must be {}": COMMAND,
    "another scheduler has {}; stop one of them": "said by the scheduler that ends",
    "{} does not end in {}; have it delivered as one of these": "the page says it in words of its own",
    "there is no file {}; it was accepted or thrown away": "the page says it in words of its own",
    "{} cannot be read ({}); run `python -m etl rollback`": CAUGHT,
    "version {} is not in {}; run `python -m etl rollback`": CAUGHT,
    "{} does not exist: no night has been published; run `python -m etl night`": CAUGHT,
    "no night has been published in {}; run `python -m etl night`": CAUGHT,
    "marts.version is empty: this file is not a published version; run `python -m etl night`": CAUGHT,
}
"""What no page can show, and why."""
NAMES = {
    *SETTINGS,
    *FEED_OPTIONS,
    *{"python", "replay", "status", "settings", "toml", "feeds", "COLLECTION_SETTINGS", "true", "false"},
    *{"rows", "amount", "JSON", "TOML", "Excel", "postgresql", "user", "host", "name", "full", "register", "date"},
    *{"YYYY", "YYYYMM", "YYYYMMDD", "http", "https"},
}
"""What a Chinese reason may call by its name: settings, commands, formats."""


class Sentences(ast.NodeVisitor):
    """The sentences that a module raises, returns or completes, `{}` for each place; `used`: of the tables above."""

    def __init__(self, kinds):
        self._kinds = kinds
        self._within = [""]
        self.found, self.used, self.unwritten = set(), set(), set()

    def visit_FunctionDef(self, node):
        """Know which function a sentence stands in."""
        self._within.append(node.name)
        self.generic_visit(node)
        self._within.pop()

    def visit_Call(self, node):
        """Take what an exception is told."""
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        if name in self._kinds and node.args:
            self._take(node.args[0])
        self.generic_visit(node)

    def visit_Return(self, node):
        """Take what a function returns for another to raise."""
        if self._within[-1] in RETURNED:
            self._take(node.value)
        self.generic_visit(node)

    def _take(self, node):
        texts = self._texts(node)
        if texts == ["{}"]:
            self.unwritten.add((self._within[-1], ast.unparse(node)))
        else:
            self.found |= set(texts)

    def _texts(self, node):
        """Every way a string can read."""
        if isinstance(node, ast.Constant):
            return [node.value]
        if isinstance(node, ast.JoinedStr):
            return ["".join(parts) for parts in itertools.product(*map(self._texts, node.values))]
        if isinstance(node, ast.BinOp):
            return ["".join(parts) for parts in itertools.product(self._texts(node.left), self._texts(node.right))]
        place = (self._within[-1], ast.unparse(node.value if isinstance(node, ast.FormattedValue) else node))
        self.used |= {place} & set(PLACES)
        return list(PLACES.get(place, ["{}"]))


def kinds_of(kind):
    """The names of an exception and of what is derived from it."""
    return {kind.__name__}.union(*map(kinds_of, kind.__subclasses__()))


@pytest.fixture(scope="module")
def nights():
    """Everything the nights, and what they stand on, can say."""
    for module in pkgutil.walk_packages(etl.__path__, "etl."):
        importlib.import_module(module.name)
    kinds = kinds_of(Failure) | kinds_of(Unable) | kinds_of(NothingPublished)
    paths = [path for folder in ("etl", "sql", "messages") for path in (ROOT / folder).rglob("*.py")]
    paths += [
        path for path in (ROOT / "dashboard").rglob("*.py") if "from etl.failures import" in path.read_text("utf-8")
    ]
    sentences = Sentences(kinds)
    for path in paths:
        completed = {"ValueError", "TypeError"} if path.relative_to(ROOT).as_posix() in COMPLETED else set()
        sentences._kinds = kinds | completed
        sentences.visit(ast.parse(path.read_text(encoding="utf-8")))
    return sentences


def names_in(text):
    """The places of a sentence by name."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def shape(said):
    """A sentence of the pairs with `{}` for each place."""
    return "".join(text + ("{}" if name else "") for text, name, _, _ in Formatter().parse(said))


def test_whatever_the_nights_can_say_has_chinese_words(nights):
    there = set(map(shape, SAID))
    assert sorted((nights.found | set(ELSEWHERE)) - set(NO_PAGE) - there) == []
    assert nights.unwritten == set(NOT_WRITTEN_THERE)


def test_nothing_has_chinese_words_or_is_left_out_in_vain(nights):
    rows = {f"the value is not {what}" for what in WHAT_IS_READ.values()} | {
        *("the value is missing", "the period is not whole months"),
        *(rule.reason for feed in FEEDS for rule in feed.rules),
    }
    assert sorted(set(map(shape, SAID)) - nights.found - set(ELSEWHERE) - FOREIGN - rows) == []
    assert sorted(set(NO_PAGE) - nights.found) == []
    assert nights.used == set(PLACES)
    assert [place for place, text in ELSEWHERE.values() if text not in (ROOT / place).read_text(encoding="utf-8")] == []


def test_every_sentence_is_known_with_anything_in_its_places_and_keeps_it():
    for said, chinese in SAID.items():
        values = {name: f"<{name}>" for name in names_in(said)}
        assert ZH.reason(said.format(**values)) == chinese.format(**values)
        assert EN.reason(said.format(**values)) == said.format(**values)
    lost = {name for said, chinese in SAID.items() for name in names_in(said) - names_in(chinese)}
    assert lost == {"guards"}, "the name of the check says in Chinese what its comment says in English"


def test_chinese_reasons_are_chinese():
    words = {word for chinese in SAID.values() for word in re.findall(r"[A-Za-z_]{4,}", re.sub(r"{\w+}", "", chinese))}
    assert sorted(words - NAMES) == []


BAD = {
    name: bad.reason.replace("%s", STEM)
    for files in (bad_text, bad_workbooks)
    for name, bad in (files.KINDS | files.VARIANTS).items()
}


@pytest.mark.parametrize("said", BAD.values(), ids=BAD)
def test_a_refused_file_is_told_in_chinese_with_what_was_found_in_it(said):
    told = ZH.reason(said)
    found = re.findall(r"[一-鿿]+|\d[\d,.]*\b|\b[0-9a-f]{12}\b|\[feeds\.\w+\.columns\]", said)
    assert [value for value in found if value not in told] == []
    assert re.findall(r"[a-z]{2,} [a-z]{2,}", told) == []
    assert re.search(r"[一-鿿]{3,}", told)


TOO_LARGE = "the file is larger than 20 GB; have it delivered in parts, or raise largest_file_gigabytes"
EMPTY = "the file is empty; have it delivered again"
ROW = "row 5 has 20 cells, the header 19; correct the row"
TWO = f"receipts_20251231.csv: {EMPTY}; register_20251231_2.XLSX: sheet 名册: {ROW}"
TOLD = {
    TOO_LARGE: "文件超过 20 GB；请分批提供，或调大设置 largest_file_gigabytes",
    f"sheet 入库明细: the header in row 1 lacks 实缴金额, 姓名; {MEANS}": (
        "工作表“入库明细”：第 1 行的表头缺少：实缴金额, 姓名；"
        "请更正文件，或在 settings.toml 的 [feeds.receipts.columns] 中写明表头的含义"
    ),
    "receipts_20251231.ctl is not " + '{"rows": 123, "amount": "4567.80", "sha256": "…"} (amount is not a number);'
    " have it delivered again": (
        '控制文件 receipts_20251231.ctl 不是 {"rows": 123, "amount": "4567.80", "sha256": "…"} 的格式'
        "（amount 不是数字）；请重新提供"
    ),
    TWO: (
        "receipts_20251231.csv：文件是空的；请重新提供；"
        "register_20251231_2.XLSX：工作表“名册”：第 5 行有 20 格，表头有 19 格；请更正该行"
    ),
    f"pulled from tax.receipt: no header row of receipts in the first 50 rows; {MEANS}": (
        "取自 tax.receipt：前 50 行里没有入库明细的表头；"
        "请更正文件，或在 settings.toml 的 [feeds.receipts.columns] 中写明表头的含义"
    ),
    "the database of receipts cannot be read at postgresql://tax:***@10.1.1.1/tax (timeout expired);"
    " see that it answers, or correct feeds.receipts.url, and run the night again": (
        "入库明细的数据库 postgresql://tax:***@10.1.1.1/tax 读不了（timeout expired）；"
        "请确认它能连通，或更正设置 feeds.receipts.url，再重新加工"
    ),
    "check volume stopped the night, 1 at fault, first feed receipts, rows_read 3, mean_rows 100.0; it guards: A feed's"
    " rows: off by a factor (volume_factor). Nothing was published: correct what `python -m etl status` shows of the"
    " night's files, or the settings named, and run the night again": (
        "检查“数据量与近七夜相比异常”不通过，1 处不符，首例 入库明细读取 3 行，近几夜平均 100.0 行；"
        "未发布：请更正当晚的文件（用 python -m etl status 查看）或有关设置，再重新加工"
    ),
    "volume_factor in /srv/home/settings.toml is 1 but must be a whole number, 2 or more": (
        "/srv/home/settings.toml 里的 volume_factor 是 1，应为不小于 2 的整数"
    ),
    "[Errno 28] No space left on device: '/srv/home/work/copy'": "磁盘已满，写不进 '/srv/home/work/copy'；请清理磁盘",
    "it was interrupted": "加工中断",
}


@pytest.mark.parametrize(("said", "told"), TOLD.items(), ids=range(len(TOLD)))
def test_reasons_are_told_whole(said, told):
    assert (ZH.reason(said), EN.reason(said)) == (told, said)


@pytest.mark.parametrize("said", ["", "something new", "IndexError: x", "a.csv: b", "row 5 has a hole; mend it"])
def test_what_has_no_words_stays_as_it_was_said(said):
    assert ZH.reason(said).replace("：", ": ") == said


@pytest.mark.parametrize("said", ["sheet x: " * 5000, " in is (;" * 5000, "; a.csv" * 5000, "check " + ", " * 9000])
def test_what_a_hostile_file_says_of_itself_is_done_with_at_once(said):
    """A reason stands above every page: reading it may neither take long nor fail."""
    assert ZH.reason(said)


def context(language, **more):
    """As much of a page's context as its cards ask for."""
    words = words_in(language)
    return SimpleNamespace(words=words, view=View("/health", language=language), **more)


def failed_banner(home, language):
    (home / "status.json").write_text(json.dumps({"outcome": "refused", "reason": TWO}), encoding="utf-8")
    return failed_night(home, words_in(language))


def night_row(_home, language):
    night = {"business_date": None, "started_at": None, "ended_at": None, "outcome": "refused", "reason": TWO}
    return nights_card(context(language, reading=SimpleNamespace(table=lambda _: [night])))


def last_night(_home, language):
    return state(_last_night(context(language), {"outcome": "refused", "reason": TWO}), "")


def trial_refused(_home, language):
    return state("", "", None), *_refused(context(language), {"refused": [{"file_name": "x.csv", "reason": TWO}]})


def trial_failed(_home, language):
    intake = SimpleNamespace(standing=SimpleNamespace(wanted=()))
    file = SimpleNamespace(token="", being_tried=False, trial={"failed": TWO})
    return _trial(context(language, services=SimpleNamespace(intake=intake)), file)


def file_fault(_home, language):
    def one(*_):
        raise NotUsable("intake.unreadable", TWO)

    services = SimpleNamespace(intake=SimpleNamespace(one=one))
    return file_body(context(language, services=services, viewer=None), "")


SHOWN = {
    made.__name__: made for made in (failed_banner, night_row, last_night, trial_refused, trial_failed, file_fault)
}


@pytest.mark.parametrize("made", SHOWN.values(), ids=SHOWN)
def test_pages_tell_why_in_their_language(tmp_path, made):
    for language, told, other in (("zh", TOLD[TWO], TWO), ("en", TWO, TOLD[TWO])):
        shown = text_of(made(tmp_path, language))
        assert told in shown
        assert other not in shown


@pytest.mark.parametrize(("way", "field"), [("/intake/bring", "delivery"), ("/intake/parallel/bring", "table")])
def test_what_is_refused_at_the_screen_is_told_in_its_language(client, way, field):
    told = {
        "zh": "文件是 PDF 文档；请提供表格本身，存为 Excel 工作簿或 CSV",
        "en": "the file is a PDF document; have the table itself delivered, as .csv or .xlsx",
    }
    for language, other in (("zh", "en"), ("en", "zh")):
        sent = {field: (io.BytesIO(b"%PDF-1.7"), "a.csv")}
        shown = client.post(f"{way}?lang={language}", data=sent).get_data(as_text=True)
        assert told[language] in shown
        assert told[other] not in shown
