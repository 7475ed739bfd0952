"""What stands beside a signed record? A port, because what tablets send lies above.

What was signed stays as it is; whoever reads the record sees beside it which photos came later, and
whether a tablet had shown the signers other words than were frozen. `app.py` registers who answers;
without an answerer nothing stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from inspect178.inspections.models import Inspection


@dataclass(frozen=True)
class LatePhoto:
    """A photo beside a frozen record: what it shows, by whom, taken (a claim) and named when."""

    id: UUID
    sha256: str
    item_code: str
    caption: str
    taken_at: datetime | None
    named_at: datetime
    named_by: str


@dataclass(frozen=True)
class Beside:
    """What stands beside a frozen record."""

    photos: Sequence[LatePhoto] = field(default_factory=list)
    other_words_shown: bool = False  # the signers saw other words than were frozen


class Provider(Protocol):
    """Whoever knows what tablets sent."""

    def __call__(self, inspection: Inspection) -> Beside:
        """Say what stands beside the frozen record of an inspection."""


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make known who knows what tablets sent; called once, when the application is put together."""
    _providers[:] = [provider]


def beside(inspection: Inspection) -> Beside:
    """Say what stands beside the frozen record of an inspection."""
    return _providers[0](inspection) if _providers else Beside()
