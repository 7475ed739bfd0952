"""What can be done about a violation? Record it on the visit, then follow it to its end."""

from __future__ import annotations

from inspect178.violations.operations.following import (
    SanctionEntry,
    close_violation,
    confirm_clause,
    decide_sanction,
    execute_sanction,
    number_record,
    remedy_violation,
    transfer_violation,
    warnings_about,
)
from inspect178.violations.operations.life import advance_violation
from inspect178.violations.operations.recording import (
    NOT_BEFORE,
    ViolationEntry,
    change_violation,
    computed_range,
    drop_violation,
    record_violation,
    recording_of,
)

__all__ = [
    "NOT_BEFORE",
    "SanctionEntry",
    "ViolationEntry",
    "advance_violation",
    "change_violation",
    "close_violation",
    "computed_range",
    "confirm_clause",
    "decide_sanction",
    "drop_violation",
    "execute_sanction",
    "number_record",
    "record_violation",
    "recording_of",
    "remedy_violation",
    "transfer_violation",
    "warnings_about",
]
