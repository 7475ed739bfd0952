"""Who must be present, and who must sign, for a visit to be lawful?

At least three members of the team, one of whom may make records of violations (TT 05/2006 art.
2.4; NĐ 282/2025 art. 65), under the leader or a deputy. The record is signed by the leader and the
establishment; where its representative refuses, the commune authority or at least one witness
attests the refusal (NĐ 217/2025 art. 15.3a).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from inspect178.inspections.enums import ATTESTING_ROLES, SignatureRole
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

FEWEST_PRESENT = 3
HEADS = ("leader", "deputy")


class Member(Protocol):
    """A member of the team as far as the quorum asks."""

    may_record: bool

    @property
    def team_post(self) -> str:
        """Give leader, deputy or member."""


def quorum_faults(present: Sequence[Member]) -> list[InvalidInput]:
    """List why these members may not begin an inspection; empty where they may."""
    faults = []
    if len(present) < FEWEST_PRESENT:
        faults.append(
            InvalidInput(
                N_(
                    "At least %(fewest)s members of the team must be present; %(present)s are "
                    "ticked. Wait for the others, or put the visit off."
                ),
                field="members",
                fewest=FEWEST_PRESENT,
                present=len(present),
            )
        )
    if not any(member.may_record for member in present):
        faults.append(
            InvalidInput(
                N_(
                    "Nobody present may make a record of violations. One member with that right "
                    "must be present."
                ),
                field="members",
            )
        )
    if not any(member.team_post in HEADS for member in present):
        faults.append(
            InvalidInput(
                N_("The team leader or a deputy must be present and announce the decision."),
                field="members",
            )
        )
    return faults


def head_of(present: Sequence[Member]) -> Member | None:
    """Give who leads on site: the leader, else a deputy."""
    heads = [m for post in HEADS for m in present if m.team_post == post]
    return heads[0] if heads else None


def start_faults(
    started_at: datetime,
    *,
    signed_on: date | None,
    signed_at: datetime | None,
    opens_at: datetime | None,
    at: datetime,
) -> list[InvalidInput]:
    """List why a visit cannot have begun at this time; minutes count, seconds do not."""
    earliest = earliest_start(signed_on, signed_at)
    checks = (
        (started_at > at, N_("The announcement cannot lie in the future. Check the time.")),
        (
            earliest is not None and started_at < earliest,
            N_("The announcement cannot lie before the decision was signed. Check day and time."),
        ),
        (
            opens_at is not None and started_at < _to_the_minute(opens_at),
            N_("A surprise inspection may not begin before its opening time."),
        ),
    )
    return [InvalidInput(sentence, field="started_at") for wrong, sentence in checks if wrong]


def earliest_start(signed_on: date | None, signed_at: datetime | None) -> datetime | None:
    """Give from when on a decision may be announced: its day, or the minute if signed here."""
    if signed_on is None:
        return None
    if signed_at is not None and clock.local_day(signed_at) == signed_on:
        return _to_the_minute(signed_at)
    return clock.at_local(signed_on)


def signature_faults(roles: Iterable[SignatureRole], *, refused: bool) -> list[InvalidInput]:
    """List which signatures are missing under a record, or under the refusal to sign it."""
    given = set(roles)
    faults = []
    if SignatureRole.LEADER not in given:
        faults.append(
            InvalidInput(N_("The signature of the team leader is missing."), field="leader")
        )
    if not refused and SignatureRole.OWNER not in given:
        faults.append(
            InvalidInput(
                N_("The signature of the establishment's representative is missing."),
                field="owner",
            )
        )
    if refused and not given.intersection(ATTESTING_ROLES):
        faults.append(
            InvalidInput(
                N_(
                    "A refusal must be attested by the representative of the commune authority or "
                    "by at least one witness, with name and signature."
                ),
                field="attesting",
            )
        )
    return faults


def _to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
