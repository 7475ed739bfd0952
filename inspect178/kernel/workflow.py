"""How does a thing move through its life? Table-driven state machines."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.errors import IllegalTransition


@dataclass(frozen=True)
class Step:
    """One act: from which states, to which state, with which permission, recorded as what."""

    name: str
    sources: Set[LabelledEnum]
    target: LabelledEnum
    permission: str  # held by whoever takes the step; `review` asks its own for its steps
    action: str


class Workflow:
    """A table of steps; nothing changes a state except by taking one of them."""

    def __init__(self, *steps: Step) -> None:
        self.steps: dict[str, Step] = {step.name: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError("two steps share a name")

    def take(self, state: LabelledEnum, name: str) -> Step:
        """Give the step of that name, or raise IllegalTransition from this state."""
        step = self.steps[name]
        if state not in step.sources:
            raise IllegalTransition
        return step

    def can(self, state: LabelledEnum, name: str) -> bool:
        """Say whether the step is possible from this state."""
        return state in self.steps[name].sources

    def possible(self, state: LabelledEnum, permissions: Iterable[str]) -> list[Step]:
        """Give the steps open from this state to somebody with these permissions."""
        held = set(permissions)
        return [s for s in self.steps.values() if state in s.sources and s.permission in held]
