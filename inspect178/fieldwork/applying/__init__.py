"""What does each kind of operation of a tablet do? The table that `app.py` makes known."""

from __future__ import annotations

from collections.abc import Callable

from inspect178.access.actor import Actor
from inspect178.devices.applying import Result, Taken
from inspect178.fieldwork.applying import papers, photos, proposals
from inspect178.fieldwork.applying.visits import STEPS

KINDS: dict[str, Callable[[Taken, Actor], Result]] = {
    **STEPS,
    "visit.photo": photos.name_photo,
    "visit.photo_removed": photos.remove_photo,
    "visit.sign": papers.sign,
    "visit.refuse": papers.refuse,
    "violation.add": papers.add_violation,
    "violation.drop": papers.remove_violation,
    "commitment.sign": papers.sign_undertaking,
    "register.propose": proposals.propose,
}
