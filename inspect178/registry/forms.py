"""What is typed in about establishments? Filters, entries, changes with their reasons, lists."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from inspect178.registry.enums import (
    EstablishmentStatus,
    LegalForm,
    LicenceKind,
    LicenceState,
)
from inspect178.registry.rules import ADDRESS_LENGTH, NAME_LENGTH
from inspect178.web.form_base import BaseForm, choices_of, seen_version

REQUIRED = _l("Fill in this field.")  # with more than spaces, so DataRequired
CHOOSE = _l("Choose one of the list.")
DAY = _l("Enter a day as dd/mm/yyyy.")
ANY = _l("All")
MOST_WORKERS = 100_000


class EstablishmentFilterForm(BaseForm):
    """The filters of the list."""

    q = StringField(_l("Name, address, sticker code, tax code"), [Optional(), Length(max=120)])
    unit = SelectField(_l("Unit"), validate_choice=False)
    type = SelectField(_l("Type"), validate_choice=False)
    status = SelectField(_l("Status"), validate_choice=False)
    legal_form = SelectField(_l("Legal form"), validate_choice=False)
    in_scope_on = DateField(_l("In scope on the day"), [Optional()])
    complex = BooleanField(_l("Flagged as complex"))
    to_be_checked = BooleanField(_l("Place to be checked"))

    class Meta(BaseForm.Meta):
        """A search changes nothing."""

        csrf = False


class VersionForm(BaseForm):
    """A form that was made from a version of what it changes."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """Give the version that the person saw."""
        return seen_version(self.version.data)


def _count(label: object) -> IntegerField:
    return IntegerField(
        label,
        [Optional(), NumberRange(0, MOST_WORKERS, _l("Enter a number from 0 to 100,000."))],
    )


class EntryForm(VersionForm):
    """An establishment as it is known; place, scope and status have forms of their own."""

    name = StringField(_l("Name"), [DataRequired(REQUIRED), Length(max=NAME_LENGTH)])
    type_code = SelectField(_l("Type"), [InputRequired(CHOOSE)])
    legal_form = SelectField(
        _l("Legal form"),
        description=_l("Decides the fine: organisations pay double."),
        choices=choices_of(LegalForm),
        default=LegalForm.UNKNOWN.value,
    )
    tax_code = StringField(
        _l("Tax code or household business number"),
        [Optional(), Length(max=20)],
        description=_l("A personal number of 12 digits only for households; it is shown masked."),
    )
    address = StringField(_l("Address"), [Optional(), Length(max=ADDRESS_LENGTH)])
    representative = StringField(_l("Representative"), [Optional(), Length(max=120)])
    security_person = StringField(
        _l("Person responsible for security"), [Optional(), Length(max=120)]
    )
    room_count = _count(_l("Rooms"))
    worker_total = _count(_l("Workers"))
    worker_contract = _count(_l("Workers with a contract"))
    worker_health_checked = _count(_l("Workers with a health check"))
    latitude = DecimalField(
        _l("Latitude"), [Optional()], places=None, description=_l("Such as 20.93")
    )
    longitude = DecimalField(
        _l("Longitude"), [Optional()], places=None, description=_l("Such as 106.05")
    )
    note = TextAreaField(_l("Note"), [Optional(), Length(max=4000)])


class CorrectionForm(EntryForm):
    """A correction, or a change that holds only since a day."""

    holds_from = DateField(
        _l("The new type or number of workers holds since"),
        [Optional()],
        description=_l("Leave empty where the old type was a mistake."),
    )


class PlaceFields(BaseForm):
    """Where an establishment lies, in the tree in force and before."""

    unit = SelectField(
        _l("Commune, ward or special zone of today"),
        [InputRequired(CHOOSE)],
        description=_l("Choose the province where the commune is not known."),
    )
    old_commune = StringField(
        _l("Commune and district before 01/07/2025"),
        [Optional(), Length(max=120)],
        description=_l("If known, such as: Xã Hòa Phong, Thị xã Mỹ Hào"),
    )


class NewEstablishmentForm(EntryForm, PlaceFields):
    """A new establishment with its place and the day from which it is in scope."""

    in_scope_from = DateField(_l("In scope from"), [InputRequired(DAY)])
    scope_reason = StringField(_l("Reason of the scope"), [Optional(), Length(max=200)])
    create_anyway = BooleanField(_l("None of these: it is another establishment"))


class PlaceForm(VersionForm, PlaceFields):
    """A place by hand."""

    moved_on = DateField(
        _l("Moved there on"),
        [Optional()],
        description=_l("Empty where it was there all along and the entry was wrong."),
    )


class StatusForm(VersionForm):
    """A status from a day on."""

    status = SelectField(_l("Status"), choices=choices_of(EstablishmentStatus))
    from_on = DateField(_l("Since"), [InputRequired(DAY)])
    reason = StringField(_l("Reason"), [Optional(), Length(max=200)])


class ScopeForm(VersionForm):
    """From when until when an establishment is in scope."""

    in_scope_from = DateField(_l("In scope from"), [InputRequired(DAY)])
    in_scope_to = DateField(_l("In scope until before"), [Optional()])
    scope_reason = StringField(_l("Reason"), [DataRequired(REQUIRED), Length(max=200)])


class ComplexityForm(VersionForm):
    """Whether an establishment is complex, why and until when."""

    is_complex = BooleanField(_l("The establishment is complex"))
    complex_reason = StringField(_l("Reason"), [Optional(), Length(max=200)])
    complex_until = DateField(_l("Last day"), [Optional()])


class LicenceForm(BaseForm):
    """A licence."""

    kind = SelectField(_l("Kind"), choices=choices_of(LicenceKind))
    number = StringField(_l("Number"), [DataRequired(REQUIRED), Length(max=80)])
    issuer = StringField(_l("Issuing authority"), [Optional(), Length(max=160)])
    issued_on = DateField(_l("Issued on"), [Optional()])
    expires_on = DateField(
        _l("Valid until"), [Optional()], description=_l("Empty where it does not expire.")
    )
    state = SelectField(_l("State"), choices=choices_of(LicenceState))


class UploadForm(BaseForm):
    """A list to be imported."""

    file = FileField(
        _l("List as .xlsx or .csv"),
        [FileRequired(_l("Choose a file."))],
        description=_l("At most 20 MB and 20,000 rows."),
    )
    as_of = DateField(
        _l("Day of the list"),
        [InputRequired(DAY)],
        description=_l("Codes of communes are read in the tree of this day."),
    )


class ColumnsForm(BaseForm):
    """The name and day of a list; its columns are selects of their own."""

    source = StringField(_l("Name of the list"), [DataRequired(REQUIRED), Length(max=80)])
    as_of = DateField(_l("Day of the list"), [InputRequired(DAY)])
