"""Figures: pure functions from a frame to a plotly figure, everything else by keyword."""
