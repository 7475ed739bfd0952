"""What is typed about violations? Filters, the entry on the visit, the steps afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from inspect178.inspections.models import Presence
from inspect178.kernel.ids import uuid_or_none
from inspect178.registry.enums import LegalForm
from inspect178.territory.models import AdminUnit
from inspect178.violations.enums import LawField, TransferTarget, ViolationState
from inspect178.violations.models import SigningPost, Violation
from inspect178.violations.operations import SanctionEntry, ViolationEntry
from inspect178.violations.queries import ViolationFilter
from inspect178.web.filters import dong
from inspect178.web.form_base import BaseForm, choices, choices_of

FILL_IN = _l("Fill in this field.")
NO_AMOUNT = -1  # refused, so that an empty field is no warning
A_DAY = _l("Enter a day as dd/mm/yyyy.")
AT_MOST_2000 = Length(max=2000, message=_l("Enter at most 2,000 characters."))
AT_MOST_300 = Length(max=300, message=_l("Enter at most 300 characters."))


class DayField(DateField):
    """A day, with an error that says how to write it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; say in plain words what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(A_DAY) from error


class WholeField(IntegerField):
    """A whole number, also as offices write it: 15.000.000 đồng."""

    # A browser's own number field would read 15.000 as fifteen.
    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Leave out the marks between groups of digits and the name of the currency."""
        text = valuelist[0] if valuelist else ""
        for mark in (".", ",", " ", "\u00a0", "đồng", "đ"):
            text = text.replace(mark, "")
        try:
            super().process_formdata([text] if text else [])
        except ValueError as error:
            raise ValueError(_l("Enter a whole number.")) from error


class ViolationFilterForm(BaseForm):
    """Which violations the list shows."""

    class Meta(BaseForm.Meta):
        """A form that only reads needs no mark against forgery."""

        csrf = False

    q = StringField(_l("Name or address of the establishment"), [Optional(), Length(max=100)])
    state = SelectField(_l("State"), default="")
    overdue = BooleanField(_l("Only what is overdue"))
    field = SelectField(_l("Field"), default="")
    unit = SelectField(_l("Unit"), default="")
    since = DayField(_l("Recorded from"), [Optional()])
    until = DayField(_l("Recorded until"), [Optional()])
    inspection = HiddenField()
    establishment = HiddenField()

    def offer(self, units: Sequence[AdminUnit]) -> None:
        """Fill the choices in."""
        everything = choices([("", _("All"))])
        self.state.choices = everything + choices_of(ViolationState)
        self.field.choices = everything + choices_of(LawField)
        self.unit.choices = everything + choices((unit.id, unit.name) for unit in units)

    def wanted(self, units: Sequence[AdminUnit]) -> ViolationFilter:
        """Give what is asked for; a value that is not on offer counts as all."""
        self.validate()
        state, field = self.state.data or "", self.field.data or ""
        return ViolationFilter(
            words=self.q.data or "",
            state=ViolationState(state) if state in list(ViolationState) else None,
            overdue=bool(self.overdue.data),
            field=LawField(field) if field in list(LawField) else None,
            unit=next((unit for unit in units if str(unit.id) == self.unit.data), None),
            recorded_from=self.since.data,
            recorded_to=self.until.data,
            inspection_id=uuid_or_none(self.inspection.data),
            establishment_id=uuid_or_none(self.establishment.data),
        )


class EntryForm(BaseForm):
    """A violation found on a visit; the day and the clause are chosen before."""

    worker_count = WholeField(
        _l("Number of workers concerned"),
        [Optional(), NumberRange(1, 100_000, _l("Enter a whole number from 1."))],
        description=_l("Only the number, no names."),
    )
    legal_form = RadioField(_l("Legal form of the violator"), default=LegalForm.UNKNOWN.value)
    description = TextAreaField(
        _l("What was found"),
        [InputRequired(FILL_IN), AT_MOST_2000],
        description=_l("What, where, how many. Please do not name guests, workers or others."),
    )
    statement = TextAreaField(_l("Statement of the violator"), [Optional(), AT_MOST_2000])
    maker = SelectField(_l("Who makes the violation record"), coerce=int)
    remedy_due_on = DayField(_l("To be mended by"), [Optional()])
    record_number = StringField(_l("Number of the violation record"), [Optional(), Length(max=60)])
    late_reason = StringField(_l("Why it is added after the visit"), [Optional(), AT_MOST_300])
    made_id = HiddenField()
    version = HiddenField()

    def offer(self, makers: Iterable[Presence]) -> None:
        """Fill the choices in."""
        self.maker.choices = [
            (m.id, ", ".join(filter(None, (m.full_name, m.post_title, m.agency_name))))
            for m in makers
        ]
        self.legal_form.choices = choices_of(LegalForm)

    def take(self, violation: Violation, makers: Iterable[Presence]) -> None:
        """Show what was entered before."""
        for name in ("worker_count", "description", "statement", "remedy_due_on", "record_number"):
            self[name].data = getattr(violation, name)
        self.legal_form.data = violation.legal_form.value
        self.version.data = str(violation.version)
        named = (m.id for m in makers if m.full_name == violation.maker_name)
        self.maker.data = next(named, None)

    @property
    def form_of_law(self) -> LegalForm:
        """Give the chosen legal form; one that is not on offer is not known."""
        chosen = self.legal_form.data
        return LegalForm(chosen) if chosen in list(LegalForm) else LegalForm.UNKNOWN

    def entry(self, *, key: str, act_on: date, item_code: str = "") -> ViolationEntry:
        """Give what was typed."""
        return ViolationEntry(
            key=key,
            act_on=act_on,
            description=(self.description.data or "").strip(),
            maker_id=self.maker.data,
            worker_count=self.worker_count.data,
            legal_form=self.form_of_law,
            item_code=item_code,
            statement=(self.statement.data or "").strip(),
            record_number=self.record_number.data or "",
            remedy_due_on=self.remedy_due_on.data,
        )


class ReasonForm(BaseForm):
    """Why something is done."""

    reason = StringField(_l("Reason"), [InputRequired(FILL_IN), AT_MOST_300])


class TransferForm(BaseForm):
    """To whom a violation goes, and by which paper."""

    to = RadioField(
        _l("Transferred to"), [InputRequired(FILL_IN)], choices=choices_of(TransferTarget)
    )
    note = StringField(
        _l("Agency, number and date of the paper"), [InputRequired(FILL_IN), AT_MOST_300]
    )


class SanctionForm(BaseForm):
    """The sanction that was decided."""

    number = StringField(_l("Number of the decision"), [InputRequired(FILL_IN), Length(max=60)])
    decided_on = DayField(_l("Day of the decision"), [InputRequired(A_DAY)])
    post = SelectField(_l("Post of whoever signed"), [Optional()], default="")
    is_warning = BooleanField(_l("The sanction is a warning, without a fine"))
    amount = WholeField(_l("Amount of the fine in đồng"), [Optional()])
    remedy_due_on = DayField(_l("To be mended by"), [Optional()])
    confirmed = BooleanField(_l("I have read the warnings; the decision stands as entered"))

    def offer(self, posts: Iterable[SigningPost], *, warning_possible: bool) -> None:
        """Fill the choices in; a warning is offered only where the clause knows one."""
        named = [(p.id, _post_words(p)) for p in posts]
        self.post.choices = choices([("", _("Another post, not in the catalogue")), *named])
        if not warning_possible:
            del self.is_warning

    def entry(self) -> SanctionEntry:
        """Give what was typed."""
        warned = "is_warning" in self and bool(self.is_warning.data)
        return SanctionEntry(
            number=self.number.data or "",
            decided_on=self.decided_on.data,
            amount=0 if warned else self.amount.data or NO_AMOUNT,
            post_id=int(self.post.data) if self.post.data else None,
            remedy_due_on=self.remedy_due_on.data,
            warnings_confirmed=bool(self.confirmed.data),
        )


def _post_words(post: SigningPost) -> str:
    return _("%(post)s (up to %(amount)s)", post=post.post_vi, amount=dong(post.ceiling_individual))


class DayForm(BaseForm):
    """On which day something was done."""

    on = DayField(_l("Day"), [InputRequired(A_DAY)])


class NumberForm(BaseForm):
    """The number of a paper."""

    number = StringField(
        _l("Number of the violation record"), [InputRequired(FILL_IN), Length(max=60)]
    )


class ConfirmForm(BaseForm):
    """Nothing but the wish to go on."""
