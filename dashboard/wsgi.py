"""The line gunicorn imports: `gunicorn dashboard.wsgi:server`. Each worker opens its own connection."""

from dashboard.app import create_app

app = create_app()
server = app.server
