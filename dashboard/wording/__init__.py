"""Every word on the screen, in Chinese and English, by name: a folder per language, a file per subject."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from dashboard.periods import Span
from dashboard.wording.reasons import in_chinese

LANGUAGES = ("zh", "en")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


class Words:
    """The words of one language."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, name: str, /, **values: object) -> str:
        """A text by name, with its places filled; `{s}` ends an English plural, and is nothing where there is one."""
        one = str(values.get("count", values.get("days"))) == "1"
        return self._texts[name].format(s="" if one else "s", **values)

    def raw(self, name: str) -> str:
        """A text by name, its places still to be filled."""
        return self._texts[name]

    def named(self, subject: str) -> Sequence[str]:
        """The codes of a subject that there are words for."""
        return self._subjects.get(subject, ())

    @cached_property
    def _subjects(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for subject, code in (name.split(".", 1) for name in self._texts):
            found.setdefault(subject, []).append(code)
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    @property
    def chinese(self) -> bool:
        """Whether this is Chinese."""
        return self.language == "zh"

    def listed(self, items: Iterable[str]) -> str:
        """Several things one after the other."""
        return ("、" if self.chinese else ", ").join(items)

    def reason(self, said: str) -> str:
        """Why a row was put aside, a file refused or a night failed; as it was said where there are no words for it."""
        return in_chinese(said, self._texts) if self.chinese else said

    def of(self, thing: Any, word: str = "label") -> str:
        """What a metric, dimension or code says about itself, such as `label_zh`."""
        return str(getattr(thing, f"{word}_{self.language}"))

    def day(self, day: date) -> str:
        """9月15日, 15 Sep."""
        return f"{day.month}月{day.day}日" if self.chinese else f"{day.day} {_MONTHS[day.month - 1]}"

    def full_day(self, day: date) -> str:
        """2026年9月15日, 15 Sep 2026."""
        return f"{day.year}年{self.day(day)}" if self.chinese else f"{self.day(day)} {day.year}"

    def weekday(self, day: date) -> str:
        """周二, Tue."""
        return _WEEKDAYS[self.language][day.weekday()]

    def month(self, month: int) -> str:
        """8月, Aug."""
        return f"{month % 12 + 1}月" if self.chinese else _MONTHS[month % 12]

    def full_month(self, month: int) -> str:
        """2026年8月, Aug 2026."""
        return f"{month // 12}年{self.month(month)}" if self.chinese else f"{self.month(month)} {month // 12}"

    def short_month(self, month: int) -> str:
        """26年8月, Aug 26."""
        year = f"{month // 12 % 100:02d}"
        return f"{year}年{self.month(month)}" if self.chinese else f"{self.month(month)} {year}"

    def span(self, span: Span) -> str:
        """9月1–15日 or 8月, 1–15 Sep or Aug; within one month."""
        if span.whole_month:
            return self.month(span.start.year * 12 + span.start.month - 1)
        if span.start == span.end:
            return self.day(span.end)
        if span.start.month != span.end.month:
            return f"{self.day(span.start)}–{self.day(span.end)}"
        return (
            f"{span.start.month}月{span.start.day}–{span.end.day}日"
            if self.chinese
            else f"{span.start.day}–{self.day(span.end)}"
        )

    def full_span(self, span: Span) -> str:
        """2026年1月1日–9月15日, 1 Jan–15 Sep 2026; one day alone where it is one."""
        if span.start == span.end:
            return self.full_day(span.end)
        if span.start.year != span.end.year:
            return f"{self.full_day(span.start)}–{self.full_day(span.end)}"
        if self.chinese:
            return f"{self.full_day(span.start)}–{self.day(span.end)}"
        return f"{self.day(span.start)}–{self.full_day(span.end)}"

    def short_type(self, code: str) -> str:
        """A worker type for a narrow column head."""
        return self(f"type.{code}") if f"type.{code}" in self else code

    def ticks(self, months: list[int]) -> list[str]:
        """Month labels for an axis."""
        return [self.short_month(month) for month in months]


def months_of_year(words: Words) -> list[str]:
    """The twelve month names."""
    return [words.month(place) for place in range(12)]


@lru_cache
def words_in(language: str) -> Words:
    """The catalogue of a language."""
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}; there are {', '.join(LANGUAGES)}")
    texts: dict[str, str] = {}
    for path in sorted(Path(__file__).with_name(language).glob("*.toml")):
        read = dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
        if twice := sorted(texts.keys() & read.keys()):
            raise ValueError(f"{path.name}: '{twice[0]}' stands in another catalogue too")
        texts |= read
    return Words(language, texts)


def _flat(texts: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in texts.items():
        path = f"{before}{name}"
        pairs += _flat(value, f"{path}.") if isinstance(value, dict) else [(path, value)]
    return pairs
