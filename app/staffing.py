"""Commands about the département's people, for whoever has the server: first admin, lost factor, sessions."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from flask import Flask
from sqlalchemy import delete

from app.accounts import services
from app.accounts.models import Factor, Session
from app.accounts.queries import account_by_email
from app.extensions import config, db, now

COMMANDS = {"admin": 3, "forget-factor": 1, "end-sessions": 1}


def run(app: Flask, command: str, words: Sequence[str]) -> int:
    """Run one command; give what the shell should see."""
    with app.app_context():
        if command == "admin":
            code = admin(*words)
        elif command == "forget-factor":
            code = forget_factor(words[0])
        else:
            code = end_sessions(words[0])
        db.session.commit()
    return code


def admin(email: str, first_name: str, last_name: str) -> int:
    """Make an admin and print the link with which they choose their password; there is no default account."""
    known = account_by_email(db.session, email)
    if known is not None and known.password_hash:
        print(f"{email} has an account already.", file=sys.stderr)
        return 1
    account, secret = services.sign_up(db.session, first_name, last_name, email, now())
    account.role = "admin"
    print(f"{config().base_url}/mot-de-passe/activation/{secret}")
    return 0


def forget_factor(email: str) -> int:
    """Forget the second factor of an account: its owner sets up another at the next login."""
    account = account_by_email(db.session, email)
    if account is None:
        print(f"nobody has the address {email}.", file=sys.stderr)
        return 1
    db.session.execute(delete(Factor).where(Factor.account_id == account.id))
    services.end_sessions(db.session, account.id)
    return 0


def end_sessions(email: str) -> int:
    """End the sessions of one account, or of everybody (`--all`)."""
    if email == "--all":
        db.session.execute(delete(Session))
        return 0
    account = account_by_email(db.session, email)
    if account is None:
        print(f"nobody has the address {email}.", file=sys.stderr)
        return 1
    services.end_sessions(db.session, account.id)
    return 0
