"""How the dashboard is served: `gunicorn -c deploy/gunicorn.conf.py dashboard.wsgi:server`.

Address, workers, threads and log level can be set by environment variables.
"""

# ruff: noqa: INP001 - a settings file, not a package
import os

bind = os.environ.get("COLLECTION_BIND", "127.0.0.1:8050")
workers = int(os.environ.get("COLLECTION_WEB_WORKERS", "2"))
threads = int(os.environ.get("COLLECTION_WEB_THREADS", "4"))
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
loglevel = os.environ.get("COLLECTION_LOG_LEVEL", "info")
