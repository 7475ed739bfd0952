"""Which dated tables of law and words does every installation need? They are loaded from here.

Loading again changes nothing that is there: rows are recognised by their keys, so that what an
office has added or verified since stays.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from inspect178.access.actor import Actor
from inspect178.extensions import db
from inspect178.identity.models import Agency
from inspect178.inspections.models import ChecklistItem
from inspect178.kernel.shipped import (
    day_or_none,
    end_of_validity,
    number_or_none,
    shipped_rows,
)
from inspect178.registry.models import EstablishmentType
from inspect178.territory.operations import load_units
from inspect178.violations.enums import Mark
from inspect178.violations.models import SanctionClause, SigningPost

PACKAGE = Path(__file__).parent


def load_reference(
    *, actor: Actor, at: datetime, provinces: frozenset[str] | None = None
) -> dict[str, int]:
    """Load units, agencies, types, checklists and the sanction catalogue; count what was added."""
    return {
        "units": load_units(actor=actor, at=at, provinces=provinces).units,
        "agencies": _add(Agency, ("code",), _agencies()),
        "types": _add(EstablishmentType, ("code",), _types()),
        "checklist_items": _add(ChecklistItem, ("code", "valid_from"), _checklist()),
        "clauses": _add(SanctionClause, ("key", "valid_from"), _clauses()),
        "posts": _add(SigningPost, ("decree", "post_code", "field", "valid_from"), _posts()),
    }


def _add(model: type[Any], key: tuple[str, ...], rows: list[dict[str, Any]]) -> int:
    columns = [getattr(model, name) for name in key]
    known = {tuple(found) for found in db.session.execute(select(*columns))}
    added = [row for row in rows if tuple(row[name] for name in key) not in known]
    if added:
        db.session.execute(insert(model), added)
    return len(added)


def _validity(row: dict[str, str]) -> dict[str, Any]:
    return {
        "valid_from": day_or_none(row["valid_from"]),
        "valid_to": end_of_validity(row["valid_to"]),
    }


def _agencies() -> list[dict[str, Any]]:
    rows = shipped_rows(PACKAGE / "identity/data/agencies.csv")
    names = ("code", "name_vi", "name_en", "field", "can_review")
    return [{**{n: row[n] for n in names}, **_validity(row)} for row in rows]


def _types() -> list[dict[str, Any]]:
    rows = shipped_rows(PACKAGE / "registry/data/establishment_types.csv")
    names = ("code", "label_vi", "label_en", "group", "legal_basis")
    return [
        {
            **{n: row[n] for n in names},
            **_validity(row),
            "needs_security_certificate": row["needs_security_certificate"] == "1",
            "sort": int(row["sort"]),
        }
        for row in rows
    ]


def _checklist() -> list[dict[str, Any]]:
    folder = PACKAGE / "inspections/data"
    sections = {s["code"]: s for s in shipped_rows(folder / "checklist_sections.csv")}
    names = (
        "code", "section", "groups", "question_vi", "question_en", "answer", "count_label_vi",
        "total_label_vi", "legal_basis", "mark", "clause_keys", "hint_vi", "shown_if",
    )  # fmt: skip
    return [
        {
            **{n: row[n] for n in names},
            **_validity(row),
            "section_vi": sections[row["section"]]["title_vi"],
            "section_en": sections[row["section"]]["title_en"],
            "section_sort": int(sections[row["section"]]["sort"]),
            "sort": int(row["sort"]),
            "required": row["required"] == "1",
        }
        for row in shipped_rows(folder / "checklist_items.csv")
    ]


def _clauses() -> list[dict[str, Any]]:
    rows = shipped_rows(PACKAGE / "violations/data/sanction_clauses.csv")
    texts = (
        "key", "decree", "clause", "label_vi", "label_en", "field", "ceiling_field", "extra_vi",
        "remedy_vi", "source", "verified_by", "transition_note",
    )  # fmt: skip
    numbers = (
        "individual_min", "individual_max", "cap_individual", "bracket_min_workers",
        "bracket_max_workers", "limitation_months",
    )  # fmt: skip
    return [
        {
            **{n: row[n] for n in texts},
            **{n: number_or_none(row[n]) for n in numbers},
            **_validity(row),
            "organisation_factor": int(row["organisation_factor"]),
            "warning_possible": row["warning_possible"] == "1",
            "per_worker": row["per_worker"] == "1",
            "mark": Mark(row["mark"]),
            "verified_on": day_or_none(row["verified_on"]),
            "sort": int(row["sort"]),
        }
        for row in rows
    ]


def _posts() -> list[dict[str, Any]]:
    rows = shipped_rows(PACKAGE / "violations/data/competence.csv")
    texts = ("decree", "post_code", "post_vi", "post_en", "field", "only_keys", "source")
    return [
        {
            **{n: row[n] for n in texts},
            **_validity(row),
            "ceiling_individual": int(row["ceiling_individual"]),
            "organisation_factor": int(row["organisation_factor"]),
            "may_make_record": row["may_make_record"] == "1",
            "mark": Mark(row["mark"]),
        }
        for row in rows
    ]
