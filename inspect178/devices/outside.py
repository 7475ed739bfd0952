"""What does the installation know of tablets outside of its database? Epoch, and who is revoked.

A restored backup is older than the file says; so a forgotten `flask devices restored` is noticed.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from inspect178.kernel.ids import uuid_or_none

FOLDER = "devices"
EPOCH, REVOKED = "epoch.json", "revoked.txt"
LINE = 64


@dataclass(frozen=True, order=True)
class Seen:
    """The epoch and the newest position of the journal that this installation has seen."""

    epoch: int = 0
    position: int = 0


def read_seen(instance: Path) -> Seen:
    """Read what was last seen; nothing where the file is missing or damaged."""
    try:
        given = json.loads((instance / FOLDER / EPOCH).read_text())
        return Seen(int(given["epoch"]), int(given["position"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Seen()


def note_seen(instance: Path, seen: Seen) -> None:
    """Write down what was seen; the file is a net below `flask devices restored`, not the rule.

    It is written in place, in one small piece: it is written often, and a torn one counts as none.
    """
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps({"epoch": seen.epoch, "position": seen.position})
    handle = os.open(folder / EPOCH, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(handle, text.ljust(LINE).encode(), 0)
    finally:
        os.close(handle)


def read_revoked(instance: Path) -> frozenset[UUID]:
    """Give the tablets that are revoked whatever the database says."""
    try:
        lines = (instance / FOLDER / REVOKED).read_text().split()
    except FileNotFoundError:
        return frozenset()
    # A line that a crash has torn names nobody and must not close all doors.
    return frozenset(id_ for line in lines if (id_ := uuid_or_none(line)) is not None)


def note_revoked(instance: Path, device_id: UUID) -> None:
    """Add a tablet to the list that survives every restore, forced to the disk."""
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / REVOKED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"\n{device_id}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
