"""Does an export hold what the person may see, safely, and come back without changing anything?"""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from inspect178.access.actor import SYSTEM
from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.registry import operations, queries
from inspect178.registry.enums import (
    EstablishmentStatus,
    LegalForm,
    LicenceKind,
    Placement,
)
from inspect178.registry.exporting import COLUMNS, write_register, write_table
from inspect178.registry.models import Establishment, Licence
from inspect178.registry.operations.files import import_file, settings_for
from inspect178.registry.queries import EstablishmentFilter
from inspect178.registry.rules import LicenceEntry
from tests.factories.registry import make_establishment
from tests.registry.sheets import rows_of

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
HEADINGS = [heading for heading, _ in COLUMNS]
PAYLOADS = (
    '=HYPERLINK("http://x","y")', "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "http://x.vn",
    "mailto:a@b.vn", "{=A1}", "'=1", "=cmd|'/c calc'!A1", "internal:Sheet1!A1", "0012", "1e5",
)  # fmt: skip


def exported(actor, **wanted) -> bytes:
    target = BytesIO()
    asked = EstablishmentFilter(**wanted)
    size = queries.export_size(actor, asked)
    write_register(target, queries.export_rows(actor, asked), licence_columns=size.licences)
    return target.getvalue()


def full_house() -> None:
    """Make establishments that between them use every column."""
    make_establishment(
        name="KS Hoa", old_commune="12115", legal_form=LegalForm.ORGANISATION,
        tax_code="0100233488", latitude=20.93125, longitude=106.05, position_source="bản đồ",
        representative="Bà Mẫu", security_person="Ông Thử", room_count=12, worker_total=9,
        worker_contract=8, worker_health_checked=7, scope_reason="rà soát", is_complex=True,
        complex_reason="nghi chứa", complex_until=date(2027, 1, 1), note="một dòng\nhai dòng",
        source="sở du lịch", source_ref="LT1", is_demo=True,
    )  # fmt: skip
    make_establishment(
        name="NN Mai", type_code="nha_nghi", legal_form=LegalForm.HOUSEHOLD, is_complex=True,
        tax_code="033187001234", status=EstablishmentStatus.CLOSED, in_scope_to=date(2026, 5, 1),
        status_from=date(2026, 5, 1),
    )  # fmt: skip
    sen = make_establishment(name="Quán Sen", commune=None, province="33", type_code="khac")
    for number, kind in enumerate((LicenceKind.SECURITY, LicenceKind.FIRE, LicenceKind.OTHER)):
        entry = LicenceEntry(kind, f"{number}/GP", "Sở", date(2024, 1, 1), date(2029, 1, 1))
        operations.add_licence(sen, entry, actor=SYSTEM, at=AT)
    make_establishment(name="KS Bản Giốc", commune=None, province="04")
    db.session.commit()


def again(content: bytes, folder, who=SYSTEM) -> dict[str, int]:
    path = folder / "xuat.xlsx"
    path.write_bytes(content)
    settings = settings_for(path.name, as_of=date(2026, 11, 23))
    return import_file(path, settings, dry_run=False, actor=who, at=AT).plan.counts


def test_an_export_comes_back_without_changing_anything(app, actor, tmp_path):
    full_house()
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))

    counts = again(exported(actor("hoa")), tmp_path, actor("hoa"))
    db.session.commit()

    assert counts == {
        "read": 3, "created": 0, "updated": 0, "unchanged": 3, "suspected": 0, "rejected": 0,
    }  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before + 1


def test_an_export_rebuilds_an_empty_register(app, template, tmp_path):
    full_house()
    content = exported(SYSTEM)
    kept = snapshot()
    db.session.rollback()
    template.restore()

    counts = again(content, tmp_path)
    db.session.commit()

    assert counts["created"] == 4
    for known in kept.values():
        known["source"] = known["source"] or "xuat"  # what had no source comes from this list
    kept["NN Mai"]["tax_code"] = None  # masked in the list, so it is gone
    assert snapshot() == kept


def snapshot() -> dict[str, dict]:
    """Give everything that an export carries of every establishment."""
    columns = (
        "sticker_code", "type_code", "legal_form", "tax_code", "address", "placement", "latitude",
        "longitude", "representative", "security_person", "room_count", "worker_total",
        "worker_contract", "worker_health_checked", "in_scope_from", "in_scope_to", "scope_reason",
        "is_complex", "complex_reason", "complex_until", "status", "source", "source_ref",
        "is_demo", "province_id", "commune_id", "old_commune_id",
    )  # fmt: skip
    licences = {}
    for licence in db.session.scalars(select(Licence).order_by(Licence.number)):
        said = (licence.kind, licence.number, licence.issuer, licence.issued_on, licence.expires_on)
        licences.setdefault(licence.establishment_id, []).append(said)
    return {
        e.name: {**{name: getattr(e, name) for name in columns}, "licences": licences.get(e.id, [])}
        for e in db.session.scalars(select(Establishment))
    }


def test_an_export_holds_only_what_the_person_may_export(app, actor):
    full_house()

    assert len(rows_of(exported(actor("hoa")))) == 4
    assert len(rows_of(exported(actor("lan")))) == 3
    assert rows_of(exported(actor("giang")))[1][1] == "KS Bản Giốc"
    assert len(rows_of(exported(actor("binh")))) == 1


def test_an_export_follows_the_filters_and_the_order(app, actor):
    full_house()

    rows = rows_of(exported(actor("hoa"), type_codes=("khach_san", "nha_nghi"), order="-name"))
    assert [row[1] for row in rows[1:]] == ["NN Mai", "KS Hoa"]


def test_a_personal_number_is_masked(app, actor):
    full_house()
    text = str(rows_of(exported(actor("hoa"))))

    assert "*********234" in text
    assert "033187001234" not in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_a_link_or_a_number(payload):
    target = BytesIO()
    write_table(target, "DS", ["Tên cơ sở"], rows=[[payload]])

    with zipfile.ZipFile(target) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        names = archive.namelist()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not any("externalLink" in name or name.endswith("sheet1.xml.rels") for name in names)
    assert rows_of(target.getvalue())[1] == [payload]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.lists(
        st.text(
            st.characters(min_codepoint=32, max_codepoint=0x1EF9, exclude_categories=["Cs", "Cc"])
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_is_written_and_read_back(texts):
    target = BytesIO()
    write_table(target, "DS", ["Tên cơ sở"], rows=[[text] for text in texts])

    read = [row[0] for row in rows_of(target.getvalue())[1:]]
    assert read == texts[: len(read)]
    assert all(text == "" for text in texts[len(read) :])


def test_an_export_is_read_in_portions(app, actor, statements):
    for number in range(7):
        make_establishment(name=f"Hoa {number}")
    hoa = actor("hoa")

    with statements() as ran:
        rows = list(queries.export_rows(hoa, EstablishmentFilter()))

    assert len(rows) == 7
    assert len(ran) <= 3


def test_every_placement_has_a_word_that_is_read_back(app, tmp_path):
    for placement in Placement:
        made = make_establishment(name=f"Hoa {placement.value}")
        made.placement = placement
        if placement == Placement.UNPLACED:
            made.commune_id = None
    db.session.commit()

    assert again(exported(SYSTEM), tmp_path)["unchanged"] == len(Placement)
