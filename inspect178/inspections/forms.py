"""What is typed in about visits and decisions in the office?"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from inspect178.inspections.enums import (
    SURPRISE_GROUNDS,
    DecisionState,
    Ground,
    InspectionMode,
    InspectionState,
    NotedVisitKind,
)
from inspect178.web.form_base import BaseForm, choices, choices_of

REQUIRED = _l("Fill in this field.")
DAY = _l("Enter a day as dd/mm/yyyy.")
ANY = [("", _l("All"))]


class OfAddress(BaseForm):
    """A form that stands in the address: nothing is changed by it."""

    class Meta(BaseForm.Meta):
        """No mark of the session is needed."""

        csrf = False


class VisitFilterForm(OfAddress):
    """Which visits to list."""

    q = StringField(_l("Establishment"), [Length(max=100)])
    state = SelectField(
        _l("State"), choices=choices(ANY) + choices_of(InspectionState), validate_choice=False
    )
    mode = SelectField(
        _l("Mode"), choices=choices(ANY) + choices_of(InspectionMode), validate_choice=False
    )
    team = SelectField(_l("Team"), validate_choice=False)
    unit = SelectField(_l("Commune"), validate_choice=False)
    from_on = DateField(_l("From"), [Optional()])
    to_on = DateField(_l("To"), [Optional()])
    plan = HiddenField()


class DecisionFilterForm(OfAddress):
    """Which decisions to list."""

    state = SelectField(
        _l("State"), choices=choices(ANY) + choices_of(DecisionState), validate_choice=False
    )
    team = SelectField(_l("Team"), validate_choice=False)


class AssignForm(BaseForm):
    """To which team and for which day."""

    team = SelectField(_l("Team"), coerce=int)
    planned_on = DateField(_l("Day of the visit"), [InputRequired(DAY)])


class ReasonForm(BaseForm):
    """Why something is given up."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Enter the reason.")), Length(max=300)])


class CloseForm(BaseForm):
    """Whether open corrections are known."""

    knowing_open = BooleanField(_l("Close the file although corrections are not confirmed"))


class CorrectionForm(BaseForm):
    """When a correction was confirmed, and what shows it."""

    confirmed_on = DateField(_l("Put right on"), [InputRequired(DAY)])
    evidence = StringField(
        _l("What shows it"),
        [InputRequired(REQUIRED), Length(max=300)],
        description=_l(
            "For example: re-inspection of 12/05/2026, or report no. 15/BC of the owner."
        ),
    )


class NoteForm(BaseForm):
    """What a paper says of a visit that was no inspection of the teams 178."""

    kind = SelectField(_l("Kind of visit"), choices=choices_of(NotedVisitKind))
    held_on = DateField(_l("Held on"), [InputRequired(DAY)])
    agency_name = StringField(
        _l("Agency that made the visit"), [InputRequired(REQUIRED), Length(max=200)]
    )
    document = StringField(
        _l("Paper it rests on"),
        [InputRequired(REQUIRED), Length(max=300)],
        description=_l("Number and date, for example: record no. 12/BB of 05/03/2026."),
    )
    note = StringField(_l("Note"), [Optional(), Length(max=300)])


class TermsForm(BaseForm):
    """What a decision says."""

    ground = SelectField(_l("Ground"), choices=choices_of(Ground))
    ground_reference = StringField(
        _l("Paper that shows the ground"),
        [Optional(), Length(max=200)],
        description=_l("Number and date; needed for every ground outside the plan."),
    )
    scope_text = TextAreaField(_l("Scope and content"), [InputRequired(REQUIRED), Length(max=4000)])
    time_limit_days = IntegerField(
        _l("Time limit in days"),
        [InputRequired(_l("Enter a number of days."))],
        description=_l("7 days for agencies of communes, 10 for those of the province."),
    )
    approver = SelectField(_l("Who is asked to sign"), coerce=int)
    number = StringField(
        _l("Number"),
        [Optional(), Length(max=60)],
        description=_l("May stay empty until the signature."),
    )
    version = HiddenField()


class SurpriseForm(TermsForm):
    """Where, from when on and by whom a surprise inspection is to be made."""

    q = StringField(
        _l("Find the establishment"),
        [Optional(), Length(max=100)],
        description=_l("Name, address or the code on its sticker."),
    )
    establishment: Any = HiddenField()
    ground = SelectField(
        _l("Ground"), choices=choices((g.value, _l(g.label)) for g in SURPRISE_GROUNDS)
    )
    ground_reference = StringField(
        _l("Paper that shows the ground"),
        [Length(max=200)],
        description=_l("Number and date of the tip, the order or the report."),
    )
    opens_at = DateTimeLocalField(
        _l("Opens for the team at"),
        [InputRequired(_l("Enter a day and an hour."))],
        description=_l("Until then only you and the person who signs can read the target."),
    )
    team = SelectField(_l("Team"), coerce=int)


class SigningForm(BaseForm):
    """Number, date and post of the signed decision."""

    number = StringField(
        _l("Number of the decision"),
        [InputRequired(REQUIRED), Length(max=60)],
        description=_l("As on the paper, for example 12/QĐ-UBND."),
    )
    signed_on = DateField(_l("Signed on"), [InputRequired(DAY)])
    issuer_body = StringField(
        _l("Body that issues the decision"), [InputRequired(REQUIRED), Length(max=200)]
    )
    issuer_post = StringField(
        _l("Post of the person who signs"),
        [InputRequired(REQUIRED), Length(max=160)],
        description=_l("For example: Chairman of the People's Committee of the province."),
    )
