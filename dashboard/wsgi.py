"""The line gunicorn imports: `gunicorn dashboard.wsgi:server`. Each worker opens its own connection."""

import gc

from dashboard.app import create_app

app = create_app()
server = app.server

# What was loaded stays for good: to look through it for garbage held up one request in four by a third of a second.
gc.collect()
gc.freeze()
# A page is ten thousand small things that live for ten milliseconds: looked through fourteen times, it takes longer.
gc.set_threshold(20_000, 10, 10)
