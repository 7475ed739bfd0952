"""What is typed in when people sign in or are administered?"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from inspect178.access.roles import Role
from inspect178.identity.enums import TeamPost
from inspect178.web.form_base import BaseForm, choices_of

REQUIRED = _l("Fill in this field.")


class SignInForm(BaseForm):
    """User name and password."""

    username = StringField(_l("User name"), [InputRequired(REQUIRED), Length(max=80)])
    password = PasswordField(_l("Password"), [InputRequired(REQUIRED)])
    next = HiddenField()


class PasswordForm(BaseForm):
    """The present password and a new one."""

    old = PasswordField(_l("Present password"), [InputRequired(REQUIRED)])
    password = PasswordField(_l("New password"), [InputRequired(REQUIRED)])


class RoleForm(BaseForm):
    """A role in a unit, for an agency, between two days."""

    role = SelectField(_l("Role"), choices=choices_of(Role))
    unit = StringField(_l("Unit code"), [InputRequired(REQUIRED), Length(max=10)], default="")
    agency = SelectField(_l("Agency"), coerce=int)
    valid_from = DateField(_l("From"), [InputRequired(_l("Enter a day as dd/mm/yyyy."))])
    valid_to = DateField(_l("Until before (empty: without end)"), [Optional()])


class AccountForm(RoleForm):
    """A new account with its first role."""

    username = StringField(_l("User name"), [InputRequired(REQUIRED), Length(max=80)])
    full_name = StringField(_l("Full name"), [InputRequired(REQUIRED), Length(max=120)])
    post = StringField(_l("Post"), [Length(max=120)])
    password = PasswordField(_l("First password"), [InputRequired(REQUIRED)])


class AccountChangeForm(BaseForm):
    """Name, post and whether the account is open."""

    full_name = StringField(_l("Full name"), [InputRequired(REQUIRED), Length(max=120)])
    post = StringField(_l("Post"), [Length(max=120)])
    is_active = BooleanField(_l("The account is open"))


class NewPasswordForm(BaseForm):
    """A password given by the administrator."""

    password = PasswordField(_l("New password"), [InputRequired(REQUIRED)])


class LastDayForm(BaseForm):
    """The last day of a role or a membership."""

    last_day = DateField(_l("Last day"), [InputRequired(_l("Enter a day as dd/mm/yyyy."))])


class TeamForm(BaseForm):
    """A new team of a unit."""

    name = StringField(_l("Name of the team"), [InputRequired(REQUIRED), Length(max=200)])
    unit = StringField(_l("Unit code"), [InputRequired(REQUIRED), Length(max=10)])
    founding_decision = StringField(_l("Founding decision"), [Length(max=120)])
    valid_from = DateField(_l("From"), [InputRequired(_l("Enter a day as dd/mm/yyyy."))])


class MemberForm(BaseForm):
    """A new member of a team."""

    full_name = StringField(_l("Full name"), [InputRequired(REQUIRED), Length(max=120)])
    post_title = StringField(_l("Post"), [Length(max=120)])
    agency = SelectField(_l("Agency"), coerce=int)
    team_post = SelectField(_l("Post in the team"), choices=choices_of(TeamPost))
    card_number = StringField(_l("Inspection card number"), [Length(max=40)])
    username = StringField(_l("User name (empty: no account)"), [Length(max=80)])
    may_record = BooleanField(_l("May make records of administrative violations"))
    valid_from = DateField(_l("From"), [InputRequired(_l("Enter a day as dd/mm/yyyy."))])
