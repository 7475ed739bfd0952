"""What changes when an establishment is entered or changed, what is recorded, what is refused?"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from inspect178.registry import operations, queries
from inspect178.registry.enums import EstablishmentStatus, LicenceKind, LicenceState, Placement
from inspect178.registry.models import Establishment
from inspect178.registry.rules import Complexity, Entry, LicenceEntry, Place, Scope, StatusSaid
from inspect178.territory.queries import require_unit_by_code
from tests.factories.registry import make_establishment, make_place
from tests.people import TODAY

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
S = EstablishmentStatus


def entry(**facts) -> Entry:
    return Entry(
        **{
            "name": "KS Hoa",
            "type_code": "khach_san",
            "in_scope_from": date(2026, 1, 1),
            "address": "1 Lê Lợi",
            **facts,
        }
    )


def events(establishment: Establishment) -> list[tuple[str, dict]]:
    db.session.commit()
    rows = db.session.execute(
        select(AuditEntry.action, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(AuditEntry.about_id == str(establishment.id))
        .order_by(AuditEntry.seq)
    )
    return [(row[0], json.loads(row[1])) for row in rows]


def test_an_establishment_is_entered_with_its_keys_its_status_and_a_sticker(app, actor):
    made = operations.create_establishment(entry(), make_place("12127"), actor=actor("hoa"), at=AT)

    assert events(made) == [("establishment.created", {"name": "KS Hoa"})]
    assert " khach san " in made.search_key
    assert made.name_key == "khach san hoa"
    assert len(made.sticker_code) == 8
    statuses = queries.statuses_of(made)
    assert [(one.status, one.from_on) for one in statuses] == [(S.ACTIVE, date(2026, 1, 1))]


def test_nobody_enters_an_establishment_outside_their_area(app, actor):
    with pytest.raises(NotFound):
        operations.create_establishment(entry(), make_place("12127"), actor=actor("giang"), at=AT)


def test_who_may_only_read_enters_nothing(app, actor):
    with pytest.raises(NotAllowed):
        operations.create_establishment(entry(), make_place("12127"), actor=actor("binh"), at=AT)


def test_impossible_numbers_of_workers_are_refused(app, actor):
    said = entry(worker_total=2, worker_contract=3)

    with pytest.raises(InvalidInput, match="more of these workers"):
        operations.create_establishment(said, make_place("12127"), actor=actor("hoa"), at=AT)


def test_a_correction_changes_keys_and_records_before_and_after(app, actor):
    made = make_establishment(name="KS Hoa", address="1 Lê Lợi")
    changes = {"name": "NN Sen", "address": "1 Lê Lợi"}

    changed = operations.change_establishment(
        made, changes, version=made.version, actor=actor("hoa"), at=AT
    )

    assert changed
    assert made.name_key == "nha nghi sen"
    assert events(made)[-1] == (
        "establishment.changed",
        {"before": {"name": "KS Hoa"}, "after": {"name": "NN Sen"}},
    )


def test_a_correction_that_changes_nothing_is_not_recorded(app, actor):
    made = make_establishment(name="KS Hoa")

    changed = operations.change_establishment(
        made, {"name": "KS Hoa"}, version=made.version, actor=actor("hoa"), at=AT
    )

    assert not changed
    assert len(events(made)) == 1


def test_a_personal_number_never_gets_into_the_trail(app, actor):
    made = make_establishment(tax_code="033187001234")
    operations.change_establishment(
        made, {"tax_code": "033187009999"}, version=made.version, actor=actor("hoa"), at=AT
    )

    assert events(made)[-1][1] == {
        "before": {"tax_code": "*********234"},
        "after": {"tax_code": "*********999"},
    }


def test_who_saw_an_older_version_is_refused(app, actor):
    made = make_establishment()
    seen = made.version
    operations.change_establishment(made, {"name": "Mới"}, version=seen, actor=actor("hoa"), at=AT)
    db.session.commit()

    with pytest.raises(Conflict):
        operations.change_establishment(
            made, {"name": "Khác"}, version=seen, actor=actor("hoa"), at=AT
        )


def test_what_has_an_act_of_its_own_is_not_changed_by_a_correction(app, actor):
    made = make_establishment()

    with pytest.raises(ValueError, match="in_scope_to"):
        operations.change_establishment(
            made, {"in_scope_to": TODAY}, version=made.version, actor=actor("hoa"), at=AT
        )


def close(made: Establishment, actor, on: date = date(2026, 5, 1)) -> None:
    operations.change_status(
        made, StatusSaid(S.CLOSED, on, "giải thể"), version=made.version, actor=actor, at=AT
    )
    db.session.flush()


def test_closing_is_dated_ends_the_scope_and_is_told_twice(app, actor):
    made = make_establishment()

    close(made, actor("hoa"))

    assert (made.status, made.status_from) == (S.CLOSED, date(2026, 5, 1))
    assert (made.in_scope_to, made.scope_reason) == (date(2026, 5, 1), "giải thể")
    told = events(made)
    assert [action for action, _ in told[1:]] == [
        "establishment.status_changed", "establishment.scope_changed",
    ]  # fmt: skip
    assert told[1][1] == {
        "before": "active", "after": "closed", "from": "2026-05-01", "reason": "giải thể",
    }  # fmt: skip


def test_reopening_is_a_new_line_of_the_history_and_opens_the_scope(app, actor):
    made = make_establishment()
    close(made, actor("hoa"))

    said = StatusSaid(S.ACTIVE, date(2026, 9, 1), "mở lại")
    operations.change_status(made, said, version=made.version, actor=actor("hoa"), at=AT)

    db.session.flush()
    assert made.in_scope_to is None
    assert [one.status for one in queries.statuses_of(made)] == [S.ACTIVE, S.CLOSED, S.ACTIVE]


def test_a_refused_status_leaves_everything_as_it_was(app, actor):
    made = make_establishment(in_scope_from=date(2026, 6, 1))

    with pytest.raises(InvalidInput, match="cannot close before|later status"):
        close(made, actor("hoa"))
    assert (made.status, made.in_scope_to) == (S.ACTIVE, None)


def test_the_scope_is_changed_with_its_reason(app, actor):
    made = make_establishment()
    scope = Scope(date(2024, 1, 1), date(2026, 7, 1), "chuyển ngành nghề")

    operations.change_scope(made, scope, version=made.version, actor=actor("hoa"), at=AT)

    assert (made.in_scope_to, made.scope_reason) == (date(2026, 7, 1), "chuyển ngành nghề")
    assert events(made)[-1][1]["after"] == ["2024-01-01", "2026-07-01"]


def test_the_flag_complex_comes_with_its_reason_and_goes(app, actor):
    made = make_establishment()
    flagged = Complexity(True, "nghi chứa mại dâm", date(2027, 1, 1))

    operations.flag_complexity(made, flagged, version=made.version, actor=actor("hoa"), at=AT)
    db.session.flush()
    assert made.is_complex

    operations.flag_complexity(
        made, Complexity(False), version=made.version, actor=actor("hoa"), at=AT
    )
    assert (made.is_complex, made.complex_reason, made.complex_until) == (False, "", None)
    assert len(events(made)) == 3


def test_a_place_by_hand_leaves_the_address_and_names_both_units(app, actor):
    made = make_establishment(commune="12127", address="Thôn 1, xã Hòa Phong")
    place = make_place("12103", old_commune="12115")

    operations.place_establishment(made, place, version=made.version, actor=actor("hoa"), at=AT)

    assert (made.placement, made.address) == (Placement.MANUAL, "Thôn 1, xã Hòa Phong")
    assert events(made)[-1] == (
        "establishment.placed",
        {
            "before": {"unit": "Phường Thượng Hồng (12127)"},
            "after": {"unit": "Phường Mỹ Hào (12103) ← Xã Hòa Phong (12115)"},
        },
    )


def test_nobody_moves_an_establishment_out_of_their_area(app, actor):
    made = make_establishment()
    elsewhere = Place(require_unit_by_code("04", TODAY).id, None, None, Placement.UNPLACED)

    with pytest.raises(NotFound):
        operations.place_establishment(
            made, elsewhere, version=made.version, actor=actor("hoa"), at=AT
        )


LICENCE = LicenceEntry(LicenceKind.SECURITY, "12/GCN", "Công an tỉnh", date(2024, 3, 5))


def test_a_licence_is_entered_once_and_belongs_to_the_story(app, actor):
    made = make_establishment()

    licence = operations.add_licence(made, LICENCE, actor=actor("hoa"), at=AT)

    assert events(made)[-1] == ("licence.added", {"kind": "security", "number": "12/GCN"})
    assert queries.licences_of(made) == [licence]
    with pytest.raises(InvalidInput, match="entered already"):
        operations.add_licence(made, LICENCE, actor=actor("hoa"), at=AT)


def test_a_licence_is_corrected_with_what_changed(app, actor):
    made = make_establishment()
    licence = operations.add_licence(made, LICENCE, actor=actor("hoa"), at=AT)
    revoked = LicenceEntry(**{**asdict(LICENCE), "state": LicenceState.REVOKED})

    for expected in (True, False):
        changed = operations.change_licence(
            licence, revoked, establishment=made, actor=actor("hoa"), at=AT
        )
        assert changed is expected

    assert events(made)[-1] == (
        "licence.changed", {"before": {"state": "valid"}, "after": {"state": "revoked"}},
    )  # fmt: skip


def test_a_licence_cannot_take_the_number_of_another(app, actor):
    made = make_establishment()
    operations.add_licence(made, LICENCE, actor=actor("hoa"), at=AT)
    other = operations.add_licence(
        made, LicenceEntry(LicenceKind.SECURITY, "13/GCN"), actor=actor("hoa"), at=AT
    )

    with pytest.raises(InvalidInput, match="entered already"):
        operations.change_licence(other, LICENCE, establishment=made, actor=actor("hoa"), at=AT)


@pytest.mark.parametrize("name", ["giang", "binh"])
def test_nobody_else_changes_anything(app, actor, name):
    made = make_establishment()
    who, version = actor(name), made.version
    acts = [
        lambda: operations.change_establishment(made, {}, version=version, actor=who, at=AT),
        lambda: close(made, who),
        lambda: operations.change_scope(
            made, Scope(TODAY, None, "x"), version=version, actor=who, at=AT
        ),
        lambda: operations.flag_complexity(
            made, Complexity(False), version=version, actor=who, at=AT
        ),
        lambda: operations.add_licence(made, LICENCE, actor=who, at=AT),
    ]

    for act in acts:
        with pytest.raises((NotFound, NotAllowed)):
            act()
