"""What does a step say, in words of people? A port: the tablets know nothing of inspections.

`app.py` registers who answers (fieldwork); without an answerer only the frame of a step is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from inspect178.access.actor import Actor


@dataclass(frozen=True)
class Step:
    """A step as it is to be told: its kind, what it is about, what it says, what became of it."""

    kind: str
    object_id: UUID
    done_at: datetime
    body: Mapping[str, Any]
    other: Mapping[str, Any] | None = None  # the version that was there first
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One value: what it is called, what this version says, and the other one."""

    label: str
    value: str
    other: str = ""
    note: str = ""

    @property
    def differs(self) -> bool:
        """Say whether the two versions say different things."""
        return self.value != self.other


@dataclass(frozen=True)
class Fact:
    """What a step belongs to, with the page where more stands of it."""

    label: str
    value: str
    page: str = ""
    named: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A step in words: what it belongs to, what it says, what clashes, what to do next."""

    facts: list[Fact] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    clashes: list[Line] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    is_sealed: bool = False  # its target is still a secret: nothing that it says is shown
    is_hidden: bool = False  # what it belongs to lies out of sight: no picture of it is shown


class Provider(Protocol):
    """Whoever knows what steps mean."""

    def __call__(self, step: Step, *, actor: Actor, at: datetime) -> Told:
        """Tell a step to somebody, within what that person may see."""


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make known who tells steps; called once, when the application is put together."""
    _providers[:] = [provider]


def told(step: Step, *, actor: Actor, at: datetime) -> Told:
    """Tell a step in words."""
    return _providers[0](step, actor=actor, at=at) if _providers else Told()
