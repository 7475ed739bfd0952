"""What does an answer of the checklist mean? Shown or not, answered or not, kept or not.

A question with `shown_if` (as C8=no) is asked only after that answer; otherwise it is hidden, and
an answer that it once had is neither counted nor signed. Some questions ask for numbers that the
record holds already as numbers of workers, so nobody types them twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from inspect178.inspections.enums import AnswerValue

YES_NO_NA, COUNT_OF, COUNT = "yes_no_na", "count_of", "count"
# Item → the fields of the record that answer it: how many, and of how many.
FROM_WORKERS: dict[str, tuple[str, str]] = {
    "C7": ("worker_contract", "worker_total"),
    "C9": ("worker_health_checked", "worker_total"),
    "C8b": ("worker_under_18", ""),
}


class Item(Protocol):
    """A question as far as the rules ask."""

    code: str
    answer: str
    shown_if: str
    required: bool


I = TypeVar("I", bound=Item)  # noqa: E741 - an item


@dataclass(frozen=True)
class Given:
    """What was answered to one question."""

    value: AnswerValue | None = None
    count: int | None = None
    total: int | None = None
    note: str = ""

    def __bool__(self) -> bool:
        """Say whether anything was entered."""
        return self != Given()


NOTHING = Given()


def judged(item: Item, given: Given) -> Given:
    """Complete the answer to a counting question by what the numbers say."""
    if item.answer == YES_NO_NA:
        return given
    return Given(
        verdict(item.answer, given.count, given.total), given.count, given.total, given.note
    )


def verdict(answer: str, count: int | None, total: int | None) -> AnswerValue | None:
    """Say whether numbers comply: all of the total, or none at all where one number is asked."""
    if count is None or (answer == COUNT_OF and total is None):
        return None
    if answer == COUNT:
        return AnswerValue.YES if count == 0 else AnswerValue.NO
    if total == 0:
        return AnswerValue.NOT_APPLICABLE
    return AnswerValue.YES if count >= (total or 0) else AnswerValue.NO


def is_answered(item: Item, given: Given) -> bool:
    """Say whether the question has its answer."""
    return judged(item, given).value is not None


def shown(items: Sequence[I], answers: Mapping[str, Given]) -> list[I]:
    """List the questions that are asked, given the answers so far."""
    known = {item.code: item for item in items}
    return [item for item in items if _is_asked(item, known, answers)]


def _is_asked(item: Item, known: Mapping[str, Item], answers: Mapping[str, Given]) -> bool:
    asked_after: set[str] = set()
    while item.shown_if:
        code, _, wanted = item.shown_if.partition("=")
        before = known.get(code)
        if before is None or code in asked_after:
            return False
        if judged(before, answers.get(code, NOTHING)).value != wanted:
            return False
        asked_after.add(code)
        item = before
    return True


def numbers_disagree(given: Given) -> bool:
    """Say whether more were counted than there are."""
    return given.count is not None and given.total is not None and given.count > given.total
