"""Remembering what was worked out once: a method's answer per object and arguments."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Owner = TypeVar("Owner")


def memo(method: Callable[Concatenate[Owner, Given], Answer]) -> Callable[Concatenate[Owner, Given], Answer]:
    """Remember the answers of a method on its object."""

    @wraps(method)
    def remembered(self: Owner, /, *args: Given.args, **named: Given.kwargs) -> Answer:
        answers: dict[Any, Answer] = self.__dict__.setdefault("_answers", {})
        key = (method.__name__, args)
        if key not in answers:
            answers[key] = method(self, *args, **named)
        return answers[key]

    return remembered
