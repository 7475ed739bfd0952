"""How does somebody sign in and out? Sessions begin and end here."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect178.access.actor import NOBODY, Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity import queries
from inspect178.identity.models import SignInAttempt, UserAccount, UserSession
from inspect178.identity.passwords import hash_password, needs_new_hash, verify_password
from inspect178.identity.rules import (
    ATTEMPTS_BEFORE_WAIT,
    MAX_PASSWORD,
    check_password,
    must_wait,
    username_key,
)
from inspect178.kernel.errors import DomainError, InvalidInput, NotFound
from inspect178.kernel.text_marks import N_

MAX_PER_ADDRESS = 30


class SignInRefused(InvalidInput):
    """Name or password are wrong; which of them is never said."""

    default_message = N_("The user name or the password is not right. Check both and try again.")


class TooManyAttempts(DomainError):
    """Guessing is slowed down."""

    status = 429
    default_message = N_("Too many attempts to sign in. Wait 15 minutes and try again.")


class NotThePresentPassword(InvalidInput):
    """Who changes a password has to know it; each wrong guess is counted."""

    default_message = N_("The present password is not right.")


@dataclass(frozen=True)
class Visitor:
    """From where somebody signs in: a hashable address and whether this browser is known."""

    address: str
    browser: str
    is_known: bool


def sign_in(
    username: str, password: str, *, visitor: Visitor, at: datetime, hours: int
) -> tuple[str, UserAccount]:
    """Open a session and give its token; raise SignInRefused or TooManyAttempts.

    Strangers and known browsers are counted apart, so that guessing from elsewhere does not lock
    out the person (security.md 2.2).
    """
    keys = _keys(username, visitor)
    if any(_is_blocked(key, limit, at) for key, limit in keys):
        raise TooManyAttempts
    account = queries.find_account(username)
    stored = account.password_hash if account is not None and account.is_active else None
    fits = len(password) <= MAX_PASSWORD and verify_password(stored, password)
    if account is None or not fits:
        _count_refusal(account, keys, at)
        raise SignInRefused
    if needs_new_hash(account.password_hash):
        account.password_hash = hash_password(password)
    return _open_session(account, visitor, at=at, hours=hours), account


def end_session(session_id: int, *, actor: Actor, at: datetime) -> None:
    """End one of one's own sessions at once."""
    row = db.session.get(UserSession, session_id)
    if row is None or row.user_id != actor.user_id:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = at
        action = A.SIGNED_OUT if session_id == actor.session_id else None
        account = db.session.get_one(UserAccount, row.user_id)
        if action is not None:
            trail.record(action, actor=actor, subject=account, at=at)
        else:
            trail.record(A.SESSION_ENDED, actor=actor, subject=account, at=at, session=session_id)


def end_all_sessions(account: UserAccount, *, at: datetime, but: int | None = None) -> None:
    """End every open session of a person, as after a change of password or of rights."""
    for row in queries.open_sessions(account.id, at):
        if row.id != but:
            row.ended_at = at


def change_own_password(old: str, new: str, *, actor: Actor, at: datetime) -> None:
    """Change one's password; every other session ends.

    Guesses are counted, so that a session left open does not give the password away.
    """
    account = db.session.get_one(UserAccount, actor.user_id)
    key = _digest(f"change:{account.id}")
    if _is_blocked(key, ATTEMPTS_BEFORE_WAIT, at):
        raise TooManyAttempts
    if len(old) > MAX_PASSWORD or not verify_password(account.password_hash, old):
        db.session.add(SignInAttempt(key=key, at=at))
        raise NotThePresentPassword(field="old")
    check_password(new, account.username)
    if new == old:
        raise InvalidInput(
            N_("This is your present password. Choose another one."), field="password"
        )
    account.password_hash = hash_password(new)
    account.must_change_password = False
    end_all_sessions(account, at=at, but=actor.session_id)
    trail.record(A.PASSWORD_CHANGED, actor=actor, subject=account, at=at)


def _keys(username: str, visitor: Visitor) -> list[tuple[str, int]]:
    kind = "known" if visitor.is_known else "stranger"
    account = f"{kind}:{username_key(username)}"
    return [
        (_digest(account), ATTEMPTS_BEFORE_WAIT),
        (_digest(f"address:{visitor.address}"), MAX_PER_ADDRESS),
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_blocked(key: str, limit: int, at: datetime) -> bool:
    return must_wait(queries.recent_attempts(key, at), at, limit=limit)


def _count_refusal(account: UserAccount | None, keys: list[tuple[str, int]], at: datetime) -> None:
    db.session.add_all(SignInAttempt(key=key, at=at) for key, _ in keys)
    subject = account if account is not None else "unknown account"
    trail.record(
        A.SIGN_IN_REFUSED, actor=NOBODY, subject=subject, at=at, outcome="refused",
        why="password" if account is not None and account.is_active else "account",
    )  # fmt: skip


def _open_session(account: UserAccount, visitor: Visitor, *, at: datetime, hours: int) -> str:
    token = secrets.token_urlsafe(32)
    row = UserSession(
        token_hash=queries.token_hash(token),
        user_id=account.id,
        created_at=at,
        last_seen_at=at,
        expires_at=at + timedelta(hours=hours),
        browser=visitor.browser[:200],
    )
    db.session.add(row)
    db.session.flush()
    actor = queries.actor_of(account, at, row.id)
    trail.record(A.SIGNED_IN, actor=actor, subject=account, at=at)
    return token
