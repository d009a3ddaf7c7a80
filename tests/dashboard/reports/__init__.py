"""Reports: one object, every format, closed months, what is sent."""
