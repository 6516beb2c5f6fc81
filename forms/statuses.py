"""What the statuses of a procedure must be for the portal to move requests between them by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.problems import DefinitionProblem
from forms.screen import in_settings

HERE = "/x-procedure/statuses"
BOXES = {"pending": "Une pièce est attendue", "withdrawn": "La personne a annulé sa demande"}
WHERE = in_settings("Statuts")


def faults(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """Give what is wrong with the statuses of a definition."""
    statuses = document.get("x-procedure", {}).get("statuses", [])
    for flag, box in BOXES.items():
        marked = [place for place, one in enumerate(statuses) if one.get(flag)]
        for place in marked[1:]:
            words = f"« {box} » est coché pour deux statuts."
            right = f"Gardez-en un seul, {WHERE}."
            yield DefinitionProblem(f"{HERE}/{place}/{flag}", words, right, f"Un seul est « {flag} ».")
    for place, one in enumerate(statuses):
        name = f"Le statut « {one['label']} »"
        if one.get("pending") and not one.get("open"):
            words = f"{name} attend une pièce, mais on ne peut pas y ajouter de document."
            right = f"Cochez « Des documents peuvent encore être ajoutés », {WHERE}."
            yield DefinitionProblem(f"{HERE}/{place}/pending", words, right, "Ajoutez-lui « open »: true.")
        if one.get("withdrawn") and (one.get("open") or place == 0):
            words = f"{name} est celui d’une demande annulée : il ne peut être ni ouvert ni le premier."
            right = f"Décochez « Des documents peuvent encore être ajoutés », et mettez-le plus loin, {WHERE}."
            yield DefinitionProblem(f"{HERE}/{place}/withdrawn", words, right, "Retirez-lui « open ».")
