"""How do all forms behave? Stripped text, clear messages in the person's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask_babel import get_domain, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.fields import DateTimeField, StringField
from wtforms.fields.choices import SelectChoice

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import squeeze
from inspect178.web.errors import message_of

FIRST_YEAR, LAST_YEAR = 1900, 2200
NO_DAY = lazy_gettext("Check the year of this day.")
MOST_SOUGHT = 100  # letters of a search; more finds nothing that fewer do not
# Nobody types these; PostgreSQL refuses the first of them.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def _tidy(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    plain = _CONTROL.sub("", value)
    return plain if "\n" in plain else squeeze(plain)


def _shorten(value: Any) -> Any:
    return value[:MOST_SOUGHT].strip() if isinstance(value, str) else value


def _read_day(field: DateTimeField, read: Callable[[list[str]], None], typed: list[str]) -> None:
    """Read a day or an instant; one in no year of people is refused like no day at all."""
    read(typed)
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        field.data = None
        raise ValueError(NO_DAY)


class _Words:
    """The sentences of WTForms itself, from our catalogues; it ships none in Vietnamese."""

    def gettext(self, text: str) -> str:
        """Translate a sentence; its placeholders are filled in by WTForms."""
        return str(get_domain().get_translations().gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a sentence that counts."""
        return str(get_domain().get_translations().ngettext(one, many, count))


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form that tidies text and can show what a rule refused beside the field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc,name-defined]
        """Strip every text field before it is checked; speak the person's language."""

        def get_translations(self, form: Any) -> _Words:
            """Give who translates the sentences of WTForms."""
            return _Words()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Tidy every field that holds one text; a search is cut to what can be sought."""
            filters = list(unbound_field.kwargs.get("filters", []))
            if issubclass(unbound_field.field_class, StringField):
                filters += [_tidy, _shorten] if options["name"] == "q" else [_tidy]
                unbound_field.kwargs["filters"] = list(dict.fromkeys(filters))
            bound = unbound_field.bind(form=form, **options)
            if isinstance(bound, DateTimeField):
                bound.process_formdata = partial(_read_day, bound, bound.process_formdata)
            return bound

    def refuse(self, error: InvalidInput) -> None:
        """Show the sentence of a broken rule at the field that it names, or at the form."""
        field = self._fields.get(error.field or "")
        target = field.errors if field is not None else self.form_errors
        sentence = message_of(error)
        if isinstance(target, tuple):
            field.errors = [*target, sentence]  # type: ignore[union-attr]
        else:
            target.append(sentence)


def seen_version(text: str | None) -> int:
    """Read which version of a row a page had shown; -1, which no row has, where it says none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def choices(pairs: Iterable[tuple[object, object]]) -> list[SelectChoice]:
    """Give stored values and labels as the choices of a select."""
    return [SelectChoice(str(value), label) for value, label in pairs]


def choices_of(kind: type[LabelledEnum]) -> list[SelectChoice]:
    """Give the members of a closed list as choices with translated labels."""
    return choices((member.value, lazy_gettext(member.label)) for member in kind)
