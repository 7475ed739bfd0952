"""How is something said to the person of a tablet? In their language, within a request or not."""

from __future__ import annotations

from flask_babel import force_locale

from inspect178.access.actor import Actor
from inspect178.kernel.errors import DomainError
from inspect178.web.errors import message_of


def said(what: DomainError | str, actor: Actor) -> str:
    """Give a sentence in the language of the person."""
    error = what if isinstance(what, DomainError) else DomainError(what)
    with force_locale(actor.locale):
        return message_of(error)
