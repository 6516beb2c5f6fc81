"""What is checked before a procedure is published: `verify` tries a table of rules on a loaded definition."""

from __future__ import annotations

from datetime import date

from forms.procedure import Procedure
from forms.verification.rehearsing import Sample, rehearsed, sample
from forms.verification.report import Finding, Report
from forms.verification.rules import RULES
from forms.verification.subject import Subject


def verify(
    procedure: Procedure, *, today: date | None = None, quick: bool = False, before: Procedure | None = None
) -> Report:
    """Give all that is wrong with a definition, or could be better said.

    The problems of a Procedure loaded with `draft=True` come first and block. `today` is the date in Paris; without it
    what depends on the day is not told. With `quick=True` the rules that explore answers are left out. `before` is the
    version that is published: without it, what changed since is not told.
    """
    subject = Subject(procedure, today, before)
    told_of_parts = bool(procedure.problems)
    told = [subject.format_finding(problem) for problem in procedure.problems]
    for rule in RULES:
        if not (quick and rule.explores) and not (told_of_parts and rule.of_whole):
            told += [subject.finding(rule.name, rule.severity, found) for found in rule.find(subject)]
    return Report(tuple(dict.fromkeys(told)), () if quick else subject.untried)


__all__ = ["RULES", "Finding", "Report", "Sample", "rehearsed", "sample", "verify"]
