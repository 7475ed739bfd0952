"""What is typed at the door and at the end of a visit?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateTimeLocalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from inspect178.files.drawings import read_drawing
from inspect178.inspections.enums import (
    SECOND_VISIT_GROUNDS,
    AttemptKind,
    Ground,
    SignatureRole,
    StopReason,
)
from inspect178.inspections.models import Presence
from inspect178.inspections.operations.signing import GivenSignature
from inspect178.inspections.operations.visits import LONGEST_REASON, Announcement
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.web.form_base import BaseForm, choices, choices_of

ATTESTING = (SignatureRole.COMMUNE, SignatureRole.WITNESS)


class AnnounceForm(BaseForm):
    """When the visit begins, who is there, and why a second time in the year."""

    started_at = DateTimeLocalField(
        _l("Time of the announcement"),
        validators=[InputRequired(_l("Enter day and time of the announcement."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    members = SelectMultipleField(
        _l("Members of the team present"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    others_present = TextAreaField(
        _l("Others present"),
        validators=[Optional(), Length(max=5000)],
        description=_l("Representatives of the establishment and of the commune, witnesses."),
    )
    second_ground = SelectField(
        _l("Ground for a second inspection in the year"), validators=[Optional()], choices=[]
    )
    second_reference = StringField(
        _l("Paper that shows the ground"), validators=[Optional(), Length(max=LONGEST_REASON)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(g.value, _l(g.label)) for g in SECOND_VISIT_GROUNDS]
        self.second_ground.choices = [("", _l("Choose")), *grounds]

    def announcement(self) -> Announcement:
        """Give what was said, in values."""
        started: datetime = self.started_at.data
        return Announcement(
            started_at=clock.at_local(started.date(), started.time().replace(second=0)),
            member_ids=frozenset(self.members.data or ()),
            others_present=self.others_present.data or "",
            second_ground=Ground(self.second_ground.data) if self.second_ground.data else None,
            second_reference=self.second_reference.data or "",
        )


class AttemptForm(BaseForm):
    """Why the team could not inspect, in one word of the list and in its own words."""

    kind = RadioField(
        _l("Why the team could not inspect"),
        validators=[InputRequired(_l("Choose what happened."))],
        choices=choices_of(AttemptKind),
    )
    reason = StringField(
        _l("Reason"),
        validators=[DataRequired(_l("Enter the reason.")), Length(max=LONGEST_REASON)],
    )


class ReasonForm(BaseForm):
    """Why a visit could not be made, or is interrupted."""

    reason = StringField(
        _l("Reason"),
        validators=[DataRequired(_l("Enter the reason.")), Length(max=LONGEST_REASON)],
    )


class StopForm(BaseForm):
    """On which ground of the decree a visit ends for good."""

    ground = RadioField(
        _l("Ground"),
        choices=choices_of(StopReason),
        validators=[InputRequired(_l("Choose the ground."))],
    )
    reason = StringField(_l("Explanation"), validators=[Optional(), Length(max=250)])


class AmendForm(BaseForm):
    """A note to a part of a signed record."""

    field = SelectField(_l("Part of the record"), choices=[])
    text = TextAreaField(
        _l("Note"), validators=[DataRequired(_l("Enter the note.")), Length(max=5000)]
    )


class ProposalForm(BaseForm):
    """Whether the register is changed as a team proposes."""

    decision = RadioField(
        _l("Decision"),
        choices=choices(
            [("accept", _l("Take it over into the register")), ("decline", _l("Decline it"))]
        ),
        validators=[InputRequired(_l("Choose what is to happen with the proposal."))],
    )
    unit = SelectField(_l("Commune of the new place"), validators=[Optional()], choices=[])
    note = StringField(
        _l("Note"),
        validators=[Optional(), Length(max=LONGEST_REASON)],
        description=_l("Needed where the proposal is declined."),
    )


def signatures_of(
    sent: MultiDict[str, str], presences: list[Presence], *, refused: bool
) -> list[GivenSignature]:
    """Read the signature boxes of the page; boxes left empty come without a drawing."""
    given = [_leader(sent, presences), *_members(sent, presences)]
    if refused:
        given.append(_other(sent, "attesting", _attesting_role(sent)))
    else:
        given += [
            _other(sent, "owner", SignatureRole.OWNER),
            _other(sent, "witness", SignatureRole.WITNESS),
        ]
    return [g for g in given if g is not None and g.drawing]


def _attesting_role(sent: MultiDict[str, str]) -> SignatureRole:
    for role in ATTESTING:
        if sent.get("attesting_role") == role.value:
            return role
    raise InvalidInput(N_("Choose in which capacity the refusal is attested."), field="attesting")


def _leader(sent: MultiDict[str, str], presences: list[Presence]) -> GivenSignature | None:
    head = next((p for p in presences if p.is_leader), None)
    return None if head is None else _signed(sent, "leader", SignatureRole.LEADER, presence=head)


def _members(sent: MultiDict[str, str], presences: list[Presence]) -> list[GivenSignature]:
    return [
        _signed(sent, f"member-{p.id}", SignatureRole.MEMBER, presence=p)
        for p in presences
        if not p.is_leader
    ]


def _signed(
    sent: MultiDict[str, str], name: str, role: SignatureRole, *, presence: Presence
) -> GivenSignature:
    drawing = read_drawing(
        sent.get(name, ""), sent.get(f"{name}_strokes", ""), sent.get(f"{name}_typed", ""),
        field=name,
    )  # fmt: skip
    return GivenSignature(role, presence.full_name, drawing, presence.post_title)


def _other(sent: MultiDict[str, str], name: str, role: SignatureRole) -> GivenSignature:
    drawing = read_drawing(
        sent.get(name, ""), sent.get(f"{name}_strokes", ""), sent.get(f"{name}_typed", ""),
        field=name,
    )  # fmt: skip
    person, post = sent.get(f"{name}_name", ""), sent.get(f"{name}_post", "")
    return GivenSignature(role, person[:120], drawing, post[:160])
