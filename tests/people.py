"""Whole requests as a person would give them, and what their pages post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import forms
from forms import option_text
from forms.kinds import KINDS

IBAN = "FR7612548029981234567890161"
AMETHYSTE: dict[str, Any] = {
    "navigo": "45878855",
    "statut": "RE",
    "zonage": "1-5",
    "parts": 1,
    "revenu": 8650,
    "aidant": "Mme LEGENTIL Eliane",
    "courrielAidant": "eliane.legendil@partenaire.fr",
    "prelevement": "Oui",
    "sepa": {"iban": IBAN, "bic": "AXABFRPPXXX", "titulaire": "DUROND Josette", "mandat": True},
}
ADDRESS = {"numero": "15", "voie": "rue Ernest Savart", "codePostal": "93100", "commune": "Montreuil"}
PROFILE: dict[str, Any] = {
    "civilite": "madame",
    "prenoms": "Josette",
    "nomUsage": "DUROND",
    "nomNaissance": "PETIT",
    "naissance": "1947-01-16",
    "adresse": ADDRESS,
    "courrielAidant": "legrand@partenaire.fr",
}
CHEQUE: dict[str, Any] = {
    "nom": "DUROND",
    "prenom": "Inès",
    "naissance": "2015-03-02",
    "college": "c001",
    "redouble": "Oui",
    "dejaRecu": "Non",
    "adresse": ADDRESS,
    "honneur": True,
}
APA: dict[str, Any] = {
    "sexe": "F",
    "nomUsage": "DUROND",
    "nomNaissance": "PETIT",
    "prenoms": "Josette",
    "naissance": "1947-01-16",
    "villeNaissance": "Bastia",
    "paysNaissance": "France",
    "departementNaissance": "2B",
    "nationalite": "FR",
    "nir": "253072B07300470",
    "situation": "couple",
    "conjoint": {
        "sexe": "M",
        "nomUsage": "DUROND",
        "nomNaissance": "DUROND",
        "prenoms": "Marcel",
        "naissance": "1945-05-08",
        "residence": "domicile",
    },
    "adresse": ADDRESS,
    "depuis": "2026-10-20",
    "logement": "personnel",
    "occupation": "locataire",
    "adresseAnterieure": {"voie": "rue Haute", "codePostal": "57000", "commune": "Metz"},
    "protection": "Oui",
    "typeProtection": "curatelle",
    "representant": {
        "nom": "M. TUTEUR",
        "adresse": "1 rue du Tribunal\n93000 Bobigny",
        "telephone": "+33199001234",
        "courriel": "tuteur@example.org",
    },
    "seLever": "Non",
    "shabiller": "Oui",
    "toilette": "Non",
    "manger": "Oui",
    "regime": "general",
    "caisse": "CNAV",
    "revenus": 14000,
    "revenusConjoint": 12000,
    "patrimoine": [
        {"nature": "immobilier", "adresse": "Creuse", "valeur": 40000},
        {"nature": "epargne", "valeur": 3000},
    ],
    "aides": ["menagere"],
    "cmi": "Oui",
    "mentions": ["stationnement"],
    "signature": "moi",
    "honneur": True,
}
AGREMENT: dict[str, Any] = {
    "demande": "renouvellement",
    "lieu": "deux",
    "numeroAgrement": "93-2021-17",
    "finAgrement": "2027-01-31",
    "identite": {
        "civilite": "madame",
        "nomUsage": "LEROY",
        "nomNaissance": "LEROY",
        "prenoms": "Anne",
        "naissance": "1985-06-30",
    },
    "nationalite": "FR",
    "adresse": ADDRESS,
    "telephone": "+33639980012",
    "courriel": "anne.leroy@example.org",
    "personnes": [
        {"nom": "LEROY", "prenom": "Paul", "naissance": "1980-02-01", "lien": "conjoint", "ase": False},
        {"nom": "LEROY", "prenom": "Zoé", "naissance": "2018-02-01", "lien": "enfant", "ase": False},
    ],
    "enfants": [{"prenom": "Zoé", "naissance": "2018-02-01", "garde": "ecole"}],
    "typeLogement": "maison",
    "surface": 90,
    "etage": 0,
    "pieces": 5,
    "chauffage": "gaz",
    "piscine": "Oui",
    "avant1949": "Non",
    "chaudiere": "Oui",
    "animaux": [{"espece": "chien", "categorie": "Non", "nombre": 1, "vaccine": True}],
    "mam": {
        "nom": "Les Lutins",
        "adresse": ADDRESS,
        "coprofessionnels": [{"nom": "Mme BLANC"}],
    },
    "nombreEnfants": 3,
    "ages": "de 3 mois à 3 ans",
    "periodes": ["jour"],
    "formation": "Oui",
    "diplomes": ["CAP petite enfance"],
    "honneur": True,
}
REQUESTS = {
    "amethyste-renouvellement": AMETHYSTE,
    "cheque-reussite": CHEQUE,
    "apa-domicile": APA,
    "agrement-assistant-maternel": AGREMENT,
}
OPTIONAL_FILES = {"plomb", "entretien", "dossierMairie"}


def posted(view: forms.PageView) -> dict[str, list[str]]:
    """Give what a page posts when it is sent as it is drawn: values, markers of what was shown, ids of rows."""
    made: dict[str, list[str]] = {"shown": [], "row": []}
    for item in view.questions():
        if not item.visible:
            continue
        if item.dependent:
            made["shown"].append(item.name)
        if item.question.asked and item.question.kind != "file":
            made |= inputs(item)
    for item in view.items:
        made["row"] += rows(item)
    return {name: texts for name, texts in made.items() if texts}


def inputs(item: forms.QuestionView) -> dict[str, list[str]]:
    """Give the inputs of one question with their texts."""
    if item.value is forms.ABSENT:
        return {}
    if item.question.kind == "choices":
        values = item.value if isinstance(item.value, list) else []
        return {item.name: [option_text(value) for value in values]}
    if item.question.kind == "checkbox":
        return {item.name: ["true"]} if item.value is True else {}
    kind = KINDS[item.question.kind]
    return {item.name + suffix: [text] for suffix, text in kind.boxes(item.question, item.value).items() if text}


def rows(item: Any) -> list[str]:
    """Give the hidden inputs of rows under an item."""
    if isinstance(item, forms.GroupView):
        return [one for child in item.items for one in rows(child)]
    if not isinstance(item, forms.RepeatView):
        return []
    found = [f"{item.name}-{row.index}={row.id}" for row in item.rows]
    return found + [one for row in item.rows for child in row.items for one in rows(child)]


def drawn(procedure: forms.Procedure, page_id: str, values: Mapping[str, Any], today: date) -> forms.PageView:
    """Draw a page for a whole request."""
    return procedure.page(page_id, dict(values), today=today, show_problems=False)


def document(number: int = 1) -> dict[str, Any]:
    """Give the metadata of a document."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "name": f"document-{number}.pdf",
        "type": "application/pdf",
        "size": 220_000,
    }


def complete(slug: str) -> dict[str, Any]:
    """Give a whole request with a document wherever one is asked."""
    values = {**REQUESTS[slug]}
    names = {
        "amethyste-renouvellement": ["identite", "avisImposition", "domicile", "copieNavigo", "rib"],
        "cheque-reussite": ["domicile"],
        "apa-domicile": [
            "jugement",
            "photo",
            "identite",
            "identiteConjoint",
            "avisImposition",
            "rib",
            "certificat",
            "quittance",
        ],
        "agrement-assistant-maternel": [
            "rcPro",
            "notePiscine",
            "assurance",
            "autorisation",
            "pieceIdentite",
            "domicile",
            "certificat",
        ],
    }[slug]
    values |= {name: [document(number)] for number, name in enumerate(names, 1)}
    if slug == "agrement-assistant-maternel":
        first, *others = values["personnes"]
        values["personnes"] = [{**first, "casier": [document(90)]}, *others]
    return values
