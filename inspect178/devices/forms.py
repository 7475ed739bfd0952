"""What is typed in about tablets? A reason."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.fields import StringField
from wtforms.validators import InputRequired, Length

from inspect178.web.form_base import BaseForm


class ReasonForm(BaseForm):
    """Why a tablet is revoked, or work released or set aside."""

    reason = StringField(_l("Reason"), [InputRequired(_l("Give the reason.")), Length(max=300)])
