"""The same page by our engine and renderer, in a Flask application without a database."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_wtf.csrf import generate_csrf, validate_csrf

import forms
from app.rendering import Renderer
from tests.bench.pages import definition, values
from tests.conftest import ROOT, TODAY

TEMPLATE = """<!doctype html><html lang="fr"><head><title>Essai</title></head><body><main><h1>Essai</h1>
{% if view.problems %}<ul>
{% for one in view.problems %}<li><a href="#{{ one.name }}">{{ one.message }}</a></li>{% endfor %}
</ul>{% endif %}<form method="post" novalidate><input type="hidden" name="csrf_token" value="{{ token }}">{{ items }}
<button class="govuk-button">Suivant</button></form></main></body></html>"""


def make_app(count: int) -> Flask:
    """Make our application."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config["SECRET_KEY"] = "k" * 40
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    procedure = forms.load(definition(count))
    renderer = Renderer(app.jinja_env, lambda file: f"/{file}")
    template = app.jinja_env.from_string(TEMPLATE)
    page_id, empty = procedure.pages[0].id, forms.Answers()
    saved = forms.Answers(values=values(count))

    def drawn(view: forms.PageView) -> str:
        return template.render(view=view, items=renderer.page(view), token=generate_csrf())

    @app.get("/page")
    def page() -> str:
        return drawn(procedure.page(page_id, empty, today=TODAY))

    @app.post("/page")
    def post() -> Any:
        validate_csrf(request.form["csrf_token"], time_limit=None)
        form = procedure.form(page_id, empty, request.form, today=TODAY)
        if form.validate():
            procedure.accept(page_id, empty, form, today=TODAY)
            return "", 303
        merged = procedure.accept(page_id, empty, form, today=TODAY)
        return drawn(procedure.page(page_id, merged, today=TODAY, known=form.problems)), 422

    @app.get("/saved")
    def with_draft() -> str:
        return drawn(procedure.page(page_id, saved, today=TODAY))

    return app
