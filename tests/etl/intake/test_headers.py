"""What heads of strange files are taken for: nearly all columns rightly, and none wrongly that would change figures."""

from functools import cache

import pytest

from etl.feeds import feed_named
from etl.intake.proposal import Answers, propose
from etl.intake.vocabulary import is_critical
from etl.settings import Settings
from tests.etl.intake.variants import Variant, variants

VARIANTS = list(variants())
SEED = 20260901
ENOUGH_RIGHT = 0.95
SETTINGS = Settings(home=None).feeds  # type: ignore[arg-type]


@cache
def taken(variant: Variant) -> list[str]:
    """What each column was taken for, in the words of the file of variants."""
    proposal = propose([variant.sheet(SEED)], Answers(), SETTINGS)
    assert proposal.feed.name == variant.feed, f"{variant.name} was taken for {proposal.feed.name}"
    return [f"?{column.perhaps}" if column.asks else column.field or "-" for column in proposal.columns]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_nothing_that_changes_figures_is_taken_wrongly_without_asking(variant: Variant) -> None:
    """A column that says who, how much or when is right, asked, or left out."""
    feed = feed_named(variant.feed)
    for (header, meaning, _), found in zip(variant.columns, taken(variant), strict=True):
        if found not in ("-", meaning) and not found.startswith("?"):
            assert not is_critical(feed.column(found)), f"{header} is {meaning} but was taken for {found}"
        if found == "-" and meaning not in ("-", f"?{found}"):
            assert not is_critical(feed.column(meaning.lstrip("?"))), f"{header} is {meaning} but was left out"


def test_nearly_every_column_is_right() -> None:
    """Of all columns of at least thirty heads; the wrong ones are named."""
    wrong, columns = [], 0
    for variant in VARIANTS:
        for (header, meaning, _), found in zip(variant.columns, taken(variant), strict=True):
            columns += 1
            if found != meaning:
                wrong.append(f"{variant.name}: {header} is {meaning}, taken for {found}")
    print(f"{len(VARIANTS)} heads, {columns} columns, {len(wrong)} wrong", *wrong, sep="\n")
    assert len(VARIANTS) >= 30
    assert len(wrong) <= (1 - ENOUGH_RIGHT) * columns, "\n".join(wrong)
