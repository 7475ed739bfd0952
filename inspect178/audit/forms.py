"""What is typed in to find events?"""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.validators import Optional

from inspect178.audit.actions import ACTIONS
from inspect178.audit.queries import Wanted
from inspect178.audit.surroundings import Surroundings
from inspect178.audit.words import SUBJECTS
from inspect178.kernel import clock
from inspect178.kernel.ids import uuid_or_none
from inspect178.kernel.text import sort_key
from inspect178.web.form_base import MOST_SOUGHT, BaseForm, choices

DAY = _l("Enter a day as dd/mm/yyyy.")


class EventsForm(BaseForm):
    """Who, what, to which kind of thing, between which days."""

    class Meta(BaseForm.Meta):
        """A form that only reads needs no mark against forgery."""

        csrf = False

    who = StringField(_l("Person (name or user name)"), default="")
    first = DateField(_l("From the beginning of"), [Optional()])
    last = DateField(_l("Until the end of"), [Optional()])
    action = SelectField(_l("What was done"), default="", validate_choice=False)
    subject = SelectField(_l("To what"), default="", validate_choice=False)
    about = HiddenField()

    def offer(self) -> None:
        """Fill the choices in, in the order of the person's alphabet."""
        everything = [("", _("All"))]
        actions = [(a.name, _(a.label)) for a in ACTIONS.values()]
        subjects = [(table, _(label)) for table, label in SUBJECTS.items()]
        self.action.choices = choices(everything + _in_order(actions))
        self.subject.choices = choices(everything + _in_order(subjects))

    def wanted(self, around: Surroundings) -> Wanted:
        """Give what is looked for; a value that is not on offer counts as all."""
        who = (self.who.data or "")[:MOST_SOUGHT]
        return Wanted(
            action=self.action.data if self.action.data in ACTIONS else "",
            subject_type=self.subject.data if self.subject.data in SUBJECTS else "",
            start=_beginning(self.first.data),
            end=_beginning(clock.day_after(self.last.data)) if _usable(self.last.data) else None,
            about=uuid_or_none(self.about.data),
            people=around.people_called(who) if who else None,
        )


def _in_order(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: sort_key(pair[1]))


def _usable(day: date | None) -> bool:
    return day is not None and date(1900, 1, 1) <= day < date(9000, 1, 1)


def _beginning(day: date | None) -> datetime | None:
    return clock.at_local(day) if day is not None and _usable(day) else None
