"""What the web server and the worker load."""

from __future__ import annotations

from app import create_app

app = create_app()
huey = app.extensions["huey"]
