"""What happened to a thing? Its events of the trail, as far as the actor may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inspect178.access.actor import Actor
from inspect178.audit.models import AuditEntry
from inspect178.audit.queries import events_of_subject
from inspect178.extensions import db

LONGEST_STORY = 200


def story_of(actor: Actor, thing: Any) -> Sequence[tuple[AuditEntry, str]]:
    """List the events of a thing with their details, the latest first."""
    rows = db.session.execute(
        events_of_subject(actor, thing.__tablename__, thing.id).limit(LONGEST_STORY)
    )
    return [(row[0], row[1]) for row in rows]
