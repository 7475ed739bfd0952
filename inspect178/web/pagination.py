"""Which part of a long list is shown? A page of a select, counted in one more statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, with its place in the whole."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Give the number of pages, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Give the place of the first row shown, from 1; 0 where there is none."""
        return 0 if self.total == 0 else (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Give the place of the last row shown."""
        return min(self.total, self.number * self.size)


def page_of(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    *,
    number: int,
    size: int = SIZE,
    scalars: bool = True,
    total: int | None = None,
) -> Page[Any]:
    """Read one page of an ordered select; a number past the end gives the last page."""
    if total is None:
        total = session.execute(_counting(statement)).scalar_one()
    number = max(1, min(number, -(-total // size) or 1))
    result = session.execute(statement.limit(size).offset((number - 1) * size))
    rows = result.scalars().all() if scalars else result.all()
    return Page(rows, number, size, total)


def page_with_total(
    session: Session, statement: Select[*tuple[Any, ...]], *, number: int, size: int = SIZE
) -> Page[Any]:
    """Read a page and the length of the list in one statement, as `page_of` with whole rows.

    For lists whose rows are dear to find, so that counting them apart would find them twice.
    """
    number = max(1, number)
    counted = statement.add_columns(func.count().over().label("total"))
    rows = session.execute(counted.limit(size).offset((number - 1) * size)).all()
    if not rows and number > 1:  # past the end; how far is not known without rows
        return page_of(session, statement, number=number, size=size, scalars=False)
    return Page(rows, number, size, rows[0].total if rows else 0)


def _counting(statement: Select[*tuple[Any, ...]]) -> Select[int]:
    counted = (
        statement.order_by(None)
        .options()
        .with_only_columns(func.count(), maintain_column_froms=True)
    )
    if statement._group_by_clauses or statement._distinct:
        return select(func.count()).select_from(statement.order_by(None).subquery())
    return counted
