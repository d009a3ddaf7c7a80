"""The dashboard: pure parts by whole values, pages over a small demo bureau, the real thing in a browser."""
