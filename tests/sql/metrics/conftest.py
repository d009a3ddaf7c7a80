"""Every metric is tested on every engine."""

import pytest

from tests import engines


@pytest.fixture(autouse=True)
def _on_every_engine(engine: engines.Engine) -> None:
    """Run the test on each."""
