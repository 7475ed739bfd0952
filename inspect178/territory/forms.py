"""What is typed in to look up units?"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import Length, Optional

from inspect178.web.form_base import BaseForm


class UnitSearchForm(BaseForm):
    """Words or a code, and the day whose tree is asked for."""

    q = StringField(_l("Name or code"), [Optional(), Length(max=120)])
    day = DateField(_l("Tree of the day"), [Optional()])

    class Meta(BaseForm.Meta):
        """A search changes nothing."""

        csrf = False
