"""The demo bureau's source systems."""
