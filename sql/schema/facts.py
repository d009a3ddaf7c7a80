"""Facts: what follows from the staged rows, person by person and month by month."""
