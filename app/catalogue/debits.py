"""Which groups of a definition are mandates of direct debit, and what it needs before it is published."""

from __future__ import annotations

import forms
from app.config import Creditor

BLOCK = "https://demarches.example/blocks/sepa/"
"""The `$id` of the shared block, before its number: the same fields written out are an ordinary group."""
DEBTOR = {"prenoms": "prénoms", "nomUsage": "nom d’usage", "adresse": "adresse"}
"""The answers of the profile that name the debtor of a mandate, with their titles."""
ASKED = "/x-procedure/profile"
"""Where a definition says what it asks of the profile: what is missing there is not mended in the mandate."""
RIGHT = (
    "Cochez-les dans « Réglages, textes et courriels », à l’onglet « Profil et aidant », sous « Informations "
    "personnelles dont la démarche a besoin »."
)


def places(procedure: forms.Procedure) -> tuple[str, ...]:
    """Give the pointers of the groups that are mandates (`*` for rows)."""
    return tuple(pointer for pointer, address in procedure.blocks.items() if address.startswith(BLOCK))


def lacking(procedure: forms.Procedure, creditor: Creditor) -> list[forms.DefinitionProblem]:
    """Give what keeps a definition with a mandate from being published: no creditor, or no debtor."""
    found = []
    keys = [key for key in DEBTOR if key not in procedure.settings.profile]
    for pointer in places(procedure):
        place = "".join(f"/properties/{part}" if part != "*" else "/items" for part in pointer.split("/")[1:])
        if not creditor.ics:
            sentence = "Cette démarche fait signer un mandat de prélèvement SEPA, et le portail n’a pas d’ICS."
            right = "Demandez à qui tient le portail de donner l’identifiant du créancier, puis publiez de nouveau."
            found.append(forms.DefinitionProblem(place, sentence, right, "C’est le réglage SEPA_ICS du portail."))
        if keys:
            words = ", ".join(DEBTOR[key] for key in keys)
            sentence = f"Le mandat de prélèvement nomme le débiteur ; la démarche ne demande pas au profil : {words}."
            detail = f"Ajoutez {', '.join(keys)} à « x-procedure.profile »."
            found.append(forms.DefinitionProblem(ASKED, sentence, RIGHT, detail))
    return list(dict.fromkeys(found))
