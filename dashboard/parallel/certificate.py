"""上线对数确认书: what was signed in the months before going live, through the same report as everything official."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from dashboard.parallel.causes import Part
from dashboard.parallel.compare import Found
from dashboard.parallel.comparisons import Kept, counted
from dashboard.reports.blocks import (
    Block,
    Cover,
    Figure,
    Form,
    Head,
    Heading,
    Level,
    Line,
    Paragraph,
    Report,
    Row,
    Table,
)
from dashboard.reports.monthly import Bureau
from dashboard.state.columns import in_china
from dashboard.wording import Words, words_in
from sql.metrics import METRIC, Unit
from sql.studies.parallel import Cause


def certificate(kept: Sequence[Kept], bureau: Bureau) -> Report:
    """The certificate of comparisons signed in months that follow one another, the earliest first.

    The same comparisons give the same report, whenever it is printed.
    """
    words = words_in("zh")
    dated = date.fromisoformat(max(in_china(one.signed_at)[:10] for one in kept))
    day = words.full_day(dated)
    months = sorted({one.month for one in kept if one.month is not None})
    span = words("certificate.span", first=words.full_month(months[0]), last=words.full_month(months[-1]))
    totals = [counted(one.cells) for one in kept]
    sums = {name: sum(total[name] for total in totals) for name in ("cells", "agree", "explained", "open")}
    body: tuple[Block, ...] = (
        Paragraph(
            (words("certificate.said", bureau=bureau.name, span=span, months=len(months), tables=len(kept), **sums),)
        ),
        Heading(Level.CHAPTER, words("certificate.tables")),
        _tables(kept, words),
        _signatures(kept, words),
        Heading(Level.CHAPTER, words("certificate.causes")),
        _causes(kept, words),
        *_notes(kept, words),
        Paragraph((words("certificate.stands"),)),
    )
    name = words("certificate.name", bureau=bureau.name, span=span)
    signers = words.listed(dict.fromkeys(one.signer for one in kept))
    return Report(
        cover=_cover(words, bureau, day, span, signers),
        body=body,
        annex=(),
        about=(
            (words("certificate.about_period"), span),
            (words("certificate.about_bureau"), bureau.name),
            (words("certificate.about_versions"), words.listed(dict.fromkeys(one.version for one in kept))),
        ),
        dated=dated,
        name=name,
    )


def _cover(words: Words, bureau: Bureau, day: str, span: str, signers: str) -> Cover:
    running = words("certificate.running", span=span)
    return Cover(
        kept=words("certificate.kept"),
        banner=(words("certificate.banner"),),
        issue=words("certificate.issue", span=span),
        bureau=bureau.name,
        day=day,
        title=words("certificate.title", span=span),
        known=words("certificate.known", day=day),
        running=running,
        state=words("certificate.known", day=day),
        made=words("certificate.made", bureau=bureau.name, signers=signers, day=day),
        ending=(words("certificate.signed", signers=signers, day=day),),
    )


def _heads(words: Words, names: Iterable[str]) -> tuple[Head, ...]:
    return tuple(Head((words(f"certificate.{name}"),)) for name in names)


def _tables(kept: Sequence[Kept], words: Words) -> Table:
    """One row per table: which month, and what was compared."""
    names = ("cells", "agree", "explained", "open")
    totals = [counted(one.cells) for one in kept]
    rows = [
        Row((_month(one, words), one.title, *(Figure(total[name], Form.COUNT) for name in names)))
        for one, total in zip(kept, totals, strict=True)
    ]
    sums = [Figure(sum(total[name] for total in totals), Form.COUNT) for name in names]
    return Table(
        key="certificate_tables",
        number=words("certificate.table_1"),
        title=words("certificate.tables_title"),
        axis=words("certificate.axis"),
        unit=words("certificate.unit_cells"),
        heads=_heads(words, ("month", "table", *names)),
        rows=(*rows, Row((words("certificate.total"), "", *sums), line=Line.TOTAL)),
        notes=(words("certificate.cells_note"),),
        labels=2,
    )


def _signatures(kept: Sequence[Kept], words: Words) -> Table:
    """On which data each table was compared, and who signed."""
    rows = [
        Row((_month(one, words), _made(one, words), one.version, one.signer, in_china(one.signed_at)[:10]))
        for one in kept
    ]
    return Table(
        key="certificate_signatures",
        number=words("certificate.table_2"),
        title=words("certificate.signatures_title"),
        axis=words("certificate.axis"),
        unit=words("certificate.unit_none"),
        heads=_heads(words, ("month", "made_on", "version", "signer", "signed_at")),
        rows=tuple(rows),
        plain=True,
    )


def _month(one: Kept, words: Words) -> str:
    return words.full_month(one.month) if one.month is not None else ""


def _made(one: Kept, words: Words) -> str:
    return one.meaning.made_on.isoformat() if one.meaning.made_on else words("certificate.no_day")


def _causes(kept: Sequence[Kept], words: Words) -> Table:
    """What the differences in money were of; totals count their parts again and are left out."""
    rows = []
    for cause in Cause:
        parts = [part for one in kept for part in _parts_of(one) if part.cause is cause]
        if parts:
            amount = sum((part.amount for part in parts), Decimal(0))
            size = sum((abs(part.amount) for part in parts), Decimal(0))
            name = words(f"parallel.cause_{cause}")
            rows.append(Row((name, Figure(len(parts), Form.COUNT), Figure(amount, Form.YUAN), Figure(size, Form.YUAN))))
    nothing = Row((words("certificate.no_causes"), Figure(0, Form.COUNT), Figure(0, Form.YUAN), Figure(0, Form.YUAN)))
    return Table(
        key="certificate_causes",
        number=words("certificate.table_3"),
        title=words("certificate.causes_title"),
        axis=words("certificate.axis"),
        unit=words("certificate.unit_yuan"),
        heads=_heads(words, ("cause", "times", "net", "gross")),
        rows=tuple(rows) or (nothing,),
        notes=(words("certificate.causes_note"),),
        plain=True,
    )


def _parts_of(one: Kept) -> Iterable[Part]:
    """The parts of the differences in money; of a total only what its parts do not have already."""
    for found in one.cells:
        if METRIC[found.cell.metric].unit is Unit.YUAN:
            inside = [other for other in one.cells if _lies_in(other, found)]
            for part in found.split.parts:
                if not inside:
                    yield part
                elif part.cause in {Cause.ARITHMETIC, Cause.UNASSIGNED}:
                    below = [own for other in inside for own in other.split.parts if own.cause is part.cause]
                    rest = part.amount - sum((own.amount for own in below), Decimal(0))
                    if rest:
                        yield Part(part.cause, rest)


def _lies_in(other: Found, whole: Found) -> bool:
    """Whether a cell is of an area within that of another of its column."""
    inner, outer = other.cell, whole.cell
    return inner.column == outer.column and inner.area != outer.area and inner.area.startswith(outer.area)


def _notes(kept: Sequence[Kept], words: Words) -> list[Block]:
    """What was said of the cells that nothing explains."""
    said = []
    for one in kept:
        open_cells = {found.cell.name: found for found in one.cells if not found.explained}
        seen: set[str] = set()
        for comment in one.comments:
            found = open_cells.get(comment.cell)
            if found is not None and comment.cell not in seen:
                seen.add(comment.cell)
                place = one.meaning.rows[found.cell.row].label
                month = words.full_month(one.month or 0)
                text = words("certificate.comment", month=month, place=place, text=comment.text, who=comment.by)
                said.append(Paragraph((text,)))
    return [Heading(Level.CHAPTER, words("certificate.comments")), *said] if said else []
