"""Mails: one template each, sent through Flask-Mail, or written to a folder when no server is configured.

What a request sends leaves once its answer is given, and only if the request went well: the time of an answer tells
nobody whether a mail left, and a server that is slow keeps nobody waiting.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, render_template
from flask_mail import Message
from markupsafe import Markup, escape

from app.extensions import config, mail, now

ADDRESS = re.compile(r"(https?://[^\s<>]+[^\s<>.,;])")
ENDS_OF_LINE = re.compile(r"[\r\n]+")


def send(name: str, to: str | None, **values: Any) -> None:
    """Send the mail `name` (templates/mail/<name>/) to one address; who has none is sent nothing."""
    if not to:
        return
    values = {"department": config().department, "base_url": config().base_url, **values}
    subject = ENDS_OF_LINE.sub(" ", render_template(f"mail/{name}/subject.txt", **values)).strip()
    body = render_template(f"mail/{name}/body.txt", **values).strip() + "\n"
    message = Message(
        subject=subject,
        recipients=[ENDS_OF_LINE.sub("", to)],
        sender=(f"{config().department.portal} - {config().department.name}", config().mail_from),
        body=body,
        html=render_template("mail/page.html", subject=subject, paragraphs=paragraphs(body)),
    )
    if has_request_context():
        g.setdefault("mails", []).append(message)
    else:
        _deliver(message)


def paragraphs(body: str) -> list[Markup]:
    """Give the paragraphs of a text as HTML: escaped, its addresses as links."""
    return [Markup("<br>\n").join(_line(line) for line in part.split("\n")) for part in body.strip().split("\n\n")]


def _line(line: str) -> Markup:
    """Escape a line and make a link of every address in it."""
    made = Markup()
    for number, part in enumerate(ADDRESS.split(line)):
        made += Markup('<a href="{0}">{0}</a>').format(part) if number % 2 else escape(part)
    return made


def _deliver(message: Message) -> None:
    """Give a mail to the server, or to the folder; a server that fails is logged and undoes nothing."""
    if not config().smtp_host:
        _write(message)
        return
    try:
        mail.send(message)
    except OSError:
        current_app.logger.exception("a mail could not be sent")


def _after(response: Response) -> Response:
    """Send what the request wanted sent, when its answer has left."""
    waiting: list[Message] = g.pop("mails", [])
    if waiting and response.status_code < 500:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # what the proxy stands for

        def leave() -> None:
            with app.app_context():
                for message in waiting:
                    _deliver(message)

        response.call_on_close(leave)
    return response


def init_app(app: Flask) -> None:
    """Send mails after the answers."""
    app.after_request(_after)


def _write(message: Message) -> None:
    folder = mailbox()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = now().strftime("%Y%m%d-%H%M%S-%f")
    count = sum(1 for _ in folder.iterdir())
    (folder / f"{stamp}-{count:05}.eml").write_bytes(message.as_bytes())


def mailbox() -> Path:
    """Give the folder of mails that were not sent."""
    return config().instance / "mail"
