"""The mandate of direct debit: shown, signed with the request, proven; its IBAN seen by nobody who has not asked."""

from __future__ import annotations

import hashlib
import html
import io
import logging
import re
import uuid
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import schwifty
from flask import Flask
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import IntegrityError

import forms
from app import cli
from app.accounts.models import HelperLink, Session
from app.catalogue import services as catalogue
from app.config import EXAMPLE_CREDITOR, Config, ConfigurationError, Creditor, from_env
from app.extensions import config, db
from app.submissions import debits, wording
from app.submissions.mandate_models import Mandate
from app.submissions.models import Draft, Event, Submission
from tests.app.conftest import CheckingClient, Clock, fills_in
from tests.app.test_requests import SLUG, sent
from tests.app.test_rights import staff
from tests.app.test_sending import SEND, accessible, body, ready, words
from tests.app.walk import begin, fill, send_page
from tests.conftest import KEYS, SCHEMAS, blocks, load_file
from tests.people import IBAN, PROFILE, complete

SHOWN = "FR76 1254 8029 9812 3456 7890 161"
CREDITOR = {
    "SEPA_ICS": "FR46 ZZZ 005002",
    "SEPA_CREDITOR_NAME": "Paierie départementale",
    "SEPA_CREDITOR_ADDRESS": "1 rue du Trésor\\n93000 Bobigny",
    "SEPA_PLACE": "Bobigny",
}


def plain(source: str) -> str:
    """Give the words of a page or a document on one line."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", source)))


def only(app: Flask) -> Mandate:
    """Read the one mandate that there is."""
    return db.session.scalars(select(Mandate)).one()


@pytest.mark.check("SP-1")
def test_the_mandate_is_read_before_it_is_agreed_and_is_the_same_once_signed(
    josette: CheckingClient, app: Flask
) -> None:
    recap = ready(josette)
    before = plain(josette.get(recap).get_data(as_text=True))
    assert "RUM) Elle vous sera donnée à l’envoi" in before
    assert "vous signez ce mandat" in before
    receipt = josette.post(recap, data=SEND).headers["Location"]
    document = josette.get(receipt.replace("envoyee", "mandat.pdf"))
    signed = plain(words(document.data))
    for source in (before, signed, plain(words(josette.get(receipt.replace("envoyee", "accuse.pdf")).data))):
        for said in (
            "Mandat de prélèvement SEPA",
            "FR53ZZZ999999",
            "Créancier d’exemple",
            "93000 Exempleville",
            "Josette DUROND",
            "15 rue Ernest Savart",
            "93100 Montreuil",
            "DUROND Josette",
            SHOWN,
            "AXABFRPPXXX",
            "Récurrent",
            "(A) à Créancier d’exemple",
            "(B) à votre banque",
            "dans les 8 semaines",
            "EXEMPLE sans valeur",
        ):
            assert said in source, said
    assert "RUM) : DEM-0000000001-1" in signed
    assert "Signé en ligne par Josette DUROND à Exempleville, le 24 novembre 2026 à 14:30:00 (heure de Paris)" in signed
    assert accessible(document.data) == ("fr", True, True, "1", "Mandat de prélèvement SEPA")
    with pikepdf.open(io.BytesIO(document.data)) as opened:
        assert len(opened.pages) == 1


@pytest.mark.check("SP-2")
@pytest.mark.check("SP-3")
@pytest.mark.check("SP-7")
def test_signing_keeps_the_proof(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    recap = ready(josette)
    places = {"REMOTE_ADDR": "192.0.2.7"}
    receipt = josette.post(recap, data=SEND, environ_base=places).headers["Location"]
    assert josette.post(recap, data=SEND, environ_base=places).headers["Location"] == receipt
    served = josette.get(receipt.replace("envoyee", "mandat.pdf")).data
    with app.app_context():
        one = only(app)
        assert (one.rum, one.ics, len(one.rum) <= 35) == ("DEM-0000000001-1", "FR53ZZZ999999", True)
        assert (one.debtor_number, one.debtor_street) == ("15", "rue Ernest Savart")
        assert (one.debtor_postcode, one.debtor_town, one.debtor_country) == ("93100", "Montreuil", "France")
        assert (one.debtor_name, one.holder, one.holder_differs) == ("Josette DUROND", "DUROND Josette", False)
        assert (one.signed_at, one.zone) == (clock(), "Europe/Paris")
        assert (one.method, one.address, one.signer) == ("password", "192.0.2.7", "Josette DUROND")
        assert one.version == wording.CURRENT
        assert "8 semaines" in one.text
        assert one.sha256 == hashlib.sha256(served).hexdigest() == hashlib.sha256(debits.document(one)).hexdigest()
        assert debits.opened(one)["rows"][5] == ("IBAN", [SHOWN])
        assert "IBAN" not in str(one.iban)
        taken: dict[str, Any] = {column.key: getattr(one, column.key) for column in Mandate.__table__.columns}
        db.session.add(Mandate(**{**taken, "id": uuid.uuid4(), "pointer": "/autre"}))
        with pytest.raises(IntegrityError):
            db.session.flush()


@pytest.mark.check("SP-7")
def test_the_account_may_be_another_persons_and_the_login_another_sort(josette: CheckingClient, app: Flask) -> None:
    recap = ready(josette)
    send_page(josette, recap.replace("recapitulatif", "pages/paiement"), paying({"sepa-titulaire": "NGUYỄN Anh"}))
    with app.app_context():
        db.session.execute(update(Session).values(method="franceconnect"))
        db.session.commit()
    assert "Une autre personne que le débiteur" in josette.get(recap).get_data(as_text=True)
    receipt = josette.post(recap, data=SEND).headers["Location"]
    assert "NGUYỄN Anh" in plain(words(josette.get(receipt.replace("envoyee", "mandat.pdf")).data))
    with app.app_context():
        assert (only(app).holder_differs, only(app).method) == (True, "franceconnect")


def paying(other: dict[str, str]) -> dict[str, Any]:
    """Give what the page of payment posts."""
    posted = {"prelevement": "Oui", "sepa-iban": IBAN, "sepa-bic": "", "sepa-titulaire": "DUROND Josette"}
    marks = [f"sepa-{key}" for key in ("iban", "bic", "titulaire", "mandat")]
    return {**posted, "sepa-mandat": "true", "shown": ["prelevement", *marks], **other}


def test_a_mandate_that_changed_since_it_was_read_is_read_again(josette: CheckingClient, app: Flask) -> None:
    recap = ready(josette)
    [old] = re.findall(r'name="mandat.lu" value="([0-9a-f]{64})"', josette.get(recap).get_data(as_text=True))
    send_page(josette, recap.replace("recapitulatif", "pages/paiement"), paying({"sepa-titulaire": "PETIT Marcel"}))
    answer = josette.post(recap, data={**SEND, "mandat.lu": old})
    assert answer.status_code == 422
    assert "Le mandat de prélèvement a changé" in answer.get_data(as_text=True)
    [new] = re.findall(r'name="mandat.lu" value="([0-9a-f]{64})"', answer.get_data(as_text=True))
    assert josette.post(recap, data={**SEND, "mandat.lu": new}).status_code == 303


@pytest.mark.check("SP-3")
def test_a_definition_with_a_mandate_is_not_published_without_a_creditor(
    app: Flask, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = forms.read((SCHEMAS / "procedures" / f"{SLUG}.json").read_text("utf-8"))
    document["title"] = "Une autre version"
    path = tmp_path / "autre.json"
    written_out = {**document, "properties": {**document["properties"], "sepa": in_full(document)}}
    known: Config = app.extensions["config"]
    app.extensions["config"] = from_env({**environment(known), "SEPA_ICS": ""})
    path.write_text(catalogue.simplejson.dumps(document, use_decimal=True))
    assert cli.publish(app, [path]) == 1
    said = capsys.readouterr().err
    assert "/properties/sepa" in said
    assert "le portail n’a pas d’ICS" in said
    assert "C’est le réglage SEPA_ICS" in said
    path.write_text(catalogue.simplejson.dumps(written_out, use_decimal=True))
    assert cli.publish(app, [path]) == 0, "the same fields written out are an ordinary group"
    app.extensions["config"] = from_env({**environment(known), **CREDITOR})
    document["x-procedure"]["profile"] = ["prenoms", "nomUsage"]
    path.write_text(catalogue.simplejson.dumps(document, use_decimal=True))
    assert cli.publish(app, [path]) == 1
    assert "la démarche ne demande pas au profil : adresse" in capsys.readouterr().err


def in_full(document: dict[str, Any]) -> dict[str, Any]:
    """Write the fields of the block out, under the same name."""
    block = forms.read((SCHEMAS / "blocks" / "sepa" / "2.json").read_text("utf-8"))
    own = {key: value for key, value in document["properties"]["sepa"].items() if key not in ("$ref", "properties")}
    return {key: value for key, value in block.items() if not key.startswith("$")} | own


def environment(known: Config) -> dict[str, str]:
    """Give the environment of a portal in development, on the same database."""
    return {
        "GUICHET_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "DATABASE_URL": known.database_url,
        "INSTANCE_DIR": str(known.instance),
    }


def test_a_creditor_that_is_no_more_keeps_the_request_and_says_so(josette: CheckingClient, app: Flask) -> None:
    recap = ready(josette)
    known: Config = app.extensions["config"]
    app.extensions["config"] = from_env({**environment(known), "SEPA_ICS": ""})
    answer = josette.post(recap, data=SEND)
    assert answer.status_code == 422
    assert "Votre demande est gardée" in answer.get_data(as_text=True)
    app.extensions["config"] = from_env({**environment(known), **CREDITOR})
    josette.get(recap)
    receipt = josette.post(recap, data=SEND).headers["Location"]
    signed = plain(words(josette.get(receipt.replace("envoyee", "mandat.pdf")).data))
    assert "Paierie départementale 1 rue du Trésor 93000 Bobigny" in signed
    assert "EXEMPLE" not in signed


def test_each_account_of_a_list_has_its_mandate_of_the_type_that_the_procedure_says() -> None:
    document = {
        "$schema": "https://demarches.example/dialect/1",
        "$id": "https://demarches.example/procedures/essai",
        "title": "Essai",
        "type": "object",
        "x-procedure": {"type": "Essai", "debit": "once"},
        "properties": {"comptes": {"type": "array", "items": {"$ref": "https://demarches.example/blocks/sepa/2"}}},
    }
    accounts: list[dict[str, Any]] = [{"iban": one, "titulaire": "DUROND Josette"} for one in ibans(2)]
    loaded = forms.load(document, blocks=blocks())
    found = debits.sheets(loaded, {"comptes": [accounts[0], {}, accounts[1]]}, PROFILE, "", EXAMPLE_CREDITOR)
    assert [(one.pointer, one.iban) for one in found] == list(zip(("/comptes/0", "/comptes/2"), ibans(2), strict=True))
    assert found[0].rows("R")[-1] == ("Type de paiement", ["Ponctuel : un seul prélèvement"])
    assert found[0].rows("R")[6] == ("BIC", ["Non renseigné"])
    assert debits.digest(found) != debits.digest(found[:1])
    assert debits.digest([]) == ""


def production(**more: str) -> dict[str, str]:
    """Give a sound configuration of production."""
    base = {"SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS, "BASE_URL": "https://demarches.test", "CLAMAV": "off"}
    return {**base, "DATABASE_URL": "sqlite:///:memory:", **more}


@pytest.mark.check("SP-3")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"SEPA_ICS": "FR47ZZZ005002"}, "SEPA_ICS"),
        ({"SEPA_ICS": EXAMPLE_CREDITOR.ics}, "the example of development"),
        ({"SEPA_CREDITOR_NAME": ""}, "SEPA_CREDITOR_NAME"),
        ({"SEPA_CREDITOR_NAME": "x" * 71}, "70 signs"),
        ({"SEPA_PLACE": " "}, "SEPA_PLACE"),
    ],
)
def test_a_creditor_is_whole_and_real_or_the_portal_does_not_start(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        from_env(production(**{**CREDITOR, **wrong}))
    assert from_env(production()).creditor == Creditor()
    assert from_env(production(**CREDITOR)).creditor.ics == "FR46ZZZ005002"
    assert from_env(production(**CREDITOR)).creditor.address == "1 rue du Trésor\n93000 Bobigny"


def ibans(count: int) -> list[str]:
    """Give as many sound IBANs."""
    numbers = (f"{70_000_003 + number * 371:011}" for number in range(count))
    return [
        str(schwifty.IBAN.generate("FR", bank_code="30006", branch_code="00001", account_code=one)) for one in numbers
    ]


def send_with(client: CheckingClient, app: Flask, iban: str, clock: Clock) -> list[str]:
    """Send one more request with this account; give what the person was shown after."""
    from app.submissions import drafts

    path = begin(client, SLUG)
    root = path.partition("/pages")[0]
    with app.app_context():
        draft = db.session.get_one(Draft, uuid.UUID(root.rpartition("/")[2]))
        procedure = load_file(SLUG)
        values = complete(SLUG)
        loaded = app.extensions["library"].of(draft.version)
        pages = tuple(page.id for page in procedure.pages)
        drafts.keep(draft, forms.Answers(values=values, posted=pages), loaded, clock())
        db.session.commit()
    posted = paying({"sepa-iban": iban, "sepa-titulaire": ""})
    wrong = client.post(f"{root}/pages/paiement", data={**posted, "action": "next"})
    assert wrong.status_code == 422
    data = {**paying({"sepa-iban": iban}), "action": "next"}
    client.post(f"{root}/pages/paiement/enregistrer", data=data)
    assert client.post(f"{root}/pages/paiement", data=data).status_code == 303
    assert iban[4:8] in client.get(f"{root}/recapitulatif").get_data(as_text=True)
    answer = client.post(f"{root}/recapitulatif", data=SEND)
    assert answer.headers["Location"] == f"{root}/envoyee"
    return [client.get(f"{root}{end}").get_data(as_text=True) for end in ("", "/envoyee")]


def everywhere(app: Flask) -> str:
    """Read the whole database as it writes itself, and every file of the portal."""
    found = []
    if db.engine.dialect.name == "postgresql":
        engine = create_engine(config().database_url)
        with engine.connect() as connection:
            wanted = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
            for (table,) in connection.execute(text(wanted)).all():
                found += [str(row[0]) for row in connection.execute(text(f'SELECT t::text FROM "{table}" t'))]
        engine.dispose()
        found += [
            bytes.fromhex(one).decode("latin-1") for row in found for one in re.findall(r"\\x([0-9a-f]{8,})", row)
        ]
    folder = config().instance.parent
    found += [path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()]
    return "\n".join(found)


@pytest.mark.check("SP-9")
def test_twenty_ibans_are_nowhere_in_the_clear(
    josette: CheckingClient, app: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.app.test_accounts import mails

    caplog.set_level(logging.DEBUG)
    sent_ibans, pages = ibans(20), []
    for iban in sent_ibans:
        pages += send_with(josette, app, iban, clock)
    agent = staff(app, "agent", clock)
    pages += [agent.get("/bureau").get_data(as_text=True), josette.get("/demandes").get_data(as_text=True)]
    with app.app_context():
        place = f"/bureau/demandes/{db.session.scalar(select(Submission.id).limit(1))}"
    pages += [agent.get(place).get_data(as_text=True)]
    pages += [words(agent.get(f"{place}/accuse.pdf").data)]
    agent.post(f"{place}/reponses-masquees", data={})
    agent.post(f"{place}/mandat.pdf", data={})
    with app.app_context():
        assert len(db.session.scalars(select(Mandate.id)).all()) == 20
        heap = everywhere(app)
    heap += caplog.text + "".join(f"{to}{subject}{text}" for to, subject, text in mails(app)) + "".join(pages)
    bare = re.sub(r"[\s\u00a0\u202f.-]", "", heap)
    assert [iban for iban in sent_ibans if iban in bare or iban[4:] in bare] == []
    assert "AGRIFRPP" not in heap
    assert "%PDF" not in heap, "a mandate is not in the clear either, for its text is compressed"
    assert all(seen in heap for seen in ("DEM-0000000020", "DUROND Josette", "$sealed")), "what was looked at"


@pytest.mark.check("SP-9")
@pytest.mark.check("PR-7")
def test_an_agent_sees_the_iban_after_asking_and_it_is_logged_and_told(
    josette: CheckingClient, app: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    place = sent(josette).removesuffix("/envoyee")
    agent = staff(app, "agent", clock)
    office = f"/bureau{place}"
    page = agent.get(office).get_data(as_text=True)
    assert "Afficher l’IBAN" in page
    assert "FR76 •••• 0161" in page
    assert "AXABFRPPXXX" not in page
    assert agent.get(f"{office}/reponses-masquees").status_code == 405
    app.logger.setLevel(logging.INFO)
    with caplog.at_level(logging.INFO):
        shown = agent.post(f"{office}/reponses-masquees", data={}).get_data(as_text=True)
        mandate = agent.post(f"{office}/mandat.pdf", data={})
        masked = words(agent.get(f"{office}/accuse.pdf").data)
    assert SHOWN in shown
    assert "AXABFRPPXXX" in shown
    assert SHOWN in plain(words(mandate.data))
    assert agent.post(f"{office}/mandat.pdf?place=2", data={}).status_code == 404
    assert "FR76 •••• 0161" in masked
    assert "Mandat de prélèvement SEPA" not in masked
    assert len(re.findall("opened: account [0-9a-f-]+, masked answers of request DEM-0000000001", caplog.text)) == 2
    assert IBAN not in caplog.text
    assert "Réponse masquée affichée : N° IBAN, BIC, par agent TEST" in plain(agent.get(office).get_data(as_text=True))
    own = plain(josette.get(place).get_data(as_text=True))
    assert "Réponse masquée affichée : N° IBAN, BIC, par le Département" in own
    with app.app_context():
        kinds = db.session.scalars(select(Event.kind).where(Event.kind == "revealed")).all()
    assert len(kinds) == 2


def test_a_request_without_a_mandate_has_none(josette: CheckingClient, app: Flask) -> None:
    slug = "cheque-reussite"
    recap = fill(josette, load_file(slug), begin(josette, slug), complete(slug))
    page = josette.get(recap).get_data(as_text=True)
    assert "prélèvement" not in body(page)
    receipt = josette.post(recap, data={"action": "send"}).headers["Location"]
    assert "mandat.pdf" not in josette.get(receipt).get_data(as_text=True)
    assert josette.get(receipt.replace("envoyee", "mandat.pdf")).status_code == 404
    document = words(josette.get(receipt.replace("envoyee", "accuse.pdf")).data)
    assert "DUROND" in document
    assert "prélèvement" not in document


def test_a_helper_has_the_mandate_only_with_the_right_to_send(
    josette: CheckingClient, marcel: CheckingClient, app: Flask, clock: Clock
) -> None:
    receipt = sent(josette)
    fills_in(app, clock)
    papers = [receipt.replace("envoyee", name) for name in ("accuse.pdf", "mandat.pdf")]
    assert "mandat.pdf" not in marcel.get(receipt).get_data(as_text=True)
    without = words(marcel.get(papers[0]).data)
    assert "FR76 •••• 0161" in without
    assert "Mandat de prélèvement SEPA" not in without
    assert marcel.get(papers[1]).status_code == 404
    with app.app_context():
        db.session.execute(update(HelperLink).values(mandate_at=clock()))
        db.session.commit()
    assert marcel.get(papers[0]).data == josette.get(papers[0]).data
    assert marcel.get(papers[1]).data == josette.get(papers[1]).data
