"""Which tablet is speaking? The header `Authorization: Device …`, for marked views only.

A marked view knows no cookies and so needs no form mark; every other view knows no tablets. A
tablet that is revoked may still hand in what it holds where the view says so, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, request

from inspect178.access.actor import Actor
from inspect178.devices import outside, queries
from inspect178.devices.models import Device
from inspect178.devices.operations.intake import is_out
from inspect178.devices.protocol import token_is_expired
from inspect178.extensions import csrf
from inspect178.identity.sessions import SignedIn, register_tablets
from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError
from inspect178.kernel.text_marks import N_
from inspect178.web.errors import error_answer, message_of

View = TypeVar("View", bound=Callable[..., Any])
SCHEME = "Device "
TOKEN_LENGTH = 43
WIPED = '"cache", "cookies", "storage"'


class SignInAgain(DomainError):
    """The token is unknown or was not used for too long; nothing on the tablet is lost."""

    status = 401
    default_message = N_("Sign in on this tablet again. What it holds is kept and sent then.")


class Revoked(DomainError):
    """The tablet is revoked: nothing more is handed out, and it destroys what can read it."""

    status = 401
    default_message = N_("This tablet was revoked by the office.")


def by_tablet(*, revoked_too: bool = False) -> Callable[[View], View]:
    """Open the view to tablets that are enrolled, with JSON or raw bytes, without form marks."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.get("tablet") is None:
                return refusal(SignInAgain(), expired=True)
            if g.tablet_is_out and not revoked_too:
                return refusal(Revoked(), revoked=True)
            return view(*args, **kwargs)

        guarded.is_for_tablets = True  # type: ignore[attr-defined]
        guarded.hands_out = not revoked_too  # type: ignore[attr-defined]
        return cast(View, takes_json(csrf.exempt(guarded)))

    return decorate


def takes_json(view: View) -> View:
    """Say that the view reads JSON, which no page does."""
    view.takes_json = True  # type: ignore[attr-defined]
    return view


def refusal(error: DomainError, **extra: Any) -> Response:
    """Answer a tablet that it is not let in; where nothing can be lost, to wipe itself."""
    answer = error_answer(error.status, message_of(error), **extra)
    if extra.get("wipe"):
        answer.headers["Clear-Site-Data"] = WIPED
    return answer


def current_device() -> Device:
    """Give the tablet of this request."""
    return cast(Device, g.tablet)


def tablet_is_out() -> bool:
    """Say whether the tablet of this request is revoked."""
    return bool(g.tablet_is_out)


def token_of_request() -> str:
    """Give the token that the request carries, or nothing."""
    given = request.headers.get("Authorization", "")
    token = given.removeprefix(SCHEME)
    return token if given.startswith(SCHEME) and len(token) == TOKEN_LENGTH else ""


def find_tablet() -> SignedIn | None:
    """Find tablet and person of the token; set the actor with the rights of this moment.

    Where the view only takes in, rights are asked of each operation for its own time, and here the
    person acts without any.
    """
    token = token_of_request()
    found = queries.find_by_token(token) if token.isascii() and token else None
    at = clock.now()
    if found is None or token_is_expired(found[0].contact_at, at):
        return None
    device, account = found
    g.tablet = device
    g.tablet_is_out = is_out(device, account, outside.read_revoked(current_app.config["INSTANCE"]))
    view = current_app.view_functions[request.endpoint or ""]
    if not getattr(view, "hands_out", True):
        g.actor = Actor(account.id, account.full_name, locale=account.locale)
    elif not g.tablet_is_out:
        g.actor = queries.actor_of_device(account, device.id, at)
    return SignedIn(account.id, account.full_name, must_change_password=False)


register_tablets(find_tablet)
