"""What the program says to those who run it: lines of its log, and mail; `etl` and `dashboard` both speak so."""
