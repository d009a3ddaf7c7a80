"""指标说明: what every figure means, from the catalogue the figures are computed by."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.pages.page import Context
from dashboard.wording import Words
from sql.metrics import (
    DIMENSION,
    DIMENSIONS,
    Dimension,
    Metric,
    arrears,
    base,
    coverage,
    deductions,
    money,
    persons,
    plans,
    receipts,
    suspension,
)

SUBJECTS: tuple[tuple[str, tuple[Metric, ...]], ...] = (
    ("receipts", receipts.METRICS),
    ("plans", plans.METRICS),
    ("money", money.METRICS),
    ("persons", persons.METRICS),
    ("coverage", coverage.METRICS),
    ("suspension", suspension.METRICS),
    ("arrears", arrears.METRICS),
    ("base", base.METRICS),
    ("deductions", deductions.METRICS),
)
"""The metrics subject by subject, in the order of the page."""


def body(context: Context) -> Sequence[Component]:
    """A table of contents beside the definitions."""
    words = context.words
    sections = [_subject(name, metrics, words) for name, metrics in SUBJECTS]
    sections.append(
        _card("dimensions", words("definitions.dimensions"), [_dimension(one, words) for one in DIMENSIONS])
    )
    return [html.Div([_contents(words), html.Div(sections, className="page-column")], className="catalogue")]


def _contents(words: Words) -> html.Nav:
    links: list[Component] = []
    for name, metrics in SUBJECTS:
        links.append(html.A(html.B(words(f"subject.{name}")), href=f"#{name}"))
        links += [html.A(words.of(metric), href=f"#{metric.name}") for metric in metrics]
    return html.Nav(
        [*links, html.A(html.B(words("definitions.dimensions")), href="#dimensions")],
        className="contents card",
        **{"aria-label": words("definitions.contents")},
    )


def _subject(name: str, metrics: Sequence[Metric], words: Words) -> html.Section:
    return _card(name, words(f"subject.{name}"), [_metric(metric, words) for metric in metrics])


def _card(name: str, title: str, entries: Sequence[Component]) -> html.Section:
    return html.Section([html.H2(title, id=name), *entries], className="card")


def _metric(metric: Metric, words: Words) -> html.Article:
    takes = words.listed(words.of(DIMENSION[name]) for name in metric.takes.dimensions) or words("definitions.nothing")
    facts = [
        words("definitions.unit", unit=words(f"units.{metric.unit}")),
        words("definitions.axis", axis=words(f"axes.{metric.axis}")),
    ]
    if metric.feeds:
        feeds = words.listed(words(f"feed.{feed}") for feed in metric.feeds)
        facts.append(words("definitions.feeds", feeds=feeds))
    if metric.basis:
        basis = metric.basis_zh if words.chinese else metric.basis
        facts.append(words("definitions.basis", basis=basis))
    return html.Article(
        [
            html.Div([html.H3(words.of(metric)), html.Code(metric.name)]),
            html.Div(
                [
                    html.P(words.of(metric, "meaning")),
                    html.P(words("definitions.caveat", caveat=words.of(metric, "caveat")), className="facts")
                    if words.of(metric, "caveat")
                    else None,
                    html.P(" · ".join(facts), className="facts"),
                    html.P(words("definitions.takes", dimensions=takes), className="facts"),
                ]
            ),
        ],
        id=metric.name,
        className="definition",
    )


def _dimension(dimension: Dimension, words: Words) -> html.Article:
    codes = words.listed(_code(code.code, words.of(code)) for code in dimension.codes)
    values = [html.P(codes, className="facts")] if codes else []
    return html.Article(
        [
            html.Div([html.H3(words.of(dimension)), html.Code(dimension.name)]),
            html.Div([html.P(words.of(dimension, "meaning")), *values]),
        ],
        id=f"dimension-{dimension.name}",
        className="definition",
    )


def _code(code: str, label: str) -> str:
    """A code and its label; once where the label says the code itself, as 60% does."""
    same, rest = label[: len(code)].lower() == code.lower().replace("-", "–"), label[len(code) :]
    return label if same and not rest[:1].isalpha() else f"{code} {label}"
