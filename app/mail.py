"""Mails: one template each, sent through Flask-Mail, or written to a folder when no server is configured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_mail import Message

from app.extensions import config, mail, now

ENDS_OF_LINE = re.compile(r"[\r\n]+")


def send(name: str, to: str, **values: Any) -> None:
    """Send the mail `name` (templates/mail/<name>/) to one address.

    A server that fails is logged and does not undo what the person did.
    """
    values = {"department": config().department, "base_url": config().base_url, **values}
    subject = ENDS_OF_LINE.sub(" ", render_template(f"mail/{name}/subject.txt", **values)).strip()
    message = Message(
        subject=subject,
        recipients=[ENDS_OF_LINE.sub("", to)],
        sender=(f"{config().department.portal} - {config().department.name}", config().mail_from),
        body=render_template(f"mail/{name}/body.txt", **values),
        html=render_template(f"mail/{name}/body.html", **values),
    )
    if not config().smtp_host:
        _write(message)
        return
    try:
        mail.send(message)
    except OSError:
        current_app.logger.exception("mail %s could not be sent", name)


def _write(message: Message) -> None:
    folder = mailbox()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = now().strftime("%Y%m%d-%H%M%S-%f")
    (folder / f"{stamp}.eml").write_bytes(message.as_bytes())


def mailbox() -> Path:
    """Give the folder of mails that were not sent."""
    return config().instance / "mail"
