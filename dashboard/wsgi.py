"""The line gunicorn imports: `gunicorn dashboard.wsgi:server`. Each worker opens its own connection."""

import gc

from dashboard.app import create_app

app = create_app()
server = app.server

# What was loaded stays for good: to look through it for garbage held up one request in four by a third of a second.
gc.collect()
gc.freeze()
