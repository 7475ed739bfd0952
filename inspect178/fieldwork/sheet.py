"""What does the page of a visit show? Groups of questions, what was entered, what is missing.

Made from the open record and, where a form came back with faults, from what was typed into it,
so that nothing typed is lost on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspect178.inspections import merging
from inspect178.inspections.checklist import FROM_WORKERS, Given, is_answered
from inspect178.inspections.entries import WORKERS
from inspect178.inspections.models import ChecklistItem, Photo
from inspect178.inspections.operations.signing import missing_of, oddities_of
from inspect178.inspections.queries.records import OpenRecord, entries_of
from inspect178.kernel.errors import InvalidInput

MOST_LINES = 20


@dataclass(frozen=True)
class Question:
    """One question with its answer so far."""

    item: ChecklistItem
    given: Given
    is_shown: bool
    photos: list[Photo]

    @property
    def is_answered(self) -> bool:
        """Say whether it has its answer."""
        return is_answered(self.item, self.given)

    @property
    def mirrored(self) -> tuple[str, ...]:
        """Name the numbers of workers that answer it, where they do."""
        return tuple(name for name in FROM_WORKERS.get(self.item.code, ()) if name)


@dataclass
class Group:
    """A section of the checklist."""

    code: str
    title_vi: str
    title_en: str
    questions: list[Question] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Count the questions that are asked."""
        return sum(q.is_shown for q in self.questions)

    @property
    def answered(self) -> int:
        """Count those that have their answer."""
        return sum(q.is_shown and q.is_answered for q in self.questions)

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is left."""
        return self.answered == self.total


@dataclass(frozen=True)
class Sheet:
    """Everything that the page of a visit shows."""

    opened: OpenRecord
    groups: list[Group]
    entries: dict[str, str]
    seen: str
    lines: list[int]
    missing: list[InvalidInput]
    oddities: list[InvalidInput]

    @property
    def workers_answered(self) -> int:
        """Count the numbers of workers that were entered."""
        return sum(name in self.entries for name in WORKERS)

    @property
    def next_open(self) -> str | None:
        """Name the first field that is still missing."""
        return self.missing[0].field if self.missing else None


def sheet_of(
    opened: OpenRecord, typed: Mapping[str, str] | None = None, *, lines: int = 0
) -> Sheet:
    """Make the sheet of a record; `lines` asks for so many lines of recommendations."""
    entries = entries_of(opened)
    return Sheet(
        opened=opened,
        groups=_groups(opened),
        entries={**entries, **(typed or {})},
        seen=merging.seen_of(entries),
        lines=_lines(opened, min(lines, MOST_LINES)),
        missing=missing_of(opened),
        oddities=oddities_of(opened),
    )


def _groups(opened: OpenRecord) -> list[Group]:
    shown = {item.code for item in opened.shown}
    groups: dict[str, Group] = {}
    for item in opened.items:
        group = groups.setdefault(
            item.section, Group(item.section, item.section_vi, item.section_en)
        )
        question = Question(
            item, opened.given[item.code], item.code in shown, opened.photos_of(item.code)
        )
        group.questions.append(question)
    return list(groups.values())


def _lines(opened: OpenRecord, wanted: int) -> list[int]:
    """Give the positions of recommendations to show: those there are and at least one free."""
    used = [r.position for r in opened.record.recommendations]
    free = max(used, default=0) + 1
    more = max(1, wanted - len(used))
    return [*sorted(used), *range(free, free + more)]
