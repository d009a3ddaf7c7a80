"""The fault campaign: every kind of thing that goes wrong under a night, and what must be true after each.

The fault has struck; the old version was served meanwhile; the failure was announced; and one plain run later the
figures are those of an undisturbed run, to the cent. A sample of each kind runs with the tests, all with
`make campaign`, which prints a table of promise, fault, tries and failures. Nights that are killed are tried in
`tests/etl/test_killed_nights.py`.
"""
