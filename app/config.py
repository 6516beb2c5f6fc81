"""Configuration, read once from the environment by a pure function."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stdnum.eu import at_02

MIN_SECRET = 32
KEY_BYTES, MIN_DIFFERENT = 32, 8
LONGEST_CREDITOR = 70
EXAMPLES = ("change-me", "changeme", "secret", "example", "exemple")
NO_ANTIVIRUS = "off"
ROOT = Path(__file__).resolve().parent.parent


class ConfigurationError(Exception):
    """The portal cannot start as it is configured; the message says which variable and what would be right."""


@dataclass(frozen=True, slots=True)
class Department:
    """Who the portal belongs to, as every page shows it."""

    name: str
    portal: str
    phone: str
    hours: str
    email: str
    address: str
    logo: str
    brand: str
    brand_text: str
    accent: str
    accessibility: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where documents are kept when it is not in a folder: a bucket of an S3-compatible storage."""

    url: str
    name: str
    region: str
    key_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects by direct debit; without an `ics` nobody does. `example` marks the one that stands for nobody."""

    ics: str = ""
    name: str = ""
    address: str = ""
    place: str = ""
    example: bool = False


EXAMPLE_CREDITOR = Creditor(
    "FR53ZZZ999999", "Créancier d’exemple", "1 place de l’Exemple\n93000 Exempleville\nFrance", "Exempleville", True
)
"""For development and tests only: its number is well formed and is nobody's."""


@dataclass(frozen=True, slots=True)
class Config:
    """All that can be set; no secret has a default."""

    secret_key: str = field(repr=False)
    encryption_keys: Mapping[str, bytes] = field(repr=False)
    database_url: str
    instance: Path
    base_url: str
    production: bool
    department: Department
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: bool = False
    mail_from: str = "ne-pas-repondre@departement.example"
    proxies: int = 0
    trusted_hosts: tuple[str, ...] = ()
    limits_storage: str = "memory://"
    legal_texts: str = ""
    session_hours: int = 20
    session_idle_minutes: int = 120
    staff_session_hours: int = 10
    staff_idle_minutes: int = 30
    queue_url: str = ""
    address_search_url: str = ""
    franceconnect_issuer: str = ""
    franceconnect_id: str = ""
    franceconnect_secret: str = field(default="", repr=False)
    franceconnect_artwork: str = ""
    clamav: str = NO_ANTIVIRUS
    bucket: Bucket | None = None
    creditor: Creditor = Creditor()

    @property
    def secure(self) -> bool:
        """Say whether the portal is served over HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def spool(self) -> Path:
        """Give the folder where files wait, nameless, before they are sealed."""
        return self.instance / "spool"

    @property
    def development(self) -> bool:
        """Say whether pages for developers exist."""
        return not self.production


def from_env(env: Mapping[str, str]) -> Config:
    """Read the configuration. Raises ConfigurationError for what is missing, too short or an example."""
    production = env.get("GUICHET_ENV", "production") != "development"
    instance = Path(env.get("INSTANCE_DIR", ROOT / "instance")).resolve()
    base_url = env.get("BASE_URL", "" if production else f"http://127.0.0.1:{env.get('PORT', '5000')}").rstrip("/")
    if production and not base_url.startswith("https://"):
        raise ConfigurationError("BASE_URL: give the public address of the portal, beginning with https://.")
    return Config(
        secret_key=_secret(env.get("SECRET_KEY", "")),
        encryption_keys=_keys(env.get("ENCRYPTION_KEYS", "")),
        database_url=_database(env, instance, production),
        instance=instance,
        base_url=base_url,
        production=production,
        department=_department(env),
        smtp_host=env.get("SMTP_HOST", ""),
        smtp_port=_integer(env, "SMTP_PORT", 25),
        smtp_user=env.get("SMTP_USER", ""),
        smtp_password=env.get("SMTP_PASSWORD", ""),
        smtp_tls=env.get("SMTP_TLS", "") == "1",
        mail_from=env.get("MAIL_FROM", "ne-pas-repondre@departement.example"),
        proxies=_integer(env, "PROXIES", 0),
        trusted_hosts=tuple(host for host in env.get("TRUSTED_HOSTS", "").split(",") if host),
        limits_storage=env.get("LIMITS_STORAGE", "memory://"),
        legal_texts=env.get("LEGAL_TEXTS", ""),
        session_hours=_integer(env, "SESSION_HOURS", 20),
        session_idle_minutes=_integer(env, "SESSION_IDLE_MINUTES", 120),
        staff_session_hours=_integer(env, "STAFF_SESSION_HOURS", 10),
        staff_idle_minutes=_integer(env, "STAFF_IDLE_MINUTES", 30),
        queue_url=env.get("QUEUE_URL", ""),
        **_franceconnect(env, production),
        address_search_url=_address_search(env.get("ADDRESS_SEARCH_URL", "")),
        clamav=_antivirus(env.get("CLAMAV", "" if production else NO_ANTIVIRUS)),
        bucket=_bucket(env, production),
        creditor=_creditor(env, production),
    )


def _secret(value: str) -> str:
    if len(value) < MIN_SECRET or any(example in value.lower() for example in EXAMPLES):
        raise ConfigurationError(f"SECRET_KEY: give a random text of {MIN_SECRET} signs or more, never an example.")
    return value


def _keys(text: str) -> Mapping[str, bytes]:
    """Read « name:base64,name:base64 »; the first seals, the others only open."""
    found: dict[str, bytes] = {}
    for part in text.split(",") if text else ():
        name, _, body = part.strip().partition(":")
        try:
            key = base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise ConfigurationError(f"ENCRYPTION_KEYS: the key « {name} » is not base64.") from error
        if not name or "." in name or len(key) != KEY_BYTES or len(set(key)) < MIN_DIFFERENT:
            raise ConfigurationError(f"ENCRYPTION_KEYS: « {name} » must be {KEY_BYTES} random bytes, in base64.")
        found[name] = key
    if not found:
        raise ConfigurationError("ENCRYPTION_KEYS: give one or several « name:base64 of 32 random bytes ».")
    return found


def _franceconnect(env: Mapping[str, str], production: bool) -> dict[str, str]:
    """Read what FranceConnect takes: off without an issuer, whole with one."""
    names = {"issuer": "ISSUER", "id": "CLIENT_ID", "secret": "CLIENT_SECRET", "artwork": "ARTWORK"}
    found = {f"franceconnect_{key}": env.get(f"FRANCECONNECT_{name}", "") for key, name in names.items()}
    issuer = found["franceconnect_issuer"] = found["franceconnect_issuer"].rstrip("/")
    if not issuer:
        return found
    if production and not issuer.startswith("https://"):
        raise ConfigurationError("FRANCECONNECT_ISSUER: give an address that begins with https://.")
    if not found["franceconnect_id"] or not found["franceconnect_secret"]:
        raise ConfigurationError("FRANCECONNECT_CLIENT_ID and FRANCECONNECT_CLIENT_SECRET: give both, or no issuer.")
    return found


def _creditor(env: Mapping[str, str], production: bool) -> Creditor:
    """Read who collects: nobody without an ICS, whole with one; an example in development, where none is given."""
    if "SEPA_ICS" not in env and not production:
        return EXAMPLE_CREDITOR
    ics = "".join(env.get("SEPA_ICS", "").split()).upper()
    if not ics:
        return Creditor()
    if not at_02.is_valid(ics):
        raise ConfigurationError(f"SEPA_ICS: « {ics} » is no creditor identifier; write it as FR12ZZZ123456.")
    if production and ics == EXAMPLE_CREDITOR.ics:
        raise ConfigurationError("SEPA_ICS: this is the example of development; give the identifier of the creditor.")
    found = Creditor(
        ics,
        env.get("SEPA_CREDITOR_NAME", "").strip(),
        env.get("SEPA_CREDITOR_ADDRESS", "").replace("\\n", "\n").strip(),
        env.get("SEPA_PLACE", "").strip(),
    )
    if not (found.name and found.address and found.place) or len(found.name) > LONGEST_CREDITOR:
        raise ConfigurationError(
            f"SEPA_CREDITOR_NAME ({LONGEST_CREDITOR} signs at most), SEPA_CREDITOR_ADDRESS, SEPA_PLACE: give all three."
        )
    return found


def _database(env: Mapping[str, str], instance: Path, production: bool) -> str:
    given = env.get("DATABASE_URL", "")
    if production and not given:
        raise ConfigurationError("DATABASE_URL: give the address of the database, for example postgresql+psycopg://….")
    return given or f"sqlite:///{instance / 'guichet.sqlite3'}"


def _address_search(given: str) -> str:
    if given and not given.startswith(("https://", "http://")):
        raise ConfigurationError("ADDRESS_SEARCH_URL: give an address that begins with https:// or http://, or none.")
    return given


def _antivirus(given: str) -> str:
    """Read the socket of clamd, `/path` or `host:port`, or « off », which must be said."""
    host, _, port = given.rpartition(":")
    if given == NO_ANTIVIRUS or given.startswith("/") or (host and port.isdecimal()):
        return given
    raise ConfigurationError("CLAMAV: give the socket of clamd, /path or host:port, or say « off ».")


def _bucket(env: Mapping[str, str], production: bool) -> Bucket | None:
    """Read the storage of documents: none, or whole."""
    names = {name: f"DOCUMENTS_{name.upper()}" for name in ("url", "bucket", "region", "key_id", "secret")}
    found = {name: env.get(variable, "") for name, variable in names.items()}
    if not any(found.values()):
        return None
    missing = [names[name] for name, value in found.items() if not value]
    if missing:
        raise ConfigurationError(f"{', '.join(missing)}: give all of {', '.join(names.values())}, or none of them.")
    if not found["url"].startswith(("https://",) if production else ("https://", "http://")):
        raise ConfigurationError("DOCUMENTS_URL: give an address that begins with https://.")
    return Bucket(found["url"].rstrip("/"), found["bucket"], found["region"], found["key_id"], found["secret"])


def _integer(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if text and not text.isdecimal():
        raise ConfigurationError(f"{name}: « {text} » is no number.")
    return int(text) if text else default


def _department(env: Mapping[str, str]) -> Department:
    return Department(
        name=env.get("DEPARTMENT_NAME", "Seine-Saint-Denis"),
        portal=env.get("PORTAL_NAME", "Mes démarches en ligne"),
        phone=env.get("DEPARTMENT_PHONE", "01 99 00 93 93"),
        hours=env.get("DEPARTMENT_HOURS", "du lundi au vendredi, de 9 h à 17 h"),
        email=env.get("DEPARTMENT_EMAIL", "demarches@departement.example"),
        address=env.get("DEPARTMENT_ADDRESS", "Hôtel du Département, 93006 Bobigny Cedex"),
        logo=env.get("DEPARTMENT_LOGO", ""),
        brand=_colour(env, "COLOUR_BRAND", "#14405c"),
        brand_text=_colour(env, "COLOUR_BRAND_TEXT", "#ffffff"),
        accent=_colour(env, "COLOUR_ACCENT", "#d9762b"),
        accessibility=env.get("ACCESSIBILITY_STATUS", "non conforme"),
    )


def _colour(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(name, default).lower()
    if len(value) != 7 or value[0] != "#" or any(sign not in "0123456789abcdef" for sign in value[1:]):
        raise ConfigurationError(f"{name}: « {value} » is no colour; write it as #14405c.")
    return value
