"""The bound of a study: areas of any level that nothing reaches beyond, whichever study is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal as Dec
from random import Random
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import METRIC, METRICS, QuestionError
from sql.metrics.answer import Answer
from sql.metrics.declaration import Planned, Ratio
from sql.metrics.dimensions import NOTHING
from sql.metrics.period import month_text
from sql.schema.marts import PERSON
from sql.studies.funnel import funnel
from sql.studies.listing import STUDIES, STUDY, asked_of
from sql.studies.scope import Scope
from tests.sql.metrics.marts_by_hand import A1, B1, A, Row, put
from tests.sql.metrics.marts_by_hand import published as known_on
from tests.sql.metrics.test_within import CODES, F1, INSIDE, LAST, OUTSIDE, PLACES, SEED, WITHIN, E, filled, some_codes
from tests.sql.studies.test_minimum import registered

RATES = tuple(metric.name for metric in METRICS if isinstance(metric, Ratio) and metric.takes != NOTHING)
PLACED = ("district", "subdistrict", "community")


@dataclass(frozen=True)
class Studied:
    """A study, what it is asked about, and the rate it is of."""

    name: str
    scope: Scope = field(default_factory=Scope)
    rate: str | None = None

    def of(self, version: Connection, **changes: Any) -> Answer:
        """Ask it, of another scope."""
        return asked_of(self.name, self.rate)(version, replace(self.scope, **changes))

    def narrowed(self, version: Connection) -> Answer:
        """Ask it of the communities in the areas of the bound."""
        return self.of(version, where={**self.scope.where, "community": INSIDE})


def counts_cases(rate: str) -> bool:
    """Whether control limits are drawn of a rate."""
    try:
        funnel(rate)
    except QuestionError:
        return False
    return True


PLAIN = [
    *(Studied(study.name) for study in STUDIES if not study.of_rates),
    *(Studied("rate_decomposition", Scope(by=("community",)), rate) for rate in RATES),
    *(Studied("funnel", Scope(by=("community",)), rate) for rate in RATES if counts_cases(rate)),
]
"""Every study, those of rates of every rate there is."""
ONE_OF_EACH = [next(plain for plain in PLAIN if plain.name == study.name) for study in STUDIES]
"""Every study once."""


def varied(chance: Random) -> Iterator[Studied]:
    """Every study with another k, by dimensions, of a filter and of months of one's choosing."""
    for plain in (*PLAIN, *[one for one in PLAIN if one.rate is None]):
        study = STUDY[plain.name]
        months = {name: LAST - back for name, back in (("month", 1), ("earlier", 12)) if name in study.months}
        scope = Scope(some_where(plain, chance), some_by(plain, chance), chance.choice((1, 2, 3)))
        yield replace(plain, scope=replace(scope, **months if chance.random() < 0.5 else {}))


def some_where(plain: Studied, chance: Random) -> dict[str, tuple[str, ...]]:
    """A filter, or none; what others set for an area is no sum, so that a filter on two levels is another question."""
    names = [name for name in taken(plain, STUDY[plain.name].where) if name != "community"]
    if is_planned(plain.rate) or plain.name == "pace":
        names = [name for name in names if name not in PLACED]
    name = chance.choice(names) if names and chance.random() < 0.5 else None
    return {name: some_codes(name, chance)} if name else {}


def some_by(plain: Studied, chance: Random) -> tuple[str, ...]:
    """Dimensions of rows, one of a rate's."""
    names = taken(plain, STUDY[plain.name].by)
    if plain.rate:
        return plain.scope.by if is_planned(plain.rate) else (chance.choice(names),)
    return tuple(chance.sample(names, min(len(names), chance.choice((0, 1, 2)))))


def taken(plain: Studied, names: tuple[str, ...]) -> list[str]:
    """Those of a study's dimensions that the rate takes."""
    return [name for name in names if plain.rate is None or name in METRIC[plain.rate].takes.dimensions]


def is_planned(rate: str | None) -> bool:
    """Whether a rate has a figure set by others."""
    return rate is not None and any(isinstance(term, Planned) for term in METRIC[rate].terms)


def anyone(who: int, chance: Random) -> Row:
    """Somebody at d: registered or not, short of the minimum or not, or not known to be."""
    words = {name: chance.choice(CODES[name]) for name in ("worker_type", "attribution", "sex", "pay_frequency")}
    retires = month_text(LAST + chance.randrange(-12, 120))
    contributed, required = chance.choice((None, chance.randrange(240))), chance.choice((180, 240))
    row = registered(who, contributed, required, retires, chance.choice(PLACES), **words)
    return row | {"registered": chance.choice((0, 1, 1, 1))}


@pytest.fixture
def chance() -> Random:
    """The seed is printed where a test fails."""
    print(f"HISTORIES_SEED={SEED}")
    return Random(SEED)


@pytest.fixture
def version(engine: Any, chance: Random) -> Connection:
    """Known on 20 December 2025, also who will fall short."""
    connection = filled(known_on("2025-12-20"))
    put(connection, PERSON, [anyone(who, chance) for who in range(60)])
    return connection


def test_every_study_is_asked_here() -> None:
    """A study added to the list is bounded too."""
    assert [study.name for study in STUDIES] == list(dict.fromkeys(NO_AREA))
    assert {plain.name for plain in PLAIN} == set(NO_AREA)


def test_a_bound_is_a_filter_on_its_communities(version: Connection, chance: Random) -> None:
    """Whatever is told apart or filtered, in any month; areas inside others change nothing."""
    for asked in varied(chance):
        within = chance.choice((WITHIN, (*WITHIN, A1, E + "001")))
        assert asked.of(version, within=within) == asked.narrowed(version), asked


def test_a_bound_keeps_something_out_and_something_in(version: Connection) -> None:
    """Of every study, so that what is shown here is shown of figures."""
    for plain in ONE_OF_EACH:
        whole, some = plain.of(version), plain.of(version, within=WITHIN)
        assert whole.rows != some.rows != NO_AREA[plain.name], plain


def test_a_bound_of_one_area_is_a_filter_on_it(version: Connection) -> None:
    """At its own level, also of what is planned."""
    for level, code in (("district", E), ("subdistrict", A), ("community", B1)):
        for plain in ONE_OF_EACH:
            assert plain.of(version, within=(code,)) == plain.of(version, where={level: (code,)}), plain


def test_no_bound_is_all_there_is(version: Connection) -> None:
    """The same as within all districts."""
    districts = tuple({place[:6] for place in PLACES})
    for plain in ONE_OF_EACH:
        unbounded = plain.of(version)
        assert plain.of(version, within=None) == unbounded, plain
        assert plain.of(version, within=districts) == unbounded, plain


NO_AREA: dict[str, list[tuple[Any, ...]]] = {
    "spells": [(0, 0, 0, 0, 0, *(None, 0, 0) * 3)],
    "survival": [],
    "roll_rates": [],
    "tier_migration": [],
    "rate_decomposition": [],
    "amount_decomposition": [(name, 0, 0, 0) for name in ("all", "people", "months", "base", "refunds")],
    "bridge": [
        (part, Dec("0.00"))
        for part in ("received", "earlier_months", "earlier_years", "later_months", "before", "after", "rest", "paid")
    ],
    "pace": [(date(2025, 12, 20), 0, None, None, Dec("0.9698630137"), *(None,) * 7, "")],
    "funnel": [("all", None, 0, 0, *(None,) * 5)],
    "minimum": [(0, 0, 0, 0, None, 0, 0, 0)],
}
"""What each study says of nobody."""


NOWHERE: list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = [
    ((), {}),
    ((), {"subdistrict": (A,)}),
    (WITHIN, {"community": OUTSIDE}),
    (WITHIN, {"subdistrict": (F1[:9],)}),
    (WITHIN, {"district": (F1[:6],)}),
]
"""No area, and filters on areas that the bound does not hold."""


def test_there_is_nobody_nowhere(version: Connection) -> None:
    """No group, zeros and empty rates, at every level."""
    for plain in ONE_OF_EACH:
        nothing = Answer(plain.of(version).columns, NO_AREA[plain.name])
        for within, where in NOWHERE:
            assert plain.of(version, within=within, where=where) == nothing, (plain, within, where)


def test_a_bound_that_is_no_area_is_refused(engine: Any) -> None:
    """Before anything is read."""
    nobody = known_on("2025-12-20")
    for plain in ONE_OF_EACH:
        with pytest.raises(QuestionError) as refused:
            plain.of(nobody, within=(A, "21021"))
        assert str(refused.value) == "'21021' is no area; its code has 6, 9 or 12 digits"
