"""python -m sql: what is printed, and what it says when something is wrong."""

from datetime import date
from decimal import Decimal as Dec
from pathlib import Path

import pytest

from sql.__main__ import main
from sql.connect import Version, create_table, open_writer, publish
from sql.schema import tables_of
from sql.schema.marts import VERSION
from tests.sql.metrics.marts_by_hand import A1, B1, person, put, put_persons, put_receipts, receipt

NAME = "20251231-20260101000000000000"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a published version, named by the environment."""
    monkeypatch.setenv("COLLECTION_HOME", str(tmp_path))
    connection = open_writer(tmp_path)
    connection.begin_version(NAME)
    for table in tables_of("marts"):
        create_table(connection, table)
    put(connection, VERSION, [{"version": NAME, "business_date": date(2025, 12, 31), "suspended_after": 3}])
    put_persons(
        connection, [person("2025-12", 1, A1, run=4, age_band="-15"), person("2025-12", 2, B1, paid_amount=Dec(5))]
    )
    put_receipts(connection, [receipt("2025-12-24", 1, A1, amount="12.30")])
    connection.finish_version()
    connection.close()
    publish(tmp_path, Version(NAME, date(2025, 12, 31)))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_csv_is_codes_money_and_rates(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The default; empty where there is nothing."""
    metrics = ("suspension_rate", "paid_amount", "resumption_rate")
    code, out, err = run(capsys, "ask", *metrics, "--by", "subdistrict")
    assert (code, err) == (0, "")
    header, *lines = out.splitlines()
    assert header.split(",")[:5] == [
        "subdistrict",
        "suspension_rate",
        "suspension_rate_num",
        "suspension_rate_den",
        "paid_amount",
    ]
    assert lines == [
        "210213001,1.0000000000,1,1,0.00,,0,0",
        "210213002,0.0000000000,0,1,5.00,,0,0",
    ]


def test_json_is_numbers_and_nulls(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Money keeps its cents."""
    both = ("ask", "received_net", "plan_amount", "--format", "json", "--days", "2025-12-01:2025-12-31")
    assert run(capsys, *both) == (0, '[{"received_net": 12.30, "plan_amount": null}]\n', "")
    words = ("ask", "received_net", "--by", "day", "--by", "month,subdistrict", "--format", "json")
    assert (
        run(capsys, *words)[1]
        == '[{"day": "2025-12-24", "month": "2025-12", "subdistrict": "210213001", "received_net": 12.30}]\n'
    )


def test_filters_k_and_months(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A filter may be repeated; its values add up."""
    where = ("--where", "subdistrict=210213001", "--where", "subdistrict=x,210213002", "--where", "age_band=-15")
    code, out, _ = run(capsys, "ask", "suspended_persons", "--months", "2025-11:2025-12", "--k", "4", *where)
    assert (code, out) == (0, "suspended_persons\n1\n")
    assert run(capsys, "ask", "suspended_persons", "--month", "2025-12", "--k", "5", "--successors")[1].endswith(
        "\n0\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ask", "nonsense"], "sql: unknown metric 'nonsense'"),
        (
            ["ask", "coverage_rate", "--by", "sex"],
            "sql: metric 'coverage_rate' does not take dimension 'sex'; it takes: month",
        ),
        (["ask", "paid_amount", "--month", "2025-13"], "sql: '2025-13' is not a month; write YYYY-MM"),
        (["ask", "paid_amount", "--days", "2025-12-01:2025-12-02"], "sql: metric 'paid_amount' is counted by month"),
        (["ask", "paid_amount", "--where", "sex"], "sql: 'sex' is not a filter; write --where DIM=CODE"),
        (["ask", "paid_amount", "--k", "three"], "python -m sql ask: argument --k: invalid int value: 'three'"),
        (
            ["ask", "paid_amount", "--month", "2025-12", "--days", "x"],
            "python -m sql ask: argument --days: not allowed",
        ),
        (["ask"], "python -m sql ask: the following arguments are required: METRIC"),
        ([], "python -m sql: the following arguments are required: COMMAND"),
        (["study", "roll_rates", "--month", "2026-01"], "sql: month 2026-01 is not in what is known; choose one up to"),
        (["catalogue", "--format", "pdf"], "python -m sql catalogue: argument --format: invalid choice: 'pdf'"),
    ],
)
def test_wrong_usage_is_one_line_and_2(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """What was wrong and what to do, on standard error."""
    code, out, err = run(capsys, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(said)


def test_totals_comparisons_and_the_largest(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Words of the command line for what is asked beside a figure."""
    words = ("ask", "paid_amount,suspended_persons", "--by", "subdistrict")
    header, *lines = run(capsys, *words, "--totals", "--against", "parent,month_before")[1].splitlines()
    assert header.split(",") == [
        *("subdistrict", "paid_amount", "suspended_persons", "paid_amount@parent", "suspended_persons@parent"),
        *("paid_amount@month_before", "suspended_persons@month_before"),
    ]
    assert lines == ["all,5.00,1,,,0.00,0", "210213001,0.00,1,5.00,1,,", "210213002,5.00,0,5.00,1,,"]
    top = run(capsys, *words, "--top", "1:paid_amount", "--format", "json")[1]
    assert top == (
        '[{"subdistrict": "210213002", "paid_amount": 5.00, "suspended_persons": 0},\n'
        ' {"subdistrict": "rest", "paid_amount": 0.00, "suspended_persons": 1}]\n'
    )
    assert run(capsys, *words, "--bottom", "1:paid_amount")[1].splitlines()[1:] == ["210213001,0.00,1", "rest,5.00,0"]


def test_studies_are_asked_like_questions(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rate, dimensions, filters and a number of months; as CSV or JSON."""
    words = ("study", "funnel", "--rate", "suspension_rate", "--by", "subdistrict", "--month", "2025-12")
    header, *lines = run(capsys, *words, "--k", "5")[1].splitlines()
    assert header.split(",") == [
        *("subdistrict", "suspension_rate", "suspension_rate_num", "suspension_rate_den"),
        *("low_95", "high_95", "low_998", "high_998", "verdict"),
    ]
    nothing = "0.0000000000"
    assert lines == [
        f"all,{nothing},0,2,,,,,",
        f"210213001,{nothing},0,1,{nothing},{nothing},{nothing},{nothing},inside",
        f"210213002,{nothing},0,1,{nothing},{nothing},{nothing},{nothing},inside",
    ]
    spells = ("study", "spells", "--where", "subdistrict=210213001", "--format", "json")
    assert run(capsys, *spells)[1].startswith('[{"spells": 1, "paid": 0, "left": 0, "open": 1, "months": 1, ')


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["ask", "paid_amount", "--against", "plan,last_week"],
            "sql: 'last_week' is nothing to compare with; write one of month_before, year_before, plan, parent",
        ),
        (["ask", "paid_amount", "--against", "parent"], "sql: no area to find the parent of; ask by or filter on"),
        (["ask", "paid_amount", "--by", "sex", "--top", "5"], "sql: '5' does not say how many groups by which metric"),
        (["ask", "paid_amount", "--by", "sex", "--bottom", "many:paid_amount"], "sql: 'many:paid_amount' does not say"),
        (["ask", "paid_amount", "--by", "sex", "--top", "0:paid_amount"], "sql: the number of groups is 0; it must be"),
        (["ask", "paid_amount", "--by", "sex", "--top", "1:sex"], "sql: groups are chosen by 'sex', which is not"),
        (
            ["ask", "paid_amount", "--top", "1:paid_amount", "--bottom", "1:paid_amount"],
            "python -m sql ask: argument --bottom: not allowed with argument --top",
        ),
        (["ask", "paid_amount", "--by", "sex", "--totals", "--top", "1:paid_amount"], "sql: the largest or smallest"),
        (["study"], "python -m sql study: the following arguments are required: STUDY"),
        (["study", "weather"], "sql: unknown study 'weather'; studies are: spells, survival, roll_rates"),
        (["study", "funnel", "--by", "sex"], "sql: study 'funnel' is of a rate; name it with --rate"),
        (["study", "spells", "--by", "sex,sex"], "sql: dimension 'sex' is asked for twice; name it once"),
        (["study", "spells", "--month", "2025-12"], "sql: study 'spells' takes no month to look at; leave --month out"),
    ],
)
def test_wrong_words_need_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """What is asked beside a figure, and studies, are looked at before anything is opened."""
    monkeypatch.setenv("COLLECTION_HOME", str(tmp_path))
    code, out, err = run(capsys, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(said)


def test_a_wrong_question_is_told_before_a_missing_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """2 for the question, 1 for nothing published."""
    monkeypatch.setenv("COLLECTION_HOME", str(tmp_path))
    assert run(capsys, "ask", "nonsense")[0] == 2
    assert run(capsys, "study", "spells", "--by", "nonsense")[0] == 2
    code, out, err = run(capsys, "ask", "paid_amount")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "run `python -m etl night`" in err


def test_catalogue_needs_no_version(capsys: pytest.CaptureFixture[str]) -> None:
    """It is printed from the declarations."""
    code, out, _ = run(capsys, "catalogue")
    assert (code, out[:10]) == (0, "# Metrics\n")
    assert run(capsys, "catalogue", "--format", "json")[1].startswith('{\n  "metrics": [')


def test_help_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    """For every command."""
    for words in (["--help"], ["ask", "--help"], ["study", "--help"], ["catalogue", "--help"]):
        assert run(capsys, *words)[0] == 0
