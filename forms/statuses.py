"""What the statuses of a procedure must be for the portal to move requests between them by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.problems import DefinitionProblem

HERE = "/x-procedure/statuses"


def faults(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """Give what is wrong with the statuses of a definition."""
    statuses = document.get("x-procedure", {}).get("statuses", [])
    for flag in ("pending", "withdrawn"):
        marked = [place for place, one in enumerate(statuses) if one.get(flag)]
        for place in marked[1:]:
            words = f"Deux statuts sont marqués « {flag} »."
            yield DefinitionProblem(f"{HERE}/{place}/{flag}", words, "Gardez-en un seul.")
    for place, one in enumerate(statuses):
        name = f"Le statut « {one['label']} »"
        if one.get("pending") and not one.get("open"):
            words = f"{name} attend une pièce, mais on ne peut pas y ajouter de document."
            yield DefinitionProblem(f"{HERE}/{place}/pending", words, "Ajoutez-lui « open »: true.")
        if one.get("withdrawn") and (one.get("open") or place == 0):
            words = f"{name} est celui d’une demande annulée : il ne peut être ni ouvert ni le premier."
            yield DefinitionProblem(f"{HERE}/{place}/withdrawn", words, "Retirez-lui « open », et mettez-le plus loin.")
