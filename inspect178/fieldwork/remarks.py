"""What did the reviewers remark on a record? A port, because review stands beside fieldwork.

`app.py` registers who answers (architecture.md 1.4); without an answerer there are no remarks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Remark(Protocol):
    """What one agency said of one field of a record, or of the whole with an empty field."""

    @property
    def field(self) -> str:
        """Name the field of the record."""

    @property
    def agency(self) -> str:
        """Say for which agency it was reviewed."""

    @property
    def text(self) -> str:
        """Give the words."""

    @property
    def round(self) -> int:
        """Give the round of review."""

    @property
    def decided_at(self) -> datetime:
        """Say when the record was sent back."""


class Provider(Protocol):
    """Whoever knows why records were sent back: the remarks of the latest round of each."""

    def __call__(self, inspection_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Remark]]:
        """Give the remarks of every record that was sent back."""


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make known who knows the remarks; called once, when the application is put together."""
    _providers[:] = [provider]


def remarks_on(inspection_ids: Collection[UUID]) -> dict[UUID, Sequence[Remark]]:
    """Give the remarks on several records; one that was not sent back is left out."""
    if not inspection_ids or not _providers:
        return {}
    return dict(_providers[0](inspection_ids))
