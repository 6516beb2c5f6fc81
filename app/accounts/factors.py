"""The second factor of the département's people: TOTP codes, each good once, and recovery codes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import pyotp
import segno
from sqlalchemy.orm import Session as Database

from app.accounts.models import Account, Factor
from app.accounts.queries import digest, factor
from app.sealing import seal, unseal

ABOUT = "factor"
STEP = 30
RECOVERY_CODES = 10


def begin(database: Database, account: Account) -> Factor:
    """Give the factor that an account is setting up, with a new seed the first time."""
    known = factor(database, account.id)
    if known is None:
        known = Factor(account_id=account.id, seed=seal(pyotp.random_base32(), ABOUT), recovery=[])
        database.add(known)
        database.flush()
    return known


def enrol(database: Database, account: Account, known_seed: str, now: datetime) -> None:
    """Give an account a factor that is in use already (the demo accounts)."""
    made = Factor(account_id=account.id, seed=seal(known_seed, ABOUT), confirmed_at=now, recovery=[])
    database.add(made)
    database.flush()


def code_now(known: Factor, now: datetime) -> str:
    """Give the code of this moment, for the page that development has for the demo accounts."""
    return pyotp.TOTP(seed(known), interval=STEP).at(now)


def seed(known: Factor) -> str:
    """Give the seed in base 32, to be typed where no camera reads the code."""
    return unseal(known.seed, ABOUT)


def picture(known: Factor, account: Account, issuer: str) -> str:
    """Give the QR code of a seed as a data address (SVG), made here."""
    address = pyotp.TOTP(seed(known)).provisioning_uri(name=account.email, issuer_name=issuer)
    found: str = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
    return found


def check(known: Factor, code: str, now: datetime) -> bool:
    """Try a code: of this step or the one before, never one that has served; a recovery code serves once."""
    bare = "".join(sign for sign in code if sign.isalnum()).lower()
    totp = pyotp.TOTP(seed(known), interval=STEP, digest=hashlib.sha1)
    step = int(now.timestamp()) // STEP
    for tried in (step, step - 1):
        if tried > known.last_step and secrets.compare_digest(totp.generate_otp(tried), bare):
            known.last_step = tried
            return True
    if known.confirmed_at is not None and digest(bare) in known.recovery:
        known.recovery = [one for one in known.recovery if one != digest(bare)]
        return True
    return False


def confirm(known: Factor, now: datetime) -> list[str]:
    """Take a factor into use and give its recovery codes, which are shown this once."""
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    known.recovery = [digest(code) for code in codes]
    known.confirmed_at = now
    return [f"{code[:5]}-{code[5:]}" for code in codes]
