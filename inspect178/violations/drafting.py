"""How far is an entry chosen? The day of the act, then the clause in force on that day.

The choice stands in the address, so that it works without scripts and survives a reload.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspect178.inspections.models import ChecklistItem, Inspection
from inspect178.kernel.clock import local_day
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import LegalForm
from inspect178.violations import catalogue
from inspect178.violations.enums import LawField
from inspect178.violations.models import SanctionClause, Violation

_CODE = re.compile(r"[\w-]{1,20}")


class DayProblem(LabelledEnum):
    """What is wrong with the day that was asked for."""

    UNREADABLE = "unreadable", N_("Enter the day of the act as dd/mm/yyyy.")
    LATER = "later", N_("The day of the act cannot be later than the visit.")


@dataclass(frozen=True)
class Draft:
    """What is chosen of an entry, and what is on offer for the rest."""

    inspection: Inspection
    visit_on: date
    act_on: date
    item: ChecklistItem | None
    key: str
    clause: SanctionClause | None
    words: str = ""
    problem: DayProblem | None = None

    @property
    def is_missing(self) -> bool:
        """Say whether a clause was asked for that has no verified row on the day."""
        return bool(self.key) and self.clause is None

    @property
    def asks_legal_form(self) -> bool:
        """Say whether the register does not know the legal form."""
        return self.inspection.establishment.legal_form == LegalForm.UNKNOWN

    @property
    def asks_something(self) -> bool:
        """Say whether the range depends on what is still to be typed."""
        return self.asks_legal_form or (self.clause is not None and self.clause.counts_workers)

    @property
    def brackets(self) -> list[SanctionClause]:
        """List the brackets of the act among which the number of workers chooses."""
        if self.clause is None or not self.clause.is_bracket:
            return []
        return catalogue.brackets_of(self.clause, self.act_on)

    @property
    def candidates(self) -> list[catalogue.Candidate]:
        """List the acts to which the item of the checklist points."""
        return catalogue.candidates(self.item, self.act_on)

    @property
    def offers(self) -> dict[LawField, list[SanctionClause]]:
        """List the acts on offer that hold the words, by field."""
        found: dict[LawField, list[SanctionClause]] = {}
        for clause in catalogue.acts_on(self.act_on, self.words):
            found.setdefault(clause.law_field, []).append(clause)
        return found

    def applied(self, workers: int | None) -> SanctionClause | None:
        """Give the row that applies to a number of workers; of a bracket none without it."""
        if self.clause is None or (self.clause.is_bracket and workers is None):
            return None
        return catalogue.clause_for(self.key, self.act_on, workers)

    @property
    def address(self) -> dict[str, str]:
        """Give the choice as arguments of an address."""
        return {"act_on": self.act_on.isoformat(), "clause": self.key}


def draft_of(
    inspection: Inspection, asked: Mapping[str, str], *, of: Violation | None = None
) -> Draft:
    """Read what was chosen in the address; what is missing is taken from an entry that exists."""
    visit_on = local_day(inspection.announced_at or inspection.created_at)
    act_on, problem = _day(asked.get("act_on"), visit_on, default=of.act_on if of else visit_on)
    key = _code(asked.get("clause", of.clause.key if of else ""))
    code = of.item_code if of else _code(asked.get("item", ""))
    return Draft(
        inspection=inspection,
        visit_on=visit_on,
        act_on=act_on,
        item=catalogue.find_item(code, visit_on) if code else None,
        key=key,
        clause=catalogue.find_clause(key, act_on) if key else None,
        words=asked.get("q", "")[:100],
        problem=problem,
    )


def _code(text: str) -> str:
    """Take a code from the address; what cannot be one is none."""
    return text if _CODE.fullmatch(text) else ""


def _day(text: str | None, visit_on: date, *, default: date) -> tuple[date, DayProblem | None]:
    if not text:
        return default, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return default, DayProblem.UNREADABLE
    return (default, DayProblem.LATER) if day > visit_on else (day, None)
