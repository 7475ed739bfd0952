"""What is typed in when people sign in or are administered?"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from inspect178.web.form_base import BaseForm

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
