"""What may stand in the address of a coverage page?"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from inspect178.coverage.enums import CoverageList, DenominatorBasis
from inspect178.kernel.ids import uuid_or_none
from inspect178.web.form_base import BaseForm, choices, choices_of

FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
AS_PLANNED = [("", _l("As in the plan"))]


class DayField(DateField):
    """A day from the browser's calendar, or typed as offices write it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say how to write one."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_l("Enter a day as dd/mm/yyyy.")) from error


class OfferedField(SelectField):
    """A choice that says in the person's language that it was none of those offered."""

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that is not offered."""
        if self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(_l("Choose one of the values offered."))


class CoverageForm(BaseForm):
    """Which unit, days, units of which day, and denominator; empty where the usual is meant."""

    unit = HiddenField(_l("Unit"), [Optional(), Length(max=10)])
    plan = HiddenField(_l("Plan"), [Optional(), Length(max=36)])
    known = StringField(
        _l("As known at the end of"),
        [Optional(), Length(max=40)],
        description=_l("Empty for what is known today."),
    )
    reviews = HiddenField(_l("Surveys and supervision"), [Optional(), Length(max=1)])
    agency = SelectField(
        _l("Under the authority of"),
        [Optional()],
        choices=choices([("", _l("All agencies"))]),
        default="",
        validate_choice=False,
    )

    class Meta(BaseForm.Meta):
        """A question changes nothing."""

        csrf = False

    def validate_plan(self, field: HiddenField) -> None:
        """Refuse what is no number of a plan."""
        if uuid_or_none(field.data) is None:
            raise ValidationError(_l("Choose one of the values offered."))


# The names of the address and of the command line, in their order on the page; in Python one of
# them is a keyword.
for _name, _field in (
    ("from", DayField(_l("From the day"), [Optional()], format=FORMATS)),
    ("to", DayField(_l("To the day"), [Optional()], format=FORMATS)),
    ("tree", DayField(_l("Units as of"), [Optional()], format=FORMATS)),
    (
        "basis",
        OfferedField(
            _l("Establishments that count below the line"),
            choices=choices(AS_PLANNED) + choices_of(DenominatorBasis),
            default="",
        ),
    ),
):
    setattr(CoverageForm, _name, _field)


class ListForm(CoverageForm):
    """Which list behind which number."""

    unplaced = HiddenField(_l("Still to be placed"))
    reason = HiddenField(_l("Reason"), [Optional(), Length(max=40)])
    list = OfferedField(
        _l("List"), choices=choices_of(CoverageList), default=CoverageList.IN_SCOPE.value
    )
