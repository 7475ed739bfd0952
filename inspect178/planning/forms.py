"""What is typed in when a plan is drawn up, approved and filled with visits?"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from inspect178.coverage.enums import DenominatorBasis
from inspect178.planning.enums import Comparator, Frequency, PlanState, TargetFormula, TargetUnit
from inspect178.web.form_base import BaseForm, choices, choices_of

REQUIRED = _l("Fill in this field.")
DAY = _l("Enter a day as dd/mm/yyyy.")
ANY = [("", _l("All"))]


class AmountField(StringField):
    """A number as offices write it, with a comma before the decimals; empty is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = float(text.replace(",", ".")) if text else None
        except ValueError as error:
            self.data = None
            raise ValueError(_l("Enter a number, such as 20 or 20,5.")) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}".replace(".", ",")


class PlanFilterForm(BaseForm):
    """Which plans to list."""

    class Meta(BaseForm.Meta):
        """A form of the address: nothing is changed by it."""

        csrf = False

    q = StringField(_l("Unit or number"), [Length(max=100)])
    year = SelectField(_l("Year"), validate_choice=False)
    state = SelectField(
        _l("State"), choices=choices(ANY) + choices_of(PlanState), validate_choice=False
    )


class PlanForm(BaseForm):
    """What a plan says."""

    unit = SelectField(_l("Unit"), coerce=int)
    year = IntegerField(_l("Year"), [InputRequired(_l("Enter a year."))])
    title = StringField(_l("Title of the plan"), [InputRequired(REQUIRED), Length(max=300)])
    basis = SelectField(
        _l("Establishments that count below the line"), choices=choices_of(DenominatorBasis)
    )
    tree_on = DateField(
        _l("Units as of"),
        [InputRequired(DAY)],
        description=_l("Figures are given for the units of this day; districts until 30/06/2025."),
    )
    lead_agency = SelectField(_l("Lead agency"), [Optional()])
    parent_plan = SelectField(_l("Plan of the unit above"), [Optional()])
    counts_reviews = BooleanField(_l("Reviews and supervision count as well, not only inspections"))
    source = StringField(
        _l("Source"), [Optional(), Length(max=300)], description=_l("The paper it is taken from.")
    )
    note = TextAreaField(_l("Note"), [Optional(), Length(max=2000)])
    version = HiddenField()


class TargetForm(BaseForm):
    """What a target says."""

    code = StringField(_l("Code"), [InputRequired(REQUIRED), Length(max=60)])
    label_vi = StringField(_l("Target in Vietnamese"), [InputRequired(REQUIRED), Length(max=300)])
    label_en = StringField(_l("Target in English"), [Optional(), Length(max=300)])
    formula = SelectField(_l("How the figure comes about"), choices=choices_of(TargetFormula))
    comparator = SelectField(_l("To be reached"), choices=choices_of(Comparator))
    value = AmountField(
        _l("Value"),
        [Optional()],
        description=_l("Percent from 0 to 100; leave empty where the plan sets no number."),
    )
    unit = SelectField(_l("Counted in"), choices=choices_of(TargetUnit))
    frequency = SelectField(_l("How often"), choices=choices_of(Frequency), default="year")
    note = StringField(_l("Note"), [Optional(), Length(max=300)])


class ApprovalForm(BaseForm):
    """Number and date of the signed plan."""

    number = StringField(
        _l("Number of the plan"),
        [InputRequired(REQUIRED), Length(max=60)],
        description=_l("As on the paper, for example 12/KH-UBND."),
    )
    signed_on = DateField(_l("Signed on"), [InputRequired(DAY)])


class ReasonForm(BaseForm):
    """Why something is sent back."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Enter the reason.")), Length(max=300)])


class PlanDatesForm(BaseForm):
    """When an approved plan was sent and published."""

    sent_to_inspectorate_on = DateField(_l("Sent to the provincial inspectorate on"), [Optional()])
    published_on = DateField(_l("Made public on"), [Optional()])


class CandidateFilterForm(BaseForm):
    """Which establishments to offer."""

    class Meta(BaseForm.Meta):
        """A form of the address: nothing is changed by it."""

        csrf = False

    q = StringField(_l("Name or address"), [Length(max=100)])
    type = SelectField(_l("Type"), validate_choice=False)
    commune = SelectField(_l("Commune"), validate_choice=False)
    last_before = DateField(_l("Last inspected before"), [Optional()])
    not_yet = BooleanField(_l("Only without an inspection this year"))
    only_complex = BooleanField(_l("Only complex ones"))


class ChoiceForm(BaseForm):
    """To whom and for which day the ticked establishments are given."""

    team = SelectField(_l("Team"), coerce=int)
    planned_on = DateField(_l("Day of the visit"), [InputRequired(DAY)])
    without_refused: Any = BooleanField(_l("Plan the others only"))
