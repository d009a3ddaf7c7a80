"""Staging: one current, deduplicated row set per feed, as known on the business date."""
