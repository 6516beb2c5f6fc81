"""The worker: sends mails as soon as they are written, looks again by itself. `huey_consumer app.worker.huey`."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.api import TaskWrapper
from redis.exceptions import RedisError

from app.accounts.upkeep import sweep
from app.config import Config
from app.extensions import db, now
from app.outbox.services import deliver_due
from app.submissions import nightly
from app.submissions.deposits import settle_due
from app.submissions.refusing import refuse
from app.uploads import scanning, upkeep
from app.uploads.antivirus import Antivirus

SMTP_TIMEOUT = 20


def queue(config: Config) -> Huey:
    """Give the queue of tasks: in Redis when it is configured, else in a file of SQLite."""
    if config.queue_url:
        return RedisHuey("guichet", url=config.queue_url)
    config.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("guichet", filename=str(Path(config.instance, "queue.sqlite3")))


def tasks(app: Flask, made: Huey) -> tuple[TaskWrapper, TaskWrapper]:
    """Declare the tasks; give the one that sends mails, and the one that looks at documents."""

    def send_mails() -> int:
        socket.setdefaulttimeout(SMTP_TIMEOUT)
        with app.app_context():
            return deliver_due()

    def look_at_documents() -> int:
        with app.app_context():
            checked = look(app)
            deliver_due()
            return checked

    def sweep_up() -> None:
        with app.app_context():
            sweep(db.session, now())
            db.session.commit()
            upkeep.purge(db.session, app.extensions["documents"], now())
            db.session.rollback()

    def settle_documents() -> int:
        with app.app_context():
            moved = settle_due(db.session, app.extensions["library"], now())
            return moved and deliver_due()

    made.periodic_task(crontab(), name="look_for_mails")(send_mails)
    made.periodic_task(crontab(), name="settle_documents")(settle_documents)
    made.periodic_task(crontab(minute="10", hour="3"), name="sweep")(sweep_up)
    made.periodic_task(crontab(), name="look_for_documents")(look_at_documents)
    made.periodic_task(crontab(minute="*/10"), name="announce")(partial(nightly.announce, app))
    made.periodic_task(crontab(minute="40", hour="3"), name="purge_drafts")(partial(nightly.purge, app))
    return made.task(name="send_mails")(send_mails), made.task(name="look_at_documents")(look_at_documents)


def look(app: Flask) -> int:
    """Check the documents that wait and draw those that are safe; give how many were checked."""
    return scanning.look(app.extensions["documents"], Antivirus(app.extensions["config"]), refuse)


def waker(app: Flask, task: TaskWrapper) -> Callable[[], None]:
    """Give what tells the worker that something waits; when the queue fails, it looks by itself."""

    def wake() -> None:
        try:
            task()
        except (OSError, sqlite3.Error, RedisError):
            app.logger.exception("the worker could not be told")

    return wake
