"""What does the law say about a violation? Ranges, ceilings, limits; computed, never decided.

Amounts are whole đồng. The figures of a clause are for individuals; organisations pay double and
household businesses count as individuals (NĐ 282/2025 art. 5, NĐ 283/2026 art. 7).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inspect178.inspections.enums import InspectionState
from inspect178.kernel.working_days import after_working_days
from inspect178.registry.enums import LegalForm
from inspect178.violations.enums import Fit, Mark, Overdue, Recording, SanctionWarning
from inspect178.violations.enums import ViolationState as S

# Law on administrative sanctions art. 66 as amended: working days from the record.
SANCTION_DAYS = 7
SANCTION_DAYS_TRANSFERRED = 10
# Art. 73: days to carry the decision out.
EXECUTION_DAYS = 10
LIMITATION_MONTHS = (12, 24)  # the two periods of art. 6
# Art. 7: for how long one counts as sanctioned after a warning, after another sanction.
PROBATION_MONTHS_WARNING = 6
PROBATION_MONTHS_FINE = 12

BRACKET_LETTERS = "bcdefgh"
BEFORE_ANNOUNCEMENT = (
    InspectionState.DRAFT,
    InspectionState.APPROVED,
    InspectionState.ATTEMPTED,
    InspectionState.CANCELLED,
)


@dataclass(frozen=True)
class FineRange:
    """From which to which amount a fine may go."""

    least: int
    most: int

    def __contains__(self, amount: int) -> bool:
        """Say whether the amount lies in the range."""
        return self.least <= amount <= self.most


@dataclass(frozen=True)
class Figures:
    """The figures of a clause, for individuals, with how well they are checked."""

    mark: Mark
    individual_min: int | None
    individual_max: int | None
    organisation_factor: int = 2
    per_worker: bool = False
    cap_individual: int | None = None
    bracket_min_workers: int | None = None
    bracket_max_workers: int | None = None


@dataclass(frozen=True)
class Ceiling:
    """Up to which amount a post may fine an individual, and for which clauses only."""

    individual: int
    organisation_factor: int = 2
    only_keys: frozenset[str] = frozenset()


def counts_workers(clause: Figures) -> bool:
    """Say whether the fine depends on how many workers are concerned."""
    return clause.per_worker or is_bracket(clause)


def is_bracket(clause: Figures) -> bool:
    """Say whether the clause is one of several brackets of the same act."""
    return clause.bracket_min_workers is not None


def in_bracket(clause: Figures, workers: int) -> bool:
    """Say whether the number of workers lies in the bracket of the clause."""
    low, high = clause.bracket_min_workers or 1, clause.bracket_max_workers
    return low <= workers and (high is None or workers <= high)


def act_key(key: str, *, bracket: bool) -> str:
    """Give the key of the act: brackets LD-1b to LD-1e are the act LD-1."""
    return key.rstrip(BRACKET_LETTERS) if bracket else key


def factor_for(organisation_factor: int, legal_form: LegalForm) -> int | None:
    """Give by how much amounts are multiplied; None while the legal form is not known."""
    if legal_form == LegalForm.UNKNOWN:
        return None
    return organisation_factor if legal_form == LegalForm.ORGANISATION else 1


def fine_range(
    clause: Figures, legal_form: LegalForm, workers: int | None = None
) -> FineRange | None:
    """Compute the range of a fine; None where a figure, the form or the count is missing.

    A clause that was read nowhere has no range. A fine per worker is multiplied by their number
    up to the cap of the clause; of a bracket the number must lie in it.
    """
    factor = factor_for(clause.organisation_factor, legal_form)
    least, most = clause.individual_min, clause.individual_max
    if factor is None or least is None or most is None or clause.mark == Mark.FROM_MEMORY:
        return None
    if counts_workers(clause) and (workers is None or workers < 1):
        return None
    if is_bracket(clause) and not in_bracket(clause, workers or 0):
        return None
    if clause.per_worker:
        least, most = (_capped(n * (workers or 0), clause) for n in (least, most))
    return FineRange(least * factor, most * factor)


def _capped(amount: int, clause: Figures) -> int:
    return amount if clause.cap_individual is None else min(amount, clause.cap_individual)


def exceeds(ceiling: Ceiling, legal_form: LegalForm, most: int) -> bool:
    """Say whether a fine of that height is above what a post may sign (NĐ 282/2025 art. 64)."""
    factor = factor_for(ceiling.organisation_factor, legal_form) or 1
    return most > ceiling.individual * factor


def fit_of(ceiling: Ceiling, key: str, *, legal_form: LegalForm, most: int | None) -> Fit:
    """Say whether a post may sign the highest fine of the clause with that key."""
    if ceiling.only_keys and key not in ceiling.only_keys:
        return Fit.NOT_FOR_CLAUSE
    if ceiling.individual == 0:
        return Fit.RECORD_ONLY
    if most is None or legal_form == LegalForm.UNKNOWN:
        return Fit.NOT_COMPUTED
    return Fit.EXCEEDS if exceeds(ceiling, legal_form, most) else Fit.FITS


def months_after(day: date, months: int) -> date:
    """Give the same day some months later; the last of the month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def limitation_ends(act_on: date, months: int | None) -> date | None:
    """Give the last day of the limitation period; None where the period is not verified."""
    return None if months is None else months_after(act_on, months)


def last_lapsed(today: date, months: int) -> date:
    """Give the latest day of an act whose limitation period of so many months is over."""
    day = months_after(today, -months)
    while months_after(day, months) >= today:
        day -= timedelta(days=1)
    return day


def sanction_due(state: S, recorded_on: date) -> date | None:
    """Give the day by which the sanction is to be decided; None once it is, or is dropped."""
    if state == S.RECORDED:
        return after_working_days(recorded_on, SANCTION_DAYS)
    if state == S.TRANSFERRED:
        return after_working_days(recorded_on, SANCTION_DAYS_TRANSFERRED)
    return None


def execution_due(state: S, sanction_on: date | None) -> date | None:
    """Give the day by which the sanction is to be carried out; None unless it is pending."""
    if state != S.DECIDED or sanction_on is None:
        return None
    return sanction_on + timedelta(days=EXECUTION_DAYS)


@dataclass(frozen=True)
class Dates:
    """The days of a violation on which its deadlines rest."""

    state: S
    act_on: date
    recorded_on: date
    limitation_months: int | None = None
    sanction_on: date | None = None
    remedy_due_on: date | None = None
    remedied_on: date | None = None


@dataclass(frozen=True)
class Deadline:
    """A day by which something has to be done, and whether it is over."""

    kind: Overdue
    due_on: date
    is_over: bool


def deadlines(dates: Dates, today: date) -> list[Deadline]:
    """List what has to be done about a violation, and by when."""
    undecided = dates.state in (S.RECORDED, S.TRANSFERRED)
    mending = dates.remedied_on is None and dates.state not in (S.DROPPED, S.CLOSED)
    due = {
        Overdue.SANCTION: sanction_due(dates.state, dates.recorded_on),
        Overdue.EXECUTION: execution_due(dates.state, dates.sanction_on),
        Overdue.REMEDY: dates.remedy_due_on if mending else None,
        Overdue.LIMITATION: limitation_ends(dates.act_on, dates.limitation_months)
        if undecided
        else None,
    }
    return [Deadline(kind, day, today > day) for kind, day in due.items() if day is not None]


def is_overdue(dates: Dates, today: date) -> bool:
    """Say whether something about a violation is late."""
    return any(deadline.is_over for deadline in deadlines(dates, today))


def recording(state: InspectionState, *, frozen: bool) -> Recording:
    """Say how a violation may still be entered at this point of a visit's life."""
    if state in BEFORE_ANNOUNCEMENT:
        return Recording.NOT_YET
    open_ = state == InspectionState.IN_PROGRESS and not frozen
    return Recording.ON_SITE if open_ else Recording.LATER


def sanction_warnings(
    amount: int, *, fine: FineRange | None, fit: Fit | None, limitation_over: bool
) -> tuple[SanctionWarning, ...]:
    """List what speaks against a sanction; the person who decides may know better.

    An amount of 0 is a warning (cảnh cáo). `fit` is None where no post of the catalogue signs.
    """
    found = {
        SanctionWarning.NOT_COMPUTED: amount > 0 and fine is None,
        SanctionWarning.OUTSIDE_RANGE: amount > 0 and fine is not None and amount not in fine,
        SanctionWarning.ABOVE_CEILING: fit == Fit.EXCEEDS,
        SanctionWarning.NOT_COMPETENT: fit in (Fit.NOT_FOR_CLAUSE, Fit.RECORD_ONLY),
        SanctionWarning.COMPETENCE_UNKNOWN: fit in (None, Fit.NOT_COMPUTED),
        SanctionWarning.LIMITATION_OVER: limitation_over,
    }
    return tuple(warning for warning, applies in found.items() if applies)


@dataclass(frozen=True)
class PastSanction:
    """An earlier sanction of the same establishment for the same act; amount 0 is a warning."""

    sanction_on: date
    amount: int
    executed_on: date | None


def is_recidivist(act_on: date, earlier: Sequence[PastSanction]) -> bool:
    """Say whether the same act was sanctioned before and that still counts (tái phạm).

    It counts until 6 months after a warning, 1 year after another sanction was carried out (Law
    on administrative sanctions art. 2.5 and 7), and while it is not carried out yet.
    """
    return any(_still_counts(past, act_on) for past in earlier)


def _still_counts(past: PastSanction, act_on: date) -> bool:
    if act_on < past.sanction_on:
        return False
    if past.executed_on is None:
        return True
    months = PROBATION_MONTHS_FINE if past.amount else PROBATION_MONTHS_WARNING
    return act_on < months_after(past.executed_on, months)
