"""Deductions: attempts that succeeded, by bank, month and reason."""

from decimal import Decimal as Dec

from sql.metrics import Months, Question, ask, parse_month
from sql.schema.marts import DEDUCTION_MONTH
from tests.sql.metrics.marts_by_hand import A1, A, Row, person, published, put


def attempts(month: str, bank: str, reason: str, succeeded: int, failed: int) -> Row:
    """Attempts of a month through a bank."""
    kept = {"month", "district", "subdistrict", "community", "worker_type", "attribution"}
    row = {name: value for name, value in person(month, 1, A1).items() if name in kept}
    return row | {"bank": bank, "failure_reason": reason, "succeeded": succeeded, "failed": failed}


def test_success_rate_by_bank_and_over_a_span() -> None:
    """Successful over all attempts."""
    connection = published()
    rows = [attempts("2025-11", "工行", "U", 3, 0), attempts("2025-12", "工行", "余额不足", 0, 1)]
    put(connection, DEDUCTION_MONTH, [*rows, attempts("2025-12", "U", "U", 1, 0)])
    rate, span = ("deduction_success_rate",), Months(parse_month("2025-11"), parse_month("2025-12"))
    by_bank = Question(rate, by=("subdistrict", "bank"), period=span)
    assert ask(connection, by_bank).rows == [
        (A, "U", Dec("1.0000000000"), 1, 1),
        (A, "工行", Dec("0.7500000000"), 3, 4),
    ]
    assert ask(connection, Question(rate)).rows == [(Dec("0.5000000000"), 1, 2)]
    why = Question(rate, where={"failure_reason": ("余额不足",)})
    assert ask(connection, why).rows == [(Dec("0E-10"), 0, 1)]
