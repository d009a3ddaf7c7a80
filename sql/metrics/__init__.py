"""MEANING: every figure declared once over the marts, and ask(), the one way to get it."""

from sql.metrics.answer import Answer
from sql.metrics.asking import ask, explain
from sql.metrics.declaration import Axis, Code, Difference, Dimension, Good, Group, Measure, Metric, Ratio, Unit
from sql.metrics.dimensions import DIMENSIONS
from sql.metrics.listing import DIMENSION, METRIC, METRICS
from sql.metrics.period import Days, Month, Months, Period, QuestionError, month_of, month_text, parse_month
from sql.metrics.question import Question

__all__ = [
    "DIMENSION",
    "DIMENSIONS",
    "METRIC",
    "METRICS",
    "Answer",
    "Axis",
    "Code",
    "Days",
    "Difference",
    "Dimension",
    "Good",
    "Group",
    "Measure",
    "Metric",
    "Month",
    "Months",
    "Period",
    "Question",
    "QuestionError",
    "Ratio",
    "Unit",
    "ask",
    "explain",
    "month_of",
    "month_text",
    "parse_month",
]
