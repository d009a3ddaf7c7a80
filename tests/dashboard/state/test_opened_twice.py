"""The file opened a second time in one process, while another process comes and goes: it stays whole."""

import subprocess
import sys

from sqlalchemy import func, select, text

from dashboard.access.limits import Limit, Limits
from dashboard.state import open_database
from dashboard.state.users import Attempt
from tests.dashboard.browser.serving import ROOT

LIMIT = Limit("opened", 10**6, 60)
ANOTHER = """
import sys
from pathlib import Path
from dashboard.access.limits import Limit, Limits
from dashboard.state import open_database
database = open_database(Path(sys.argv[1]))
for number in range(50):
    Limits(database).take(Limit("opened", 10**6, 60), f"another {sys.argv[2]} {number}")
database.close()
"""


def test_a_database_opened_twice_keeps_its_locks(tmp_path):
    """Before, closing the file let go of SQLite's locks; the other process, last as it thought, removed the log."""
    database = open_database(tmp_path)
    limits = Limits(database)
    for turn in range(3):
        for number in range(50):
            limits.take(LIMIT, f"one {turn} {number}")
        open_database(tmp_path).close()
        subprocess.run([sys.executable, "-c", ANOTHER, str(tmp_path), str(turn)], check=True, cwd=ROOT)
    limits.take(LIMIT, "last")
    with database.reading() as work:
        assert work.scalar(text("pragma integrity_check")) == "ok"
        assert work.scalar(select(func.count()).select_from(Attempt)) == 301
    database.close()
