"""The peer: the page written by hand with Flask-WTF and Jinja, as one would; and a bare Flask view.

Run as a program of its own, so that another version of WTForms can stand before ours on the path.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, IntegerField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, NumberRange

from tests.bench.pages import OPTIONS, questions, values

TEMPLATE = """<!doctype html><html lang="fr"><head><title>Essai</title></head><body><main><h1>Essai</h1>
<form method="post" novalidate>{{ form.csrf_token }}
{% for field in form if field.name != "csrf_token" %}
<div class="govuk-form-group{% if field.errors %} govuk-form-group--error{% endif %}">
{{ field.label(class="govuk-label") }}
<div class="govuk-hint" id="{{ field.id }}-hint">{{ field.description }}</div>
{% for error in field.errors %}<p class="govuk-error-message" id="{{ field.id }}-error">{{ error }}</p>{% endfor %}
{{ field(class="govuk-input", **{"aria-describedby": field.id ~ "-hint"}) }}</div>
{% endfor %}<button class="govuk-button">Suivant</button></form></main></body></html>"""


def form_class(count: int) -> type[FlaskForm]:
    """Write the form."""
    fields: dict[str, Any] = {}
    for name, sort in questions(count):
        label, hint = f"Question {name}", f"Indication {name}"
        if sort == "text":
            fields[name] = StringField(label, [InputRequired(), Length(max=80)], description=hint)
        elif sort == "email":
            fields[name] = EmailField(label, [InputRequired(), Email(), Length(max=254)], description=hint)
        elif sort == "integer":
            fields[name] = IntegerField(label, [InputRequired(), NumberRange(0, 100_000)], description=hint)
        elif sort == "select":
            options = [("", "Choisir"), *((one, one) for one in OPTIONS)]
            fields[name] = SelectField(label, [InputRequired()], choices=options, description=hint)
        else:
            fields[name] = BooleanField(label, description=hint)
    return type("PageForm", (FlaskForm,), fields)


def make_app(count: int) -> Flask:
    """Make the peer's application."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="k" * 40, WTF_CSRF_CHECK_DEFAULT=False)
    written, saved = form_class(count), values(count)
    template = app.jinja_env.from_string(TEMPLATE)

    @app.route("/page", methods=["GET", "POST"])
    def page() -> Any:
        form = written()
        if form.validate_on_submit():
            return "", 303
        return template.render(form=form), 422 if request.method == "POST" else 200

    @app.get("/saved")
    def with_draft() -> str:
        return template.render(form=written(data=saved))

    @app.get("/bare")
    def bare() -> str:
        return "ok"

    return app
