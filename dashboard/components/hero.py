"""The year's receipts in one look: value, plan, the two paces, what is left."""

from __future__ import annotations

from decimal import Decimal

from dashboard.components import html
from dashboard.components.marks import DOWN, UP, change_mark
from dashboard.findings.receipts import Compared
from dashboard.numbers import change, fixed, points, wan
from dashboard.periods import year_to_date
from dashboard.wording import Words
from sql.metrics import Good
from sql.studies.pace import Pace


def hero(pace: Pace, year: Compared, linear: Decimal, words: Words) -> html.Section:
    """The first card of the overview; without a plan it says so and compares with last year alone."""
    plan = _planned(pace, linear, words) if pace.plan else _unplanned(pace, words)
    return html.Section(
        [_label(pace, words), _first(year, words), *plan], className="hero", **{"aria-label": words("hero.label")}
    )


def _label(pace: Pace, words: Words) -> html.Div:
    tag = words("hero.tag", span=words.span(year_to_date(pace.day)))
    return html.Div([html.Span(words("hero.label")), html.Span(tag, className="tag")], className="label")


def _first(year: Compared, words: Words) -> html.Div:
    mark = change_mark(points(change(year.value, year.before[0][1])), Good.MORE, words, "%")
    than = html.Div([html.Div(words("than.year_same")), mark], className="than")
    return html.Div(
        [html.Div([wan(year.value), html.Span(words("unit.wan"), className="unit")], className="value"), than],
        className="first",
    )


def _planned(pace: Pace, linear: Decimal, words: Words) -> list[html.Div]:
    completion = pace.completion or 0.0
    return [
        html.Div(
            [
                html.Span([words("hero.completion"), " ", html.B(f"{fixed(_hundred(completion))}%")]),
                html.Span(words("hero.plan", plan=wan(pace.plan))),
            ],
            className="plan",
        ),
        _bullet(completion, float(linear), pace.expected, words),
        html.Div(_gaps(pace, completion - float(linear), words), className="gaps"),
        html.Div(_rest(pace, words), className="rest"),
    ]


def _unplanned(pace: Pace, words: Words) -> list[html.Div]:
    """Without a plan the year before stands in its place."""
    note = html.Div(words("hero.no_plan"), className="rest")
    if not pace.last_year or pace.last_year[-1] <= 0:
        return [note]
    whole, same = pace.last_year[-1], float(pace.last_year[pace.slot] / pace.last_year[-1])
    part = float(pace.to_date / whole)
    said = html.Span([words("hero.of_last_year"), " ", html.B(f"{fixed(_hundred(part))}%")])
    return [
        html.Div([said, html.Span(words("hero.last_year", value=wan(whole)))], className="plan"),
        _bullet(part, same, None, words, "hero.same_day"),
        html.Div(_gap(part - same, "same_day", words), className="gaps"),
        note,
    ]


def _bullet(
    completion: float, linear: float, season: float | None, words: Words, linear_name: str = "hero.linear"
) -> html.Div:
    pieces = [
        html.Div(className="done", style={"width": f"{min(completion, 1) * 100:.2f}%"}),
        html.Div(className="tick linear", style=_at(linear)),
    ]
    season_first = season is not None and season <= linear
    if season is not None:
        pieces.append(html.Div(className="tick", style=_at(season)))
        pieces.append(
            _named(season, words("hero.season", rate=fixed(_hundred(season))), "before" if season_first else "after")
        )
    side = "" if season is None else "after" if season_first else "before"
    pieces.append(_named(linear, words(linear_name, rate=fixed(_hundred(linear))), side))
    return html.Div(pieces, className="bullet", **{"aria-hidden": "true"})


def _named(place: float, text: str, side: str) -> html.Span:
    """A tick's name, kept within the bar at both ends."""
    if side == "after" and place > 0.62:
        return html.Span(text, className="named after", style={"right": "0"})
    if side == "before" and place < 0.34:
        return html.Span(text, className="named after", style={"left": "0"})
    if side == "" and not 0.2 < place < 0.8:
        return html.Span(text, className="named after", style={"left": "0"} if place < 0.5 else {"right": "0"})
    return html.Span(text, className=f"named {side}".strip(), style=_at(place))


def _gaps(pace: Pace, linear_gap: float, words: Words) -> list[html.Div]:
    lines = [_gap(linear_gap, "linear", words)]
    return lines if pace.gap is None else [_gap(pace.gap, "season", words), *lines]


def _gap(gap: float, basis: str, words: Words) -> html.Div:
    ahead = gap >= 0
    mark = html.Span(UP if ahead else DOWN, className=f"mark {'good' if ahead else 'bad'}")
    said = words(f"hero.{basis}_{'ahead' if ahead else 'behind'}")
    return html.Div(
        [mark, said, html.B(fixed(abs(_hundred(gap)))), words("unit.points"), " · ", words(f"hero.{basis}_meaning")]
    )


def _rest(pace: Pace, words: Words) -> list[html.Div]:
    left = (pace.plan or Decimal(0)) - pace.to_date
    name = "hero.left" if left >= 0 else "hero.beyond"
    lines = [html.Div([words(name), " ", html.B(wan(abs(left))), " ", words("unit.wan")])]
    return lines if pace.projection is None else [*lines, _projected(pace, words)]


def _projected(pace: Pace, words: Words) -> html.Div:
    limits = pace.projection_limits
    around = words("hero.interval", low=_whole(limits.low), high=_whole(limits.high)) if limits else ""
    return html.Div(
        [words("hero.projection"), " ", html.B(_whole(pace.projection or 0.0)), " ", words("unit.wan"), around]
    )


def _whole(amount: float) -> str:
    return wan(Decimal(round(amount)), 0)


def _hundred(fraction: float) -> Decimal:
    return Decimal(repr(fraction)) * 100


def _at(place: float) -> dict[str, str]:
    return {"left": f"{min(max(place, 0), 1) * 100:.2f}%"}
