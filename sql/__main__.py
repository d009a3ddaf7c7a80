"""python -m sql: ask the published version for figures, or print what every figure means."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from sql.connect import Connection, NothingPublished, Unable, known_on, open_reader
from sql.metrics import Against, Month, Period, Question, QuestionError, Top, ask, parse_month, printing
from sql.metrics.period import parse_day, parse_days, parse_months
from sql.metrics.question import checked
from sql.schema import manual as tables
from sql.studies import manual as catalogue
from sql.studies.listing import STUDY, asked_of, check
from sql.studies.restatement import checked_scope, restatement
from sql.studies.scope import Scope

_WRITTEN: dict[str, Callable[[Any], str]] = {"csv": printing.as_csv, "json": printing.as_json}
_MANUALS: dict[str, Callable[[], str]] = {"md": catalogue.as_markdown, "json": catalogue.as_json}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Print it and leave with 2."""
        self.exit(2, f"{self.prog}: {message}; `{self.prog} --help` shows how\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 nothing published, 2 wrong usage."""
    try:
        chosen = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        sys.stdout.write(chosen.command(chosen))
    except QuestionError as error:
        return _say(str(error), 2)
    except (NothingPublished, Unable) as error:
        return _say(str(error), 1)
    return 0


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"sql: {' '.join(message.split())}\n")
    return code


def _parser() -> _Parser:
    parser = _Parser(prog="python -m sql", description="Figures from the published version.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _add_ask(commands.add_parser("ask", help="answer a question", description=_ASK, allow_abbrev=False))
    _add_study(
        commands.add_parser("study", help="spells, survival, decompositions …", description=_STUDY, allow_abbrev=False)
    )
    _add_restated(
        commands.add_parser("restated", help="why a figure changed", description=_RESTATED, allow_abbrev=False)
    )
    _add_catalogue(commands.add_parser("catalogue", help="print every metric, dimension and study", allow_abbrev=False))
    return parser


_ASK = "One row per group: the dimensions, then per metric its value and, for a rate, numerator and denominator."


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("metrics", nargs="+", metavar="METRIC", help="names from `python -m sql catalogue`")
    parser.add_argument("--by", action="append", default=[], metavar="DIM,...", help="dimensions that make the groups")
    period = parser.add_mutually_exclusive_group()
    period.add_argument("--month", metavar="YYYY-MM", help="one month (default: the month of the business date)")
    period.add_argument("--months", metavar="A:B", help="months from A to B")
    period.add_argument("--days", metavar="A:B", help="days from A to B, for treasury and pay dates")
    _add_people(parser)
    parser.add_argument(
        "--successors", action="store_true", help="follow merged and renamed areas to what they are now"
    )
    parser.add_argument(
        "--totals", action="store_true", help="a row 'all' for every level of the areas and every other dimension"
    )
    parser.add_argument(
        "--against", action="append", default=[], metavar="WHAT,...", help=f"columns beside: {', '.join(Against)}"
    )
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument("--top", metavar="N:METRIC", help="the N groups where a metric is largest, the others as 'rest'")
    ends.add_argument("--bottom", metavar="N:METRIC", help="the N groups where it is smallest, the others as 'rest'")
    _add_as_known(parser)
    parser.add_argument("--format", choices=tuple(_WRITTEN), default="csv")
    parser.set_defaults(command=_answered)


_STUDY = "Questions whose answer is more than a sum; `python -m sql catalogue` says what each means and takes."


def _add_people(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--where", action="append", default=[], metavar="DIM=V,...", help="codes that count; may be repeated"
    )
    parser.add_argument("--k", type=int, help="unpaid due months that make a person suspended (default: the setting)")


def _add_as_known(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    parser.add_argument(
        "--as-known",
        required=required,
        metavar="YYYY-MM-DD",
        help="the version of an earlier business date, while it is kept",
    )


_RESTATED = "What an earlier version knew of a month, what the published one knows, and the difference by cause."


def _add_restated(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("metric", metavar="METRIC", help="a metric that adds up over people")
    parser.add_argument("--month", metavar="YYYY-MM", help="the month looked at (default: that of the business date)")
    _add_as_known(parser, required=True)
    _add_people(parser)
    parser.add_argument("--format", choices=tuple(_WRITTEN), default="csv")
    parser.set_defaults(command=_restated)


def _restated(chosen: argparse.Namespace) -> str:
    study = restatement(chosen.metric)
    month = None if chosen.month is None else parse_month(chosen.month)
    scope = checked_scope(Scope(where=_where(chosen.where), k=chosen.k, month=month), chosen.metric)
    earlier, now = _published(chosen.as_known), _published()
    try:
        return _WRITTEN[chosen.format](study(earlier, now, scope))
    finally:
        earlier.close()
        now.close()


def _add_study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", metavar="STUDY", help=", ".join(STUDY))
    parser.add_argument("--rate", metavar="METRIC", help="the rate that is decomposed or limited")
    parser.add_argument("--by", action="append", default=[], metavar="DIM,...", help="dimensions that make the rows")
    parser.add_argument("--month", metavar="YYYY-MM", help="the month looked at (default: that of the business date)")
    parser.add_argument(
        "--earlier", metavar="YYYY-MM", help="the month it is compared with (default: as the study says)"
    )
    _add_people(parser)
    _add_as_known(parser)
    parser.add_argument("--format", choices=tuple(_WRITTEN), default="csv")
    parser.set_defaults(command=_studied)


def _studied(chosen: argparse.Namespace) -> str:
    study = asked_of(chosen.study, chosen.rate)
    scope = Scope(
        where=_where(chosen.where),
        by=_split(chosen.by),
        k=chosen.k,
        month=None if chosen.month is None else parse_month(chosen.month),
        earlier=None if chosen.earlier is None else parse_month(chosen.earlier),
    )
    check(STUDY[chosen.study], scope)
    connection = _published(chosen.as_known)
    try:
        return _WRITTEN[chosen.format](study(connection, scope))
    finally:
        connection.close()


def _add_catalogue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=tuple(_MANUALS), default="md")
    parser.add_argument("--tables", action="store_true", help="the tables instead, for tools that connect themselves")
    parser.set_defaults(command=lambda chosen: tables.as_markdown() if chosen.tables else _MANUALS[chosen.format]())


def _answered(chosen: argparse.Namespace) -> str:
    question = _question(chosen)
    checked(question)
    connection = _published(chosen.as_known)
    try:
        return _WRITTEN[chosen.format](ask(connection, question))
    finally:
        connection.close()


def _published(as_known: str | None = None) -> Connection:
    """The version published, or that of an earlier business date while it is kept."""
    home = Path(os.environ.get("COLLECTION_HOME") or "var")
    return open_reader(home, None if as_known is None else known_on(home, parse_day(as_known)))


def _question(chosen: argparse.Namespace) -> Question:
    return Question(
        metrics=_split(chosen.metrics),
        by=_split(chosen.by),
        period=_period(chosen),
        where=_where(chosen.where),
        k=chosen.k,
        successors=chosen.successors,
        totals=chosen.totals,
        against=tuple(_against(name) for name in _split(chosen.against)),
        top=_top(chosen.top, smallest=False) or _top(chosen.bottom, smallest=True),
    )


def _against(name: str) -> Against:
    if name not in tuple(Against):
        raise QuestionError(f"'{name}' is nothing to compare with; write one of {', '.join(Against)}")
    return Against(name)


def _top(text: str | None, *, smallest: bool) -> Top | None:
    if text is None:
        return None
    count, _, metric = text.partition(":")
    if not count.strip().isdecimal() or not metric:
        raise QuestionError(
            f"'{text}' does not say how many groups by which metric; write N:METRIC, like 5:arrears_amount"
        )
    return Top(int(count), metric.strip(), smallest)


def _split(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


def _period(chosen: argparse.Namespace) -> Period | None:
    if chosen.month is not None:
        return Month(parse_month(chosen.month))
    if chosen.months is not None:
        return parse_months(chosen.months)
    return parse_days(chosen.days) if chosen.days is not None else None


def _where(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    where: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, sign, values = text.partition("=")
        if not sign:
            raise QuestionError(f"'{text}' is not a filter; write --where DIM=CODE or --where DIM=CODE,CODE")
        where[name.strip()] = (*where.get(name.strip(), ()), *_split([values]))
    return where


if __name__ == "__main__":
    sys.exit(main())
