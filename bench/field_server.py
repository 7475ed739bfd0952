"""Which server do the sync bench and the kill harness run? Ours, with one more kind of step.

    gunicorn bench.field_server:app

`bench.note` does nothing, so that the journal can be measured by itself and killed by itself. With
FIELD_SERVER_UNSAFE=1 the server answers before it commits, as no server should: the control that
the kill harness must catch.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from flask import g

from bench.tablets import KIND
from inspect178 import create_app
from inspect178.access.actor import Actor
from inspect178.devices import api, applying
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.extensions import db
from inspect178.web.transactions import in_its_own

LATE_BY = 0.25


def note(_taken: Taken, _actor: Actor) -> Result:
    """Do nothing and succeed."""
    return Result(Outcome.APPLIED)


def answer_first(act: Callable[[], Any]) -> Any:
    """Answer now and commit later: what is acknowledged is not on the disk."""
    db.session.commit()
    g.reading = False
    result = act()
    db.session.rollback()

    def later() -> None:
        with app.test_request_context(method="POST"):
            in_its_own(act)

    threading.Timer(LATE_BY, later).start()
    return result


app = create_app()
applying.register(KIND, note)
if os.environ.get("FIELD_SERVER_UNSAFE") == "1":
    api.in_its_own = answer_first  # type: ignore[assignment]
