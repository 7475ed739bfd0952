"""Which permission opens this page? Marks on views that guards, the menu and tests read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g, redirect, request, url_for

from inspect178.access.actor import NOBODY, Actor
from inspect178.access.permissions import Permission
from inspect178.kernel.errors import NotAllowed
from inspect178.kernel.text_marks import N_

View = TypeVar("View", bound=Callable[..., Any])


def current_actor() -> Actor:
    """Give who is acting in this request; nobody where nobody signed in."""
    return cast(Actor, g.get("actor", NOBODY))


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Open the view to whoever holds one of the permissions; send strangers to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if actor.is_anonymous:
                return _sign_in_first()
            if not actor.permissions.intersection(permissions):
                raise NotAllowed
            return view(*args, **kwargs)

        guarded.permissions = frozenset(permissions)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def public(view: View) -> View:
    """Open the view to everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def logs_reading(view: View) -> View:
    """Say that the view records who reads a sealed target."""
    view.logs_reading = True  # type: ignore[attr-defined]
    return view


def _sign_in_first() -> Any:
    if request.method != "GET" or request.is_json:
        # What was typed stays in the page that sent it; a redirect would lose it.
        raise SessionLost
    return redirect(url_for("identity.sign_in", next=request.full_path.rstrip("?")))


class SessionLost(NotAllowed):
    """The session has ended while a form was open."""

    status = 401
    default_message = N_(
        "Your session has ended. Sign in again in another tab, then send this form once more; "
        "what you typed is still there."
    )
