"""日报: one page every morning, and a paragraph to paste, out of the same blocks as the monthly report."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.data import Reading
from dashboard.reports.asked import BOTH, YEAR, MonthAsked
from dashboard.reports.blocks import Cell, Cover, Figure, Form, Paragraph, Pieces, Report, Table
from dashboard.reports.cells import growth, made, ranks, rows_of, value
from dashboard.reports.checks import check
from dashboard.reports.monthly import Bureau
from dashboard.reports.sentences import moved
from dashboard.reports.tables import NET, RECEIVED
from dashboard.reports.words import joined, said, say, table_said, worded
from sql.metrics import Days, month_of

DAY = ("receipt_count", "payer_count", "received_net")


def daily_report(reading: Reading, bureau: Bureau, area: str = "") -> Report:
    """The report of the day the version is as known on.

    Raises DoesNotAddUp where its figures contradict one another.
    """
    asked = MonthAsked(reading, month_of(reading.business_date), area)
    table = _table(asked)
    check([table], hidden=asked.hides)
    return Report(
        cover=_cover(asked, bureau),
        body=(Paragraph(_paragraph(asked)), table),
        annex=(),
        about=_about(asked, bureau),
        dated=reading.business_date,
        name=_name(asked, bureau),
    )


def pasted(report: Report) -> Pieces:
    """The paragraph alone, to be pasted into a message."""
    return next(block.pieces for block in report.body if isinstance(block, Paragraph))


def _table(asked: MonthAsked) -> Table:
    day = asked.reading.business_date
    today = asked.by_part(DAY, Days(day, day))
    month = asked.by_part(RECEIVED, None, BOTH)
    year = asked.by_part(NET, asked.year, (YEAR,))
    codes = asked.parts({**today, **month, **year})
    places = ranks(month, "plan_completion", asked.placed(month))
    nothing = Figure(None, Form.RANK)

    def cells(code: str) -> Sequence[Cell]:
        row, total, now = month.get(code, {}), year.get(code, {}), today.get(code, {})
        return (
            *(Figure(now.get(name) or 0, Form.WAN if name == "received_net" else Form.COUNT) for name in DAY),
            value(row, "received_net"),
            growth(row, "received_net", YEAR),
            value(total, "received_net"),
            growth(total, "received_net", YEAR),
            value(row, "plan_amount"),
            value(row, "plan_completion"),
            value(row, "pace_gap"),
            places.get(code, nothing),
        )

    kind = str(said("cover.communities" if asked.part == "community" else "cover.subdistricts"))
    words = table_said("daily", kind=kind, month=asked.month % 12 + 1)
    return made(words, rows_of(codes, asked.name, cells, hides=asked.hides), bars=10)


def _paragraph(asked: MonthAsked) -> Pieces:
    day = asked.reading.business_date
    today = asked.total(DAY, Days(day, day))
    month = asked.total(RECEIVED, None, BOTH)
    year = asked.total(NET, asked.year, (YEAR,))
    pieces = say(
        "daily.said",
        day=asked.words.day(day),
        count=Figure(today.get("receipt_count") or 0, Form.COUNT),
        persons=Figure(today.get("payer_count") or 0, Form.COUNT),
        net=Figure(today.get("received_net") or 0, Form.WAN),
        month=asked.month % 12 + 1,
        month_net=value(month, "received_net"),
        month_year=moved("year", growth(month, "received_net", YEAR)),
        total=value(year, "received_net"),
        total_year=moved("year", growth(year, "received_net", YEAR)),
    )
    if month.get("plan_completion") is not None:
        done = value(month, "plan_completion")
        pieces = joined((*pieces, *say("summary.plan_said", done=done, pace=moved("pace", value(month, "pace_gap")))))
    return joined((*pieces, str(said("say.stop"))))


def _cover(asked: MonthAsked, bureau: Bureau) -> Cover:
    day = asked.reading.business_date
    full = asked.words.full_day(day)
    title = worded("daily.title", area=asked.area_name, day=full)
    nobody = str(said("cover.nobody"))
    made_by = worded("cover.made", bureau=bureau.name, maker=nobody, checker=nobody, known=full, day=full)
    return Cover(
        kept=str(said("cover.kept")),
        banner=tuple(said("daily.banner")),
        issue=worded("daily.issue", year=day.year, number=day.timetuple().tm_yday),
        bureau=bureau.name,
        day=full,
        title=title,
        known=worded("daily.known", known=full),
        running=worded("daily.running", day=full),
        state=worded("daily.known", known=full),
        made=made_by,
        ending=(worded("cover.signed", signer=nobody, checker=nobody, maker=nobody),),
    )


def _about(asked: MonthAsked, bureau: Bureau) -> tuple[tuple[str, str], ...]:
    full = asked.words.full_day(asked.reading.business_date)
    pairs = (("period", full), ("bureau", bureau.name), ("known", full), ("data", asked.reading.version))
    return tuple((str(said(f"about.{name}")), words) for name, words in pairs)


def _name(asked: MonthAsked, bureau: Bureau) -> str:
    day = asked.reading.business_date
    return worded("daily.name", area=asked.area_name or bureau.name, day=f"{day:%Y%m%d}")
