"""A definition drawn whole before it is published: what no page can show must never meet a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import current_app

import forms
from app.catalogue.library import Library

RIGHT = "Retirez ce que vous venez d’y changer, et dites-le à qui tient le portail."


def undrawn(library: Library, slug: str, made: forms.Procedure, today: date) -> list[forms.DefinitionProblem]:
    """Give the pages, and the recap, that cannot be drawn, with nothing answered and with everything told."""
    return [*_pages(library, slug, made, today), *_recap(made, today)]


def _pages(library: Library, slug: str, made: forms.Procedure, today: date) -> Iterator[forms.DefinitionProblem]:
    renderer = library.drawn(slug, made).renderer
    for number, page in enumerate(made.pages):
        try:
            for told in (False, True):
                renderer.page(made.page(page.id, forms.Answers(), today=today, show_problems=told))
        except Exception:  # whatever it is, it is found here and by nobody else
            current_app.logger.exception("page %s of a definition of %s cannot be drawn", page.id, slug)
            place = f"/x-pages/{number}"
            yield forms.DefinitionProblem(place, f"La page « {page.title} » ne peut pas être affichée.", RIGHT)


def _recap(made: forms.Procedure, today: date) -> Iterator[forms.DefinitionProblem]:
    try:
        made.recap(forms.Answers(), today=today)
        made.relevant(forms.Answers(), today=today)
    except Exception:  # as above
        current_app.logger.exception("the recap of a definition cannot be drawn")
        yield forms.DefinitionProblem("", "Le récapitulatif ne peut pas être affiché.", RIGHT)
