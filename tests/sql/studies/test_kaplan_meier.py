"""The Kaplan-Meier estimator against published figures.

Remission times in weeks of the 21 patients who were given 6-mercaptopurine (Freireich et al., Blood 21, 1963), the
example of most textbooks (Kalbfleisch & Prentice; Collett; Klein & Moeschberger).
"""

import pytest

from sql.studies.kaplan_meier import Step, kaplan_meier, lives_of

RELAPSED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
STILL_WELL = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
PUBLISHED = {
    6: (21, 3, 0.857, 0.0764, 0.620, 0.952),
    7: (17, 1, 0.807, 0.0869, 0.563, 0.923),
    10: (15, 1, 0.753, 0.0963, 0.503, 0.889),
    13: (12, 1, 0.690, 0.1068, 0.432, 0.849),
    16: (11, 1, 0.627, 0.1141, 0.368, 0.805),
    22: (7, 1, 0.538, 0.1282, 0.268, 0.747),
    23: (6, 1, 0.448, 0.1346, 0.188, 0.680),
}
"""At risk, relapses, survival, Greenwood's standard error, 95 % band on the log(-log) scale."""


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    """The patients' curve."""
    patients = [*((week, True) for week in RELAPSED), *((week, False) for week in STILL_WELL)]
    return kaplan_meier(lives_of(patients))


def test_survival_and_its_error_are_as_published(steps: list[Step]) -> None:
    """At every time at which someone relapsed."""
    found = {
        step.time: (
            *(step.at_risk, step.events, round(step.survival, 3), round(step.standard_error or 0, 4)),
            *(round(step.low or 0, 3), round(step.high or 0, 3)),
        )
        for step in steps
        if step.events
    }
    assert found == PUBLISHED


def test_who_is_no_longer_seen_was_at_risk_until_then(steps: list[Step]) -> None:
    """In week 6 three relapsed and one was last seen: 21 at risk, 17 in week 7; without relapses nothing changes."""
    assert [(step.time, step.at_risk, step.events, step.censored) for step in steps] == [
        *((6, 21, 3, 1), (7, 17, 1, 0), (9, 16, 0, 1), (10, 15, 1, 1), (11, 13, 0, 1), (13, 12, 1, 0), (16, 11, 1, 0)),
        *((17, 10, 0, 1), (19, 9, 0, 1), (20, 8, 0, 1), (22, 7, 1, 0), (23, 6, 1, 0), (25, 5, 0, 1), (32, 4, 0, 2)),
        *((34, 2, 0, 1), (35, 1, 0, 1)),
    ]
    assert {step.survival for step in steps if step.time >= 23} == {steps[-1].survival}


def test_there_is_no_band_where_there_is_no_doubt() -> None:
    """Before the first event nobody is lost, after the last nobody is left."""
    first, last = kaplan_meier({1: (0, 2), 2: (3, 0)})
    assert first == Step(1, 5, 0, 2, 1.0, None, None, None)
    assert last == Step(2, 3, 3, 0, 0.0, None, None, None)
    assert kaplan_meier({}) == []


def test_without_anyone_lost_it_is_the_part_still_there() -> None:
    """And the variance is the binomial one."""
    (step,) = kaplan_meier({4: (3, 7)})
    assert (step.survival, round(step.standard_error or 0, 12)) == (0.7, round((0.7 * 0.3 / 10) ** 0.5, 12))
