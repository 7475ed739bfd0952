"""How does a closed list of words look? A stable code is stored, a label is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """An enum whose members are `CODE = "stored_value", N_("Label")`.

    The stored value is lower case, stable and never used again for anything else; the label is
    an English message id that the web layer translates.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member of a stored value and a label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    def __str__(self) -> str:
        """Give the stored value, so that URLs and forms show it."""
        return str(self.value)
