"""Tests of the reporting database."""
