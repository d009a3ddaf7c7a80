"""Tests of the studies, on marts filled by hand and on published figures."""
