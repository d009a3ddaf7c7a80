"""MEANING: every figure declared once over the marts, and ask(), the one way to get it."""

from sql.metrics.answer import Answer
from sql.metrics.asking import ask
from sql.metrics.declaration import Axis, Code, Difference, Dimension, Good, Group, Measure, Metric, Ratio, Unit
from sql.metrics.dimensions import DIMENSIONS
from sql.metrics.listing import DIMENSION, METRIC, METRICS
from sql.metrics.period import Days, Month, Months, Period, QuestionError, month_of, month_text, parse_month
from sql.metrics.plain import explain
from sql.metrics.question import ALL, REST, Against, Question, Top

__all__ = [
    "ALL",
    "DIMENSION",
    "DIMENSIONS",
    "METRIC",
    "METRICS",
    "REST",
    "Against",
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
    "Top",
    "Unit",
    "ask",
    "explain",
    "month_of",
    "month_text",
    "parse_month",
]
