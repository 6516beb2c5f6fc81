"""Pages that belong to no procedure."""

from __future__ import annotations

import email
from email.policy import default as policy
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from app import mail
from app.extensions import config, db, now
from app.outbox import services as outbox
from app.security import anyone, development_only
from app.uploads import health as documents

bp = Blueprint("pages", __name__)
DAY = 24 * 3600
MAIL_LATE = 15


@bp.get("/")
@anyone
def home() -> str | Redirect:
    """Show the four tiles, or the login to who is not logged in."""
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.login"), 302)
    requests, drafts = current_app.extensions["counts"]()
    procedures = current_app.extensions["open"]()
    told = current_app.extensions["told"]()
    return render_template("pages/home.html", requests=requests, drafts=drafts, procedures=procedures, told=told)


@bp.get("/aide")
@anyone
def help_page() -> str:
    """Show « Aide »."""
    return render_template("pages/help_page.html")


@bp.get("/mentions-legales")
@anyone
def legal() -> str:
    """Show « Mentions légales »."""
    return render_template("pages/legal.html", own=own_text("legal"))


@bp.get("/donnees-personnelles")
@anyone
def privacy() -> str:
    """Show « Données personnelles »."""
    return render_template("pages/privacy.html", own=own_text("privacy"))


@bp.get("/accessibilite")
@anyone
def accessibility() -> str:
    """Show « Accessibilité »."""
    return render_template("pages/accessibility.html", own=own_text("accessibility"))


def own_text(name: str) -> str:
    """Give the département's own Markdown for a legal page, `<name>.md` in the folder LEGAL_TEXTS, or `""`."""
    path = Path(config().legal_texts, f"{name}.md")
    return path.read_text("utf-8") if config().legal_texts and path.is_file() else ""


@bp.get("/theme.css")
@anyone
def theme() -> Response:
    """Give the colours of the département as custom properties."""
    response = make_response(render_template("theme.css", department=config().department))
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


@bp.get("/sante")
@anyone
def health() -> Response:
    """Say that the portal answers, and how mails, documents, disk and antivirus fare; nothing personal."""
    oldest = outbox.oldest_waiting(db.session)
    waits = int((now() - oldest).total_seconds() // 60) if oldest else 0
    known, wrong = documents.facts(db.session, now())
    wrong += ["courriels en retard"] if waits >= MAIL_LATE else []
    return make_response({"etat": ", ".join(wrong) or "ok", "courriel_minutes": waits, **known})


@bp.get("/dev/courriels")
@development_only
def mailbox() -> str:
    """Show the mails that were written to the instance folder."""
    mails = []
    for path in sorted(mail.mailbox().glob("*.eml"), reverse=True)[:50]:
        message = email.message_from_bytes(path.read_bytes(), policy=policy)
        body = message.get_body(("plain",))
        mails.append((message["To"], message["Subject"], body.get_content() if body else ""))
    return render_template("pages/mailbox.html", mails=mails)
