"""What is still missing before a record can be signed, and what looks odd in it?

What is missing stands against signing; what looks odd is only said, because a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspect178.inspections.checklist import (
    FROM_WORKERS,
    Given,
    Item,
    is_answered,
    numbers_disagree,
)
from inspect178.inspections.enums import AnswerValue
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

PARTS_OF_WORKERS = (
    "worker_contract",
    "worker_health_checked",
    "worker_under_18",
    "worker_residence",
)

UNANSWERED = N_("Question %(code)s")


@dataclass(frozen=True)
class Written:
    """What a record says, as far as completeness asks."""

    numbers: Mapping[str, int | None]  # the worker_… fields
    findings: str
    owner_opinion: str
    lines: Iterable[tuple[int, str, bool]]  # position, text, has a deadline


def missing(
    items: Iterable[Item], given: Mapping[str, Given], written: Written
) -> list[InvalidInput]:
    """List what stands against signing; `items` are the questions that are asked."""
    return [
        *_missing_numbers(written),
        *_missing_answers(items, given),
        *_missing_words(written),
    ]


def oddities(
    items: Iterable[Item], given: Mapping[str, Given], written: Written
) -> list[InvalidInput]:
    """List what looks odd and should be read once more before signing."""
    faults = [
        _fault(f"note.{i.code}", N_("%(code)s: “No” without a note."), code=i.code)
        for i in items
        if given[i.code].value == AnswerValue.NO and not given[i.code].note
    ]
    if any(text and not has_deadline for _, text, has_deadline in written.lines):
        faults.append(_fault("recommendations", N_("A recommendation has no deadline.")))
    if not written.owner_opinion:
        faults.append(
            _fault("owner_opinion", N_("The opinion of the establishment is not recorded."))
        )
    return faults


def _missing_numbers(written: Written) -> list[InvalidInput]:
    total = written.numbers.get("worker_total")
    if total is None:
        return [_fault("worker_total", N_("The number of workers"))]
    return [
        _fault(name, N_("More are counted here than there are workers."))
        for name in PARTS_OF_WORKERS
        if (written.numbers.get(name) or 0) > total
    ]


def _missing_answers(items: Iterable[Item], given: Mapping[str, Given]) -> list[InvalidInput]:
    faults = []
    for item in items:
        answer = given[item.code]
        if item.required and not is_answered(item, answer):
            faults.append(_fault(_place(item), UNANSWERED, code=item.code))
        elif item.code not in FROM_WORKERS and numbers_disagree(answer):
            sentence = N_("%(code)s: more are counted than there are.")
            faults.append(_fault(_place(item), sentence, code=item.code))
    return faults


def _missing_words(written: Written) -> list[InvalidInput]:
    faults = []
    if not written.findings:
        faults.append(_fault("findings", N_("The findings")))
    faults += [
        _fault(
            f"recommendation.{position}.text",
            N_("The text of recommendation %(position)s"),
            position=position,
        )
        for position, text, _ in written.lines
        if not text
    ]
    return faults


def _place(item: Item) -> str:
    if item.code in FROM_WORKERS:
        return FROM_WORKERS[item.code][0]
    return f"answer.{item.code}"


def _fault(field: str, sentence: str, **params: Any) -> InvalidInput:
    return InvalidInput(sentence, field=field, **params)
