"""How did a tablet's operation end, what was answered, and what may be decided about it?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class Status(LabelledEnum):
    """What the tablet is told of one operation; the first three use up its number."""

    OK = "ok", N_("Received")
    CONFLICT = "conflict", N_("Conflict")
    REFUSED = "refused", N_("Refused")
    GAP = "gap", N_("Something is missing before it")
    RETRY = "retry", N_("Send it again later")


class OpState(LabelledEnum):
    """What became of an operation in the office."""

    APPLIED = "applied", N_("Done")
    WAITING = "waiting", N_("Waiting for photos")
    CONFLICT = "conflict", N_("Conflict")
    REFUSED = "refused", N_("Refused")
    QUARANTINED = "quarantined", N_("In quarantine")
    SET_ASIDE = "set_aside", N_("Set aside")


class DecisionKind(LabelledEnum):
    """What somebody decided about an operation that does not count by itself."""

    RELEASE = "release", N_("Let it count")
    SET_ASIDE = "set_aside", N_("Set aside")
    SETTLE = "settle", N_("Looked at and settled")


class Flag(LabelledEnum):
    """What is odd about the times that a tablet claims; noted, never a reason to refuse."""

    CLOCK_OFF = "clock_off", N_("The tablet's clock is wrong")
    CLOCK_JUMPED = "clock_jumped", N_("The clock was set back or forward")
    AFTER_RECEIPT = "after_receipt", N_("Claims to have been made after it was received")
    CLAMPED = "clamped", N_("The time claimed lies outside of what is possible")
    CARRIED = "carried", N_("Arrived through another tablet")
    OLD_SCHEMA = "old_schema", N_("Made by an older version of the app")


class Flaw(LabelledEnum):
    """What is wrong with the receipt of a copy, in a sentence for whoever holds the paper."""

    EMPTY = "empty", N_("Paste the text of the code first.")
    TOO_LONG = "too_long", N_("This text is longer than any receipt.")
    NO_RECEIPT = "no_receipt", N_("This is not the receipt of a copy made on the spot.")
    CUT = "cut", N_("The receipt is not complete, or letters of it were changed.")
    CHANGED = "changed", N_("What the receipt says does not fit its signature: it was changed.")
    OTHER_OFFICE = "other_office", N_("This office has not certified the tablet that signed.")
    EXPIRED = "expired", N_("The certificate of the tablet had ended before it signed.")
