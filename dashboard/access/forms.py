"""What a form may hold: declared with types and bounds; anything else is answered with a message."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError


class Form(BaseModel):
    """The fields of one form; every field is text, and there is no other."""

    model_config = ConfigDict(extra="forbid", strict=True)


Body = TypeVar("Body", bound=Form)


class Unusable(Exception):
    """A form that no page of ours sends, or sends so often; `why` is the name of the words that say so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_form(model: type[Body]) -> Body:
    """The form of this request, checked.

    Raises Unusable.
    """
    said = request.form.to_dict()
    if any("\0" in text for text in said.values()):
        raise Unusable("form.unusable")
    try:
        return model.model_validate(said)
    except ValidationError:
        raise Unusable("form.unusable") from None
