"""`make bench`, second part: questions on a large bureau beside the same SQL written by hand.

One metric by one dimension with a filter, over one to twelve months, not cached, through the metrics
layer; distinct counts over arbitrary days apart; the area tree with all levels, six metrics, comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from sql.connect import Connection, open_reader
from sql.metrics import Against, Days, Month, Months, Question, ask, parse_month

TIMES = 5
LAST = parse_month("2026-08")
SUBDISTRICT = {"subdistrict": ("210213004",)}
SPANS = (Month(LAST), Months(LAST - 11, LAST))
BY_HAND = {
    "suspended_persons": "sum(persons) filter (where registered = 1 and run >= 3)",
    "registered_persons": "sum(persons) filter (where registered = 1)",
    "paying_persons": "sum(paying)",
    "paid_amount": "sum(paid_amount)",
    "arrears_amount": "sum(arrears_amount)",
    "received_net": "sum(gross_amount) - sum(refunded_amount)",
    "receipt_count": "sum(receipts)",
}
AT_MONTH_END = ("suspended_persons", "registered_persons", "arrears_amount")
BY_RECEIPT = ("received_net", "receipt_count")
PERSON_BY = ("community", "worker_type", "age_band", "tier", "sex")
RECEIPT_BY = ("community", "worker_type", "channel")


@dataclass(frozen=True)
class Case:
    """A question, and the same by hand."""

    question: Question
    by_hand: str


def cases() -> Iterator[Case]:
    """Every metric by every dimension over every span."""
    for metric, value in BY_HAND.items():
        for by in RECEIPT_BY if metric in BY_RECEIPT else PERSON_BY:
            for span in SPANS:
                first, last = span.months
                first = last if metric in AT_MONTH_END else first
                where = f"month between {first} and {last} and subdistrict = '210213004'"
                select = (
                    f"select {by}, {value} from marts.{_mart(metric, by)} where {where} group by {by} order by {by}"
                )
                yield Case(Question((metric,), (by,), span, SUBDISTRICT), select)


def _mart(metric: str, by: str) -> str:
    if metric in BY_RECEIPT:
        return "receipt" if by == "channel" else "receipt_day"
    return "area_month" if by in ("community", "worker_type") else "person_month"


def measure(home: Path) -> None:
    """Print medians and ninth deciles in milliseconds, and the ratios."""
    with closing(open_reader(home, memory="2GB", threads=2)) as connection:
        asked, by_hand = _both(connection)
        _print("one metric by one dimension, filtered", asked)
        _print("the same SQL by hand", by_hand)
        print(f"ratio of medians {median(asked) / median(by_hand):.2f} (promised: at most 2)")
        _print("distinct payers over arbitrary days", _times(lambda: ask(connection, _distinct())))
        _print("area tree, all levels, 6 metrics, 2 comparisons", _times(lambda: ask(connection, _tree())))


def _both(connection: Connection) -> tuple[list[float], list[float]]:
    asked, by_hand = [], []
    for case in cases():
        ask(connection, case.question)
        for _ in range(TIMES):
            asked.append(_time(lambda case=case: ask(connection, case.question)))
            by_hand.append(_time(lambda case=case: connection.rows(case.by_hand)))
    return asked, by_hand


def _distinct() -> Question:
    return Question(("payer_count",), ("community",), Days(date(2026, 1, 17), date(2026, 8, 9)), SUBDISTRICT)


def _tree() -> Question:
    metrics = (
        *("registered_persons", "coverage_rate", "suspension_rate", "compliance_rate"),
        *("arrears_amount", "received_net"),
    )
    by = ("district", "subdistrict", "community")
    against = (Against.MONTH_BEFORE, Against.YEAR_BEFORE)
    return Question(metrics, by, Month(LAST), totals=True, against=against)


def _times(call: Callable[[], object]) -> list[float]:
    call()
    return [_time(call) for _ in range(4 * TIMES)]


def _time(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return (perf_counter() - started) * 1000


def _print(name: str, times: list[float]) -> None:
    print(
        f"{name:48} median {median(times):7.1f} ms  ninth decile {quantiles(times, n=10)[-1]:7.1f} ms  ({len(times)})"
    )
