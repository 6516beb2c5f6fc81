"""« Langues » of a definition being written: French at the left, the other language at the right, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, sent
from app.editor.acting import Deed, Done
from app.editor.examining import plain
from app.editor.framing import frame
from app.editor.keeping import OLD, found, keep, shown_once
from app.editor.pressing import follow
from app.editor.stale import missing, stale
from app.editor.views import bp
from app.editor.working import Work
from app.extensions import db
from app.security import may, redraws_when_stale
from app.submissions.access import me
from forms import authoring

UNKNOWN = "Choisissez une langue dans la liste."
TEXT = "texte "
"""What the name of a text's box begins with; its place follows."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a definition: how many of its texts are translated, on how many, and how many to read again."""

    code: str
    name: str
    done: int
    total: int
    outdated: int


@bp.get("/edition/<slug>/brouillon/langues")
@may("edit")
def languages(slug: str) -> Response:
    """Show the languages of a definition."""
    return _draw_languages(found(slug))


@bp.post("/edition/<slug>/brouillon/langues")
@redraws_when_stale
@may("edit")
def languages_post(slug: str) -> Response:
    """Add a language, or take one away with all its texts."""
    here = found(slug, lock=True)
    code, removed = request.form.get("langue", ""), request.form.get("action", "") == "retirer"
    if g.stale:
        return _draw_languages(here, [("langue", OLD)], 403)
    known = authoring.languages(here.document)
    if code not in (known if removed else authoring.LANGUAGES):
        return _draw_languages(here, [("langue", UNKNOWN)])
    change = authoring.remove_language if removed else authoring.add_language
    words = f"Langue {'retirée' if removed else 'ajoutée'} : {_name(code)}"
    again = url_for(".languages", slug=slug) if removed else url_for(".language", slug=slug, code=code)
    answer = _kept(here, change(here.document, code), words, [(words, "")], again)
    if removed and answer.status_code == 303:
        flash(f"{words}. Le bouton « Annuler » la fait revenir avec ses textes.")
    return answer


@bp.get("/edition/<slug>/brouillon/langues/<code>")
@may("edit")
def language(slug: str, code: str) -> Response:
    """Show the texts of one page of the form beside their translations."""
    return _draw(found(slug), code)


@bp.post("/edition/<slug>/brouillon/langues/<code>")
@redraws_when_stale
@may("edit")
def language_post(slug: str, code: str) -> Response:
    """Keep the translations of one page, or take away those that lead nowhere."""
    here = found(slug, lock=True)
    _known(here, code)
    if g.stale:
        return _draw(here, code, OLD, 403)
    action, orphaned = request.form.get("action", ""), _orphaned(code)
    if action == "nettoyer":
        done = orphaned(here, {})
        made, words = done.document, done.words
    else:
        given, words = _changed(here, code), f"Textes en {_name(code)}"
        made = authoring.set_texts(here.document, here.blocks, code, given)
    said = sent.of_texts(authoring.text_rows(here.document, here.blocks, code), _given())
    again = _next(here, made, code, action)
    answer = _kept(here, made, words, said or [(words, "")], again, {"nettoyer": orphaned})
    if answer.status_code == 303 and not action and "suite" in request.form and not sent.pressed():
        # saved while one writes: what was missing stays in sight until one leaves
        return _draw(found(slug), code)
    return answer


def _orphaned(code: str) -> Deed:
    """Give what takes away the translations that lead nowhere."""
    words = f"Traductions perdues retirées ({_name(code)})"
    return lambda work, _fields: Done(authoring.drop_orphans(work.document, work.blocks, code), words)


def _next(here: Work, made: dict[str, Any], code: str, action: str) -> str:
    """Give where one goes on: at the same page of the form, or at the one that follows."""
    section = request.args.get("page", "")
    if action == "suivante":
        sections = authoring.text_sections(made, here.blocks, code)
        ids = [one.id for one in sections]
        section = ids[(ids.index(section) + 1) % len(ids)] if section in ids else ""
    only = request.args.get("manquants") or None
    return url_for(".language", slug=here.draft.slug, code=code, page=section or None, manquants=only)


def _kept(
    here: Work, made: dict[str, Any], words: str, said: sent.Said, again: str, own: Mapping[str, Deed] | None = None
) -> Response:
    """Keep a document in the one commit of the request, then do what the button beside the texts says.

    Gives another answer than a redirection when somebody was quicker.
    """
    try:
        changed = keep(here, made, words)
        address = follow(here, again, own=own)
    except drafting.StaleError:
        return stale(here, said, merged=True)
    db.session.commit()
    if changed:
        current_app.logger.info("languages: account %s, procedure %s", me().id, here.draft.slug)
    return redirect(address, 303)


def _given() -> dict[str, str]:
    return {name.removeprefix(TEXT): text for name, text in request.form.items() if name.startswith(TEXT)}


def _changed(here: Work, code: str) -> dict[str, str]:
    """Give the texts that were sent, without those that who applies a change all the same left as they were shown."""
    seen, given = shown_once(here, ""), _given()
    if seen is None:
        return given
    shown = {row.pointer: row.translation for row in authoring.text_rows(seen, here.blocks, code)}
    return {pointer: text for pointer, text in given.items() if plain(text).strip() != shown.get(pointer, "").strip()}


def _name(code: str) -> str:
    return authoring.LANGUAGES.get(code, code)


def _known(here: Work, code: str) -> None:
    """Leave a language that the definition has not."""
    if code not in authoring.languages(here.document):
        missing(here, gone=True)


def _draw_languages(here: Work, wrong: Sequence[tuple[str, str]] = (), status: int = 200) -> Response:
    known = authoring.languages(here.document)
    rows = [_counted(code, _sections(here, code)) for code in known]
    own = str(here.document.get("x-lang", "fr"))
    offered = [(code, name) for code, name in authoring.LANGUAGES.items() if code not in (*known, own)]
    links = [(f"#{at}", words) for at, words in wrong]
    return frame(here, "editor/languages.html", None, links, status, languages=rows, offered=offered)


def _counted(code: str, sections: Sequence[authoring.TextSection]) -> Language:
    total = sum(len(one.rows) for one in sections)
    done = total - sum(one.missing for one in sections)
    return Language(code, _name(code), done, total, sum(one.outdated for one in sections))


def _sections(here: Work, code: str) -> Sequence[authoring.TextSection]:
    """Give the texts of a definition by page, compared with those of the version that is published."""
    before = here.published.document if here.published is not None else None
    return authoring.text_sections(here.document, here.blocks, code, before)


def _draw(here: Work, code: str, said: str = "", status: int = 200) -> Response:
    _known(here, code)
    sections = _sections(here, code)
    only = request.args.get("manquants", "") == "oui"
    wanted = request.args.get("page", "")
    left = [one for one in sections if one.missing or one.outdated or not only]
    section = next(
        (one for one in sections if one.id == wanted), left[0] if left else sections[0] if sections else None
    )
    given = _given()
    shown = (
        (row for row in section.rows if row.missing or row.was or not only or row.pointer in given) if section else ()
    )
    return frame(
        here,
        "editor/language.html",
        None,
        [("#textes", said)] if said else [],
        status,
        language=_counted(code, sections),
        sections=sections,
        section=section,
        rows=list(shown),
        given=given,
        only=only,
        orphans=authoring.orphans(here.document, here.blocks, code),
        prefix=TEXT,
    )
