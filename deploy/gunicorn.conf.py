"""How the dashboard is served: `gunicorn -c deploy/gunicorn.conf.py dashboard.wsgi:server`.

Address, workers, threads and log level are settings: the table [dashboard] of settings.toml.
"""

# ruff: noqa: INP001 - a settings file, not a package
import os

from dashboard.logs import configuration
from dashboard.settings import load_settings

_settings = load_settings()

# Where workers keep what they count, for /metrics; said before anything is loaded that counts.
_counts = (_settings.home / "metrics").resolve()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counts)

bind = _settings.bind
workers = _settings.workers
threads = _settings.threads
worker_class = "gthread"

# DuckDB does not survive a fork: each worker imports the application, and opens its connection, itself.
preload_app = False

timeout = 60
graceful_timeout = 30
keepalive = 15
max_requests = 20_000
max_requests_jitter = 2_000

# No socket through which a running server can be steered.
control_socket_disable = True

accesslog = None
errorlog = "-"
loglevel = _settings.log_level
logconfig_dict = configuration(_settings.log_level)


def on_starting(server: object) -> None:
    """Counts begin anew with each start, not with each reload, while workers go on counting."""
    from dashboard.ended_workers import begin_anew

    del server
    begin_anew(_counts)


def child_exit(server: object, worker: object) -> None:
    """What a worker that ends counted stays counted."""
    from dashboard.ended_workers import take_over

    del worker
    take_over(_counts, getattr(server, "WORKERS", ()))


def when_ready(server: object) -> None:
    """Say where to look, once the address is open."""
    del server
    print(f"The dashboard is on http://{bind} (Ctrl+C ends it)", flush=True)
