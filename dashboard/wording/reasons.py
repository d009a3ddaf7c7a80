"""Why a row was put aside, a file refused or a night failed: from what the nights say to Chinese."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from etl.sources.inbox import ENDINGS

PAIRS = Path(__file__).with_name("reasons.toml")
CODES = ("feed", "check")
"""Places that hold a code of the catalogue."""
DEEPEST = 3
"""A reason may stand within another so often; what a file says of itself could go on for ever."""
_FILES = re.compile(rf"(?:^|; )(?=[^:;]+(?:{'|'.join(map(re.escape, ENDINGS))}): )", re.IGNORECASE)
"""Where the reason of another file begins, in that of a night that refused several."""


def in_chinese(said: str, texts: Mapping[str, str]) -> str:
    """A reason in Chinese, as it was said where there are no words for it; of several files one after the other.

    `texts`: the Chinese catalogue, for the codes of feeds and checks in it.
    """
    before, *files = _FILES.split(said)
    if before or not files:
        return _sentence(said, texts)
    told = (file.partition(": ") for file in files)
    return "；".join(f"{name}：{_sentence(why, texts)}" for name, _, why in told)


def _sentence(said: str, texts: Mapping[str, str], deep: int = DEEPEST) -> str:
    exact, patterns = _pairs()
    if said in exact:
        return exact[said]
    for pattern, chinese in patterns:
        if found := pattern.fullmatch(said):
            values = found.groupdict().items()
            return chinese.format(**{name: _value(name, value, texts, deep) for name, value in values})
    return said


def _value(name: str, value: str, texts: Mapping[str, str], deep: int) -> str:
    """What stands in a place: a code by its name on the screen, a reason within in Chinese."""
    if name in CODES:
        return texts.get(f"{name}.{value}", value)
    return _sentence(value, texts, deep - 1) if deep else value


@cache
def _pairs() -> tuple[Mapping[str, str], list[tuple[re.Pattern[str], str]]]:
    """The sentences without places, and the others: those that say most of their own first."""
    said = tomllib.loads(PAIRS.read_text(encoding="utf-8"))["reason"]
    pairs = [(*_parts(pair["said"]), pair["zh"]) for pair in said]
    exact = {own[0]: chinese for own, names, chinese in pairs if not names}
    placed = sorted((pair for pair in pairs if pair[1]), key=lambda pair: -sum(map(len, pair[0])))
    return exact, [(_pattern(own, names), chinese) for own, names, chinese in placed]


def _parts(said: str) -> tuple[list[str], list[str]]:
    """What a sentence says of its own before, between and after its places, and the names of those."""
    own, names = [""], list[str]()
    for text, name, _, _ in Formatter().parse(said):
        own[-1] += text
        if name is not None:
            names.append(name)
            own.append("")
    return own, names


def _pattern(own: list[str], names: list[str]) -> re.Pattern[str]:
    """A sentence, whatever stands in its places; each ends where what follows it first comes, so nobody waits long."""
    text = re.escape(own[0])
    for name, after in zip(names, own[1:], strict=True):
        text += f"(?>(?P<{name}>.*?){re.escape(after)})" if after else f"(?P<{name}>.*)"
    return re.compile(text, re.DOTALL)
