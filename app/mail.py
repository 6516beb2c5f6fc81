"""Mails as texts and on the wire: one template each, text and HTML from the same source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import render_template
from flask_mail import Message
from markupsafe import Markup, escape

from app.extensions import config, mail, now

ADDRESS = re.compile(r"(https?://[^\s<>]+[^\s<>.,;])")
ENDS_OF_LINE = re.compile(r"[\r\n]+")
LONGEST_SUBJECT = 250


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail without its recipient: its subject, and its text, from which the HTML is made."""

    subject: str
    body: str


def compose(name: str, **values: Any) -> Composed:
    """Write the mail `name` (templates/mail/<name>/)."""
    values = {"department": config().department, "base_url": config().base_url, **values}
    subject = one_line(render_template(f"mail/{name}/subject.txt", **values))
    return Composed(subject[:LONGEST_SUBJECT], render_template(f"mail/{name}/body.txt", **values).strip() + "\n")


def one_line(text: str) -> str:
    """Give a text that cannot begin another header."""
    return ENDS_OF_LINE.sub(" ", text).strip()


def transport(composed: Composed, to: str, message_id: str) -> None:
    """Give a mail to the server, or to a folder when none is configured. Raises OSError or SMTPException."""
    message = Message(
        subject=composed.subject,
        recipients=[to],
        sender=(f"{config().department.portal} - {config().department.name}", config().mail_from),
        body=composed.body,
        html=render_template("mail/page.html", subject=composed.subject, paragraphs=paragraphs(composed.body)),
    )
    message.msgId = message_id
    if config().smtp_host:
        mail.send(message)
    else:
        _write(message)


def paragraphs(body: str) -> list[Markup]:
    """Give the paragraphs of a text as HTML: escaped, its addresses as links."""
    return [Markup("<br>\n").join(_line(line) for line in part.split("\n")) for part in body.strip().split("\n\n")]


def _line(line: str) -> Markup:
    """Escape a line and make a link of every address in it."""
    made = Markup()
    for number, part in enumerate(ADDRESS.split(line)):
        made += Markup('<a href="{0}">{0}</a>').format(part) if number % 2 else escape(part)
    return made


def _write(message: Message) -> None:
    folder = mailbox()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = now().strftime("%Y%m%d-%H%M%S-%f")
    count = sum(1 for _ in folder.iterdir())
    (folder / f"{stamp}-{count:05}.eml").write_bytes(message.as_bytes())


def mailbox() -> Path:
    """Give the folder of mails that were not sent."""
    return config().instance / "mail"
