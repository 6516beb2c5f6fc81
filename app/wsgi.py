"""What the web server and the worker load."""

from __future__ import annotations

from app import create_app
from app.patience import Patience

app = create_app()
app.wsgi_app = Patience(app.wsgi_app)  # type: ignore[method-assign]  # the documented way to wrap it
huey = app.extensions["huey"]
