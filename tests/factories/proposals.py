"""Which proposals from the ground do tests start from? A new place that Bình found."""

from __future__ import annotations

import uuid

from inspect178.extensions import db
from inspect178.fieldwork.enums import ProposalKind
from inspect178.fieldwork.models import RegisterProposal
from inspect178.fieldwork.operations import Found, Made, propose
from inspect178.kernel import clock
from tests import people
from tests.factories.registry import make_place


def make_proposal() -> RegisterProposal:
    """Have Bình propose a new place; flushed, not committed."""
    found = Found(
        ProposalKind.NEW,
        clock.today(),
        name="Nhà nghỉ Mới",
        type_code="nha_nghi",
        address="5 phố Mới",
    )
    made = Made(uuid.uuid4(), make_place("12127"), clock.now(), None)
    kept = propose(found, made, actor=people.actor("binh"), at=clock.now())
    db.session.flush()
    return kept
