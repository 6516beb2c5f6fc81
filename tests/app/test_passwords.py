"""The one rule of passwords, on the server and in the browser, and what is kept of them."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts import commonplace, passwords
from app.accounts.models import Account
from app.extensions import db
from tests.app.conftest import CheckingClient
from tests.app.test_accounts import link, sign_up
from tests.conftest import ROOT

OWN = ("josette.durond@example.org", "josette.durond", "Josette", "DUROND")
NODE = ROOT / ".make" / "node-bin"
PHRASE = "la chèvre de ma tante aime le café noir 🐐 et les mots croisés, oui"


@pytest.mark.check("AU-1")
@pytest.mark.parametrize("password", ["lkjqsdfoiuza", PHRASE, "7302 1846 9051 22", "7302184690512246"])
def test_long_is_enough_whatever_the_signs(password: str) -> None:
    assert passwords.refusal(password, OWN) == ""


@pytest.mark.check("AU-1")
def test_a_phrase_with_accents_and_emoji_is_kept_untouched_and_logs_in(client: CheckingClient, app: Flask) -> None:
    sign_up(client)
    path = link(app)
    assert client.post(path, data={"password": PHRASE, "confirmation": PHRASE}).status_code == 303
    client.log_in("nouvelle@example.org", PHRASE)


@pytest.mark.check("AU-2")
def test_the_shortest_passwords_are_worth_fifty_bits_by_the_formula_of_the_cnil() -> None:
    assert passwords.SHORTEST * math.log2(26) >= 50
    assert passwords.SHORTEST_DIGITS * math.log2(10) >= 50
    assert (passwords.SHORTEST_DIGITS - 2) * math.log2(10) < 50


@pytest.mark.check("AU-3")
def test_what_is_stored_is_argon2id_with_its_parameters(client: CheckingClient, app: Flask) -> None:
    sign_up(client)
    path = link(app)
    client.post(path, data={"password": PHRASE, "confirmation": PHRASE})
    with app.app_context():
        stored = db.session.scalar(select(Account.password_hash).where(Account.email_key == "nouvelle@example.org"))
    assert stored is not None
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PHRASE not in stored


@pytest.mark.parametrize(
    ("password", "condition"),
    [
        ("onze lettre", "length"),
        ("730218469051224", "length"),
        ("motdepassemotdepasse", "common"),
        ("Azertyuiop2026!", "common"),
        ("aaaaaaaaaaaaa", "common"),
        ("123456789 bonjour", "common"),
        ("Josette DUROND", "own"),
        ("x" * 300, "long"),
    ],
)
def test_each_condition_has_its_sentence(password: str, condition: str) -> None:
    assert condition in passwords.unmet(password, OWN)
    assert passwords.refusal(password, OWN).endswith(".")


def in_the_browser(tries: list[str]) -> list[list[str]]:
    """Ask the script of the page what each password does not meet."""
    rule = {
        "shortest": passwords.SHORTEST,
        "digits": passwords.SHORTEST_DIGITS,
        "longest": passwords.LONGEST,
        "different": passwords.FEWEST_DIFFERENT,
        "own": passwords.SHORTEST_OWN,
        "sequences": passwords.SEQUENCES,
        "common": sorted(commonplace.words()),
    }
    program = (
        'import { unmet } from "./static/js/passwords.js";'
        'import { readFileSync } from "node:fs";'
        "const { rule, own, tries } = JSON.parse(readFileSync(0, 'utf8'));"
        "rule.common = new Set(rule.common);"
        "console.log(JSON.stringify(tries.map((one) => unmet(one, own, rule))));"
    )
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", program],
        input=json.dumps({"rule": rule, "own": list(OWN), "tries": tries}),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(ROOT),
    )
    found: list[list[str]] = json.loads(done.stdout)
    return found


WORDS = st.sampled_from([*sorted(commonplace.words())[::400], *OWN, "é", "🐐", "123456789", "7", " "])
TRIES = st.lists(WORDS | st.text(st.characters(codec="utf-8", categories=["L", "Nd", "P", "Z", "So"])), max_size=6)


@settings(max_examples=5, derandomize=True, deadline=None)
@given(st.lists(TRIES.map("".join), min_size=60, max_size=60))
def test_the_page_ticks_what_the_server_decides(tries: list[str]) -> None:
    tries = [one.encode("utf-8", "ignore").decode() for one in tries]
    assert in_the_browser(tries) == [passwords.unmet(one, OWN) for one in tries]


@pytest.mark.check("AU-10")
def test_password_managers_are_helped_and_the_rule_is_said(client: CheckingClient, app: Flask) -> None:
    login = client.get("/connexion").get_data(as_text=True)
    assert 'autocomplete="username"' in login
    assert 'autocomplete="current-password"' in login
    assert "Afficher le mot de passe" in login
    sign_up(client)
    chosen = client.get(link(app)).get_data(as_text=True)
    assert chosen.count('autocomplete="new-password"') == 2
    assert "12 caractères au moins" in chosen
    assert client.get("/mot-de-passe/regle.json").get_json()["shortest"] == 12
    assert "onpaste" not in login + chosen
