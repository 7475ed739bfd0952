"""What does the law say about what a paper must grant? The right to explain a violation.

Law on administrative sanctions art. 61(1): an explanation may be given where the licence may be
withdrawn or the business stopped for a time, or where the highest fine is from 15 million đồng
for individuals, 30 million for organisations.
"""

from __future__ import annotations

from inspect178.kernel.text import fold

LEAST_FOR_PERSONS = 15_000_000
LEAST_FOR_ORGANISATIONS = 30_000_000
_GRANTING = ("tuoc quyen", "dinh chi")


def may_explain(*, is_organisation: bool, highest_fine: int | None, extra: str) -> bool | None:
    """Say whether the violator may explain; None while neither fine nor extra sanction tells."""
    words = fold(extra)
    if any(sanction in words for sanction in _GRANTING):
        return True
    if highest_fine is None:
        return None
    least = LEAST_FOR_ORGANISATIONS if is_organisation else LEAST_FOR_PERSONS
    return highest_fine >= least


def any_may_explain(answers: list[bool | None]) -> bool | None:
    """Say it for all acts of a record: one that grants the right is enough."""
    if True in answers:
        return True
    return None if None in answers else False
