"""What does the trail ask of the features above it? Functions that app.py hands in.

The trail lies below people, places and establishments, so it cannot import them. Who may see
which events, what people and things are called and where their pages are is answered by
`reports/trail.py` through the application's `Surroundings`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select

from inspect178.access.actor import Actor

KEY = "inspect178.audit"
Thing = tuple[str, str]  # table and id


@dataclass(frozen=True)
class Surroundings:
    """The questions of the trail's pages, each with who answers it."""

    # Which events lie in the area over which the actor may read the trail.
    in_area: Callable[[Actor], ColumnElement[bool]]
    # The accounts whose user name or full name holds the words.
    people_called: Callable[[str], Select[int]]
    # The names of some accounts.
    names_of: Callable[[Iterable[int]], dict[int, str]]
    # The name of a person of the actor's area; raises NotFound.
    require_person: Callable[[Actor, int], str]
    # The names of some things; those without a name are left out.
    things_called: Callable[[Iterable[Thing]], dict[Thing, str]]
    # The address of a thing's own page, where it has one.
    page_of: Callable[[Thing], str | None]
    # The words for a stored value of a closed list: (table, field, value) → message id.
    word_for: Callable[[str, str, str], str | None]


def install_surroundings(app: Flask, surroundings: Surroundings) -> None:
    """Tell the trail of an application who answers its questions."""
    app.extensions[KEY] = surroundings


def surroundings() -> Surroundings:
    """Give who answers in the present application."""
    return cast(Surroundings, current_app.extensions[KEY])
