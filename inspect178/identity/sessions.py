"""Who is signed in? The table of sessions behind Flask-Login, and the actor of each request.

The cookie holds a random token beside the form mark; the server's table decides. A copied cookie
is worth nothing once the session is ended (security.md, fact 2).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, current_app, g, request, session
from flask_login import UserMixin, current_user
from sqlalchemy import update

from inspect178.access.actor import NOBODY
from inspect178.extensions import db, login_manager
from inspect178.identity import queries
from inspect178.identity.models import UserSession
from inspect178.identity.rules import session_is_open
from inspect178.kernel import clock
from inspect178.web.transactions import note_method

TOKEN = "sid"
# How often the time of the last request is written down.
SEEN_EVERY = timedelta(minutes=1)


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person of the request, as Flask-Login wants it: id and nothing secret."""

    def __init__(self, user_id: int, name: str, must_change_password: bool) -> None:
        self.id = user_id
        self.full_name = name
        self.must_change_password = must_change_password


# Who finds the person of a view that is for tablets; `devices` registers itself.
_of_tablets: list[Callable[[], SignedIn | None]] = []


def register_tablets(find: Callable[[], SignedIn | None]) -> None:
    """Make known who reads the token of a tablet; called when the application is put together."""
    _of_tablets[:] = [find]


@login_manager.request_loader
def load_person(_request: object) -> SignedIn | None:
    """Find the open session of the cookie; set the actor; None where there is none.

    A view for tablets knows no cookies, and every other view no tablets.
    """
    g.actor = NOBODY
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_for_tablets", False):
        return _of_tablets[0]() if _of_tablets else None
    token = session.get(TOKEN)
    found = queries.find_session(token) if isinstance(token, str) else None
    if found is None:
        return None
    row, account = found
    at = clock.now()
    idle = timedelta(minutes=current_app.config["IDLE_MINUTES"])
    if not account.is_active or not session_is_open(
        ended=row.ended_at is not None,
        expires_at=row.expires_at,
        last_seen_at=row.last_seen_at,
        idle=idle,
        at=at,
    ):
        return None
    g.actor = queries.actor_of(account, at, row.id)
    _note_seen(row, at)
    return SignedIn(account.id, account.full_name, account.must_change_password)


def install_sessions(app: Flask) -> None:
    """Work out the actor before every request that is not for a file."""

    login_manager.session_protection = None

    @app.before_request
    def find_actor() -> None:
        if request.endpoint != "static":
            note_method()
            bool(current_user)  # asks Flask-Login, which calls load_person


def _note_seen(row: UserSession, at: datetime) -> None:
    """Write the time of the last request, once a minute at most.

    A reading request may not write, so it uses a short transaction of its own; a writing one
    must not wait for a second connection on SQLite, so it writes with its own transaction.
    """
    if at - row.last_seen_at < SEEN_EVERY:
        return
    if not g.reading:
        row.last_seen_at = at
        return
    with db.engine.connect().execution_options(read_log=True) as connection, connection.begin():
        connection.execute(
            update(UserSession).where(UserSession.id == row.id).values(last_seen_at=at)
        )
