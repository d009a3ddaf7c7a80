"""What a browser may send to a callback: everything in it declared with its type and bounds, all else refused.

Dash answers whatever it is sent: a body that names other controls, or holds something else than they can
hold, would reach a callback. Here each callback says what its controls can hold, and the guard holds each
body against it. A new callback is declared beside its function, and listed in `dashboard.app`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from types import NoneType
from typing import Annotated, Any, Literal, get_args

from flask import Request
from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError, create_model

from dashboard.access.roles import Right

LARGEST_BODY = 64 * 1024
"""Bytes a request may have; the largest that a page of ours sends has about one thousand."""
LONGEST_PATH = 300
LONGEST_QUERY = 2_000

Path = Annotated[str, StringConstraints(pattern=r"^/\P{C}*$", max_length=LONGEST_PATH)]
"""The path of an address; one that is no page's is answered with the page that says so."""
Query = Annotated[str, StringConstraints(pattern=r"^(\?\P{C}*)?$", max_length=LONGEST_QUERY)]
"""The query of an address, as the address has it; `read_view` makes choices of it."""
Count = Annotated[int, Field(ge=0, le=10**9)]
"""How often something happened."""

_CONFIG = ConfigDict(strict=True, extra="forbid")
_ARGUMENTS = frozenset(("endId",))
"""What Dash adds to the address it sends bodies to; the others steer callbacks in the background."""


class Unusable(Exception):
    """A body that no page of ours sends."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True)
class Callback:
    """A callback that the server answers; `inputs` and `state` name each `id.property` with what it can hold.

    `right` is what the viewer must have. What a `polling` one asks, the page asks by itself: it is no sign of
    anybody being there.
    """

    output: str
    inputs: Mapping[str, Any]
    state: Mapping[str, Any] = field(default_factory=dict)
    right: Right | None = None
    polling: bool = False

    @cached_property
    def body(self) -> type[BaseModel]:
        """The one shape its bodies have."""
        outputs = [_control(name) for name in self.output.strip(".").split("...")]
        inputs = [_control(name, kind) for name, kind in self.inputs.items()]
        states = [_control(name, kind) for name, kind in self.state.items()]
        triggers = Annotated[list[_one_of(*self.inputs)], Field(max_length=len(inputs))]  # type: ignore[valid-type, misc]
        fields: dict[str, Any] = {
            "output": _one_of(self.output),
            "outputs": _listed(outputs) if self.output.startswith("..") else outputs[0],
            "inputs": _listed(inputs),
            "changedPropIds": triggers,
            "parsedChangedPropsIds": triggers,
            **({"state": _listed(states)} if states else {}),
        }
        return _model("Body", fields)


Callbacks = Mapping[str, Callback]
"""Every callback that the server answers, by its output."""


def by_output(callbacks: Iterable[Callback]) -> Callbacks:
    """The callbacks by their outputs."""
    return {callback.output: callback for callback in callbacks}


def asked_of(request: Request, callbacks: Callbacks) -> Callback:
    """The callback a request asks for, its body held against the declared shape.

    Dash reads the very object that was checked here: Flask keeps it with the request. Raises Unusable.
    """
    if request.mimetype != "application/json":
        raise Unusable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json")
    if not _ARGUMENTS.issuperset(request.args):
        raise Unusable(HTTPStatus.BAD_REQUEST, "the address says more than a page of ours does")
    body = _read(request)
    callback = callbacks.get(body["output"]) if isinstance(body.get("output"), str) else None
    if callback is None:
        raise Unusable(HTTPStatus.FORBIDDEN, "no such callback")
    try:
        callback.body.model_validate(body)
    except (ValidationError, RecursionError):
        raise Unusable(HTTPStatus.BAD_REQUEST, "the body is none that a page of ours sends") from None
    return callback


def _read(request: Request) -> dict[str, Any]:
    """The body; Python reads numbers and depths of which it then chokes, so both are no JSON here."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        raise Unusable(HTTPStatus.BAD_REQUEST, "the body must be a JSON object")
    return body


def _control(name: str, *kinds: Any) -> Any:
    """One control in a body: its id and property, and unless it is an output its value, if it has any."""
    control, _, name_of_property = name.rpartition(".")
    fields: dict[str, Any] = {"id": _one_of(control), "property": _one_of(name_of_property)}
    if kinds:
        fields["value"] = kinds[0]
    return _model("Control", fields)


def _one_of(*words: str) -> Any:
    return Literal[words]


def _listed(controls: list[Any]) -> Any:
    """All of them, in their order; JSON has lists where Python has tuples."""
    return Annotated[tuple[tuple(controls)], Strict(strict=False)]  # type: ignore[misc]


def _model(name: str, fields: Mapping[str, Any]) -> type[BaseModel]:
    """A shape with these fields and no other, all of them there but those that can be nothing: JSON leaves them out."""
    shape: dict[str, Any] = {
        field: (kind, None if NoneType in get_args(kind) else ...) for field, kind in fields.items()
    }
    return create_model(name, __config__=_CONFIG, **shape)
