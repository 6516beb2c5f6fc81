"""What is sensitive is sealed at rest, wherever answers are stored, under a key that can be replaced."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalogue import vault
from app.database import Base
from app.extensions import config, db
from app.sealing import UnsealError
from app.submissions.models import Draft, Submission
from tests.app.conftest import CheckingClient
from tests.app.test_requests import SLUG, sent
from tests.app.walk import begin, fill
from tests.conftest import load_file
from tests.people import IBAN, complete


def everything() -> str:
    """Give every stored value as text."""
    tables = Base.metadata.sorted_tables
    return "".join(str(tuple(row)) for table in tables for row in db.session.execute(table.select()))


@pytest.mark.check("SP-9")
def test_no_iban_stands_in_the_database_but_its_owner_reads_it_whole(josette: CheckingClient, app: Flask) -> None:
    recap = fill(josette, load_file(SLUG), begin(josette, SLUG), complete(SLUG))
    with app.app_context():
        assert IBAN not in everything()
        draft = db.session.scalar(select(Draft))
        assert draft
        assert draft.answers["values"]["sepa"]["iban"][vault.MARK].startswith("test.")
    assert "1254 8029" in josette.get(recap).get_data(as_text=True)
    josette.post(recap, data={"action": "send", "navigo": "45878855"})
    with app.app_context():
        assert IBAN not in everything()
        submission = db.session.scalar(select(Submission))
        assert submission
        assert vault.opened(submission.answers)["values"]["sepa"]["iban"] == IBAN


def test_a_request_sealed_with_an_old_key_opens_and_one_whose_key_is_gone_does_not(
    josette: CheckingClient, app: Flask
) -> None:
    receipt = sent(josette)
    known = config_of(app)
    new = {"new": base64.b64decode(base64.b64encode(bytes(range(1, 33))))}
    app.extensions["config"] = dataclasses.replace(known, encryption_keys={**new, **known.encryption_keys})
    assert josette.get(receipt.replace("/envoyee", "")).status_code == 200
    app.extensions["config"] = dataclasses.replace(known, encryption_keys=new)
    with app.app_context():
        submission = db.session.scalar(select(Submission))
        assert submission
        with pytest.raises(UnsealError):
            vault.opened(submission.answers)
    app.extensions["config"] = known


def config_of(app: Flask) -> Any:
    with app.app_context():
        return config()


def test_rows_and_blanks_are_sealed_one_by_one(app: Flask) -> None:
    with app.app_context():
        one = vault._sealed_at({"a": [{"b": "x", "c": 1}, {"c": 2}, {"b": ""}]}, ["a", "*", "b"])
        assert one["a"][0]["c"] == 1
        assert set(one["a"][0]["b"]) == {vault.MARK}
        assert one["a"][1:] == [{"c": 2}, {"b": ""}]
        assert vault.opened(one) == {"a": [{"b": "x", "c": 1}, {"c": 2}, {"b": ""}]}
