"""Each finding leads to where it is mended: a question, a page, a tab of the settings, the languages."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template

from app.editor.pointing import to_questions, way
from forms import authoring
from forms.verification import Finding, Report
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_rehearsal import PATH, SLUG, text_of, write
from tests.app.test_rights import staff
from tests.conftest import SCHEMAS
from tests.forms.jargon import jargon

SETTINGS = json.loads((SCHEMAS / "editor" / "procedure.json").read_text("utf-8"))


def found_at(pointer: str, rule: str = "format") -> Finding:
    return Finding(rule, "blocks", pointer, "Une faute.", "Corrigez-la.")


@pytest.mark.parametrize(
    ("pointer", "tab"),
    [
        ("/x-procedure/closes", "dates"),
        ("/x-procedure/profile/3", "profil"),
        ("/x-procedure/statuses/2/pending", "statuts"),
        ("/x-procedure/mails/sent/text", "courriels"),
        ("/x-terms/full", "termes"),
        ("/x-terms", "termes"),
        ("/title", "presentation"),
        ("/x-procedure/closesOnce", ""),
        ("/properties/title", None),
        ("/x-pages/0/title", None),
        ("", None),
    ],
)
def test_a_place_in_a_setting_has_its_tab(pointer: str, tab: str | None) -> None:
    led = way(found_at(pointer), SETTINGS)
    assert (led.tab if led else None) == tab
    assert led is None or led.endpoint == "editor.settings"


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ("language", "/properties/nom/title"),
        ("read-again", "/x-procedure/summary"),
        ("translation", "/x-i18n/en/~1titre"),
        ("format", "/$defs/bloc/x-i18n/en/~1titre"),
    ],
)
def test_what_is_not_translated_leads_to_the_languages(rule: str, pointer: str) -> None:
    led = way(found_at(pointer, rule), SETTINGS)
    assert led
    assert (led.endpoint, led.words) == ("editor.languages", "Ouvrir « Langues »")


@pytest.mark.parametrize(
    ("pointer", "led"),
    [
        ("/x-checks/0", True),
        ("/properties/l/items/x-checks/1/logic", True),
        ("/properties/t/x-compute", True),
        ("/properties/x-checks", False),
        ("/properties/x-compute/title", False),
    ],
)
def test_what_a_rule_or_a_calculation_does_wrong_leads_to_the_rules(pointer: str, led: bool) -> None:
    found = way(found_at(pointer, "reads-lost"), SETTINGS)
    assert (found.words if found else "") == ("Ouvrir « Contrôles, totaux et arrêts »" if led else "")


def faulty(app: Flask, clock: Clock, **settings: Any) -> CheckingClient:
    """Give somebody who edits a procedure with these settings."""
    document = json.loads(text_of())
    document["x-procedure"] |= settings
    write(app, clock)
    write(app, clock, text=json.dumps(document, ensure_ascii=False))
    return staff(app, "editor", clock)


@pytest.mark.parametrize("page", ["verification", "publier"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_both_pages_lead_to_the_settings(app: Flask, clock: Clock, page: str) -> None:
    editor = faulty(app, clock, opens="2027-09-01", closes="2027-08-31", profile=["prenoms"])
    html = editor.get(f"{PATH}/{page}").get_data(as_text=True)
    links = dict(re.findall(rf'href="{PATH}/reglages\?volet=(\w+)">([^<]*)</a>', html))
    assert links["dates"].replace("\xa0", " ") == "Ouvrir l’onglet « Dates »"
    assert links["profil"].replace("\xa0", " ") == "Ouvrir l’onglet « Profil et aidant »"
    for tab in links:
        assert 'id="volet"' in editor.get(f"{PATH}/reglages?volet={tab}").get_data(as_text=True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_text_without_translation_leads_to_the_languages(app: Flask, clock: Clock) -> None:
    editor = faulty(app, clock, summary="Un résumé tout neuf.")
    document = json.loads(text_of())
    document["properties"]["aidant"]["title"] = "Un libellé tout neuf"
    del document["x-i18n"]["en"]["/properties/aidant/title"]
    write(app, clock, text=json.dumps(document, ensure_ascii=False))
    html = editor.get(f"{PATH}/verification").get_data(as_text=True)
    assert f'href="{PATH}/langues">Ouvrir' in html


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_blocks_is_counted_apart_from_what_can_be_improved(app: Flask, clock: Clock) -> None:
    editor = faulty(app, clock)
    document = {key: value for key, value in json.loads(text_of()).items() if key != "x-i18n"}
    write(app, clock, text=json.dumps(document, ensure_ascii=False))
    assert bar(editor) == "Vérifier"
    del document["properties"]["navigo"]["x-noun"]
    write(app, clock, text=json.dumps(document, ensure_ascii=False))
    assert bar(editor) == "Vérifier 1 à améliorer"
    assert line(editor, "/navigo").endswith("1 à améliorer")
    document["properties"]["navigo"] |= {"minLength": 9, "maxLength": 3}
    del document["properties"]["statut"]["x-noun"]
    write(app, clock, text=json.dumps(document, ensure_ascii=False))
    assert bar(editor).startswith("Vérifier 1 à corriger")
    assert line(editor, "/navigo").endswith("1 à corriger")
    assert line(editor, "/statut").endswith("1 à améliorer")


def bar(client: CheckingClient) -> str:
    """Give the words of the link to the verification, as a screen reader says them."""
    found = re.search(rf'<a [^>]*href="{PATH}/verification">(.*?)</a>', client.get(PATH).get_data(as_text=True))
    assert found
    return said(found[1])


def line(client: CheckingClient, pointer: str) -> str:
    """Give the words of a question in the tree, as a screen reader says them."""
    html = client.get(PATH).get_data(as_text=True)
    found = re.search(rf'data-pointer="{pointer}"><a [^>]*>(.*?)</a>', html)
    assert found
    return said(found[1])


def said(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", html).replace("\xa0", " ").split())


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_not_tried_is_said_in_plain_words(app: Flask, draft: bool) -> None:
    report = Report((), ("« Âge », « Revenu »", "« Statut »"))
    examined = SimpleNamespace(report=report, blocks=report.blocks)
    with app.test_request_context():
        html = render_template("editor/_report.html", examined=examined, draft=draft, slug=SLUG)
    text = " ".join(re.sub("<[^>]*>", " ", html).replace("\xa0", " ").split())
    assert "n’a pas essayé toutes les réponses possibles à ces questions, car il y en a trop" in text
    assert "« Âge », « Revenu » « Statut »" in text
    assert "condition a trop de cas" not in text
    assert jargon(text) == []
    assert (f'href="{PATH}/repetition"' in html) is draft


def test_a_report_keeps_the_questions_it_names() -> None:
    document = authoring.parse(text_of(SLUG))
    report = to_questions(Report((found_at("/x-procedure/closes"),)), document, {})
    assert report.findings[0].asked == ""
    assert to_questions(Report((), ("« Âge »",)), document, {}).untried == ("« Âge »",)


def test_the_verification_promises_nothing_that_publishing_refuses(
    app: Flask, clock: Clock, editor: CheckingClient
) -> None:
    made = json.loads(text_of())
    made["required"].append("sepa")
    write(app, clock, SLUG, authoring.write_text(made))
    for page in ("verification", "publier"):
        assert "est cachée mais reste obligatoire" in editor.get(f"{PATH}/{page}").get_data(as_text=True), page
    checked = editor.get(f"{PATH}/verification").get_data(as_text=True)
    assert "ne peut pas encore être publiée" in checked
    assert "Rien n’empêche de publier" not in checked
