"""What a procedure says of itself under its title, to who is about to begin."""

from __future__ import annotations

import json

from flask import Flask

from app.catalogue import services as catalogue
from app.extensions import db
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import SLUG
from tests.app.test_rehearsal import text_of, write
from tests.app.test_rights import staff


def test_the_text_under_the_title_and_the_help_are_shown_before_one_begins(
    app: Flask, clock: Clock, josette: CheckingClient
) -> None:
    made = json.loads(text_of())
    made["description"] = "Le texte sous le titre."
    made["x-procedure"] |= {"summary": "Le résumé.", "help": "Préparez **votre avis**.\n\n- un\n- deux"}
    text = json.dumps(made, ensure_ascii=False)
    with app.app_context():
        catalogue.publish(db.session, app.extensions["library"], SLUG, text, "tests", clock())
        db.session.commit()
    write(app, clock, text=text)
    rehearsal = staff(app, "editor", clock).get(f"/edition/{SLUG}/brouillon/repetition")
    for page in (josette.get(f"/demarches/{SLUG}"), rehearsal):
        shown = page.get_data(as_text=True)
        assert shown.count("Le résumé.") == 1
        assert shown.count("Le texte sous le titre.") == 1
        assert "<strong>votre avis</strong>" in shown
        assert "<li>deux</li>" in shown


def test_the_same_sentence_is_not_shown_twice(josette: CheckingClient) -> None:
    page = josette.get("/demarches/cheque-reussite").get_data(as_text=True)
    main = page.split("<main", 1)[1]
    assert main.count("pour l’entrée de votre enfant en 6e") == 1
