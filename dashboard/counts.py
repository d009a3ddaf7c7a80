"""The counters of a worker: requests and questions, by endpoint and outcome alone."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

_STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("collection_requests", "Requests answered.", ("endpoint", "method", "status"))
SECONDS = Histogram("collection_request_seconds", "Seconds to answer a request.", ("endpoint",), buckets=_STEPS)
QUESTIONS = Histogram("collection_question_seconds", "Seconds to answer a question.", ("kept",), buckets=_STEPS)


def count_question(seconds: float, *, kept: bool) -> None:
    """Count a question, and whether its answer had been kept."""
    QUESTIONS.labels("yes" if kept else "no").observe(seconds)
