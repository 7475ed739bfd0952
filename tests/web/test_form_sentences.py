"""Do the sentences of WTForms itself reach people in their language?"""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import Length

from inspect178.web.form_base import BaseForm


class Entry(BaseForm):
    """One field of each kind that can refuse by itself."""

    class Meta(BaseForm.Meta):
        """Only the sentences matter here."""

        csrf = False

    day = DateField("day")
    count = IntegerField("count")
    kind = SelectField("kind", choices=["a"])
    name = StringField("name", [Length(max=3)])


@pytest.mark.parametrize(
    ("locale", "sentences"),
    [
        (
            "vi",
            {
                "day": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/12/2026.",
                "count": "Nhập số nguyên, ví dụ 12.",
                "kind": "Chọn một mục trong danh sách.",
                "name": "Nhập không quá 3 ký tự.",
            },
        ),
        (
            "en",
            {
                "day": "Not a valid date value.",
                "count": "Not a valid integer value.",
                "kind": "Not a valid choice.",
                "name": "Field cannot be longer than 3 characters.",
            },
        ),
    ],
)
def test_what_a_field_refuses_is_said_in(app, locale, sentences):
    typed = {"day": "hôm nay", "count": "vài", "kind": "b", "name": "dài quá"}

    with app.test_request_context("/", method="POST", data=typed), force_locale(locale):
        form = Entry()
        form.validate()
        said = {name: str(errors[0]) for name, errors in form.errors.items()}

    assert said == sentences
