"""The worked example of the contract, as deliveries and as answers."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.deliveries import Row, assessment, delivery, identity, on_roster, receipt, registered
from tests.model import Answer, Delivery

COMMUNITY, NEIGHBOUR = "210213009001", "210213009003"
A, B, C, D, E, F, G, H = (identity("1985-03-04", number) for number in range(1, 9))
MONTHLY_PAYERS = {A: range(1, 13), B: range(1, 10), D: range(1, 7), E: range(11, 13), F: range(1, 13)}
ASSESSED = {A: range(1, 13), B: range(1, 13), C: range(1, 13), D: range(1, 7), E: range(11, 13), F: range(1, 13)}
MONTHLY_AMOUNT = "871.80"


@dataclass(frozen=True)
class Expected:
    """A question on a business date and its whole answer."""

    d: str
    metrics: tuple[str, ...]
    answer: Answer
    by: tuple[str, ...] = ()
    period: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    k: int = 3
    top_up: str = "optional"
    history_starts: str | None = None


def month_end(month: int) -> str:
    """Return the last day of a month of 2025."""
    return date(2025, month, monthrange(2025, month)[1]).isoformat()


def worked_register() -> Iterator[Delivery]:
    """Yield the register: five from 2 January, D gone on 3 July, E come on 5 November."""
    for_all = {"缴费频次": "按月", "缴费人员类别": "01"}
    first = [registered(f"P{p[-4:]}", p, "1", "2025-01-02", COMMUNITY, **for_all) for p in (A, B, D, F)]
    annual = registered(f"P{C[-4:]}", C, "1", "2025-01-02", COMMUNITY, 缴费频次="按年", 缴费人员类别="05")
    yield delivery("register", "2025-01-02", [*first, annual])
    yield delivery("register", "2025-07-03", [registered(f"P{D[-4:]}", D, "4", "2025-07-03", COMMUNITY, **for_all)])
    yield delivery("register", "2025-11-05", [registered(f"P{E[-4:]}", E, "1", "2025-11-05", COMMUNITY, **for_all)])


def worked_receipts(month: int) -> list[Row]:
    """Return the receipts of a month: the monthly payers on the 10th, in December also C and the refund to F."""
    rows = [
        receipt(
            f"T{p[-4:]}{month:02d}", p, f"2025{month:02d}", f"2025{month:02d}", MONTHLY_AMOUNT, f"2025-{month:02d}-10"
        )
        for p, months in MONTHLY_PAYERS.items()
        if month in months
    ]
    if month == 12:
        rows.append(receipt("TC", C, "202501", "202512", "10461.60", "2025-12-20"))
        refund = {"业务类型": "退收", "原电子税票号码": f"T{F[-4:]}12"}
        rows.append(receipt("TR", F, "202512", "202512", f"-{MONTHLY_AMOUNT}", "2025-12-28", **refund))
    return [{**row, "缴费基数": "4359.00", "费率": "0.20"} for row in rows]


def worked_assessments(month: int) -> list[Row]:
    """Return the assessments of a month, due at its end; C's at the end of the year."""
    return [
        assessment(
            f"V{p[-4:]}{month:02d}", p, f"2025{month:02d}", MONTHLY_AMOUNT, "2025-12-31" if p == C else month_end(month)
        )
        for p, months in ASSESSED.items()
        if month in months
    ]


def worked_example() -> list[Delivery]:
    """Return everything delivered about A to F, and the roster of eight."""
    files = list(worked_register())
    for month in range(1, 13):
        files.append(delivery("assessments", f"2025-{month:02d}-06", worked_assessments(month)))
        files.append(delivery("receipts", month_end(month), worked_receipts(month)))
    people = [on_roster("202512", COMMUNITY, p, "01") for p in (A, B, C, D, E)]
    neighbours = [on_roster("202512", NEIGHBOUR, p, "02") for p in (F, G, H)]
    files.append(delivery("roster", "2025-12-05", [*people, *neighbours]))
    return files


def money(text: str) -> Decimal:
    """Return an amount."""
    return Decimal(text)


DECEMBER: Mapping[str, Any] = {"month": "2025-12"}
WHOLE_YEAR: Mapping[str, Any] = {"months": ("2025-01", "2025-12")}
LAST_DAY, NEXT_DAY, NOVEMBER = "2025-12-31", "2026-01-01", "2025-11-30"

WORKED: tuple[Expected, ...] = (
    # A, B, C, E, F of the eight; D left in July.
    Expected(LAST_DAY, ("registered_persons",), {(): {"registered_persons": 5}}, period=DECEMBER),
    Expected(LAST_DAY, ("coverage_rate",), {(): {"coverage_rate": (5, 8)}}, period=DECEMBER),
    # Paid: A, C, E. B stopped, F was refunded.
    Expected(LAST_DAY, ("compliance_rate",), {(): {"compliance_rate": (3, 5)}}, period=DECEMBER),
    # B owes October, November and December; F December.
    Expected(LAST_DAY, ("suspension_rate",), {(): {"suspension_rate": (1, 5)}}, period=DECEMBER),
    Expected(LAST_DAY, ("suspension_rate",), {(): {"suspension_rate": (2, 5)}}, period=DECEMBER, k=1),
    # B three months and F one: 4 × 871.80.
    Expected(
        LAST_DAY,
        ("repairable_persons", "repairable_months", "repairable_amount"),
        {(): {"repairable_persons": 2, "repairable_months": 4, "repairable_amount": money("3487.20")}},
        period=DECEMBER,
    ),
    # 3 × 871.80 of 5 × 871.80; in the year 52 months paid of 56 assessed.
    Expected(
        LAST_DAY,
        ("collection_rate",),
        {(): {"collection_rate": (money("2615.40"), money("4359.00"))}},
        period=DECEMBER,
    ),
    Expected(
        LAST_DAY,
        ("collection_rate",),
        {(): {"collection_rate": (money("45333.60"), money("48820.80"))}},
        period=WHOLE_YEAR,
    ),
    # B's October and November; December is not yet overdue on its last day, the day after it is: with F's 4 months.
    Expected(LAST_DAY, ("arrears_amount",), {(): {"arrears_amount": money("1743.60")}}, period=DECEMBER),
    Expected(NEXT_DAY, ("arrears_amount",), {(): {"arrears_amount": money("3487.20")}}, period={"month": "2026-01"}),
    # A, E, F 871.80 each and C 10,461.60; F's 871.80 back.
    Expected(
        LAST_DAY,
        ("received_gross", "refunded_amount", "received_net", "payer_count", "receipt_count"),
        {
            (): {
                "received_gross": money("13077.00"),
                "refunded_amount": money("871.80"),
                "received_net": money("12205.20"),
                "payer_count": 4,
                "receipt_count": 4,
            }
        },
        period=DECEMBER,
    ),
    Expected(LAST_DAY, ("paid_amount",), {(): {"paid_amount": money("2615.40")}}, period=DECEMBER),
    # A, C and E.
    Expected(LAST_DAY, ("effective_coverage_rate",), {(): {"effective_coverage_rate": (3, 8)}}, period=DECEMBER),
    # In November C, who pays at the end of the year, awaits in every month of 2025 and is not suspended.
    Expected(
        NOVEMBER,
        ("awaiting_persons", "due_persons", "paying_persons"),
        {
            (f"2025-{month:02d}",): {"awaiting_persons": 1, "due_persons": due, "paying_persons": paying}
            for month, due, paying in (
                # A, B, D and F until June; then A, B, F, who all pay until September; then A and F, in November with E.
                *((month, 4, 4) for month in range(1, 7)),
                *((month, 3, 3) for month in range(7, 10)),
                (10, 3, 2),
                (11, 4, 3),
            )
        },
        by=("month",),
        period={"months": ("2025-01", "2025-11")},
    ),
    Expected(NOVEMBER, ("suspended_persons",), {(): {"suspended_persons": 0}}, period={"month": "2025-11"}),
)
