"""Does every row of a list end in exactly one outcome, and the right one?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from inspect178.access.actor import Territory
from inspect178.registry.enums import Placement, RowOutcome
from inspect178.territory.enums import Level
from tests.registry.deciding import outcomes, plan, row, stored
from tests.registry.sheets import HEADINGS
from tests.territory.country import country


def again(first, rows, **more):
    """Plan rows on what the first plan has left behind."""
    return plan(rows, known=stored(first), **more)


def test_a_new_row_is_created_where_it_says():
    planned = plan([row(ref="1")])

    assert outcomes(planned) == ["created"]
    entry, place = planned.rows[0].entry, planned.rows[0].place
    assert (entry.name, entry.type_code, entry.source_ref) == ("Khách sạn Hoa", "khach_san", "1")
    assert entry.in_scope_from == date(2026, 11, 23)
    assert country().units[place.commune_id].code == "12127"
    assert place.placement == Placement.EXACT


def test_the_day_of_the_list_is_the_day_from_which_it_is_in_scope():
    planned = plan([row()], as_of=date(2024, 5, 1))

    assert planned.rows[0].entry.in_scope_from == date(2024, 5, 1)


def test_an_old_commune_is_carried_over_and_the_address_stays_as_written():
    headings = [*HEADINGS, "Quận/huyện"]
    planned = plan(
        [[*row(commune="X. Hòa Phong", address="Thôn 1, X. Hòa Phong"), "TX. Mỹ Hào"]],
        headings=headings,
    )

    place = planned.rows[0].place
    units = country().units
    assert units[place.old_commune_id].code == "12115"
    assert (units[place.commune_id].code, place.placement) == ("12127", Placement.SUCCESSOR)
    assert planned.rows[0].entry.address == "Thôn 1, X. Hòa Phong"


def test_the_same_list_again_changes_nothing():
    rows = [row(ref="1"), row("KS Sen", ref="2", address="9 Trần Phú"), row("NN Mai", kind="NN")]
    first = plan(rows)

    assert outcomes(again(first, rows)) == ["unchanged"] * 3


def test_a_row_is_known_by_its_number_though_everything_is_spelt_otherwise():
    first = plan([row(ref="1")])
    changed = again(first, [row("KS HOA", ref="1", address="1A Lê Lợi")])

    assert outcomes(changed) == ["updated"]
    assert changed.rows[0].changes == {"name": "KS HOA", "address": "1A Lê Lợi"}


def test_another_list_that_only_spells_otherwise_changes_nothing():
    first = plan([row(address="1 Lê Lợi, P. Thượng Hồng")])
    other = again(first, [row("KS Hoa", address="1 lê lợi, phường Thượng Hồng")], source="khác")

    assert outcomes(other) == ["unchanged"]


def test_a_number_that_another_list_uses_for_another_place_is_suspected():
    first = plan([row(ref="1")])
    other = again(first, [row("Karaoke Sen", ref="1", kind="Karaoke", address="77 Trần Phú",
                              commune="Phường Mỹ Hào")])  # fmt: skip

    assert outcomes(other) == ["suspected"]
    assert other.rows[0].known.sticker_code == stored(first)[0].sticker_code


def test_the_same_place_twice_in_a_list_is_suspected_with_the_row_it_resembles():
    planned = plan([row(ref="1"), row(ref="2")])

    assert outcomes(planned) == ["created", "suspected"]
    assert planned.rows[1].problems[0].params == {"row": 2}


def test_a_number_that_stands_in_a_list_twice_is_refused_the_second_time():
    planned = plan([row(ref="1"), row("KS Sen", ref="1", address="95 Trần Phú")])

    assert outcomes(planned) == ["created", "rejected"]
    assert planned.rows[1].problems[0].params == {"number": "1", "row": 2}


def test_a_suspicion_is_the_same_at_every_import():
    rows = [row(ref="1"), row(ref="2"), row(), row()]
    first = plan(rows)

    assert outcomes(first) == ["created", "suspected", "suspected", "suspected"]
    assert outcomes(again(first, rows)) == ["unchanged", "suspected", "suspected", "suspected"]


def test_two_places_with_a_number_behind_their_name_are_two():
    assert outcomes(plan([row("KS Bình Minh"), row("KS Bình Minh 2")])) == ["created"] * 2


def test_the_same_name_in_another_street_or_commune_is_another_place():
    rows = [row(), row(address="95 Trần Phú"), row(commune="Phường Mỹ Hào")]

    assert outcomes(plan(rows)) == ["created"] * 3


WITH_DECISION = [*HEADINGS, "Quyết định", "Mã dòng gốc"]


def test_a_person_decides_that_a_suspected_row_is_new_and_once_is_enough():
    rows = [row(ref="1"), row(ref="2")]
    first = plan(rows)
    mended = [[*row(ref="2"), "mới", "abc-3"]]

    second = again(first, mended, headings=WITH_DECISION)

    assert outcomes(second) == ["created"]
    register = stored(second, stored(first))
    assert outcomes(plan(mended, known=register, headings=WITH_DECISION)) == ["unchanged"]
    for known in register:
        known.row_number = None
    assert outcomes(plan(rows, known=register)) == ["unchanged", "unchanged"]


def test_a_row_without_number_that_is_declared_new_is_found_again():
    first = plan([row()])
    mended = [[*row(), "mới", ""]]
    second = again(first, mended, headings=WITH_DECISION)

    assert outcomes(second) == ["created"]
    register = stored(second, stored(first))
    assert outcomes(plan(mended, known=register, headings=WITH_DECISION)) == ["unchanged"]


def test_a_person_decides_which_establishment_a_row_is():
    first = plan([row(ref="1")])
    code = stored(first)[0].sticker_code
    mended = [[*row("Khách sạn Hoa Mới", ref="9"), code, ""]]

    planned = again(first, mended, headings=WITH_DECISION)

    assert outcomes(planned) == ["updated"]
    assert planned.rows[0].changes == {"name": "Khách sạn Hoa Mới"}


def test_a_decision_for_nobody_is_rejected():
    planned = plan([[*row(), "AB23CDEF", ""]], headings=WITH_DECISION)

    assert outcomes(planned) == ["rejected"]
    assert planned.rows[0].problems[0].field == "decision"


WITH_TAX = [*HEADINGS, "MST"]


def test_a_tax_code_recognises_a_renamed_place_at_the_same_address():
    first = plan([[*row(), "0100233488"]], headings=WITH_TAX)
    renamed = again(first, [[*row("Sao Mai Palace"), "0100233488"]], headings=WITH_TAX)

    assert outcomes(renamed) == ["updated"]


def test_branches_with_the_tax_code_of_their_firm_stay_apart():
    rows = [
        [*row("Karaoke Sao"), "0100233488"],
        [*row("Bar Trăng", address="95 Trần Phú", commune="Phường Mỹ Hào"), "0100233488"],
    ]

    assert outcomes(plan(rows, headings=WITH_TAX)) == ["created", "created"]


def test_a_row_with_a_fault_is_rejected_and_the_others_go_on():
    rows = [row("", ref="1"), row(kind="Tiệm bánh"), row(commune="Xã Không Có"), row("KS Sen")]

    planned = plan(rows)

    assert outcomes(planned) == ["rejected", "rejected", "rejected", "created"]
    assert [result.problems[0].field for result in planned.rows[:3]] == ["name", "type", "commune"]


def test_rows_outside_the_persons_area_are_rejected():
    ground = Territory(
        province_ids=frozenset({country().coded("33", Level.PROVINCE, old=False).id})
    )
    rows = [row(), row(commune="Phường Thục Phán", province="Cao Bằng")]

    planned = plan(rows, ground=ground)

    assert outcomes(planned) == ["created", "rejected"]
    assert "outside the area" in planned.rows[1].problems[0].message


def test_codes_and_numbers_of_establishments_out_of_sight_are_refused():
    headings = [*HEADINGS, "Mã tem"]
    planned = plan(
        [[*row(), "AB23CDEF"], [*row("KS Sen", ref="7"), ""]],
        headings=headings,
        taken_codes=frozenset({"AB23CDEF"}),
        taken_numbers=frozenset({("danh sách", "7")}),
    )

    assert outcomes(planned) == ["rejected", "rejected"]
    assert [r.problems[0].field for r in planned.rows] == ["sticker_code", "external_id"]


def test_a_place_put_right_by_hand_stays_and_is_not_created_again():
    rows = [row(commune="Phường Minh Đức")]
    first = plan(rows)
    moved = stored(first)
    other = country().coded("12103", Level.COMMUNE, old=False).id
    moved[0].place = replace(moved[0].place, commune_id=other, placement=Placement.MANUAL)

    assert outcomes(plan(rows, known=moved)) == ["unchanged"]


def test_a_closed_place_needs_the_day_from_which_it_was_in_scope():
    headings = [*HEADINGS, "Trạng thái", "Quản lý từ ngày", "Trạng thái từ ngày"]
    rows = [
        [*row(), "Ngừng hoạt động", "", ""],
        [*row("KS Sen"), "Ngừng hoạt động", "01/01/2024", "01/05/2025"],
    ]

    planned = plan(rows, headings=headings)

    assert outcomes(planned) == ["rejected", "created"]
    assert planned.rows[1].entry.in_scope_to == date(2025, 5, 1)


def test_closing_in_a_later_list_ends_the_scope():
    headings = [*HEADINGS, "Trạng thái", "Quản lý từ ngày"]
    first = plan([[*row(ref="1"), "Đang hoạt động", "01/01/2024"]], headings=headings)
    later = again(
        first, [[*row(ref="1"), "Đóng cửa", "01/01/2024"]], headings=headings,
        as_of=date(2026, 5, 1),
    )  # fmt: skip

    assert outcomes(later) == ["updated"]
    assert later.rows[0].changes["in_scope_to"] == date(2026, 5, 1)


TAKEN = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED)
NAMES = st.sampled_from(["KS Hoa", "Khách sạn Hoa", "NN Mai 2", "Karaoke Sen", "", "Hoa"])
ROWS = st.lists(
    st.builds(
        row,
        NAMES,
        ref=st.sampled_from(["", "1", "2", "3"]),
        kind=st.sampled_from(["Khách sạn", "KS", "Tiệm bánh", "", "Karaoke"]),
        address=st.sampled_from(["", "1 Lê Lợi", "số 1 đường Lê Lợi", "95 Trần Phú"]),
        commune=st.sampled_from(["Phường Thượng Hồng", "Phường Minh Đức", "Xã Không Có", ""]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(rows=ROWS)
def test_the_totals_add_up_and_the_second_import_creates_nothing(rows):
    first = plan(rows)
    counts = dict(first.counts)
    second = again(first, rows)

    assert counts.pop("read") == sum(counts.values()) == sum(any(row) for row in rows)
    assert second.counts["created"] == 0
    for kind in (RowOutcome.SUSPECTED, RowOutcome.REJECTED):
        assert [r.number for r in second.of(kind)] == [r.number for r in first.of(kind)]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_no_establishment_is_taken_by_two_rows(rows):
    planned = plan(rows, known=stored(plan(rows[: len(rows) // 2 + 1])))

    taken = [r.known.id for r in planned.of(*TAKEN)]
    assert len(taken) == len(set(taken))
