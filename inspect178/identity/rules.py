"""Which passwords are good, which names are the same, when is guessing slowed down?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Protocol

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import fold
from inspect178.kernel.text_marks import N_

MIN_PASSWORD, MAX_PASSWORD = 15, 128
ATTEMPTS_BEFORE_WAIT = 5
ATTEMPT_WINDOW = timedelta(minutes=15)
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,79}")
_COMMON = ("password", "matkhau", "12345678", "qwerty", "inspect178", "kiemtra", "lienngan")


def username_key(username: str) -> str:
    """Give the key under which a user name is unique: case and spaces do not matter."""
    return username.strip().casefold()


def check_username(username: str) -> None:
    """Refuse user names that could be mistaken: letters, digits, dot, dash, underscore only."""
    if not _USERNAME.fullmatch(username.strip()):
        raise InvalidInput(
            N_("A user name has 3 to 80 letters without marks, digits, dots, dashes."),
            field="username",
        )


def check_password(password: str, username: str) -> None:
    """Refuse passwords that are too short, too long or too easy (security.md 2.2)."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvalidInput(
            N_("A password has %(least)s to %(most)s characters. A sentence is a good password."),
            field="password",
            least=MIN_PASSWORD,
            most=MAX_PASSWORD,
        )
    plain = fold(password).replace(" ", "")
    easy = len(set(plain)) < 5 or any(plain.replace(word, "") == "" for word in _COMMON)
    if easy or (username and fold(username).replace(" ", "") in plain and len(plain) < 20):
        raise InvalidInput(
            N_("This password is too easy to guess. Choose another one."), field="password"
        )


class Dated(Protocol):
    """Whatever somebody holds from a day until before another."""

    valid_from: date
    valid_to: date | None


def end_of(last_day: date, held: Dated) -> date:
    """Give the day after the last one, or refuse a day before the first or after the end."""
    end = last_day + timedelta(days=1)
    if end <= held.valid_from:
        raise InvalidInput(
            N_("The last day lies before the first one. Choose a later last day."),
            field="last_day",
        )
    if held.valid_to is not None and end > held.valid_to:
        raise InvalidInput(
            N_("It has ended earlier already. To prolong it, enter it anew."), field="last_day"
        )
    return end


def must_wait(attempts: list[datetime], at: datetime, *, limit: int = ATTEMPTS_BEFORE_WAIT) -> bool:
    """Say whether too many recent attempts failed."""
    recent = [a for a in attempts if a > at - ATTEMPT_WINDOW]
    return len(recent) >= limit


def session_is_open(
    *, ended: bool, expires_at: datetime, last_seen_at: datetime, idle: timedelta, at: datetime
) -> bool:
    """Say whether a session may go on: not ended, not past its end, not idle too long."""
    return not ended and at < expires_at and at - last_seen_at < idle
