"""The served dashboard in a real browser."""
