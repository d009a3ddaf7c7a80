"""Every table of the application database, in one place for migrations."""

from dashboard.state import closes, comparisons, deeds, gaps, mail, users
from dashboard.state.columns import Base

METADATA = Base.metadata

__all__ = ["METADATA", "closes", "comparisons", "deeds", "gaps", "mail", "users"]
