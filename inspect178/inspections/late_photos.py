"""Which photos came after a record was signed? A port, because tablets' photos lie above.

What was signed stays as it is; whoever reads the record sees beside it what came later.
`app.py` registers who answers; without an answerer nothing came later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


class Provider(Protocol):
    """Whoever knows the photos of tablets."""

    def __call__(self, inspection: Inspection) -> Sequence[LatePhoto]:
        """Give the photos that arrived whole and are not part of the frozen record."""


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make known who knows the photos; called once, when the application is put together."""
    _providers[:] = [provider]


def late_photos_of(inspection: Inspection) -> Sequence[LatePhoto]:
    """Give the photos that came after the record was signed."""
    return _providers[0](inspection) if _providers else []
