"""Tests of the metrics on marts filled by hand."""
