"""Filling the gaps: people without community or worker type go out as a list, and come back as delivered files."""
