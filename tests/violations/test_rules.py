"""Are ranges, ceilings and limits computed as the decrees say?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import inspect178.violations
from inspect178.inspections.enums import InspectionState
from inspect178.kernel.shipped import number_or_none, shipped_rows
from inspect178.registry.enums import LegalForm
from inspect178.violations import rules
from inspect178.violations.enums import Fit, Mark, Overdue, Recording, SanctionWarning
from inspect178.violations.enums import ViolationState as S
from inspect178.violations.rules import Ceiling, Dates, Figures, FineRange, PastSanction

M = 1_000_000
ORGANISATION, HOUSEHOLD = LegalForm.ORGANISATION, LegalForm.HOUSEHOLD
INDIVIDUAL, UNKNOWN = LegalForm.INDIVIDUAL, LegalForm.UNKNOWN
DATA = Path(inspect178.violations.__file__).parent / "data"
CATALOGUE = list(shipped_rows(DATA / "sanction_clauses.csv"))
COMMUNE_CHAIRMAN = {"order_security": Ceiling(20 * M), "social_evils": Ceiling(37_500_000)}


def figures(row: dict[str, str]) -> Figures:
    numbers = ("individual_min", "individual_max", "cap_individual")
    brackets = ("bracket_min_workers", "bracket_max_workers")
    return Figures(
        mark=Mark(row["mark"]),
        organisation_factor=int(row["organisation_factor"]),
        per_worker=row["per_worker"] == "1",
        **{name: number_or_none(row[name]) for name in (*numbers, *brackets)},
    )


def clause(key: str) -> Figures:
    """Give the figures of the newest row of a key, straight from the file."""
    return figures([row for row in CATALOGUE if row["key"] == key and not row["valid_to"]][0])


def millions(least: float, most: float) -> FineRange:
    return FineRange(int(least * M), int(most * M))


@pytest.mark.parametrize(
    ("key", "form", "workers", "expected"),
    [
        ("PCMD-1", INDIVIDUAL, None, millions(20, 30)),
        ("PCMD-1", HOUSEHOLD, None, millions(20, 30)),
        ("PCMD-1", ORGANISATION, None, millions(40, 60)),
        ("PCMD-2", ORGANISATION, None, millions(60, 80)),
        ("PCMD-6", ORGANISATION, None, millions(100, 150)),
        ("ANTT-1a", HOUSEHOLD, None, millions(2, 3)),
        ("ANTT-4a", ORGANISATION, None, millions(20, 40)),
        ("ANTT-5a", ORGANISATION, None, millions(40, 80)),
        ("TT-1", HOUSEHOLD, None, millions(0.5, 1)),
        ("VH-1", HOUSEHOLD, None, millions(0.2, 0.5)),
        ("LD-1", HOUSEHOLD, 1, millions(2, 5)),
        ("LD-1", ORGANISATION, 10, millions(4, 10)),
        ("LD-1b", HOUSEHOLD, 11, millions(5, 10)),
        ("LD-1b", HOUSEHOLD, 50, millions(5, 10)),
        ("LD-1e", ORGANISATION, 301, millions(40, 50)),
        ("LD-8", HOUSEHOLD, 1, millions(1, 3)),
        ("LD-8", HOUSEHOLD, 25, millions(25, 75)),
        ("LD-8", HOUSEHOLD, 26, millions(26, 75)),  # the highest is capped
        ("LD-8", HOUSEHOLD, 100, millions(75, 75)),  # both are
        ("LD-8", ORGANISATION, 12, millions(24, 72)),
        ("LD-8", ORGANISATION, 80, millions(150, 150)),  # the cap doubles as well
    ],
)
def test_the_range_follows_clause_legal_form_and_number_of_workers(key, form, workers, expected):
    assert rules.fine_range(clause(key), form, workers) == expected


@pytest.mark.parametrize(
    ("key", "form", "workers"),
    [
        ("PCMD-1", UNKNOWN, None),  # nobody knows whether it doubles
        ("LD-8", HOUSEHOLD, None),  # per worker, but how many?
        ("LD-8", HOUSEHOLD, 0),
        ("LD-1", HOUSEHOLD, None),
        ("LD-1", HOUSEHOLD, 11),  # not in this bracket
        ("LD-1b", HOUSEHOLD, 10),
    ],
)
def test_without_form_or_count_nothing_is_computed(key, form, workers):
    assert rules.fine_range(clause(key), form, workers) is None


@pytest.mark.parametrize(
    "unread",
    [
        Figures(Mark.FROM_MEMORY, 1 * M, 2 * M),
        Figures(Mark.VERIFIED, None, 2 * M),
        Figures(Mark.VERIFIED, 1 * M, None),
    ],
)
def test_figures_that_nobody_read_give_no_range(unread):
    assert rules.fine_range(unread, HOUSEHOLD) is None


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row["id"])
@pytest.mark.parametrize("form", [ORGANISATION, HOUSEHOLD, INDIVIDUAL])
def test_every_clause_of_the_catalogue_gives_a_range_in_order(row, form):
    found = figures(row)
    for workers in (1, 10, 11, 50, 51, 100, 101, 300, 301, 5000):
        if found.bracket_min_workers and not rules.in_bracket(found, workers):
            continue

        fine = rules.fine_range(found, form, workers)

        assert fine is not None
        assert 0 < fine.least <= fine.most <= 150 * M


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row["id"])
def test_an_organisation_pays_double_and_a_household_as_an_individual(row):
    found = figures(row)
    workers = found.bracket_min_workers or 7

    single = rules.fine_range(found, INDIVIDUAL, workers)
    double = rules.fine_range(found, ORGANISATION, workers)

    assert rules.fine_range(found, HOUSEHOLD, workers) == single
    assert (double.least, double.most) == (2 * single.least, 2 * single.most)


def test_the_brackets_of_an_act_leave_no_number_of_workers_out_and_share_none():
    brackets = [clause(key) for key in ("LD-1", "LD-1b", "LD-1c", "LD-1d", "LD-1e")]

    for workers in range(1, 1000):
        assert sum(rules.in_bracket(bracket, workers) for bracket in brackets) == 1
    assert not any(rules.in_bracket(bracket, 0) for bracket in brackets)


@pytest.mark.parametrize(
    ("key", "bracket", "act"),
    [
        ("LD-1", True, "LD-1"),
        ("LD-1b", True, "LD-1"),
        ("LD-1e", True, "LD-1"),
        ("ANTT-1b", False, "ANTT-1b"),  # another act than ANTT-1a
        ("LD-8", False, "LD-8"),
    ],
)
def test_brackets_share_the_key_of_their_act(key, bracket, act):
    assert rules.act_key(key, bracket=bracket) == act


@pytest.mark.parametrize(
    ("key", "field", "form", "fit"),
    [
        ("PCMD-1", "social_evils", ORGANISATION, Fit.FITS),  # 60 ≤ 2 × 37.5
        ("PCMD-1", "social_evils", HOUSEHOLD, Fit.FITS),  # 30 ≤ 37.5
        ("ANTT-4a", "order_security", ORGANISATION, Fit.FITS),  # 40 ≤ 2 × 20
        ("ANTT-5a", "order_security", HOUSEHOLD, Fit.EXCEEDS),  # 40 > 20
        ("ANTT-5a", "order_security", ORGANISATION, Fit.EXCEEDS),  # 80 > 40
        ("PCMD-2", "social_evils", HOUSEHOLD, Fit.EXCEEDS),  # 40 > 37.5
        ("PCMD-2", "social_evils", ORGANISATION, Fit.EXCEEDS),  # 80 > 75
        ("PCMD-2", "social_evils", UNKNOWN, Fit.NOT_COMPUTED),
    ],
)
def test_the_highest_fine_is_held_against_the_ceiling_of_the_commune_chairman(
    key, field, form, fit
):
    fine = rules.fine_range(clause(key), form)
    most = fine.most if fine else None

    assert rules.fit_of(COMMUNE_CHAIRMAN[field], key, legal_form=form, most=most) == fit


def test_a_post_with_no_ceiling_may_only_make_the_record():
    assert rules.fit_of(Ceiling(0), "PCMD-1", legal_form=HOUSEHOLD, most=M) == Fit.RECORD_ONLY


def test_a_post_named_for_one_clause_is_not_competent_for_another():
    police = Ceiling(37_500_000, only_keys=frozenset({"LD-3"}))

    assert rules.fit_of(police, "LD-3", legal_form=HOUSEHOLD, most=30 * M) == Fit.FITS
    assert rules.fit_of(police, "LD-8", legal_form=HOUSEHOLD, most=3 * M) == Fit.NOT_FOR_CLAUSE


@pytest.mark.parametrize(
    ("act_on", "ends"),
    [
        (date(2025, 12, 15), date(2026, 12, 15)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 2, 28), date(2026, 2, 28)),
    ],
)
def test_the_limitation_period_is_one_year_from_the_act(act_on, ends):
    assert rules.limitation_ends(act_on, 12) == ends


def test_an_unverified_limitation_period_is_not_computed():
    assert rules.limitation_ends(date(2026, 1, 5), None) is None


def test_the_latest_lapsed_day_is_found_by_looking_back():
    for offset in range(1500):
        today = date(2024, 1, 1) + timedelta(days=offset)

        last = rules.last_lapsed(today, 12)

        assert rules.limitation_ends(last, 12) < today
        assert rules.limitation_ends(last + timedelta(days=1), 12) >= today


def dates(state: S = S.RECORDED, **changes) -> Dates:
    facts = {"act_on": date(2026, 11, 23), "recorded_on": date(2026, 11, 23)}
    return Dates(state=state, **{**facts, "limitation_months": 12, **changes})


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (S.RECORDED, date(2026, 12, 3)),  # 7 working days, the 24th is a day off
        (S.TRANSFERRED, date(2026, 12, 8)),  # 10
        (S.DECIDED, None),
        (S.DROPPED, None),
        (S.CLOSED, None),
    ],
)
def test_the_sanction_is_due_in_working_days_from_the_record(state, due):
    assert rules.sanction_due(state, date(2026, 11, 23)) == due


@pytest.mark.parametrize(
    ("late", "facts", "last_day"),
    [
        (Overdue.SANCTION, dates(), date(2026, 12, 3)),
        (Overdue.SANCTION, dates(S.TRANSFERRED), date(2026, 12, 8)),
        (Overdue.EXECUTION, dates(S.DECIDED, sanction_on=date(2026, 12, 1)), date(2026, 12, 11)),
        (Overdue.REMEDY, dates(S.EXECUTED, remedy_due_on=date(2027, 1, 5)), date(2027, 1, 5)),
        (Overdue.LIMITATION, dates(act_on=date(2026, 3, 2)), date(2027, 3, 2)),
    ],
)
def test_something_is_late_from_the_day_after_its_last_day(late, facts, last_day):
    def over(today: date) -> list[Overdue]:
        return [d.kind for d in rules.deadlines(facts, today) if d.is_over]

    assert late not in over(last_day)
    assert late in over(last_day + timedelta(days=1))


@pytest.mark.parametrize("state", [S.DROPPED, S.CLOSED])
def test_an_ended_violation_is_never_late(state):
    facts = dates(state, remedy_due_on=date(2026, 12, 1), sanction_on=date(2026, 12, 1))

    assert not rules.is_overdue(facts, date(2030, 1, 1))


def test_a_mended_matter_is_not_late():
    facts = dates(S.EXECUTED, remedy_due_on=date(2026, 12, 1), remedied_on=date(2026, 12, 20))

    assert not rules.is_overdue(facts, date(2027, 1, 1))


BEFORE = {"sanction_on": date(2026, 1, 10)}


@pytest.mark.parametrize(
    ("act_on", "earlier", "again"),
    [
        (date(2026, 6, 1), [], False),
        (date(2026, 1, 9), [PastSanction(**BEFORE, amount=M, executed_on=None)], False),
        (date(2026, 6, 1), [PastSanction(**BEFORE, amount=M, executed_on=None)], True),
        (
            date(2027, 1, 19),
            [PastSanction(**BEFORE, amount=M, executed_on=date(2026, 1, 20))],
            True,
        ),
        (
            date(2027, 1, 20),
            [PastSanction(**BEFORE, amount=M, executed_on=date(2026, 1, 20))],
            False,
        ),
        (
            date(2026, 7, 19),
            [PastSanction(**BEFORE, amount=0, executed_on=date(2026, 1, 20))],
            True,
        ),
        (
            date(2026, 7, 20),
            [PastSanction(**BEFORE, amount=0, executed_on=date(2026, 1, 20))],
            False,
        ),
    ],
)
def test_recidivism_counts_from_a_sanction_until_its_period_is_over(act_on, earlier, again):
    assert rules.is_recidivist(act_on, earlier) is again


ON_SITE, LATER, NOT_YET = Recording.ON_SITE, Recording.LATER, Recording.NOT_YET


@pytest.mark.parametrize(
    ("state", "open_record", "signed_record"),
    [
        ("draft", NOT_YET, NOT_YET),
        ("approved", NOT_YET, NOT_YET),
        ("attempted", NOT_YET, NOT_YET),
        ("cancelled", NOT_YET, NOT_YET),
        ("in_progress", ON_SITE, LATER),
        ("suspended", LATER, LATER),
        ("stopped", LATER, LATER),
        ("record_signed", LATER, LATER),
        ("record_refused", LATER, LATER),
        ("submitted", LATER, LATER),
        ("returned", LATER, LATER),
        ("accepted", LATER, LATER),
        ("closed", LATER, LATER),
    ],
)
def test_the_team_records_between_announcement_and_signature(state, open_record, signed_record):
    assert rules.recording(InspectionState(state), frozen=False) == open_record
    assert rules.recording(InspectionState(state), frozen=True) == signed_record


def test_every_state_of_a_visit_is_in_the_table_above():
    assert len(InspectionState) == 13


W = SanctionWarning
TEN_TO_TWENTY = millions(10, 20)


@pytest.mark.parametrize(
    ("amount", "fine", "fit", "over", "warnings"),
    [
        (15 * M, TEN_TO_TWENTY, Fit.FITS, False, ()),
        (10 * M, TEN_TO_TWENTY, Fit.FITS, False, ()),
        (20 * M, TEN_TO_TWENTY, Fit.FITS, False, ()),
        (10 * M - 1, TEN_TO_TWENTY, Fit.FITS, False, (W.OUTSIDE_RANGE,)),
        (20 * M + 1, TEN_TO_TWENTY, Fit.FITS, False, (W.OUTSIDE_RANGE,)),
        (15 * M, TEN_TO_TWENTY, Fit.EXCEEDS, False, (W.ABOVE_CEILING,)),
        (15 * M, TEN_TO_TWENTY, Fit.NOT_FOR_CLAUSE, False, (W.NOT_COMPETENT,)),
        (15 * M, TEN_TO_TWENTY, Fit.RECORD_ONLY, False, (W.NOT_COMPETENT,)),
        (15 * M, TEN_TO_TWENTY, None, False, (W.COMPETENCE_UNKNOWN,)),
        (15 * M, None, Fit.NOT_COMPUTED, False, (W.NOT_COMPUTED, W.COMPETENCE_UNKNOWN)),
        (15 * M, TEN_TO_TWENTY, Fit.FITS, True, (W.LIMITATION_OVER,)),
        (0, TEN_TO_TWENTY, Fit.FITS, False, ()),  # a warning has no amount to compare
        (30 * M, TEN_TO_TWENTY, Fit.EXCEEDS, False, (W.OUTSIDE_RANGE, W.ABOVE_CEILING)),
    ],
)
def test_warnings_say_what_stands_against_a_sanction(amount, fine, fit, over, warnings):
    assert rules.sanction_warnings(amount, fine=fine, fit=fit, limitation_over=over) == warnings
