"""What do reviewers type in? Which part of the queue they want, and their decision."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspect178.kernel.errors import DomainError, InvalidInput
from inspect178.review.enums import (
    ReviewDecision,
    ReviewField,
    Shelf,
    WithViolations,
)
from inspect178.review.operations import Verdict
from inspect178.review.queries import Wanted
from inspect178.web.errors import message_of
from inspect178.web.form_base import BaseForm, choices, choices_of

PREFIX = "remark-"


class QueueForm(BaseForm):
    """Which records of the queue are shown."""

    class Meta(BaseForm.Meta):
        """A form that only reads needs no mark against forgery."""

        csrf = False

    q = StringField(_l("Name or address of the establishment"), default="")
    team = SelectField(_l("Team"), default="")
    violations = SelectField(_l("Violations"), default="")

    def offer(self, teams: list[tuple[int, str]]) -> None:
        """Fill the choices in."""
        everything = choices([("", _("All"))])
        self.team.choices = everything + choices(teams)
        self.violations.choices = everything + choices_of(WithViolations)

    def wanted(self, shelf: Shelf) -> Wanted:
        """Give what is looked for; a value that is not on offer counts as all."""
        team, violations = self.team.data or "", self.violations.data or ""
        return Wanted(
            shelf=shelf,
            text=self.q.data or "",
            team_id=int(team) if team.isascii() and team.isdigit() and len(team) < 10 else None,
            violations=WithViolations(violations) if violations in list(WithViolations) else None,
        )


class DecisionForm(BaseForm):
    """Accept, or send back with remarks on parts of the record."""

    decision = RadioField(
        _l("Your decision"),
        [InputRequired(_l("Choose whether you accept the record or send it back."))],
        choices=choices(
            [
                (ReviewDecision.ACCEPTED, _l("I accept the record")),
                (ReviewDecision.RETURNED, _l("I send it back with the remarks written above")),
            ]
        ),
    )
    summary = TextAreaField(
        _l("Note for the file"),
        [Length(max=2000, message=_l("Enter at most 2,000 characters."))],
        default="",
    )
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remark_errors: dict[str, list[str]] = {}

    @property
    def remarks(self) -> dict[str, str]:
        """Give the remarks that were written, by the part of the record."""
        typed = {k.removeprefix(PREFIX): v for k, v in request.form.items() if k.startswith(PREFIX)}
        return {part: text.strip() for part, text in typed.items() if text.strip()}

    def verdict(self, field: ReviewField) -> Verdict:
        """Give what was put down."""
        return Verdict(
            field=field,
            decision=ReviewDecision(self.decision.data),
            seen=self.seen.data or "",
            summary=(self.summary.data or "").strip(),
            remarks=self.remarks,
        )

    def refuse(self, error: DomainError) -> None:
        """Show a broken rule at the remark or field that it names, else at the form."""
        part = getattr(error, "field", None) or ""
        if part in self.remarks:
            self.remark_errors.setdefault(part, []).append(message_of(error))
        elif isinstance(error, InvalidInput):
            super().refuse(error)
        else:
            self.form_errors.append(message_of(error))

    @property
    def problems(self) -> dict[str, list[str]]:
        """Give all errors by the id of the element on the page."""
        found = {PREFIX + part: errors for part, errors in self.remark_errors.items()}
        if self.decision.errors:
            found["decision-0"] = list(self.decision.errors)
        if self.summary.errors:
            found["summary"] = list(self.summary.errors)
        if self.form_errors:
            found[""] = list(self.form_errors)
        return found
