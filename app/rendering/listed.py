"""A question with too many options for a page: a box to write in, and the options that what is written may mean."""

from __future__ import annotations

from markupsafe import escape

from app.rendering.words import ListWords
from app.typography import french
from forms import MANY, Choice, QuestionView, indexed, option_text

PATH = "/listes"
"""Where the script of a page asks for the options of a named list."""
MOST = 20


def is_long(view: QuestionView) -> bool:
    """Say whether the options of a question are searched instead of being written into the page."""
    return view.question.kind == "choice" and len(view.choices) > MANY


def drawn(view: QuestionView, words: ListWords) -> dict[str, str]:
    """Give what fills the holes of such a question: what the box shows, the option it stands for, what it may mean."""
    typed = view.boxes.get("", "")
    if not typed:
        return {}
    options = indexed(view.choices)
    known = options.by_text.get(typed)
    if known is not None:
        return {"value": str(escape(known.label)), "chosen": str(escape(typed))}
    return {"value": str(escape(typed)), "found": _found(view.name, options.search(typed, MOST), words)}


def _found(name: str, options: tuple[Choice, ...], words: ListWords) -> str:
    """Draw what was found as radios, which stand before the box, so that the one ticked is read first."""
    if not options:
        return f'<p class="govuk-hint" data-found>{french(str(escape(words.none)))}</p>'
    held = str(escape(name))
    rows = "".join(
        f'<div class="govuk-radios__item"><input class="govuk-radios__input" type="radio" id="{held}-reponse-{place}" '
        f'name="{held}" value="{escape(option_text(one.value))}"><label class="govuk-label govuk-radios__label" '
        f'for="{held}-reponse-{place}">{escape(one.label)}</label></div>'
        for place, one in enumerate(options)
    )
    legend = french(str(escape(words.found)))
    return (
        f'<fieldset class="govuk-fieldset" data-found><legend class="govuk-fieldset__legend '
        f'govuk-fieldset__legend--s">{legend}</legend><div class="govuk-radios govuk-radios--small">{rows}</div>'
        f'<p class="govuk-hint">{french(str(escape(words.other)))}</p></fieldset>'
    )
