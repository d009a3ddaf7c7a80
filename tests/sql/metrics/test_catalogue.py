"""The catalogue: every figure there must be, with its words, and nothing else."""

import json

import pytest

from sql.metrics import DIMENSIONS, METRICS, Axis, Metric, Unit
from sql.metrics.declaration import Source, Sum, adds_over_people, adds_over_time
from sql.metrics.manual import as_json, as_markdown
from sql.metrics.statements import mart

AREA = "district subdistrict community"
P = (
    f"month {AREA} worker_type attribution sex age_band past_age tier pay_frequency frequency_basis hukou subsidy "
    "suspension_length change_reason"
)
TAKES = {
    "P": P,
    "A": f"{P} arrears_age",
    "R": f"day month {AREA} worker_type attribution channel office kind",
    "D": f"month {AREA} worker_type bank failure_reason",
    "roster": f"month {AREA} worker_type",
    "area": f"month {AREA}",
    "plan": f"{AREA} office",
    "none": "",
}
EXPECTED = """
target_persons roster month_end persons | registered_persons P month_end persons
covered_persons roster month_end persons
coverage_rate roster month_end rate | effective_coverage_rate roster month_end rate
insured_anywhere_rate roster month_end rate | enrolment_ratio area month_end rate
attribution_rate roster month_end rate
paying_persons P month persons | due_persons P month persons | awaiting_persons P month persons
compliance_rate P month rate | suspended_persons P month_end persons | suspension_rate P month_end rate
newly_suspended_persons P month persons | resumed_persons P month persons | left_suspended_persons P month persons
suspended_net_moved_persons P month persons | new_suspension_rate P month rate | resumption_rate P month rate
admin_suspended_persons P month_end persons | new_persons P month persons | returned_persons P month persons
lost_persons P month persons | net_moved_persons P month persons | repairable_persons P month_end persons
repairable_months P month_end months | repairable_amount P month_end yuan | assessed_amount P month yuan
paid_amount P month yuan | assessed_paid_amount P month yuan | collection_rate P month rate
paid_to_assessed_ratio P month rate | arrears_amount A month_end yuan | arrears_persons A month_end persons
arrears_new_amount P month yuan | arrears_cleared_amount P month yuan | arrears_net_moved_amount P month yuan
arrears_rate P month_end rate | arrears_over_12m_share P month_end rate | average_base P month yuan
lowest_tier_share P month rate | contribution_density P month_end rate | received_gross R treasury_date yuan
refunded_amount R treasury_date yuan | received_net R treasury_date yuan | receipt_count R treasury_date count
payer_count R treasury_date persons | in_transit_amount R pay_date yuan | contactless_share R treasury_date rate
match_rate R treasury_date rate | plan_amount plan treasury_date yuan | plan_completion plan treasury_date rate
plan_persons_completion area month_end rate | pace_linear none treasury_date rate | pace_gap plan treasury_date points
deduction_success_rate D deduction rate
"""
FEEDS = {"receipts", "assessments", "register", "roster", "targets", "deductions", "plans"}


def test_every_metric_is_there_with_its_unit_axis_and_dimensions() -> None:
    """Against a table of names."""
    expected = [tuple(part.split()) for part in EXPECTED.replace("\n", "|").split("|") if part.strip()]
    actual = [(metric.name, metric.takes.name, str(metric.axis), str(metric.unit)) for metric in METRICS]
    assert sorted(actual) == sorted(expected)
    assert {metric.takes.name: " ".join(metric.takes.dimensions) for metric in METRICS} == TAKES


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_says_what_it_means(metric: Metric) -> None:
    """Words in both languages, known feeds, sums that are columns of their marts."""
    words = (metric.label_zh, metric.label_en, metric.meaning_zh, metric.meaning_en, metric.caveat_zh, metric.caveat_en)
    assert all(words)
    assert any("一" <= sign <= "鿿" for sign in metric.label_zh)
    assert metric.label_en.isascii()
    assert set(metric.feeds) <= FEEDS
    for term in metric.terms:
        if isinstance(term, Sum) and isinstance(term.of, str):
            assert term.of in mart(term.source, frozenset()).c


def test_what_adds_up() -> None:
    """Stocks not over time, rates and distinct counts over nothing."""
    names = {metric.name: metric for metric in METRICS}
    added = {name: (adds_over_time(metric), adds_over_people(metric)) for name, metric in names.items()}
    assert added["paid_amount"] == added["received_net"] == added["net_moved_persons"] == (True, True)
    assert added["registered_persons"] == added["arrears_amount"] == (False, True)
    assert added["payer_count"] == added["suspension_rate"] == added["plan_amount"] == (False, False)


def test_labels_are_not_used_twice() -> None:
    """A reader can tell every metric and dimension by its label."""
    for words in ([metric.label_zh for metric in METRICS], [metric.label_en for metric in METRICS]):
        assert len(set(words)) == len(words)
    codes = [(dimension.name, code.code) for dimension in DIMENSIONS for code in dimension.codes]
    assert len(set(codes)) == len(codes)


def test_manual_names_everything() -> None:
    """As text and for programs."""
    text, content = as_markdown(), json.loads(as_json())
    assert [entry["name"] for entry in content["metrics"]] == [metric.name for metric in METRICS]
    assert [entry["name"] for entry in content["dimensions"]] == [dimension.name for dimension in DIMENSIONS]
    for name in [metric.name for metric in METRICS] + [dimension.name for dimension in DIMENSIONS]:
        assert f"## `{name}` " in text
    needed = {
        "name",
        "label_zh",
        "label_en",
        "unit",
        "axis",
        "meaning_zh",
        "meaning_en",
        "caveat_zh",
        "caveat_en",
        "dimensions",
    }
    assert all(needed <= set(entry) for entry in content["metrics"])


def test_every_word_is_used() -> None:
    """No unit, axis or source that no metric has."""
    assert {metric.axis for metric in METRICS} == set(Axis)
    assert {term.unit for metric in METRICS for term in metric.terms} | {metric.unit for metric in METRICS} == set(Unit)
    assert {term.source for metric in METRICS for term in metric.terms if isinstance(term, Sum)} == set(Source)
