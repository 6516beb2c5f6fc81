"""The extensions of Flask, bound to the application by create_app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_alembic import Alembic
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mail import Mail
from flask_sqlalchemy_lite import SQLAlchemy

from app.config import Config
from app.database import Base

PARIS = ZoneInfo("Europe/Paris")

db = SQLAlchemy()
alembic = Alembic(metadatas=Base.metadata)
mail = Mail()
login_manager = LoginManager()
limiter = Limiter(get_remote_address, headers_enabled=True)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the time of the machine."""
    return datetime.now(UTC)


def now() -> datetime:
    """Give the time, from the clock that the application was given."""
    clock: Clock = current_app.extensions["clock"]
    return clock()


def today() -> date:
    """Give the date in Paris, which is the engine's `today`."""
    return now().astimezone(PARIS).date()


def config() -> Config:
    """Give the configuration of the application."""
    known: Config = current_app.extensions["config"]
    return known
