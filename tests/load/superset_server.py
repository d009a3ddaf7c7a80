"""Apache Superset from the package index, in a folder of its own, over a copy of what is published."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import requests

from tests.dashboard.browser.serving import answering, free_port

VERSION = "6.1.0"
PACKAGES = (
    f"apache-superset[duckdb]=={VERSION}",
    # Both read the file with the same DuckDB.
    f"duckdb=={duckdb.__version__}",
    # It takes the latest of these, does not start with them, and does not say that it needs the last.
    *("flask<3", "flask-limiter<4", "flask-caching<2.4", "cachetools"),
)
CONFIGURATION = Path(__file__).with_name("superset_config.py")
USER = "beside"
SECONDS = 120


class Superset:
    """A server that answers, and somebody signed in who may see everything: it checks no rows for an administrator."""

    def __init__(self, base: str, password: str) -> None:
        self._base = base
        self._session = requests.Session()
        who = {"username": USER, "password": password, "provider": "db"}
        token = self._sent("/api/v1/security/login", who)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def datasets(self, file: Path, tables: tuple[str, ...]) -> dict[str, int]:
        """Connect it to a DuckDB file, and register tables; their numbers."""
        figures = {"database_name": "figures", "sqlalchemy_uri": f"duckdb:///{file}?access_mode=READ_ONLY"}
        database = self._sent("/api/v1/database/", figures)["id"]
        return {
            table: self._sent("/api/v1/dataset/", {"database": database, "schema": "main", "table_name": table})["id"]
            for table in tables
        }

    def asked(self, dataset: int, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of a chart, not from a cache."""
        chart = {"datasource": {"id": dataset, "type": "table"}, "queries": [query], "force": True}
        (answer,) = self._sent("/api/v1/chart/data", chart)["result"]
        assert not answer["is_cached"], "Superset answered from a cache"
        return answer["data"]

    def _sent(self, address: str, body: Mapping[str, Any]) -> Any:
        answer = self._session.post(self._base + address, json=body, timeout=SECONDS)
        assert answer.ok, f"Superset answered {address} with {answer.status_code}: {answer.text[:500]}"
        return answer.json()


def installed(folder: Path) -> Path:
    """The programs of an environment with Superset; made where the folder has none, which takes minutes."""
    programs = folder / "environment" / "bin"
    if not (programs / "superset").exists():
        print(f"installing Superset {VERSION} into {folder}: some minutes, 1 GB", flush=True)
        _done([sys.executable, "-m", "venv", str(folder / "environment")], folder)
        _done([str(programs / "python"), "-m", "pip", "install", "--quiet", *PACKAGES], folder)
    return programs


@contextlib.contextmanager
def superset(folder: Path, *, waits: bool) -> Iterator[Superset]:
    """Superset with fresh metadata, one worker and threads, as its own start script has it.

    It notes every call in its metadata, which `waits` for the disk, as it comes, or not.
    """
    programs, password = installed(folder), secrets.token_urlsafe()
    environment = {
        **os.environ,
        "SUPERSET_HOME": str(folder),
        "SUPERSET_CONFIG_PATH": str(CONFIGURATION),
        "FLASK_APP": "superset.app:create_app()",
        "BESIDE_SECRET": secrets.token_hex(32),
        "BESIDE_WAITS": "1" if waits else "",
    }
    print("setting Superset up: a minute", flush=True)
    (folder / "metadata.db").unlink(missing_ok=True)
    named = [part for name in ("username", "firstname", "lastname") for part in (f"--{name}", USER)]
    for command in (
        ["db", "upgrade"],
        ["fab", "create-admin", *named, "--email", f"{USER}@example.invalid", "--password", password],
        ["init"],
    ):
        _done([str(programs / "superset"), *command], folder, environment)
    with _served(programs, folder, environment) as base:
        yield Superset(base, password)


@contextlib.contextmanager
def _served(programs: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Its address; where it ends at once, `superset.log` in its folder says why."""
    bind = f"127.0.0.1:{free_port()}"
    how = ["--workers", "1", "--worker-class", "gthread", "--threads", "20", "--timeout", str(SECONDS)]
    where = ["--bind", bind, "--keep-alive", "15", "--no-control-socket", "superset.app:create_app()"]
    command = [str(programs / "gunicorn"), *how, *where]
    with (
        (folder / "superset.log").open("w", encoding="utf-8") as log,
        answering(
            command, f"http://{bind}/health", seconds=SECONDS, cwd=folder, env=environment, stdout=log, stderr=log
        ),
    ):
        yield f"http://{bind}"


def _done(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Run to the end; where it fails, say what it said last. Its arguments are not repeated: one is a password."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} failed:\n{(done.stdout + done.stderr)[-3000:]}")
