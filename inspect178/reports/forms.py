"""What is typed into a report?"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from inspect178.reports.enums import ReportKind
from inspect178.web.form_base import BaseForm, choices, choices_of

REQUIRED = _l("Enter this.")
LONG = Length(max=20_000)


class NewReportForm(BaseForm):
    """Of which unit and which days a report is."""

    unit = StringField(
        _l("Code of the unit"), [DataRequired(REQUIRED), Length(max=10)],
        description=_l("Such as 33 for a province or 12127 for a commune."),
    )  # fmt: skip
    kind = SelectField(
        _l("Kind of report"), choices=choices_of(ReportKind), default=ReportKind.YEAR.value
    )
    year = StringField(_l("Year"), [Optional(), Length(max=4)])
    part = SelectField(
        _l("Half-year or quarter"), [Optional()],
        choices=choices([("0", "–"), *((str(n), str(n)) for n in (1, 2, 3, 4))]),
    )  # fmt: skip
    first = DateField(
        _l("From the day"), [Optional()], description=_l("Only for a report on demand.")
    )
    last = DateField(_l("To the day"), [Optional()])
    agency = SelectField(_l("Under the authority of"), [Optional()], validate_choice=False)


class WordsForm(BaseForm):
    """The words of a draft; figures come from the records."""

    version = HiddenField()
    title = StringField(_l("Subject"), [DataRequired(REQUIRED), Length(max=300)])
    number = StringField(_l("Number"), [Optional(), Length(max=60)])
    addressees = TextAreaField(
        _l("Addressees"), [Optional(), LONG], description=_l("One in each line.")
    )
    situation = TextAreaField(_l("Situation"), [Optional(), LONG])
    results = TextAreaField(_l("Results"), [Optional(), LONG])
    difficulties = TextAreaField(_l("Difficulties"), [Optional(), LONG])
    proposals = TextAreaField(_l("Proposals"), [Optional(), LONG])
    recipients = TextAreaField(
        _l("Recipients"), [Optional(), LONG], description=_l("One in each line.")
    )
    signer_role = StringField(_l("Post of whoever signs"), [Optional(), Length(max=200)])
    signer_name = StringField(_l("Name of whoever signs"), [Optional(), Length(max=120)])


class DropForm(BaseForm):
    """Which version of the draft was seen when it was dropped."""

    version = HiddenField()


class SignOffForm(BaseForm):
    """Who signs off the figures."""

    version = HiddenField()
    signed_off_by = StringField(
        _l("Signed off by (name and post)"), [InputRequired(REQUIRED), Length(max=200)]
    )


class TemplateForm(BaseForm):
    """An office's own template."""

    unit = StringField(_l("Code of the unit"), [DataRequired(REQUIRED), Length(max=10)])
    file = FileField(
        _l("Word file (.docx)"), [FileRequired(_l("Choose a file."))],
        description=_l(
            "At most 5 MB. Templates with fields that the program does not know are refused."
        ),
    )  # fmt: skip
