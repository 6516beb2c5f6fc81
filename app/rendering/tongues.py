"""The words of the pages that an applicant fills, in the languages that the portal speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

import forms

OWN = "fr"
"""The language of the portal, in which it says what it has no words for in another."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language; `{}` is a number, or the name of a person.

    `read` is the button that has a request read in this language; `partly` says what is not in it.
    """

    code: str
    read: str
    page_of: str
    of: str
    all_needed: str
    next: str
    previous: str
    save: str
    leave: str
    recap: str
    check: str
    not_sent: str
    missing: str
    change: str
    send: str
    send_for: str
    problem: str
    error: str
    before: str
    pages: str
    papers: str
    optional: str
    when_asked: str
    terms: str
    read_terms: str
    accept: str
    together: str
    partly: str


WORDINGS: Mapping[str, Wording] = MappingProxyType(
    {
        OWN: Wording(
            code=OWN,
            read="Lire les questions en français",
            page_of="Page {} sur {}",
            of="{} sur {}",
            all_needed="Sauf mention contraire, tous les champs sont obligatoires.",
            next="Suivant",
            previous="Précédent",
            save="Sauvegarder",
            leave="Si vous souhaitez quitter la demande en cours sans perdre les informations que vous avez saisies, "
            "cliquez sur « Sauvegarder ».",
            recap="Récapitulatif",
            check="Vérifiez les informations que vous avez saisies.",
            not_sent="Votre demande n’est pas encore envoyée.",
            missing="Non renseigné",
            change="Modifier",
            send="Envoyer ma demande",
            send_for="Envoyer la demande de {}",
            problem="Il y a un problème",
            error="Erreur :",
            before="Avant de commencer",
            pages="Il y a {} au plus, puis un récapitulatif. Vous pouvez vous arrêter et reprendre plus tard.",
            papers="Préparez ces documents :",
            optional="(facultatif)",
            when_asked="(selon vos réponses)",
            terms="Les conditions",
            read_terms="Lire les conditions",
            accept="Cochez la case pour accepter les conditions, puis continuez.",
            together="Ensemble, vos documents pèsent {} au plus.",
            partly="",
        ),
        "en": Wording(
            code="en",
            read="Read the questions in English",
            page_of="Page {} of {}",
            of="{} of {}",
            all_needed="Every question must be answered, unless it says otherwise.",
            next="Next",
            previous="Back",
            save="Save",
            leave="To leave now and keep what you have written, press “Save”.",
            recap="Your answers",
            check="Check what you have written.",
            not_sent="Your request has not been sent yet.",
            missing="Not provided",
            change="Change",
            send="Send my request",
            send_for="Send the request of {}",
            problem="There is a problem",
            error="Error:",
            before="Before you begin",
            pages="The form has {} at most, then a page with all your answers. You can stop and go on later.",
            papers="Have these documents ready:",
            optional="(optional)",
            when_asked="(depending on your answers)",
            terms="The terms",
            read_terms="Read the terms",
            accept="Tick the box to accept the terms, then go on.",
            together="All your documents together: {} at most.",
            partly="The questions are in English. E-mails, letters and the rest of this site are in French.",
        ),
    }
)


def wording(language: str) -> Wording:
    """Give the words of a language, those of the portal's own where it has none."""
    return WORDINGS.get(language, WORDINGS[OWN])


def others(procedure: forms.Procedure) -> list[tuple[str, str]]:
    """Give the languages in which a procedure can be read but is not, each with the words of its button.

    One in which nothing is written yet is none of them.
    """
    own, written = procedure.languages[0], procedure.document.get("x-i18n", {})
    known = [code for code in procedure.languages if code == own or written.get(code)]
    return [(code, called(code)) for code in known if code != procedure.language]


def called(code: str) -> str:
    """Give the words of the button that has a request read in a language: ours, else the name of it in itself."""
    known = WORDINGS.get(code)
    try:
        return known.read if known else (Locale.parse(code).get_display_name() or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code
