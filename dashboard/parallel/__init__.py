"""Parallel run 对数: a bureau's printed tables beside our figures, every difference told by cause, until both agree."""
