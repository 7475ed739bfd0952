"""What does the body of an operation say? Values read one by one, or refused with a sentence.

A tablet's times are claims: they are put right by what is known of its clock, and none of them
lies after the receipt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from inspect178.devices.applying import Taken
from inspect178.devices.protocol import CLOCK_OFF
from inspect178.files.drawings import Drawing, read_drawing
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

W = TypeVar("W", bound=LabelledEnum)
UNREADABLE = N_("The app sent something that the office cannot read (%(name)s).")


@dataclass(frozen=True)
class Body:
    """The values of an operation by their names."""

    values: Mapping[str, Any]
    shift: timedelta  # by how much the tablet's clock was wrong
    received_at: datetime

    def text(self, name: str) -> str:
        """Give a text; a missing one is empty."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise _unreadable(name)
        return value

    def texts(self, name: str) -> dict[str, str]:
        """Give a mapping of texts."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise _unreadable(name)
        return dict(value)

    def id(self, name: str) -> UUID:
        """Give an id."""
        found = self.id_or_none(name)
        if found is None:
            raise _unreadable(name)
        return found

    def id_or_none(self, name: str) -> UUID | None:
        """Give an id, or None where there is none."""
        text = self.text(name)
        try:
            return UUID(text) if text else None
        except ValueError as error:
            raise _unreadable(name) from error

    def whole(self, name: str) -> int | None:
        """Give a whole number, or None where there is none."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            found = int(value) if isinstance(value, int | str) else None
        except ValueError:
            found = None
        if found is None or abs(found) > 2**31 - 1:
            raise _unreadable(name)
        return found

    def wholes(self, name: str) -> list[int]:
        """Give several whole numbers."""
        values = self.values.get(name) or []
        if not isinstance(values, list):
            raise _unreadable(name)
        found = [Body({name: value}, self.shift, self.received_at).whole(name) for value in values]
        return [number for number in found if number is not None]

    def decimal(self, name: str, largest: float) -> float | None:
        """Give a number within a range, or None where there is none or a senseless one."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if abs(value) <= largest else None

    def day(self, name: str) -> date | None:
        """Give a day, or None where there is none."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise _unreadable(name) from error

    def instant(self, name: str) -> datetime | None:
        """Give a claimed instant, put right and never after the receipt."""
        text = self.text(name)
        try:
            said = datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
            if said is None:
                return None
            if said.tzinfo is None:
                raise _unreadable(name)
            return min(said.astimezone(UTC) + self.shift, self.received_at)
        except (ValueError, OverflowError) as error:
            raise _unreadable(name) from error

    def word(self, name: str, kind: type[W]) -> W:
        """Give a word of a closed list."""
        found = self.word_or_none(name, kind)
        if found is None:
            raise _unreadable(name)
        return found

    def word_or_none(self, name: str, kind: type[W]) -> W | None:
        """Give a word of a closed list, or None where there is none."""
        text = self.text(name)
        try:
            return kind(text) if text else None
        except ValueError as error:
            raise _unreadable(name) from error

    def part(self, name: str) -> Body:
        """Give what stands under a name, to be read in the same way."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise _unreadable(name)
        return Body(value, self.shift, self.received_at)

    def parts(self, name: str) -> list[Body]:
        """Give several parts."""
        values = self.values.get(name) or []
        if not isinstance(values, list) or not all(isinstance(v, dict) for v in values):
            raise _unreadable(name)
        return [Body(value, self.shift, self.received_at) for value in values]

    def drawing(self, field: str) -> Drawing:
        """Give a signature: drawn, with its strokes, or typed."""
        strokes = self.values.get("strokes")
        written = strokes if isinstance(strokes, str) else json.dumps(strokes or [])
        return read_drawing(self.text("image"), written, self.text("typed"), field=field)


def body_of(taken: Taken) -> Body:
    """Read the body of an operation.

    Below the limit of a wrong clock times stay as typed: minutes are what people write down.
    """
    shift = taken.done_at - taken.clock
    return Body(taken.body, shift if abs(shift) > CLOCK_OFF else timedelta(0), taken.received_at)


def _unreadable(name: str) -> InvalidInput:
    return InvalidInput(UNREADABLE, field=name, name=name)
