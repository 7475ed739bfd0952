"""What is typed in when a plan is drawn up, approved and filled with visits?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
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
        description=_l("Percent above 0 and up to 100; leave empty where the plan sets no number."),
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


class FigureForm(BaseForm):
    """What a unit has done towards a target, with the paper that says so."""

    unit = SelectField(_l("Unit"), coerce=int)
    figures_to = DateField(
        _l("Figures up to"),
        [InputRequired(DAY)],
        description=_l(
            "Counted from 1 January to this day. For a target of every month, quarter or "
            "half-year: what was done in the period in which this day lies."
        ),
    )
    done = IntegerField(_l("Number done"), [InputRequired(_l("Enter a whole number, 0 or more."))])
    total = IntegerField(
        _l("Of how many"),
        [Optional()],
        description=_l("For a target in percent; the percentage follows from it."),
    )
    document = StringField(
        _l("Document"),
        [InputRequired(REQUIRED), Length(max=300)],
        description=_l("Number and title of the paper that says so."),
    )
    document_on = DateField(_l("Date of the document"), [InputRequired(DAY)])
    reported_by = StringField(
        _l("Agency or office responsible"), [InputRequired(REQUIRED), Length(max=200)]
    )
    note = StringField(_l("Note"), [Optional(), Length(max=300)])


class QuotasForm(BaseForm):
    """Who fills the quotas; the quotas themselves are a table of inputs, one for each unit."""

    counts_all_teams = BooleanField(_l("Inspections by teams of other units fill a quota too"))


class NextYearForm(BaseForm):
    """Title and tree of the plan that is made from last year's."""

    title = StringField(_l("Title of the plan"), [InputRequired(REQUIRED), Length(max=300)])
    tree_on = DateField(
        _l("Units as of"),
        [InputRequired(DAY)],
        description=_l("Figures are given for the units of this day; districts until 30/06/2025."),
    )


def quotas_typed(
    said: Mapping[str, str], units: Iterable[tuple[int, str]]
) -> dict[int, int | None]:
    """Read the table of quotas: a whole number for each unit, empty where it gets none."""
    found: dict[int, int | None] = {}
    for unit_id, name in units:
        text = said.get(f"quota-{unit_id}", "").strip().replace(".", "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise InvalidInput(
                N_("Enter a whole number, 0 or more, for %(unit)s."), field="quotas", unit=name
            )
        found[unit_id] = int(text) if text else None
    return found
