"""How are former names of units kept, and which tree belongs to a day?"""

from __future__ import annotations

from datetime import date

# First day of the two-level tree (resolution 202/2025/QH15 and 34 resolutions of 16/06/2025).
REFORM = date(2025, 7, 1)
LAST_DAY_BEFORE = date(2025, 6, 30)
# Begins the source of an alias that is a former official name: `until 2026-04-29 Xã Lộc Ninh`.
_FORMER_NAME = "until "


def former_name_source(name: str, last_day: date) -> str:
    """Write down a former official name, because the alias's key has lost its diacritics."""
    return f"{_FORMER_NAME}{last_day.isoformat()} {name}"[:60]


def former_name(source: str) -> tuple[str, date] | None:
    """Read a former official name and its last day from the source of an alias."""
    if not source.startswith(_FORMER_NAME):
        return None
    day, _, name = source.removeprefix(_FORMER_NAME).partition(" ")
    return name, date.fromisoformat(day)


def is_before_reform(day: date) -> bool:
    """Say whether the three-level tree with districts was in force on the day."""
    return day < REFORM
