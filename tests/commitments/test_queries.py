"""Which commitments does a person see, who has none, and what does a code say to anybody?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from inspect178.commitments import operations, queries
from inspect178.commitments.enums import Shelf, Standing
from inspect178.commitments.queries import CommitmentFilter
from inspect178.extensions import db
from inspect178.files.keys import keyring
from inspect178.kernel.errors import NotFound
from inspect178.kernel.tokens import Paper, PaperKind
from inspect178.registry.enums import EstablishmentStatus
from inspect178.territory import queries as territory
from tests import people
from tests.factories.commitments import make_commitment
from tests.factories.inspections import at, make_inspection
from tests.factories.registry import make_establishment

TODAY = people.TODAY


def listed(actor, today=TODAY, **wanted):
    chosen = queries.commitments(actor, CommitmentFilter(**wanted), today=today)
    return list(db.session.scalars(chosen))


def without(actor, today=TODAY, **wanted):
    chosen = queries.establishments_without(actor, CommitmentFilter(**wanted), today=today)
    return list(db.session.scalars(chosen))


@pytest.mark.parametrize(
    ("name", "sees"),
    [("hoa", 2), ("chi", 2), ("dung", 2), ("lan", 1), ("nam", 1), ("giang", 0), ("minh", 0)],
)
def test_the_list_is_scoped(app, actor, name, sees):
    make_commitment(make_establishment(commune="12127"))
    make_commitment(make_establishment(commune="12103"))

    assert len(listed(actor(name))) == sees


def test_out_of_scope_a_commitment_looks_absent(app, actor):
    made = make_commitment(make_establishment())

    assert queries.require_commitment(actor("lan"), made.id) is made
    with pytest.raises(NotFound):
        queries.require_commitment(actor("giang"), made.id)


def test_the_shelves_hold_what_they_say(app, actor):
    endless = make_commitment(make_establishment())
    long_ = make_commitment(make_establishment(), last_day=date(2027, 11, 22))
    soon = make_commitment(make_establishment(), last_day=TODAY + timedelta(days=29))
    later = make_commitment(make_establishment(), last_day=TODAY + timedelta(days=30))
    over = make_commitment(
        make_establishment(), signed_on=date(2025, 12, 15), last_day=TODAY - timedelta(days=1)
    )
    last_day = make_commitment(make_establishment(), signed_on=date(2026, 1, 5), last_day=TODAY)
    ended = make_commitment(make_establishment())
    operations.withdraw_commitment(ended, "Lý do", actor=actor("hoa"), at=at(TODAY, 11))

    def shelf(name):
        return set(listed(actor("hoa"), shelf=name))

    assert shelf(Shelf.IN_FORCE) == {endless, long_, soon, later, last_day}
    assert shelf(Shelf.EXPIRING) == {soon, last_day}
    assert shelf(Shelf.ENDED) == {over, ended}
    assert len(shelf(Shelf.ALL)) == 7


def test_the_database_and_the_rules_agree_on_what_is_in_force(app, actor):
    made = [
        make_commitment(make_establishment(), signed_on=TODAY + timedelta(days=shift), last_day=end)
        for shift in (-40, -1, 0)
        for end in (None, TODAY, TODAY + timedelta(days=5))
        if end is None or TODAY + timedelta(days=shift) <= end
    ]
    for today in (TODAY - timedelta(days=20), TODAY, TODAY + timedelta(days=1)):
        in_force = set(listed(actor("hoa"), today=today, shelf=Shelf.IN_FORCE))

        assert in_force == {c for c in made if queries.standing_of(c, today) == Standing.IN_FORCE}


def test_the_list_is_filtered(app, actor):
    hoa = actor("hoa")
    first = make_commitment(make_establishment(name="Khách sạn Đồng Tâm"))
    place = make_establishment(commune="12103")
    visit = make_inspection(place, state="announced")
    second = make_commitment(place, inspection=visit)

    assert listed(hoa, words="DONG tâm") == [first]
    assert listed(hoa, unit=territory.require_unit_by_code("12103", TODAY)) == [second]
    assert listed(hoa, inspection_id=visit.id) == [second]
    assert listed(hoa, establishment_id=first.establishment_id) == [first]


def test_the_lists_cost_the_same_for_two_and_for_twenty(app, actor, statements):
    hoa = actor("hoa")

    def read():
        db.session.flush()
        db.session.expunge_all()
        with statements() as ran:
            names = [c.establishment.name for c in listed(hoa)]
            names += [e.type.label_vi for e in without(hoa)]
        return len(ran)

    for _ in range(2):
        make_commitment(make_establishment())
        make_establishment()
    few = read()
    for _ in range(18):
        make_commitment(make_establishment())
        make_establishment()

    assert read() == few == 2


def test_establishments_without_a_commitment_in_force_are_found(app, actor):
    hoa = actor("hoa")
    never = make_establishment(name="Chưa ký")
    expired = make_establishment(name="Hết hạn")
    make_commitment(expired, signed_on=date(2025, 12, 15), last_day=date(2026, 10, 1))
    ended = make_establishment(name="Chấm dứt")
    operations.withdraw_commitment(make_commitment(ended), "Lý do", actor=hoa, at=at(TODAY, 11))
    signed = make_establishment(name="Đã ký")
    make_commitment(signed, signed_on=date(2026, 1, 5))
    make_commitment(signed)
    closed = make_establishment(name="Ngừng hoạt động")
    closed.status = EstablishmentStatus.CLOSED
    out = make_establishment(name="Ra khỏi diện")
    out.in_scope_to = TODAY
    db.session.flush()

    assert set(without(hoa)) == {never, expired, ended}
    assert without(hoa, words="chua ky") == [never]
    assert without(actor("giang")) == []


def test_the_commune_of_the_day_is_the_one_valid_then(app):
    place = make_establishment(commune="12127", old_commune="12115")

    assert queries.commune_on(place, date(2025, 6, 30)).name == "Xã Hòa Phong"
    assert queries.commune_on(place, date(2025, 7, 1)).name == "Phường Thượng Hồng"


# --- codes


def codes(app, commitment):
    keys, paper = keyring(app.config["INSTANCE"]), queries.paper_of(commitment)
    return keys.token(paper), keys.code(paper)


def check(app, code, today=TODAY):
    return queries.check_code(code, keyring(app.config["INSTANCE"]), today=today)


def test_both_codes_of_a_commitment_say_establishment_day_and_whether_it_holds(app):
    made = make_commitment(make_establishment(name="Nhà nghỉ Hương Lan"), last_day=TODAY)

    for code in codes(app, made):
        found = check(app, code)

        assert (found.establishment_name, found.day, found.in_force) == (
            "Nhà nghỉ Hương Lan",
            TODAY,
            True,
        )
        assert not check(app, code, today=TODAY + timedelta(days=1)).in_force


def test_a_replaced_and_an_ended_commitment_are_genuine_but_hold_no_more(app, actor):
    place = make_establishment()
    first = make_commitment(place, signed_on=date(2026, 1, 5))
    second = make_commitment(place)

    assert not check(app, codes(app, first)[0]).in_force
    assert check(app, codes(app, second)[0]).in_force
    operations.withdraw_commitment(second, "Lý do", actor=actor("hoa"), at=at(TODAY, 11))
    assert not check(app, codes(app, second)[1]).in_force


def test_the_name_is_the_one_that_was_signed(app):
    place = make_establishment(name="Tên khi ký")
    made = make_commitment(place)
    place.name = "Tên mới"

    assert check(app, codes(app, made)[0]).establishment_name == "Tên khi ký"


def test_a_code_signed_for_another_content_is_not_believed(app):
    made = make_commitment(make_establishment())
    keys = keyring(app.config["INSTANCE"])
    other = Paper.of(PaperKind.COMMITMENT, made.id, "ab" * 32)

    assert check(app, keys.token(other)) is None


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_code_of_a_paper_that_is_not_stored_is_not_believed(app, kind):
    keys, paper = keyring(app.config["INSTANCE"]), Paper.of(kind, uuid4(), "ab" * 32)

    assert check(app, keys.token(paper)) is None
    assert check(app, keys.code(paper)) is None


@pytest.mark.parametrize("code", ["", "x", "A" * 136, "ABCD-EFGH-JKMN-PQRS-TVWX", "🙂", "0" * 20])
def test_what_is_no_code_is_not_believed(app, code):
    assert check(app, code) is None


def test_a_signed_inspection_record_can_be_checked_by_its_codes_too(app):
    visit = make_inspection(make_establishment(name="Khách sạn Bình Minh"), state="signed")
    keys = keyring(app.config["INSTANCE"])
    paper = Paper.of(PaperKind.INSPECTION_RECORD, visit.id, visit.record.sha256)

    for code in (keys.token(paper), keys.code(paper)):
        found = check(app, code)

        assert (found.kind, found.establishment_name) == (paper.kind, "Khách sạn Bình Minh")
        assert (found.day, found.in_force) == (visit.completed_on, None)


def test_a_record_that_is_not_signed_yet_is_no_paper(app):
    visit = make_inspection(make_establishment(), state="announced")
    keys = keyring(app.config["INSTANCE"])

    assert check(app, keys.code(Paper(PaperKind.INSPECTION_RECORD, visit.id, b"d" * 16))) is None
