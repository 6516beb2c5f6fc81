"""Guichet, the portal: `create_app` puts every part together, and alone knows every part."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from inspect import iscoroutinefunction
from pathlib import Path
from typing import IO, Any, cast

from flask import Flask, Request, Response, current_app, g, has_request_context
from flask_login import current_user
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix

from app import assets, errors, extensions, filters, security, worker
from app.accounts import franceconnect_views as franceconnect
from app.accounts import joining, own, people, second, sessions
from app.accounts import views as accounts
from app.accounts.franceconnect import Client
from app.addresses import views as addresses
from app.addresses.service import Service
from app.catalogue import lists
from app.catalogue import views as catalogue
from app.catalogue.library import Library
from app.catalogue.services import profile_kept
from app.config import ROOT, Config, from_env
from app.database import engine_options
from app.editor import (
    adding,
    conditioning,
    guiding,
    importing,
    listing,
    picturing,
    previewing,
    publishing,
    releasing,
    ruling,
    screen,
    sharing_views,
    starting,
    states,
    textual,
    translating,
    trying,
)
from app.editor import views as editor
from app.extensions import Clock, utc_now
from app.office import exchanging as office_exchanging
from app.office import ratings, revealing
from app.office import viewing as office_viewing
from app.office import views as office
from app.pages import views as pages
from app.profile import views as profile
from app.rendering import WORDS
from app.submissions import (
    about,
    beginning,
    changed,
    closing,
    depositing,
    exchanging,
    follow_up,
    helping,
    paper,
    recapping,
    renewals,
    uploading,
    viewing,
    withdrawing,
)
from app.submissions import views as submissions
from app.uploads.bucket import Bucket
from app.uploads.spool import Received
from app.uploads.storage import Folder

BLUEPRINTS = (
    accounts.bp,
    franceconnect.bp,
    addresses.bp,
    catalogue.bp,
    pages.bp,
    profile.bp,
    submissions.bp,
    helping.bp,
    office.bp,
    editor.bp,
)
PAGES = (
    joining,
    own,
    people,
    second,
    about,
    changed,
    closing,
    recapping,
    viewing,
    paper,
    office_viewing,
    ratings,
    revealing,
    depositing,
    exchanging,
    withdrawing,
    office_exchanging,
    renewals,
    uploading,
    publishing,
    previewing,
    listing,
    importing,
    releasing,
    ruling,
    starting,
    states,
    textual,
    sharing_views,
    trying,
    conditioning,
    screen,
    adding,
    guiding,
    picturing,
    translating,
)
"""The modules that hang their views on another's blueprint."""
MAX_POST = 60_000_000
MAX_FORM_MEMORY = 4_000_000
MAX_PARTS = 10_000


class Texts(ImmutableMultiDict[str, Any]):
    """What was posted or asked, without the sign NUL, which nobody types and PostgreSQL keeps in no text."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(name, _without_nul(value)) for name, value in pairs or ()])


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class FormRequest(Request):
    """A request whose text is bounded in every encoding: werkzeug bounds only that of multipart forms."""

    parameter_storage_class = Texts

    @property
    def max_content_length(self) -> int | None:
        """The limit in bytes: that of files when files can come, else that of text."""
        return MAX_POST if self.mimetype == "multipart/form-data" else MAX_FORM_MEMORY

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        """Refuse another limit."""
        raise AttributeError("the limits are those of the portal")

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Let a file wait in a folder of ours; werkzeug's documented place to say so."""
        return cast(IO[bytes], Received(extensions.config().spool))


def create_app(config: Config | None = None, clock: Clock = utc_now, schemas: Path | None = None) -> Flask:
    """Make the application. Raises ConfigurationError when it cannot run as it is configured."""
    config = config or from_env(os.environ)
    app = Flask(__name__, static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.request_class = FormRequest
    app.config.update(_settings(config))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["document_words"] = WORDS["fr"].documents
    app.extensions.update(config=config, clock=clock)
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap it
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    for extension in (extensions.db, extensions.mail, extensions.limiter):
        extension.init_app(app)
    _drop_async_teardown(app)
    extensions.alembic.init_app(app)
    for part in (assets, errors, filters, security, sessions):
        part.init_app(app)
    _hand_over(app, config, schemas)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.after_request(_wake_after)
    app.context_processor(_shell)
    return app


def _wake_after(response: Response) -> Response:
    """Wake the worker once the answer is given, when the request wrote mails or took documents in."""
    waits = (("mails_wait", "wake"), ("documents_wait", "look"))
    wakers = [waker for mark, waker in waits if g.pop(mark, False) and response.status_code < 500]
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # what the proxy stands for

    def wake() -> None:
        with app.app_context():
            for waker in wakers:
                app.extensions[waker]()

    if wakers:
        response.call_on_close(wake)
    return response


def _hand_over(app: Flask, config: Config, schemas: Path | None) -> None:
    """Give the parts what they share, and the lower ones what the upper ones do for them."""
    app.extensions["library"] = Library(
        schemas or ROOT / "schemas",
        app.jinja_env,
        addresses.PATH if config.address_search_url else "",
        lambda name, number: lists.stored(extensions.db.session, name, number),
        lambda: profile_kept(extensions.db.session),
    )
    app.extensions["addresses"] = Service(config.address_search_url)
    app.extensions["documents"] = Bucket(config.bucket) if config.bucket else Folder(config.instance / "uploads")
    app.extensions["huey"] = worker.queue(config)
    mails, documents = worker.tasks(app, app.extensions["huey"])
    app.extensions["wake"], app.extensions["look"] = worker.waker(app, mails), worker.waker(app, documents)
    issuer = config.franceconnect_issuer
    app.extensions["franceconnect"] = Client(issuer, config.franceconnect_id, config.franceconnect_secret)
    app.extensions["leave"] = franceconnect.leave
    app.extensions["session_ended"] = accounts.keep_what_was_typed
    app.extensions["begun"] = beginning.begun
    app.extensions["helped"] = beginning.helped
    app.extensions["renewable"] = renewals.offers
    app.extensions["told"] = profile.count
    app.extensions["counts"] = follow_up.counts
    app.extensions["open"] = catalogue.count_open


def _drop_async_teardown(app: Flask) -> None:
    """Leave out the closing of asynchronous database sessions: we have none, and it starts a thread a request."""
    kept = [one for one in app.teardown_appcontext_funcs if not iscoroutinefunction(one)]
    app.teardown_appcontext_funcs = kept


def _settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_ENGINES": {"default": engine_options(config.database_url)},
        "ALEMBIC": {"script_location": str(ROOT / "app" / "migrations")},
        "MAX_CONTENT_LENGTH": MAX_POST,
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_MEMORY,
        "MAX_FORM_PARTS": MAX_PARTS,
        "SESSION_COOKIE_NAME": "__Host-form" if config.secure else "form",
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=config.session_hours),
        "TRUSTED_HOSTS": list(config.trusted_hosts) or None,
        "RATELIMIT_STORAGE_URI": config.limits_storage,
        "MAIL_SERVER": config.smtp_host,
        "MAIL_PORT": config.smtp_port,
        "MAIL_USERNAME": config.smtp_user or None,
        "MAIL_PASSWORD": config.smtp_password or None,
        "MAIL_USE_TLS": config.smtp_tls,
    }


def _shell() -> dict[str, Any]:
    """Give every template what the shell shows."""
    config = extensions.config()
    if not has_request_context():
        return {"department": config.department}
    away = g.get("without_database", False)
    return {
        "department": config.department,
        "development": config.development,
        "franceconnect": bool(config.franceconnect_issuer),
        "artwork": config.franceconnect_artwork,
        "person": current_user if not away and current_user.is_authenticated else None,
        "session_left": int if away else sessions.left,
    }
