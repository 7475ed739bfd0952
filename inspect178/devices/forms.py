"""What is typed about tablets in the office?"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from inspect178.web.form_base import BaseForm, choices

LONGEST_REASON = 300
RELEASE, ASIDE = "release", "aside"


class RevokeForm(BaseForm):
    """Why a tablet is revoked."""

    reason = StringField(
        _l("Reason"),
        validators=[
            DataRequired(_l("Give the reason, such as lost or replaced.")),
            Length(max=LONGEST_REASON),
        ],
    )


class CaseForm(BaseForm):
    """What becomes of work that does not count by itself."""

    decision = RadioField(
        _l("Decision"),
        choices=choices(
            [
                (RELEASE, _l("Let it count (a second person has to agree)")),
                (ASIDE, _l("Set it aside; it is kept")),
            ]
        ),
        validators=[InputRequired(_l("Choose what is to happen with this work."))],
    )
    reason = StringField(
        _l("Reason"),
        validators=[
            DataRequired(_l("Give the reason for your decision.")),
            Length(max=LONGEST_REASON),
        ],
    )
