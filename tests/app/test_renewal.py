"""Renewal: last year's answers page by page, what is to be given again, the right and its invitation."""

from __future__ import annotations

import re
import threading
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.catalogue import services as catalogue
from app.catalogue import vault
from app.extensions import db
from app.outbox.models import OutboxMail
from app.submissions import announcing, nightly
from app.submissions.models import Draft, Submission
from app.uploads import reading
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock, clicks, fills_in
from tests.app.test_accounts import mails
from tests.app.test_office import revision
from tests.app.test_requests import SLUG, sent
from tests.app.test_rights import staff
from tests.app.walk import PDF, begin, row_marks
from tests.conftest import ROOT, load_file
from tests.people import IBAN, posted

RENEW = f"/demarches/{SLUG}/renouveler"
TODAY = {"debut-jour": "24", "debut-mois": "11", "debut-annee": "2026"}
RIGHT = {**TODAY, "fin-jour": "23", "fin-mois": "11", "fin-annee": "2027"}


def settle(app: Flask, clock: Clock, receipt: str, status: str = "acceptee", **right: str) -> TestResponse:
    """Have an agent decide, a minute later."""
    clock.pass_by(minutes=1)
    agent = staff(app, "agent", clock)
    place = "/bureau" + receipt.replace("/envoyee", "")
    data = {"revision": revision(agent, place), "statut": status, "reponse": "Voilà.", **right}
    return agent.post(place, data=data)


def reopen(app: Flask, clock: Clock) -> None:
    """Publish the procedure again, open for a year more, as the département does for each campaign."""
    text = (ROOT / "schemas" / "procedures" / f"{SLUG}.json").read_text("utf-8").replace("2027-08-31", "2028-08-31")
    with app.app_context():
        version = catalogue.publish(db.session, app.extensions["library"], SLUG, text, "tests", clock())
        assert version.number == 2
        db.session.commit()


def renew(client: CheckingClient) -> str:
    """Begin a renewal; give its first page."""
    client.get(RENEW)
    answer = client.post(RENEW, data={"conditions": "oui"})
    assert answer.status_code == 303
    return answer.headers["Location"]


def confirm(client: CheckingClient, path: str, html: str, **more: Any) -> TestResponse:
    """Post a page as it is drawn, by « Oui, c’est exact » or another button."""
    draft = load_file(SLUG)
    page_id = path.rpartition("/")[2]
    view = draft.page(page_id, more.pop("values"), today=more.pop("day"), show_problems=False)
    data = MultiDict([("csrf_token", client.token), ("action", more.pop("action", "confirm"))])
    for name, texts in posted(view).items():
        for text in texts if name != "row" else row_marks(html):
            data.add(name, text)
    for name, value in more.items():
        data.setlist(name.replace("_", "-"), [value])
    return client.post(path, data=data, content_type="multipart/form-data")


def values(app: Flask, draft_id: str) -> dict[str, Any]:
    with app.app_context():
        draft = db.session.get(Draft, uuid.UUID(draft_id))
        assert draft
        found: dict[str, Any] = vault.opened(draft.answers)["values"]
        return found


def test_a_renewal_from_last_years_request_to_sending(
    josette: CheckingClient, app: Flask, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = sent(josette)
    entry = f"/demarches/{SLUG}"
    assert "Renouveler ma demande" not in josette.get(entry).get_data(as_text=True), "it still waits for an answer"
    assert settle(app, clock, receipt).status_code == 303
    clock.pass_by(days=280)
    reopen(app, clock)
    josette.log_in()
    assert "Renouveler ma demande de l’an dernier" in josette.get(entry).get_data(as_text=True)
    page = josette.get(RENEW).get_data(as_text=True)
    assert "déposé le 24\u00a0novembre 2026, encore valable jusqu’au 24\u00a0novembre 2031" in page
    assert "plus valable depuis le 25\u00a0février 2027" in page
    wrong = josette.post(RENEW, data={})
    assert wrong.status_code == 422
    assert "Cochez la case" in wrong.get_data(as_text=True)
    about = renew(josette)
    assert renew(josette).split("/")[2] == about.split("/")[2], "renewing twice opens the same draft (DU-6)"
    assert "Est-ce toujours exact" in josette.get(about).get_data(as_text=True)
    draft_id = about.split("/")[2]
    known = values(app, draft_id)
    assert known["sepa"] == {"iban": IBAN, "bic": "AXABFRPPXXX", "titulaire": "DUROND Josette"}, "no consent is carried"
    assert {name for name in known if isinstance(known[name], list)} == {
        "identite",
        "avisImposition",
        "copieNavigo",
        "rib",
    }
    with app.app_context():
        assert IBAN not in str(db.session.scalars(select(Draft.answers)).all())
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 2
    walk_and_send(josette, app, clock, draft_id)


def walk_and_send(josette: CheckingClient, app: Flask, clock: Clock, draft_id: str) -> None:
    day = clock().date()
    listed = josette.get("/demandes/a-finaliser").get_data(as_text=True)
    assert "Il reste 6\u00a0étapes" in listed
    assert "Renouvellement de la demande n° DEM-0000000001" in listed
    root = f"/demandes/{draft_id}/pages/"
    for page_id in ("navigo", "statut"):
        html = josette.get(root + page_id).get_data(as_text=True)
        assert "Oui, c’est exact" in html
        answer = confirm(josette, root + page_id, html, values=values(app, draft_id), day=day)
        assert answer.status_code == 303, page_id
    html = josette.get(root + "ressources").get_data(as_text=True)
    answer = confirm(
        josette, root + "ressources", html, values=values(app, draft_id), day=day, action="next", revenu="9 100"
    )
    assert answer.status_code == 303
    html = josette.get(root + "aidant").get_data(as_text=True)
    assert confirm(josette, root + "aidant", html, values=values(app, draft_id), day=day).status_code == 303
    html = josette.get(root + "paiement").get_data(as_text=True)
    assert "Un accord se donne à chaque demande" in html
    assert "Oui, c’est exact" not in html
    payment = {"values": values(app, draft_id), "day": day}
    assert confirm(josette, root + "paiement", html, **payment).status_code == 422
    assert confirm(josette, root + "paiement", html, **payment, sepa_mandat="true").status_code == 303
    documents(josette, app, root, day)
    recap = f"/demandes/{draft_id}/recapitulatif"
    html = josette.get(recap).get_data(as_text=True)
    changed = html.split("Ce qui a changé depuis")[1].split("</ul>")[0]
    assert "Avant&nbsp;: 8\u202f650\u00a0€<" in changed
    assert "Maintenant&nbsp;: 9\u202f100\u00a0€<" in changed
    assert "document.pdf" in changed
    assert changed.count("<li>") == 2
    answer = josette.post(recap, data={"action": "send", "navigo": "45878855"})
    assert answer.headers["Location"].endswith("/envoyee")
    agent = staff(app, "lead", clock)
    seen = agent.get(f"/bureau/demandes/{draft_id}").get_data(as_text=True)
    assert "Maintenant&nbsp;: 9\u202f100\u00a0€<" in seen, "the office sees at once what is new"
    assert "1254 8029" not in seen
    assert "Demande commencée avec les réponses de la demande n° DEM-0000000001" in josette.get(
        f"/demandes/{draft_id}"
    ).get_data(as_text=True)


def documents(josette: CheckingClient, app: Flask, root: str, day: date) -> None:
    """Give only the paper that no longer serves."""
    import io

    page_id = next(one.id for one in load_file(SLUG).pages if any(q.key == "identite" for q in one.questions()))
    path = root + page_id
    html = josette.get(path).get_data(as_text=True)
    assert 'href="#domicile-question"' in html
    assert html.count("encore valable jusqu’au") == 4
    data = MultiDict([("csrf_token", josette.token), ("action", "next")])
    assert josette.post(path, data=data, content_type="multipart/form-data").status_code == 422
    data.add("domicile", (io.BytesIO(PDF), "document.pdf"))
    josette.get(path)
    assert josette.post(path, data=data, content_type="multipart/form-data").status_code == 303
    with app.app_context():
        copies = db.session.scalars(select(Document).where(Document.deposited_at.is_not(None))).all()
        assert len(copies) == 4
        folder = app.extensions["documents"]
        for one in copies:
            with reading.opened(folder, one) as stream:
                assert stream.read() == PDF


@pytest.mark.check("DU-6")
def test_five_clicks_at_once_make_one_renewal_with_one_copy_of_each_document(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    settle(app, clock, sent(josette), "refusee")
    josette.get(RENEW)
    places = clicks(josette, app, RENEW)
    assert len({place.split("/")[2] for place in places}) == 1, places
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft).where(Draft.renews_id.is_not(None))) == 1
        copies = select(func.count()).select_from(Document).where(Document.deposited_at.is_not(None))
        assert db.session.scalar(copies) == 5


def test_what_a_renewal_kept_too_long_is_asked_again_before_sending(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    settle(app, clock, sent(josette), "refusee")
    draft_id = renew(josette).split("/")[2]
    day = clock().date()
    root = f"/demandes/{draft_id}/pages/"
    for page in load_file(SLUG).pages:
        html = josette.get(root + page.id).get_data(as_text=True)
        more = {"sepa_mandat": "true"} if page.id == "paiement" else {}
        answer = confirm(josette, root + page.id, html, values=values(app, draft_id), day=day, **more)
        assert answer.status_code == 303, page.id
    clock.pass_by(days=100)
    josette.log_in()
    recap = f"/demandes/{draft_id}/recapitulatif"
    assert "Rien n’a changé" in josette.get(recap).get_data(as_text=True)
    answer = josette.post(recap, data={"action": "send", "navigo": "45878855"})
    page = josette.get(answer.headers["Location"]).get_data(as_text=True)
    assert "À redonner, car ce n’est plus valable" in page
    assert "plus valable depuis le 25\u00a0février 2027" in page
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
        assert "domicile" not in values(app, draft_id)


def test_the_office_dates_the_right_and_the_person_sees_it(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    receipt = sent(josette)
    agent = staff(app, "agent", clock)
    place = "/bureau" + receipt.replace("/envoyee", "")
    page = agent.get(place).get_data(as_text=True)
    boxes = dict(re.findall(r'name="((?:debut|fin)-[a-z]+)"[^>]* value="(\d*)"', page))
    assert boxes == RIGHT, "from today, for the period of the procedure"

    def decide(status: str, **more: str) -> tuple[int, str]:
        data = {"revision": revision(agent, place), "statut": status, "reponse": "Oui.", **more}
        answer = agent.post(place, data=data)
        return answer.status_code, answer.get_data(as_text=True)

    for wrong in ({"fin-annee": "2025"}, {"fin-jour": "31"}, {"fin-jour": "", "fin-mois": "", "fin-annee": ""}):
        code, html = decide("acceptee", **{**RIGHT, **wrong})
        assert code == 422
        assert "du droit" in html or "Le droit finit" in html
        assert "Oui." in html
    assert decide("acceptee", **RIGHT)[0] == 303
    detail = josette.get(place.removeprefix("/bureau")).get_data(as_text=True)
    assert "Votre droit est valable du 24\u00a0novembre 2026 au 23\u00a0novembre 2027." in detail
    assert "Droit valable du 24\u00a0novembre 2026 au 23\u00a0novembre 2027" in detail
    assert decide("acceptee", **{**RIGHT, "fin-annee": "2028"})[0] == 303, "the days alone may change"
    assert decide("refusee", **RIGHT)[0] == 303
    with app.app_context():
        request = db.session.scalars(select(Submission)).one()
        assert (request.valid_from, request.valid_until, request.accepted_at) == (None, None, None)


def announced(app: Flask, name: str = "renew") -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMail.recipient).where(OutboxMail.name == name)))


@pytest.mark.check("OP-5")
def test_an_invitation_leaves_once_before_the_right_ends_and_helpers_are_told_without_content(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    receipt = sent(josette)
    settle(app, clock, receipt, **RIGHT)
    reopen(app, clock)
    clock.time = clock.time.replace(year=2027, month=3, day=28, hour=1, minute=30)
    assert nightly.announce(app) == 0, "the night the clocks change, and too early"
    clock.pass_by(days=178)
    assert nightly.announce(app) == 0
    clock.pass_by(days=2)
    workers = [threading.Thread(target=nightly.announce, args=(app,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert nightly.announce(app) == 0
    assert announced(app) == ["josette.durond@example.org"]
    assert announced(app, "renew_helper") == ["eliane.legendil@partenaire.fr"]
    with app.app_context():
        from app.outbox.services import deliver_due

        deliver_due()
    told = {to: (subject, text) for to, subject, text in mails(app)}
    subject, text = told["josette.durond@example.org"]
    assert subject == "Pensez à renouveler votre demande de Forfait Améthyste"
    assert "se termine le 23\u00a0novembre 2027" in text
    assert f"/demarches/{SLUG}" in text
    assert "2027" not in told["eliane.legendil@partenaire.fr"][1]
    assert "DEM-" not in told["eliane.legendil@partenaire.fr"][1]


def test_who_is_not_to_be_invited_is_not(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    settle(app, clock, sent(josette), **RIGHT)
    clock.pass_by(days=305)
    assert nightly.announce(app) == 0, "the procedure is closed"
    reopen(app, clock)
    with app.app_context():
        request = db.session.scalars(select(Submission)).one()
        owner = db.session.get_one(Account, request.account_id)
        until, given = request.valid_until, request.accepted_at
        assert until
        for one, name, value in (
            (owner, "disabled_at", clock()),
            (owner, "closed_at", clock()),
            (request, "accepted_at", None),
            (request, "valid_until", clock().date() - timedelta(days=1)),
            (request, "valid_until", until + timedelta(days=300)),
        ):
            before = getattr(one, name)
            request.valid_from = None
            setattr(one, name, value)
            db.session.commit()
            assert nightly.announce(app) == 0, (name, value)
            setattr(one, name, before)
            db.session.commit()
        assert request.accepted_at == given
    josette.log_in()
    path = begin(josette, SLUG)
    assert nightly.announce(app) == 0, "a newer one is begun"
    josette.get(path.rpartition("/pages")[0] + "/supprimer")
    josette.post(path.rpartition("/pages")[0] + "/supprimer", data={})
    with app.app_context():
        request = db.session.scalars(select(Submission)).one()
        request.valid_until = None
        db.session.commit()
    assert nightly.announce(app) == 2, "without its days, a right lasts for the period of the procedure"


def test_a_helper_who_fills_in_renews_for_the_person(
    josette: CheckingClient, marcel: CheckingClient, app: Flask, clock: Clock
) -> None:
    settle(app, clock, sent(josette), "refusee")
    key = fills_in(app, clock)
    assert "Renouveler la demande de Josette DUROND" in marcel.get(f"/demarches/{SLUG}").get_data(as_text=True)
    assert "Josette DUROND" in marcel.get(f"{RENEW}?pour={key}").get_data(as_text=True)
    answer = marcel.post(RENEW, data={"conditions": "oui", "pour": key})
    assert "Est-ce toujours exact" in marcel.get(answer.headers["Location"]).get_data(as_text=True)
    with app.app_context():
        draft = db.session.scalars(select(Draft).where(Draft.renews_id.is_not(None))).one()
        begun_by = db.session.get_one(Account, draft.begun_by)
        assert begun_by.email == "marcel.petit@example.org"
    assert marcel.get(RENEW).status_code == 303, "there is nothing of their own to renew"
    assert announcing.MOST == 200
