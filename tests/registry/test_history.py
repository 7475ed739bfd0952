"""Does the history of the register stay whole, and what was known stay known, whatever is done?

Acts of every kind are done in any order, some of them at the same instant or with a clock that
was put back. After each of them the spans known now cover every day once, each earlier instant
still reads exactly what was stored then, and the register's own row repeats the line's end.
"""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.exc import DBAPIError

from inspect178.access.actor import SYSTEM
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.registry import operations, timeline
from inspect178.registry.enums import EstablishmentStatus as S
from inspect178.registry.enums import Placement, RowOutcome
from inspect178.registry.models import Establishment, EstablishmentSpan
from inspect178.registry.operations import history
from inspect178.registry.operations.imports import ImportSettings
from inspect178.registry.reading import Table
from inspect178.registry.rules import Scope, StatusSaid
from inspect178.registry.timeline import FACTS
from inspect178.territory.queries import require_unit_by_code
from tests import people
from tests.factories.registry import make_establishment, make_place
from tests.registry.sheets import HEADINGS

NAME, SOURCE = "Khách sạn Hoa Phượng", "danh sách"
COMMUNES = {"12127": "Phường Thượng Hồng", "12103": "Phường Mỹ Hào", "11953": "Phường Phố Hiến"}
WORDS = {S.ACTIVE: "Đang hoạt động", S.SUSPENDED: "Tạm ngừng", S.CLOSED: "Ngừng hoạt động"}
KEPT = ("holds_from", "holds_to", "in_scope", *(name for name in FACTS if name != "in_scope"))
BEGIN = date(2026, 1, 1)
Known = list[tuple]


def days() -> st.SearchStrategy[date]:
    return st.integers(-30, 330).map(lambda n: BEGIN + timedelta(days=n))


STATUSES = st.tuples(st.just("status"), st.sampled_from(list(WORDS)), days())
SCOPES = st.tuples(st.just("scope"), days(), st.none() | st.integers(1, 200))
PLACES = st.tuples(st.just("place"), st.sampled_from([*COMMUNES, None]), st.none() | days())
CHANGES = st.tuples(
    st.just("change"),
    st.fixed_dictionaries(
        {},
        optional={
            "type_code": st.sampled_from(["khach_san", "karaoke"]),
            "worker_total": st.none() | st.integers(0, 3),
            "note": st.sampled_from(["một", "hai"]),
        },
    ),
    st.none() | days(),
)
ROWS = st.fixed_dictionaries(
    {"commune": st.sampled_from(list(COMMUNES))},
    optional={
        "workers": st.integers(0, 3),
        "kind": st.sampled_from(["Khách sạn", "Karaoke"]),
        "status": st.sampled_from(list(WORDS)),
        "from": days(),
    },
)
IMPORTS = st.tuples(st.just("import"), st.lists(ROWS, min_size=1, max_size=2), days())
# Hours between acts: none at all, or even fewer where somebody put the clock back.
HOURS = st.sampled_from([24, 24, 1, 0, -48])
ACTS = st.lists(st.tuples(HOURS, st.one_of(STATUSES, SCOPES, PLACES, CHANGES, IMPORTS)), max_size=7)
IN_ONE_DATABASE = settings(
    max_examples=int(os.environ.get("HISTORIES", "25")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def do(one: Establishment, what: tuple, at: datetime) -> None:
    kind, *said = what
    {"status": status, "scope": scope, "place": place, "change": change, "import": listed}[kind](
        one, *said, at
    )


def usual(one: Establishment, at: datetime) -> dict:
    return {"version": one.version, "actor": SYSTEM, "at": at}


def status(one: Establishment, to: S, day: date, at: datetime) -> None:
    operations.change_status(one, StatusSaid(to, day, "Theo báo cáo"), **usual(one, at))


def scope(one: Establishment, first: date, length: int | None, at: datetime) -> None:
    end = length and first + timedelta(days=length)
    operations.change_scope(one, Scope(first, end, "Rà soát lại"), **usual(one, at))


def place(one: Establishment, commune: str | None, moved_on: date | None, at: datetime) -> None:
    found = make_place(commune)
    operations.place_establishment(one, found, moved_on=moved_on, **usual(one, at))


def change(one: Establishment, said: dict, holds_from: date | None, at: datetime) -> None:
    operations.change_establishment(one, said, holds_from=holds_from, **usual(one, at))


def listed(one: Establishment, rows: list[dict], as_of: date, at: datetime) -> None:
    """Import a list in which every row is said to be this establishment."""
    headings = [*HEADINGS, "Số lao động", "Trạng thái", "Đưa vào quản lý từ", "Quyết định"]
    table = Table([headings, *(_row(one, row) for row in rows)])
    wanted = ImportSettings(as_of=as_of, source=SOURCE)
    batch = operations.open_import(
        table, b"x", file_name="ds.xlsx", settings=wanted, actor=SYSTEM, at=at
    )
    plan = operations.apply_import(batch, table, actor=SYSTEM, at=at)
    assert not plan.of(RowOutcome.CREATED, RowOutcome.SUSPECTED)


def _row(one: Establishment, said: dict) -> list[str]:
    start = f"{said['from']:%d/%m/%Y}" if "from" in said else ""
    return [
        "", NAME, said.get("kind", "Khách sạn"), "1 Lê Lợi", COMMUNES[said["commune"]], "Hưng Yên",
        str(said.get("workers", "")), WORDS.get(said.get("status"), ""), start,
        one.sticker_code,
    ]  # fmt: skip


def spans(one: Establishment, at: datetime | None = None) -> Known:
    """Give the spans known at an instant, or now, each with everything that it says."""
    span = EstablishmentSpan
    known = span.known_to.is_(None)
    if at is not None:
        known = (span.known_from <= at) & or_(span.known_to.is_(None), span.known_to > at)
    rows = db.session.execute(
        select(*(getattr(span, name) for name in KEPT))
        .where(span.establishment_id == one.id, known)
        .order_by(span.holds_from, span.id)
    )
    return [tuple(row) for row in rows]


def assert_covers_every_day_once(known: Known) -> None:
    assert known[0][0] == timeline.BEGINNING
    assert known[-1][1] == timeline.END
    assert [row[1] for row in known[:-1]] == [row[0] for row in known[1:]]
    assert all(row[0] < row[1] for row in known)


def assert_row_repeats_the_end(one: Establishment) -> None:
    db.session.flush()
    db.session.refresh(one)
    line = history.line_of(one.id)
    last = line[-1].facts
    own = {name: getattr(one, name) for name in FACTS if name != "in_scope"}
    assert own == {name: getattr(last, name) for name in own}
    assert (one.in_scope_from, one.in_scope_to) == timeline.latest_scope(line)


@IN_ONE_DATABASE
@given(st.none() | st.integers(1, 300), st.none() | days(), ACTS)
def test_whatever_is_done_the_history_stays_whole_and_earlier_instants_unchanged(
    app, length, status_from, acts
):
    end = length and BEGIN + timedelta(days=length)
    try:
        one = make_establishment(
            name=NAME, address="1 Lê Lợi", source=SOURCE, in_scope_from=BEGIN, in_scope_to=end,
            status_from=status_from, worker_total=2,
        )  # fmt: skip
        now = clock.at_local(people.TODAY)
        stored = {people.LOADED_AT: spans(one)}
        for hours, what in acts:
            now += timedelta(hours=hours)
            try:
                with db.session.begin_nested():
                    do(one, what, now)
            except InvalidInput:
                assert spans(one) == stored[max(stored)]
            if spans(one) != stored[max(stored)]:
                stored[max(now, *stored)] = spans(one)

            for instant, known in stored.items():
                assert_covers_every_day_once(known)
                assert spans(one, instant) == known
            assert_row_repeats_the_end(one)
    finally:
        db.session.rollback()


def test_two_rows_of_a_list_that_are_the_same_establishment_both_hold(app):
    one = make_establishment(name=NAME, address="1 Lê Lợi", worker_total=2)
    rows = [
        {"commune": "12127", "workers": 9},
        {"commune": "12127", "status": S.SUSPENDED},
    ]

    listed(one, rows, date(2026, 11, 1), clock.at_local(people.TODAY))

    assert_row_repeats_the_end(one)
    last = history.line_of(one.id)[-1].facts
    assert (last.worker_total, last.status) == (9, S.SUSPENDED)


@pytest.mark.parametrize("how", ["by hand", "by a list"])
def test_a_correction_of_the_place_leaves_a_move_before_it_as_it_was(app, how):
    one = make_establishment(name=NAME, address="1 Lê Lợi", old_commune=None)
    first, now = one.commune_id, clock.at_local(people.TODAY)
    moved_on = date(2026, 5, 1)
    place(one, "12103", moved_on, now)

    if how == "by hand":
        place(one, "11953", None, now + timedelta(hours=1))
    else:
        one.placement = Placement.SPLIT_DEFAULT
        listed(one, [{"commune": "11953"}], date(2026, 6, 1), now)

    line = history.line_of(one.id)
    third = require_unit_by_code("11953", people.TODAY).id
    assert timeline.on_day(line, moved_on - timedelta(days=1)).commune_id == first
    assert timeline.on_day(line, moved_on).commune_id == one.commune_id == third


@pytest.mark.parametrize(
    "values",
    [
        {"worker_total": 9},
        {"in_scope": False},
        {"holds_from": date(2020, 1, 1)},
        {"known_from": people.LOADED_AT - timedelta(days=1)},
        {"status": S.CLOSED},
    ],
)
def test_the_database_refuses_to_change_what_was_known(app, values):
    one = make_establishment()
    mine = EstablishmentSpan.establishment_id == one.id
    db.session.commit()

    with pytest.raises(DBAPIError):
        db.session.execute(update(EstablishmentSpan).where(mine).values(**values))
    db.session.rollback()


def test_the_database_refuses_to_delete_spans_and_to_open_closed_ones(app):
    one = make_establishment()
    mine = EstablishmentSpan.establishment_id == one.id
    change(one, {"worker_total": 5}, None, clock.at_local(people.TODAY))
    db.session.commit()

    closed = update(EstablishmentSpan).where(mine, EstablishmentSpan.known_to.is_not(None))
    for refused in (delete(EstablishmentSpan).where(mine), closed.values(known_to=None)):
        with pytest.raises(DBAPIError):
            db.session.execute(refused)
        db.session.rollback()
    assert db.session.execute(text("SELECT count(*) FROM establishment_span")).scalar_one() >= 3
