"""What is typed about commitments? Filters, the signing on the tablet, why one ends, a code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from inspect178.commitments.content import Signatory
from inspect178.commitments.enums import Shelf, SigningReason
from inspect178.commitments.operations import SigningEntry
from inspect178.commitments.queries import CommitmentFilter
from inspect178.files.drawings import Drawing, read_drawing
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.ids import uuid_or_none
from inspect178.territory.models import AdminUnit
from inspect178.web.form_base import BaseForm, choices, choices_of

FILL_IN = _l("Fill in this field.")
A_DAY = _l("Enter a day as dd/mm/yyyy.")
SIDES = ("signer", "officer")


class DayField(DateField):
    """A day, with an error that says how to write it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; say in plain words what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(A_DAY) from error


class CommitmentFilterForm(BaseForm):
    """Which commitments, or establishments without one, the list shows."""

    class Meta(BaseForm.Meta):
        """A form that only reads needs no mark against forgery."""

        csrf = False

    q = StringField(_l("Name or address of the establishment"), [Optional(), Length(max=100)])
    unit = SelectField(_l("Unit"), default="")
    inspection = HiddenField()
    establishment = HiddenField()

    def offer(self, units: Sequence[AdminUnit]) -> None:
        """Fill the choices in."""
        everything = choices([("", _("All"))])
        self.unit.choices = everything + choices((unit.id, unit.name) for unit in units)

    def wanted(self, units: Sequence[AdminUnit], shelf: Shelf = Shelf.ALL) -> CommitmentFilter:
        """Give what is asked for; a value that is not on offer counts as all."""
        self.validate()
        unit = next((unit for unit in units if str(unit.id) == self.unit.data), None)
        return CommitmentFilter(
            shelf=shelf,
            words=(self.q.data or "")[:100],
            unit=unit,
            inspection_id=uuid_or_none(self.inspection.data),
            establishment_id=uuid_or_none(self.establishment.data),
        )


class SigningForm(BaseForm):
    """The signing of a commitment: days, reason, the two who sign."""

    signed_on = DayField(_l("Day of signing"), [InputRequired(A_DAY)])
    reason = RadioField(
        _l("Why it is signed now"), [InputRequired(FILL_IN)], choices=choices_of(SigningReason)
    )
    last_day = DayField(
        _l("Last day of validity"),
        [Optional()],
        description=_l("Leave it empty where the plan sets no end."),
    )
    signer_name = StringField(
        _l("Who signs for the establishment"), [InputRequired(FILL_IN), Length(max=120)]
    )
    signer_post = StringField(_l("Post or part in the business"), [Optional(), Length(max=160)])
    officer_name = StringField(
        _l("Who signs for the commune"), [InputRequired(FILL_IN), Length(max=120)]
    )
    officer_post = StringField(_l("Post"), [Optional(), Length(max=160)])
    version = HiddenField()
    made_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.box_errors: dict[str, list[str]] = {}

    def typed(self, name: str) -> str:
        """Give what the signature box sent under a name, to be shown again."""
        return request.form.get(name, "")

    def drawing(self, side: str) -> Drawing:
        """Read the signature of one side."""
        names = (side, f"{side}_strokes", f"{side}_typed")
        image, strokes, typed = (self.typed(name) for name in names)
        return read_drawing(image, strokes, typed, field=side)

    def entry(self) -> SigningEntry:
        """Give what was entered, or raise InvalidInput where a drawing cannot be read."""
        signer, officer = (self.drawing(side) for side in SIDES)
        return SigningEntry(
            reason=SigningReason(self.reason.data),
            signed_on=self.signed_on.data,
            signer=Signatory(self.signer_name.data, self.signer_post.data or "", signer.image),
            officer=Signatory(self.officer_name.data, self.officer_post.data or "", officer.image),
            version=self.version.data or "",
            last_day=self.last_day.data,
            signer_signed=bool(signer),
            officer_signed=bool(officer),
        )

    def refuse(self, error: InvalidInput) -> None:
        """Show a broken rule at its signature box, its field, or the form."""
        if error.field in SIDES:
            before = list(self.form_errors)
            super().refuse(InvalidInput(error.message, **error.params))
            self.box_errors[error.field] = [e for e in self.form_errors if e not in before]
            self.form_errors[:] = before
        else:
            super().refuse(error)

    @property
    def problems(self) -> dict[str, list[str]]:
        """Give all errors by the id of the element on the page."""
        found = {
            f.id if f.type != "RadioField" else f"{f.id}-0": list(f.errors)
            for f in self
            if f.errors and f.type != "CSRFTokenField"
        }
        found |= self.box_errors
        if self.form_errors:
            found[""] = list(self.form_errors)
        return found


class WithdrawalForm(BaseForm):
    """Why a commitment ends."""

    reason = StringField(_l("Reason"), [InputRequired(FILL_IN), Length(max=300)])
