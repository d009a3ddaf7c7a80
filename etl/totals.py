"""Total rows: 合计, 小计 and 总计 are not loaded, but must add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from etl.feeds import Feed
from etl.sources.reading import Reading
from etl.sources.statement import TOTAL
from sql.connect import Connection


@dataclass(frozen=True)
class Disagreement:
    """Total rows that do not add up: how many, and of the first its line, what it says, and what the rows come to."""

    rows: int
    line: int
    says: Decimal
    above: Decimal

    def __str__(self) -> str:
        return (
            f"{self.rows:,} of its total rows disagree with the rows: the first, in line {self.line:,},"
            f" says {self.says:,} where the rows above add up to {self.above:,}"
        )


def disagreement(connection: Connection, feed: Feed, reading: Reading) -> Disagreement | None:
    """The total rows that do not add up; None when all do, or none says an amount.

    A total is right when it is the sum of all rows, of the rows above it, or of those since the
    total before it, of whatever word or of its own.
    """
    if not reading.rows_total or not feed.amount:
        return None
    place = next(place for place, column in enumerate(feed.columns, start=1) if column.field == feed.total_field)
    row = connection.rows(
        f"""
        with added as (
            select
                {reading.line} as line, fate, {feed.amount} as said, squeeze(cells[{place}]) as word,
                coalesce(sum(case when fate is distinct from {TOTAL} then {feed.amount} end) over (
                    order by rowid rows between unbounded preceding and current row
                ), 0) as above
            from reading
        ),
        totals as (
            select
                line, said, above,
                above - coalesce(lag(above) over (order by line), 0) as since_any,
                above - coalesce(lag(above) over (partition by word order by line), 0) as since_own
            from added
            where fate = {TOTAL} and said is not null
        )
        select count(*), min(line), arg_min(said, line), arg_min(above, line)
        from totals
        where said not in (above, since_any, since_own, $all)
        """,
        {"all": reading.amount},
    )[0]
    return Disagreement(*row) if row[0] else None
