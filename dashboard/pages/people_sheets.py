"""Lists of people as tables to take away: masked, or as approved to call people by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashboard.areas import areas_of
from dashboard.data import Reading
from dashboard.exports import Cell, Column, Kind, Sheet
from dashboard.findings.listed import age_on, metric_of
from dashboard.findings.when import when
from dashboard.people import Person, Plain
from dashboard.view import View
from dashboard.wording import Words
from sql.metrics import METRIC
from sql.metrics.period import month_text
from sql.schema import marts

Somebody = Person | Plain


def masked_sheet(view: View, reading: Reading, people: Iterable[Person], words: Words) -> Sheet:
    """The list as the page shows it, all its rows."""
    metric = METRIC[metric_of(view)]
    areas = areas_of(reading)
    notes = (
        (words("people.what"), words.of(metric)),
        (words("filter.period"), words.full_month(when(view, reading).month)),
        (words("filter.area"), areas.name(view.area, words) if view.area else areas.everything(words)),
        (words("filter.type"), types_of(reading, words).get(view.worker_type, words("filter.every"))),
        *_versions(reading, words),
    )
    title = words("people.sheet", what=words.of(metric))
    return Sheet(title, notes, _columns(words, plain=False), _rows(people, reading, words))


def called_sheet(number: int, reading: Reading, people: Iterable[Plain], words: Words) -> Sheet:
    """An approved list with names, identity numbers and telephone numbers."""
    notes = ((words("lists.number"), str(number)), *_versions(reading, words))
    return Sheet(words("lists.sheet"), notes, _columns(words, plain=True), _rows(people, reading, words))


def _versions(reading: Reading, words: Words) -> tuple[tuple[str, str], ...]:
    return (
        (words("asof.label"), reading.business_date.isoformat()),
        (words("people.version"), reading.version),
    )


def types_of(reading: Reading, words: Words) -> dict[str, str]:
    """Worker types by code."""
    name = "name" if words.chinese else "name_en"
    return {row["code"]: row[name] for row in reading.table(marts.WORKER_TYPE)}


def _columns(words: Words, *, plain: bool) -> tuple[Column, ...]:
    phone = (Column(words("people.phone")),) if plain else ()
    return (
        Column(words("people.number"), Kind.WHOLE),
        Column(words("people.name")),
        Column(words("people.identity")),
        *phone,
        Column(words("people.type")),
        Column(words("people.age"), Kind.WHOLE),
        Column(words("people.subdistrict")),
        Column(words("people.community")),
        Column(words("people.run"), Kind.WHOLE),
        Column(words("people.last"), Kind.MONTH),
        Column(words("people.arrears"), Kind.MONEY),
    )


def _rows(people: Iterable[Somebody], reading: Reading, words: Words) -> Iterator[tuple[Cell, ...]]:
    areas, types, day = areas_of(reading), types_of(reading, words), reading.business_date
    for person in people:
        record = person.record
        yield (
            person.number,
            person.name,
            person.identity,
            *((person.phone,) if isinstance(person, Plain) else ()),
            types.get(record["worker_type"], record["worker_type"]),
            age_on(record["birth_date"], day),
            areas.name(record["subdistrict"], words),
            areas.name(record["community"], words),
            record["run"],
            month_text(record["last_paid_month"]) if record["last_paid_month"] is not None else None,
            record["arrears_amount"],
        )
