"""Official reports: one object of typed blocks, put together once from the figures and rendered in every format."""
