"""What can go wrong in the trade itself? The family of errors that people get to read.

Each error carries an English message id with named placeholders; the web layer translates it.
"""

from __future__ import annotations

from typing import Any

from inspect178.kernel.text_marks import N_


class DomainError(Exception):
    """Something that the person must know: a sentence, and what to do about it."""

    status = 400
    default_message = N_("This cannot be done.")

    def __init__(self, message: str | None = None, **params: Any) -> None:
        self.message = message or self.default_message
        self.params = params
        super().__init__(self.message % params if params else self.message)


class NotAllowed(DomainError):
    """The person may not do this."""

    status = 403
    default_message = N_("Your account does not have the right to do this.")


class NotFound(DomainError):
    """The thing does not exist, or is out of the person's scope: both look the same."""

    status = 404
    default_message = N_("Nothing was found at this address.")


class Conflict(DomainError):
    """Somebody else changed the thing first, or the same thing exists already."""

    status = 409
    default_message = N_("Somebody else saved a change first. Reload the page and try again.")


class IllegalTransition(Conflict):
    """The step is not possible in the present state."""

    default_message = N_("This step is not possible in the present state.")


class TooLarge(DomainError):
    """What was sent is larger than is accepted."""

    status = 413
    default_message = N_("The file is too large.")


class RuleBroken(DomainError):
    """A rule of the law or of the office stands against it."""

    status = 422
    default_message = N_("A rule does not allow this.")


class InvalidInput(RuleBroken):
    """What was typed in cannot be used; `field` names the place."""

    default_message = N_("The entry cannot be used.")

    def __init__(self, message: str | None = None, *, field: str | None = None, **params: Any):
        super().__init__(message, **params)
        self.field = field
