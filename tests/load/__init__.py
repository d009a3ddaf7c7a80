"""Benchmarks: programs that print figures and ratios; none of them is a test."""
