"""The words of the mandate of direct debit, version after version: a version that was signed is never changed."""

from __future__ import annotations

from collections.abc import Mapping

TITLE = "Mandat de prélèvement SEPA"
CURRENT = "2026-11"
VERSIONS: Mapping[str, tuple[str, ...]] = {
    "2026-11": (
        "En signant ce mandat, vous donnez deux autorisations : (A) à {creditor}, celle d’envoyer à votre banque des "
        "ordres de prélèvement sur votre compte ; (B) à votre banque, celle de débiter votre compte selon les ordres "
        "de {creditor}.",
        "Vous avez le droit d’être remboursé par votre banque, aux conditions de la convention que vous avez avec "
        "elle. Demandez-le dans les 8 semaines qui suivent la date du débit ; dans les 13 mois si vous n’aviez pas "
        "autorisé ce prélèvement.",
    ),
}
KINDS: Mapping[str, str] = {
    "recurring": "Récurrent : plusieurs prélèvements",
    "once": "Ponctuel : un seul prélèvement",
}
NOTICE = "EXEMPLE sans valeur : ce portail est en essai, et son créancier n’existe pas."


def agreed(version: str, creditor: str) -> tuple[str, ...]:
    """Give the paragraphs of a version for a creditor."""
    return tuple(paragraph.format(creditor=creditor) for paragraph in VERSIONS[version])
