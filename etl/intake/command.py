"""python -m etl map: what a stranger's file is, asked where it is not sure, written into the settings."""

from __future__ import annotations

import argparse
import getpass
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from etl.due import yesterday
from etl.failures import Failure
from etl.feeds import FEEDS
from etl.intake.accept import Change, accept, settings_path
from etl.intake.look import Look, look
from etl.intake.naming import deliver, proposed_pattern
from etl.intake.proposal import Answers, ColumnProposal
from etl.intake.shown import shown_samples
from etl.intake.values import ValueProposal
from etl.masking import Masking
from etl.settings import Settings, load_settings

_WHY = {
    "said": "as you say",
    "ours": "our own word",
    "known": "a known word",
    "looks": "its cells can be nothing else",
    "may": "may mean it",
    "rival": "another column claims it too",
    "unreadable": "many cells cannot be read so",
    "unit": "in 万元; amounts must be in yuan",
    "transit": "without a treasury date its money would be in transit",
    "nothing": "means nothing here",
    "several": "several communities are called so; say which with --value",
    "unknown": "not known",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="csv, txt, xlsx, xls, or HTML named .xls")
    parser.add_argument("--feed", choices=[feed.name for feed in FEEDS], help="which feed it is; default: proposed")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_pair,
        metavar="HEADER=FIELD",
        help="what a column means; nothing after = leaves it out",
    )
    parser.add_argument(
        "--value",
        action="append",
        default=[],
        type=_value,
        metavar="FIELD:VALUE=CODE",
        help="what a value means; nothing after = leaves it unknown",
    )
    parser.add_argument(
        "--scope", action="append", default=[], metavar="WORD", help="征收品目 with this word count; may be repeated"
    )
    parser.add_argument(
        "--pattern", action="store_true", help="take files of such a name from now on; it must hold a date"
    )
    parser.add_argument(
        "--deliver",
        nargs="?",
        type=date.fromisoformat,
        const=yesterday(),
        metavar="YYYY-MM-DD",
        help="also put the file into the inbox, as of this date (default: yesterday)",
    )


def run(arguments: argparse.Namespace, home: Path) -> int:
    """Propose, ask where there is somebody to ask, and write; 1 where questions are left."""
    if not arguments.file.is_file():
        raise Failure(f"{arguments.file} does not exist; name the file to look at")
    settings = load_settings(home)
    if arguments.scope:
        settings = replace(settings, scope=tuple(arguments.scope))
    answers = Answers(arguments.feed, dict(arguments.column), _by_field(arguments.value))
    looked = look(arguments.file, settings, answers)
    if sys.stdin.isatty():
        looked = _asked(looked, settings, answers)
    print("\n".join(_lines(looked)))
    if looked.open_questions:
        print("\n".join(["", *_questions(looked)]))
        return 1
    return _write(arguments, settings, looked)


def _write(arguments: argparse.Namespace, settings: Settings, looked: Look) -> int:
    feed, said = looked.proposal.feed, looked.settings
    if arguments.pattern:
        said = replace(said, pattern=proposed_pattern(arguments.file.name))
    change = Change(
        {feed.name: said}, getpass.getuser(), f"etl map {arguments.file.name}", tuple(arguments.scope) or None
    )
    former = accept(settings.home, change)
    kept = f"; what was there before is kept as {former}" if former else ""
    print(f"\nwrote [feeds.{feed.name}] into {settings_path(settings.home)}{kept}")
    if arguments.deliver:
        target = deliver(arguments.file, settings.home, feed, arguments.deliver, shutil.copyfile)
        print(f"put into the inbox as {target.name}; see what the night will do with")
        print(f"  python -m etl night --date {arguments.deliver} --dry-run")
    else:
        print(f"deliver such files as inbox/{feed.name}_YYYYMMDD with their ending")
    return 0


def _pair(said: str) -> tuple[str, str]:
    header, equals, meaning = said.rpartition("=")
    if not equals or not header:
        raise argparse.ArgumentTypeError(f"{said!r} must be HEADER=FIELD")
    return header, meaning.strip()


def _value(said: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"([a-z_]+):(.+)=([^=]*)", said)
    if not found:
        raise argparse.ArgumentTypeError(f"{said!r} must be FIELD:VALUE=CODE")
    return found.group(1), found.group(2), found.group(3).strip()


def _by_field(said: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, value, code in said:
        found.setdefault(field, {})[value] = code
    return found


def _lines(looked: Look) -> list[str]:
    """The proposal, as a table."""
    proposal = looked.proposal
    where = f"sheet {proposal.sheet}, " if proposal.sheet else ""
    rows = "row" if proposal.header_rows == 1 else f"{proposal.header_rows} rows ending with row"
    lines = [f"{looked.path.name}: {proposal.feed.name} {proposal.feed.title}; {where}header in {rows} "]
    lines[0] += f"{proposal.header_row}"
    if proposal.kind == "full":
        lines.append("without dates of change: taken as the whole register each time")
    if proposal.total_header:
        lines.append(f"total rows say so under {proposal.total_header}")
    if proposal.in_transit and not proposal.questions:
        lines.append("no column is 入库日期: its money would count as in transit alone, and in no other figure")
    heads = ("column", "means", "sure", "why", "first cells")
    table = [heads, *(_row(column) for column in proposal.columns)]
    values = [each for each in looked.values if each.reason != "ours"]
    if values:
        table += [("", "", "", "", ""), ("value", "means", "rows", "why", ""), *(_value_row(each) for each in values)]
    if looked.items:
        table += [("", "", "", "", ""), ("征收品目", "", "rows", "", "")]
        table += [
            (item.name, "counts" if item.counts else "out of scope", str(item.rows), "", "") for item in looked.items
        ]
    return [*lines, *_set(table)]


def _row(column: ColumnProposal) -> tuple[str, ...]:
    means = column.field or (f"{column.perhaps}?" if column.asks else "-")
    sure = f"{column.confidence:.0%}" if column.field or column.asks else ""
    return column.header, means, sure, _WHY[column.reason], " · ".join(shown_samples(column, Masking())[:3])


def _value_row(value: ValueProposal) -> tuple[str, ...]:
    code = value.code or ("?" if value.asks else "unknown")
    return f"{value.field}: {value.value}", code, str(value.rows), _WHY[value.reason], ""


def _set(table: list[tuple[str, ...]]) -> list[str]:
    """Cells under each other; a Chinese character is as wide as two letters."""
    widths = [max(_wide(row[place]) for row in table) for place in range(len(table[0]) - 1)]
    return [
        (
            "  " + "  ".join(cell + " " * (width - _wide(cell)) for cell, width in zip(row, [*widths, 0], strict=True))
        ).rstrip()
        for row in table
    ]


def _wide(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)


def _questions(looked: Look) -> list[str]:
    """What must be said before anything is written, with the option to say it."""
    lines = [
        f"not sure: is {column.header} the {column.perhaps}? say"
        f" --column '{column.header}={column.perhaps}', or --column '{column.header}=' to leave it out"
        for column in looked.proposal.questions
    ]
    lines += [
        f"missing: no column is {header}; say which with --column 'HEADER={_field_of(looked, header)}',"
        " or have it delivered"
        for header in looked.proposal.missing
    ]
    lines += [
        f"not sure: what is {each.field} {each.value} ({each.rows} rows)? say"
        f" --value '{each.field}:{each.value}=CODE' with one of {', '.join(_codes(looked, each.field))}"
        for each in looked.values
        if each.asks
    ]
    return lines


def _field_of(looked: Look, header: str) -> str:
    return next(column.field for column in looked.proposal.feed.columns if column.header == header)


def _codes(looked: Look, field: str) -> list[str]:
    return sorted(set(looked.proposal.feed.column(field).values.values()))


def _asked(looked: Look, settings: Settings, answers: Answers) -> Look:
    """The file once more, with what the person at the terminal says; an empty line leaves a question open."""
    columns, values = dict(answers.columns), {name: dict(codes) for name, codes in answers.values.items()}
    for column in looked.proposal.questions:
        said = _said(f"is {column.header} ({' · '.join(shown_samples(column, Masking())[:3])}) the {column.perhaps}?")
        if said is not None:
            columns[column.header] = (column.perhaps or "") if said else ""
    looked = look(looked.path, settings, replace(answers, columns=columns))
    for each in looked.values:
        if each.asks:
            codes = _codes(looked, each.field)
            code = input(f"what is {each.field} {each.value} ({each.rows} rows)? one of {', '.join(codes)}: ").strip()
            if code in codes:
                values.setdefault(each.field, {})[each.value] = code
    return look(looked.path, settings, Answers(answers.feed, columns, values))


def _said(question: str) -> bool | None:
    answer = input(f"{question} [y/n] ").strip().lower()
    return {"y": True, "yes": True, "n": False, "no": False}.get(answer)
