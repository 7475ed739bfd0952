"""Do the pages of the register open for who may, refuse in words, and change what they say?"""

from __future__ import annotations

import re
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.registry.enums import EstablishmentStatus, LegalForm, Placement
from inspect178.registry.models import Establishment, ImportBatch, Licence
from inspect178.territory.queries import require_unit_by_code
from tests.factories.registry import make_establishment
from tests.people import TODAY
from tests.registry.sheets import HEADINGS, last_corner, rows_of, spreadsheet

READERS = ("hoa", "binh", "chi", "dung", "lan", "minh")
EDITORS = ("hoa",)


def page_of(e: Establishment, step: str = "") -> str:
    return f"/establishments/{e.id}" + (f"/{step}" if step else "")


def unit_id(code: str = "12127") -> str:
    return str(require_unit_by_code(code, TODAY).id)


def entry(**changes) -> dict[str, str]:
    return {
        "name": "KS Hoa", "type_code": "khach_san", "legal_form": "household", "tax_code": "",
        "address": "1 Lê Lợi", "unit": unit_id(), "old_commune": "", "in_scope_from": "2026-01-01",
        **changes,
    }  # fmt: skip


def all_establishments() -> list[Establishment]:
    return list(db.session.scalars(select(Establishment).order_by(Establishment.created_at)))


# The list


@pytest.mark.parametrize("name", READERS)
def test_whoever_reads_establishments_opens_the_list(app, as_, name):
    made = make_establishment(name="KS Hoa")

    answer = as_(name).get("/establishments")
    assert answer.status_code == 200
    assert made.name in answer.text


def test_nobody_is_sent_to_sign_in(client):
    assert "/sign-in" in client.get("/establishments").location


def test_the_list_shows_nothing_of_another_province(app, as_):
    make_establishment(name="KS Bản Giốc", commune=None, province="04")

    page = as_("hoa").get("/establishments").text
    assert "Bản Giốc" not in page
    assert "chưa có cơ sở nào" in page


def test_search_and_filters_stand_in_the_address(app, as_):
    make_establishment(name="KS Hoa")
    make_establishment(name="Karaoke Sao", type_code="karaoke")
    hoa = as_("hoa")

    assert "Karaoke" not in table(hoa.get("/establishments?q=khach+san").text)
    assert "KS Hoa" not in table(hoa.get("/establishments?type=karaoke").text)
    assert "Không có cơ sở phù hợp" in hoa.get("/establishments?q=kh%C3%B4ng+c%C3%B3").text


def table(page: str) -> str:
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_filter_that_cannot_be_read_is_said_and_left_out(app, as_):
    make_establishment(name="KS Hoa")

    answer = as_("hoa").get("/establishments?in_scope_on=hôm-qua")
    assert answer.status_code == 422
    assert "KS Hoa" in answer.text


def test_the_list_takes_a_constant_number_of_statements(app, as_, statements):
    hoa, ran_for = as_("hoa"), []
    for number in (2, 30):
        for place in range(number):
            make_establishment(name=f"Hoa {place}", commune=("12127", "12103")[place % 2])
        hoa.get("/establishments?q=hoa")
        with statements() as ran:
            hoa.get("/establishments?q=hoa")
        ran_for.append(len(ran))

    assert ran_for[0] == ran_for[1] <= 12


def test_who_may_not_edit_is_offered_nothing_to_edit(app, as_):
    made = make_establishment()

    for path in ("/establishments", page_of(made)):
        page = as_("binh").get(path).text
        assert "/establishments/new" not in page
        assert "/edit" not in page
        assert "/imports" not in page


# One establishment


def test_an_establishment_tells_its_whole_story(app, as_):
    made = make_establishment(
        name="KS Hoa", old_commune="12115", is_demo=True, tax_code="033187001234",
        legal_form=LegalForm.HOUSEHOLD,
    )  # fmt: skip
    hoa = as_("hoa")
    hoa.post(page_of(made, "edit"), data=entry(name="KS Hoa Mới", version="1"))

    page = hoa.get(page_of(made)).text
    for words in (
        "KS Hoa Mới", "Xã Hòa Phong", "Phường Thượng Hồng", "Dữ liệu minh họa", "Nhập cơ sở",
        "Vũ Thị Hoa", made.sticker_code[:4],
    ):  # fmt: skip
        assert words in page
    assert "033187001234" not in page
    assert page.index("Tên: KS Hoa → KS Hoa Mới") < page.rindex("Tên: KS Hoa")


def test_a_place_that_is_a_guess_or_missing_is_pointed_out(app, as_):
    split, lost = make_establishment(), make_establishment(commune=None, province="33")
    split.placement = Placement.SPLIT_DEFAULT

    assert "đã bị chia tách" in as_("hoa").get(page_of(split)).text
    assert "Chưa rõ xã, phường" in as_("hoa").get(page_of(lost)).text


@pytest.mark.parametrize(
    "step", ["", "edit", "status", "scope", "complexity", "place", "licences/new", "licences/1"]
)
def test_out_of_scope_and_unknown_look_the_same(app, as_, step):
    made, giang = make_establishment(), as_("giang")

    there, nowhere = giang.get(page_of(made, step)), giang.get(f"/establishments/{uuid4()}/{step}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert _without_code(there.text) == _without_code(nowhere.text)


def _without_code(text: str) -> str:
    return re.sub(r'(content|value|href)="[^"]*"', "", text)


@pytest.mark.parametrize("step", ["edit", "status", "scope", "complexity", "place", "licences/new"])
@pytest.mark.parametrize("name", ["binh", "lan", "dung"])
def test_who_may_only_read_opens_no_form(app, as_, name, step):
    made = make_establishment()

    assert as_(name).get(page_of(made, step)).status_code == 403


# Entering and correcting


def test_an_establishment_is_entered(app, as_):
    answer = as_("hoa").post("/establishments/new", data=entry(worker_total="12"))

    made = all_establishments()[0]
    assert answer.status_code == 303
    assert answer.location.endswith(str(made.id))
    assert (made.name, made.worker_total, made.legal_form) == ("KS Hoa", 12, LegalForm.HOUSEHOLD)
    assert made.placement == Placement.MANUAL


FAULTS = {
    "no name": ({"name": " "}, "name"),
    "no type": ({"type_code": ""}, "type_code"),
    "no unit": ({"unit": ""}, "unit"),
    "a unit of nobody": ({"unit": "999999"}, "unit"),
    "no day": ({"in_scope_from": "hôm nay"}, "in_scope_from"),
    "a wrong tax code": ({"tax_code": "0100233480"}, "tax_code"),
    "a personal number of a firm": (
        {"tax_code": "033187001234", "legal_form": "organisation"}, "tax_code",
    ),
    "half a position": ({"latitude": "20.9"}, "latitude"),
    "a position elsewhere": ({"latitude": "48", "longitude": "2"}, "latitude"),
    "no number": ({"latitude": "NaN", "longitude": "106"}, "latitude"),
    "too many workers": ({"worker_total": "1000000"}, "worker_total"),
    "more contracts than workers": (
        {"worker_total": "1", "worker_contract": "2"}, "worker_contract",
    ),
    "an old commune elsewhere": ({"old_commune": "Xã Không Có, Thị xã Mỹ Hào"}, "old_commune"),
    "a long name": ({"name": "x" * 201}, "name"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "field"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_at_its_field_and_what_was_typed_stays(app, as_, changes, field):
    answer = as_("hoa").post("/establishments/new", data=entry(address="Nhà số 7", **changes))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Nhà số 7" in answer.text
    assert all_establishments() == []


def test_a_unit_of_another_province_cannot_be_chosen(app, as_):
    answer = as_("hoa").post("/establishments/new", data=entry(unit=unit_id("04")))

    assert answer.status_code == 422
    assert all_establishments() == []


def test_a_possible_twin_is_shown_before_a_second_one_is_entered(app, as_):
    make_establishment(name="Khách sạn Hoa", address="Số 1 đường Lê Lợi")
    hoa = as_("hoa")

    warned = hoa.post("/establishments/new", data=entry())
    assert warned.status_code == 422
    assert "Khách sạn Hoa" in warned.text
    assert len(all_establishments()) == 1

    entered = hoa.post("/establishments/new", data=entry(create_anyway="y"))
    assert entered.status_code == 303
    assert len(all_establishments()) == 2


def test_a_masked_number_sent_back_stays_what_it_was(app, as_):
    made = make_establishment(tax_code="033187001234", legal_form=LegalForm.HOUSEHOLD)
    hoa = as_("hoa")
    shown = hoa.get(page_of(made, "edit")).text
    assert "*********234" in shown

    answer = hoa.post(page_of(made, "edit"), data=entry(tax_code="*********234", version="1"))

    assert answer.status_code == 303
    assert all_establishments()[0].tax_code == "033187001234"


@pytest.mark.parametrize("version", ["0", "", "x", "99"])
def test_who_saw_an_older_version_gets_a_page_that_says_so(app, as_, version):
    made = make_establishment(name="KS Hoa")

    answer = as_("hoa").post(page_of(made, "edit"), data=entry(name="Khác", version=version))

    assert answer.status_code == 409
    assert "Người khác" in answer.text
    assert all_establishments()[0].name == "KS Hoa"


# Changes over time


def test_the_status_is_set_from_a_day_on(app, as_):
    made = make_establishment()
    data = {"status": "closed", "from_on": "2026-05-01", "reason": "giải thể", "version": "1"}

    assert as_("hoa").post(page_of(made, "status"), data=data).status_code == 303

    made = all_establishments()[0]
    assert made.status == EstablishmentStatus.CLOSED
    assert made.in_scope_to is not None


CHANGES = {
    "status": {"status": "closed", "from_on": "2026-05-01", "reason": ""},
    "scope": {"in_scope_from": "2026-05-01", "in_scope_to": "2026-01-01", "scope_reason": "x"},
    "complexity": {"is_complex": "y", "complex_reason": ""},
    "place": {"unit": "1", "old_commune": ""},
    "licences/new": {"kind": "fire", "number": "", "state": "valid"},
}


@pytest.mark.parametrize(("step", "data"), CHANGES.items(), ids=CHANGES)
def test_a_change_that_makes_no_sense_is_refused_with_its_sentence(app, as_, step, data):
    made = make_establishment()

    answer = as_("hoa").post(page_of(made, step), data={**data, "version": "1"})

    assert answer.status_code == 422
    assert "error-summary" in answer.text


RIGHT = {
    "scope": {"in_scope_from": "2026-01-01", "in_scope_to": "", "scope_reason": "rà soát"},
    "complexity": {"is_complex": "y", "complex_reason": "nghi chứa", "complex_until": ""},
    "licences/new": {"kind": "fire", "number": "7", "state": "valid", "issued_on": "2026-01-01"},
}


@pytest.mark.parametrize(("step", "data"), RIGHT.items(), ids=RIGHT)
def test_a_change_leads_back_to_the_establishment_and_is_told_there(app, as_, step, data):
    made, hoa = make_establishment(), as_("hoa")

    answer = hoa.post(page_of(made, step), data={**data, "version": "1"})

    assert answer.status_code == 303
    assert hoa.get(answer.location).text.count("Vũ Thị Hoa") == 2  # in the head and in the story


def test_a_place_is_put_right_by_hand(app, as_):
    made = make_establishment(commune=None, province="33")
    data = {"unit": unit_id(), "old_commune": "Xã Hòa Phong, Thị xã Mỹ Hào", "version": "1"}

    assert as_("hoa").post(page_of(made, "place"), data=data).status_code == 303
    assert all_establishments()[0].placement == Placement.MANUAL


def test_a_licence_is_corrected(app, as_):
    made, hoa = make_establishment(), as_("hoa")
    hoa.post(page_of(made, "licences/new"), data=RIGHT["licences/new"])
    licence = db.session.scalars(select(Licence)).one()
    path = page_of(made, f"licences/{licence.id}")
    assert 'value="7"' in hoa.get(path).text

    answer = hoa.post(path, data={**RIGHT["licences/new"], "state": "revoked"})

    assert answer.status_code == 303
    assert "Bị thu hồi" in hoa.get(page_of(made)).text


def test_a_licence_of_another_establishment_is_absent(app, as_):
    one, other, hoa = make_establishment(), make_establishment(), as_("hoa")
    hoa.post(page_of(one, "licences/new"), data=RIGHT["licences/new"])
    licence = db.session.scalars(select(Licence)).one()

    assert hoa.get(page_of(other, f"licences/{licence.id}")).status_code == 404


# Stickers


def test_a_sticker_leads_to_the_page_and_strangers_to_sign_in(app, as_, client):
    made = make_establishment()
    path = f"/s/{made.sticker_code}"

    assert as_("hoa").get(path).location.endswith(f"/establishments/{made.id}")
    assert as_("hoa").get(path.lower()).status_code == 302
    assert as_("giang").get(path).status_code == 404
    assert as_("hoa").get("/s/AB23CDEF").status_code == 404
    assert "/sign-in" in client.get(path).location


# Export


def test_the_filtered_list_is_exported_and_that_is_recorded(app, as_):
    make_establishment(name="KS Hoa")
    make_establishment(name="Karaoke Sao", type_code="karaoke")

    answer = as_("hoa").get("/establishments/export.xlsx?type=karaoke")

    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [row[1] for row in rows_of(answer.data)] == ["Tên cơ sở", "Karaoke Sao"]
    recorded = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "establishment.exported")
    ).one()
    assert recorded.outcome == "read"


def test_who_may_not_export_gets_nothing(app, as_):
    assert as_("binh").get("/establishments/export.xlsx").status_code == 403


# Import


def upload(browser, content: bytes, name: str = "ds.xlsx"):
    return browser.post(
        "/establishments/imports",
        data={"file": (BytesIO(content), name), "as_of": "2026-11-23"},
        content_type="multipart/form-data",
    )


LIST = spreadsheet(
    [
        [*HEADINGS, "Cột lạ"],
        ["1", "KS Hoa", "Khách sạn", "1 Lê Lợi", "Phường Thượng Hồng", "Hưng Yên", "9"],
        ["2", "KS Sen", "Tiệm bánh", "2 Lê Lợi", "Phường Thượng Hồng", "Hưng Yên", "8"],
    ]
)


def columns(**changes) -> dict[str, str]:
    chosen = ("external_id", "name", "type", "address", "commune", "province", "ignore")
    fields = {f"column-{at}": name for at, name in enumerate(chosen)}
    return {**fields, "source": "33 ds", "as_of": "2026-11-23", **changes}


def test_a_list_is_read_tried_imported_and_its_rest_given_back(app, as_):
    hoa = as_("hoa")
    batch = upload(hoa, LIST).location
    read = hoa.get(batch).text
    assert "KS Hoa" in read
    assert "Cột lạ" in read

    tried = hoa.post(f"{batch}/try", data=columns(**{"column-6": "worker_total"}))
    assert tried.status_code == 303
    page = hoa.get(batch).text
    assert "Tiệm bánh không thuộc các loại hình" in page
    assert all_establishments() == []

    applied = hoa.post(f"{batch}/apply")
    assert applied.status_code == 303
    assert [(e.name, e.worker_total) for e in all_establishments()] == [("KS Hoa", 9)]
    mend = hoa.get(f"{batch}/to-mend.xlsx")
    headings, row = rows_of(mend.data)
    assert headings[:7] == [*HEADINGS, "Số lao động"][:6] + [headings[6]]
    assert "Nghị định" in row[headings.index("Lý do chưa nhập")]
    assert hoa.get(batch).status_code == 200


def test_an_import_cannot_be_applied_twice(app, as_):
    hoa = as_("hoa")
    batch = upload(hoa, LIST).location
    hoa.post(f"{batch}/try", data=columns())
    hoa.post(f"{batch}/apply")

    again = hoa.post(f"{batch}/apply")

    assert again.status_code in (409, 422)
    assert len(all_establishments()) == 1


def test_columns_that_make_no_sense_are_refused_on_the_page(app, as_):
    hoa = as_("hoa")
    batch = upload(hoa, LIST).location

    answer = hoa.post(f"{batch}/try", data=columns(**{"column-3": "name"}))

    assert answer.status_code == 422
    assert "cùng được gán" in answer.text


BROKEN = {
    "nothing": (b"", "Tệp trống"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), "không phải .xlsx hay .csv"),
    "a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
        "mật khẩu",
    ),
    "half": (LIST[:700], "bị hỏng"),
}


@pytest.mark.parametrize(("content", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gets_one_sentence_and_changes_nothing(app, as_, content, said):
    answer = upload(as_("hoa"), content)

    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 0


def test_a_file_that_asks_for_too_much_is_too_large(app, as_):
    assert upload(as_("hoa"), last_corner()).status_code == 413


def test_fifty_megabytes_are_refused_with_a_page(app, as_):
    answer = as_("hoa").post(
        "/establishments/imports",
        input_stream=BytesIO(b"--x\r\n" + bytes(1024)),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(50 * 1024 * 1024)},
    )

    assert answer.status_code == 413
    assert "<h1" in answer.text


def test_a_form_without_a_file_says_so(app, as_):
    answer = as_("hoa").post("/establishments/imports", data={"as_of": "2026-11-23"})

    assert answer.status_code == 422
    assert "Hãy chọn tệp" in answer.text


def test_a_list_belongs_to_who_handed_it_in(app, as_):
    batch = upload(as_("hoa"), LIST).location
    giang = as_("giang")

    assert giang.get(batch).status_code == 404
    assert giang.get(f"{batch}/to-mend.xlsx").status_code == 404
    assert giang.post(f"{batch}/apply").status_code == 404
    assert "ds.xlsx" not in giang.get("/establishments/imports").text


@pytest.mark.parametrize("name", ["binh", "lan", "minh"])
def test_who_may_not_import_opens_nothing(app, as_, name):
    for path in ("/establishments/imports", f"/establishments/imports/{uuid4()}"):
        assert as_(name).get(path).status_code == 403


def test_other_forms_stay_small(app, as_):
    made = make_establishment()

    answer = as_("hoa").post(page_of(made, "edit"), data=entry(note="x" * 2_000_000))

    assert answer.status_code == 413


def test_the_id_in_an_address_is_an_id(app, as_):
    assert as_("hoa").get("/establishments/123").status_code == 404
    assert isinstance(make_establishment().id, UUID)
