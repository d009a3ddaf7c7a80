"""The application database: who may do what, and what was done. Figures can be rebuilt, this cannot."""

from dashboard.state.database import Database, OfLaterRelease, open_database

__all__ = ["Database", "OfLaterRelease", "open_database"]
