"""What became of a paper that was signed on a tablet, and what to do about a bad receipt?"""

from __future__ import annotations

from inspect178.devices.enums import Flaw
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class Arrival(LabelledEnum):
    """How far a paper has come in the office."""

    # The tablet has not sent it yet, or it was lost.
    NOT_YET = "not_yet", N_("Not yet received")
    # Received; photos that belong to it are still on their way.
    WAITING = "waiting", N_("Received, photos still on their way")
    # Received, but it does not count by itself: a person decides.
    UNDECIDED = "undecided", N_("Received, a person of the office decides about it")
    SET_ASIDE = "set_aside", N_("Received, but by decision of the office it does not count")
    KEPT = "kept", N_("Received and kept")


ADVICE = {
    Flaw.EMPTY: N_("Scan the code with the camera of the phone and copy all of its text."),
    Flaw.TOO_LONG: N_("Paste the text of one code only, from inspect178:copy:1: to its end."),
    Flaw.NO_RECEIPT: N_(
        "A receipt begins with inspect178:copy:1:. Scan the code below the words “Mã biên nhận” "
        "on the copy."
    ),
    Flaw.CUT: N_("Scan the code once more and copy its text from the first letter to the last."),
    Flaw.CHANGED: N_(
        "Scan the code once more. If the answer is the same, the code proves nothing: take the "
        "paper to the office that carried out the inspection."
    ),
    Flaw.OTHER_OFFICE: N_(
        "Compare the address of this page with the one below the code on the paper. If they are "
        "the same, the code proves nothing: ask the office that carried out the inspection."
    ),
    Flaw.EXPIRED: N_(
        "By itself the code proves nothing. Ask the office that carried out the inspection for a "
        "printed copy of the record."
    ),
}
