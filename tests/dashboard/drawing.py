"""A drawn page as the text that is sent for it."""

import json


def text_of(drawn):
    """Everything a page says, as text."""
    return json.dumps(
        drawn,
        default=lambda part: part.to_plotly_json() if hasattr(part, "to_plotly_json") else str(part),
        ensure_ascii=False,
    )
