"""How Superset is set up beside us: no cache, no service but itself, and waiting for its disk only where asked to."""

import os
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

SECRET_KEY = os.environ["BESIDE_SECRET"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['SUPERSET_HOME'], 'metadata.db')}"
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
LOG_LEVEL = "WARNING"
RATELIMIT_ENABLED = TALISMAN_ENABLED = WTF_CSRF_ENABLED = False


@event.listens_for(Engine, "connect")
def _hurry(connection, _record):
    """It notes every call in its metadata; on a busy disk, waiting until that is written takes half of its time."""
    if type(connection).__module__ == "sqlite3" and not os.environ["BESIDE_WAITS"]:
        connection.execute("pragma synchronous = off")
