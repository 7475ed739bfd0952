"""Does a list get into the register as planned, once, with its story, on both databases?"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inspect178.access.actor import SYSTEM
from inspect178.audit.models import AuditEntry
from inspect178.audit.queries import first_broken_entry
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, InvalidInput, NotAllowed
from inspect178.registry import operations, queries
from inspect178.registry.enums import EstablishmentStatus, ImportState, Placement, RowOutcome
from inspect178.registry.models import Establishment, ImportRow, Licence, StatusChange
from inspect178.registry.operations import files, uploads
from inspect178.registry.operations.imports import ImportSettings
from inspect178.registry.reading import Table, read_table
from inspect178.registry.rules import StatusSaid
from inspect178.territory.enums import Level
from inspect178.territory.operations import load_units
from inspect178.territory.queries import gazetteer, require_unit_by_code
from tests.factories.registry import make_establishment
from tests.registry.sheets import HEADINGS, rows_of, spreadsheet

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
DAY = date(2026, 11, 23)
SAMPLES = Path(__file__).parents[1] / "data"


def row(name: str, *, ref: str = "", kind: str = "Khách sạn", address: str = "1 Lê Lợi",
        commune: str = "Phường Thượng Hồng", province: str = "Hưng Yên") -> list[str]:  # fmt: skip
    return [ref, name, kind, address, commune, province]


def imported(rows, *, who=SYSTEM, headings=HEADINGS, source="danh sách", as_of=DAY):
    """Import rows below headings; give the batch and the counts."""
    table = Table([list(headings), *rows])
    settings = ImportSettings(as_of=as_of, source=source)
    batch = operations.open_import(
        table, b"x", file_name="ds.xlsx", settings=settings, actor=who, at=AT
    )
    plan = operations.apply_import(batch, table, actor=who, at=AT)
    db.session.commit()
    return batch, plan.counts


def opened_again() -> Establishment:
    """Give an establishment that was closed from 01/03/2024 until 01/09/2024."""
    one = make_establishment(name="KS Hoa", in_scope_from=date(2020, 1, 1))
    for status, day in (
        (EstablishmentStatus.CLOSED, date(2024, 3, 1)),
        (EstablishmentStatus.ACTIVE, date(2024, 9, 1)),
    ):
        said = StatusSaid(status, day, "theo đơn")
        operations.change_status(one, said, version=one.version, actor=SYSTEM, at=AT)
        db.session.flush()
    return one


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_rows_become_establishments_with_status_licence_and_story(app):
    headings = [*HEADINGS, "Số GCN ANTT", "Ngày cấp", "Trạng thái"]

    _, counts = imported(
        [[*row("KS Hoa", ref="1"), "12/GCN", "05/03/2024", "Tạm ngừng"]], headings=headings
    )

    assert counts == {
        "read": 1, "created": 1, "updated": 0, "unchanged": 0, "suspected": 0, "rejected": 0,
    }  # fmt: skip
    made = db.session.scalars(select(Establishment)).one()
    assert (made.name, made.source, made.source_ref) == ("KS Hoa", "danh sách", "1")
    assert (made.placement, made.version) == (Placement.EXACT, 1)
    assert db.session.scalars(select(Licence.number)).all() == ["12/GCN"]
    assert db.session.scalars(select(StatusChange.status)).all() == [EstablishmentStatus.SUSPENDED]
    assert actions()[-2:] == ["establishment.created", "establishment.imported"]
    assert first_broken_entry() is None


def test_what_is_imported_is_found(app, actor):
    imported([row("KS Hoàng Gia")])

    wanted = queries.EstablishmentFilter(words="khách sạn hoàng")
    assert queries.establishment_page(actor("hoa"), wanted, number=1).total == 1


def test_the_same_list_again_creates_and_records_nothing(app):
    rows = [row("KS Hoa", ref="1"), row("NN Mai", kind="NN"), row("KS Hoa", ref="3")]
    _, first = imported(rows)
    before = count(AuditEntry)
    _, second = imported(rows)

    assert (first["created"], first["suspected"]) == (2, 1)
    assert (second["created"], second["unchanged"], second["suspected"]) == (0, 2, 1)
    assert count(Establishment) == 2
    assert count(AuditEntry) == before + 1


def test_a_changed_row_updates_and_records_before_and_after(app):
    imported([row("KS Hoa", ref="1")])
    headings = [*HEADINGS, "Số lao động", "Trạng thái", "Từ ngày"]
    _, counts = imported(
        [[*row("KS Hoa", ref="1", address="1A Lê Lợi"), "12", "Đóng cửa", "01/12/2026"]],
        headings=headings, as_of=date(2026, 12, 1),
    )  # fmt: skip

    made = db.session.scalars(select(Establishment)).one()
    assert counts["updated"] == 1
    assert (made.address, made.worker_total, made.version) == ("1A Lê Lợi", 12, 2)
    assert (made.status, made.in_scope_to) == (EstablishmentStatus.CLOSED, date(2026, 12, 1))
    assert " 1a " in made.search_key
    assert count(StatusChange) == 2


def test_a_correction_by_hand_survives_the_same_list(app, actor):
    imported([row("KS Hoa", ref="1")])
    made = db.session.scalars(select(Establishment)).one()
    operations.change_establishment(
        made, {"name": "KS Hoa Hồng"}, version=1, actor=actor("hoa"), at=AT
    )
    db.session.commit()

    _, counts = imported([row("KS Hoa", ref="1")])

    assert counts["unchanged"] == 1
    assert made.name == "KS Hoa Hồng"


def test_a_split_commune_is_marked_to_be_checked(app, actor):
    split = next(split_communes())
    headings = ["Tên cơ sở", "Loại hình", "Mã xã cũ"]

    imported([["KS Hoa", "KS", split]], headings=headings)

    wanted = queries.EstablishmentFilter(to_be_checked=True)
    page = queries.establishment_page(actor("hoa"), wanted, number=1)
    assert [e.placement for e in page.rows] == [Placement.SPLIT_DEFAULT]


def split_communes() -> Iterator[str]:
    """Give the codes of old communes of Hưng Yên whose parts went to several new ones."""
    known = gazetteer()
    for unit in known.units.values():
        heirs = known.heirs(unit) if unit.is_old and unit.level == Level.COMMUNE else []
        if len(heirs) > 1 and heirs[0].kind == "part" and known.new_province(unit).code == "33":
            yield unit.code


def test_a_person_imports_only_into_their_area_and_sees_no_other(app, actor):
    other = make_establishment(name="KS Bản Giốc", commune=None, province="04")
    rows = [
        row("KS Hoa"),
        row("KS Bản Giốc", commune="", province="Cao Bằng", address=other.address),
    ]

    batch, counts = imported(rows, who=actor("hoa"))

    assert (counts["created"], counts["rejected"], counts["suspected"]) == (1, 1, 0)
    kept = db.session.scalars(queries.rows_to_mend(batch)).one()
    assert (kept.outcome, kept.other_id) == (RowOutcome.REJECTED, None)


def test_lists_of_one_name_in_two_provinces_do_not_meet(app, actor):
    imported([row("KS Hoa", ref="1")], who=actor("hoa"))

    _, counts = imported(
        [row("KS Sen", ref="1", commune="", province="Cao Bằng")], who=actor("giang")
    )

    assert counts["rejected"] == 1


def test_who_may_not_import_imports_nothing(app, actor):
    with pytest.raises(NotAllowed):
        imported([row("KS Hoa")], who=actor("binh"))


def test_a_trial_changes_nothing_and_says_the_same(app, actor):
    table = Table([HEADINGS, row("KS Hoa"), row("", ref="2"), row("KS Hoa", ref="3")])
    who = actor("hoa")
    batch = operations.open_import(
        table, b"x", file_name="ds.xlsx", settings=ImportSettings(DAY, "ds"), actor=who, at=AT
    )

    tried = operations.try_import(batch, table, actor=who)
    db.session.commit()

    assert batch.state == ImportState.DRY_RUN
    assert count(Establishment) == 0
    assert [row.other_id for row in db.session.scalars(select(ImportRow))] == [None, None]
    applied = operations.apply_import(batch, table, actor=who, at=AT)
    db.session.commit()
    assert applied.counts == tried.counts == batch.counts
    kept = db.session.scalars(queries.rows_to_mend(batch)).all()
    assert [bool(row.other_id) for row in kept] == [False, True]
    with pytest.raises(Conflict):
        operations.apply_import(batch, table, actor=who, at=AT)


def test_columns_set_by_hand_are_used_and_a_new_trial_is_needed(app, actor):
    table = Table([["Cột A", "Cột B"], ["KS Hoa", "KS"]])
    who = actor("hoa")
    settings = ImportSettings(DAY, "ds", actor_province(), 0, {0: "name", 1: "type"})
    batch = operations.open_import(
        table, b"x", file_name="ds.csv", settings=settings, actor=who, at=AT
    )

    with pytest.raises(InvalidInput, match="No headings"):
        operations.try_import(batch, table, actor=who)
    operations.change_columns(batch, table, settings, actor=who)

    assert operations.try_import(batch, table, actor=who).counts["created"] == 1


def actor_province() -> int:
    return require_unit_by_code("33", DAY).id


def test_rows_that_were_not_taken_come_back_mended(app, tmp_path):
    listed = tmp_path / "ds.xlsx"
    rows = [row("KS Hoa"), row("KS Hoa"), row("KS Sen", kind="Tiệm bánh"), row("NN Mai", kind="NN")]
    listed.write_bytes(spreadsheet([HEADINGS, *rows]))
    done = files.import_file(
        listed, files.settings_for(listed.name, as_of=DAY), dry_run=False, actor=SYSTEM, at=AT
    )
    db.session.commit()
    target = BytesIO()
    files.write_rows_to_mend(target, done, say=lambda p: p["message"] % p["params"])

    headings, *to_mend = rows_of(target.getvalue())
    assert done.plan.counts["created"] == 2
    assert [line[headings.index("Dòng trong danh sách")] for line in to_mend] == [3, 4]
    reasons = [line[headings.index("Lý do chưa nhập")] for line in to_mend]
    assert "row 2 of this list" in reasons[0]
    assert "Tiệm bánh" in reasons[1]
    to_mend[0][headings.index("Quyết định")] = "mới"
    to_mend[1][headings.index("Loại hình")] = "Khách sạn"
    mended = tmp_path / "sua.xlsx"
    mended.write_bytes(spreadsheet([headings, *to_mend]))
    again = [import_path(mended), import_path(mended), import_path(listed)]

    assert [counts["created"] for counts in again] == [2, 0, 0]
    assert again[1]["unchanged"] == 2
    assert again[2] == {**again[2], "unchanged": 3, "rejected": 1, "suspected": 0}
    assert count(Establishment) == 4


def import_path(path: Path, **more) -> dict[str, int]:
    settings = files.settings_for(path.name, as_of=DAY, **more)
    done = files.import_file(path, settings, dry_run=False, actor=SYSTEM, at=AT)
    db.session.commit()
    return done.plan.counts


@pytest.mark.parametrize("name", ["import_sample.csv", "import_sample_vi.csv"])
def test_the_sample_lists_are_imported_once_with_the_reasons_of_the_rest(app, name):
    load_units(actor=SYSTEM, at=AT, provinces=frozenset({"79"}))

    first, second = import_path(SAMPLES / name), import_path(SAMPLES / name)

    assert first["read"] == sum(list(first.values())[1:]) == 195
    assert (first["created"], first["rejected"]) == (179, 16)
    assert (second["created"], second["unchanged"], second["rejected"]) == (0, 179, 16)
    reasons = {
        problem["message"]
        for row in db.session.scalars(select(ImportRow))
        for problem in row.problems
    }
    assert len(reasons) == 1
    assert "Decree 178/2004" in reasons.pop()


def test_the_other_form_of_the_sample_is_the_same_list(app):
    load_units(actor=SYSTEM, at=AT, provinces=frozenset({"79"}))
    import_path(SAMPLES / "import_sample_vi.csv", source="mẫu")

    again = import_path(SAMPLES / "import_sample.csv", source="mẫu")

    assert again["created"] == 0


def test_a_packed_list_is_imported_like_the_list_itself(app, tmp_path):
    path = tmp_path / "ds.csv.gz"
    path.write_bytes(
        gzip.compress(",".join(HEADINGS).encode() + b"\n,Hoa,KS,1,," + "Hưng Yên\n".encode())
    )

    assert import_path(path)["created"] == 1


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("Danh sách 2026.XLSX", "Danh sách 2026"), ("ds.csv.gz", "ds"),
        ("C:\\Users\\x\\ds.csv", "ds"), (".xlsx", "danh sách"), ("", "danh sách"),
    ],
)  # fmt: skip
def test_a_list_is_called_by_its_file(file_name, name):
    assert files.list_name(file_name) == name


def test_a_list_waits_in_a_folder_until_it_is_imported_and_no_longer(app, actor, tmp_path):
    who, folder = actor("hoa"), tmp_path / "imports"
    content = spreadsheet([HEADINGS, row("KS Hoa")])

    batch = uploads.hand_in(content, "ds.xlsx", as_of=DAY, folder=folder, actor=who, at=AT)

    assert uploads.kept_table(batch, folder).rows == read_rows(content, tmp_path)
    assert batch.mapping["source"] == "33 ds"
    uploads.throw_away(batch, folder)
    assert list(folder.iterdir()) == []
    with pytest.raises(InvalidInput, match="no longer kept"):
        uploads.kept_table(batch, folder)


def read_rows(content: bytes, folder: Path) -> list[list[str]]:
    path = folder / "same.xlsx"
    path.write_bytes(content)
    return read_table(path).rows


def test_a_file_that_cannot_be_read_leaves_nothing_behind(app, actor, tmp_path):
    with pytest.raises(InvalidInput):
        uploads.hand_in(b"%PDF", "x", as_of=DAY, folder=tmp_path, actor=actor("hoa"), at=AT)

    assert list(tmp_path.iterdir()) == []


def test_a_file_exchanged_behind_our_back_is_refused(app, actor, tmp_path):
    who = actor("hoa")
    content = spreadsheet([HEADINGS, row("KS Hoa")])
    batch = uploads.hand_in(content, "ds.xlsx", as_of=DAY, folder=tmp_path, actor=who, at=AT)
    (tmp_path / f"{batch.id}.list").write_bytes(spreadsheet([HEADINGS, row("KS Khác")]))

    with pytest.raises(InvalidInput, match="has changed"):
        uploads.kept_table(batch, tmp_path)


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["registry", "import", *arguments])


def test_the_command_prints_the_counts_and_only_tries_when_told_so(app):
    load_units(actor=SYSTEM, at=AT, provinces=frozenset({"79"}))
    db.session.commit()
    path = str(SAMPLES / "import_sample_vi.csv")

    tried, done = run(app, path, "--dry-run", "--json"), run(app, path, "--json")

    assert json.loads(tried.output) == json.loads(done.output) == {
        "read": 195, "created": 179, "updated": 0, "unchanged": 0, "suspected": 0, "rejected": 16,
    }  # fmt: skip
    assert count(Establishment) == 179
    text = run(app, path, "--dry-run").output
    assert "179 unchanged" in text
    assert "row 171, type" in text


def test_the_command_writes_the_rows_to_mend(app, tmp_path):
    listed, mend = tmp_path / "ds.csv", tmp_path / "sua.xlsx"
    listed.write_text("Tên cơ sở,Loại hình,Tỉnh\nHoa,Nail,Hưng Yên\n", encoding="utf-8")

    done = run(app, str(listed), "--mend", str(mend))

    assert done.exit_code == 0, done.output
    assert "Nghị định" in str(rows_of(mend.read_bytes())[1])


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"", (), "empty"),
        (b"1,2\n3,4\n", (), "No headings"),
        ("Tên cơ sở,Địa chỉ\n".encode(), (), "no rows below"),
        ("Tên cơ sở,Địa chỉ\nHoa,1\n".encode(), ("--unit", "99"), "no administrative unit"),
        ("Tên cơ sở,Địa chỉ\nHoa,1\n".encode(), ("--as-of", "hôm-qua"), "not a day"),
    ],
    ids=["empty", "no headings", "no rows", "no province", "no day"],
)
def test_the_command_refuses_in_one_sentence_and_changes_nothing(
    app, tmp_path, content, options, said
):
    path = tmp_path / "ds.csv"
    path.write_bytes(content)
    before = len(actions())

    done = run(app, str(path), *options)

    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output
    assert len(actions()) == before


def test_a_province_and_a_day_can_be_given_to_the_command(app, tmp_path):
    path = tmp_path / "ds.csv"
    path.write_text("Tên cơ sở,Loại hình,Mã xã\nHoa,KS,12127\nMai,KS,\n", encoding="utf-8")

    done = run(app, str(path), "--unit", "33", "--as-of", "2024-06-01", "--source", "cũ")

    assert done.exit_code == 0, done.output
    hoa, mai = db.session.scalars(select(Establishment).order_by(Establishment.name)).all()
    assert (hoa.source, hoa.in_scope_from) == ("cũ", date(2024, 6, 1))
    assert hoa.old_commune_id is not None
    assert hoa.province_id == mai.province_id


def test_a_row_whose_scope_begins_within_an_earlier_one_is_rejected_and_the_others_go_in(app):
    one = opened_again()
    headings = [*HEADINGS, "Mã tem", "Thuộc diện quản lý từ ngày"]
    rows = [
        [*row("KS Hoa", ref="1"), one.sticker_code, "29/02/2024"],
        [*row("KS Mai", ref="2", address="7 Trần Phú"), "", "01/02/2024"],
    ]

    batch, counts = imported(rows, headings=headings)

    assert (counts["created"], counts["rejected"], counts["updated"]) == (1, 1, 0)
    kept = db.session.scalars(queries.rows_to_mend(batch)).one()
    assert (kept.row_number, kept.outcome) == (2, RowOutcome.REJECTED)
    (problem,) = kept.problems
    assert (problem["column"], problem["params"]) == ("in_scope_from", {"day": "01/03/2024"})
    assert "was in scope until" in problem["message"]
    db.session.refresh(one)
    assert one.in_scope_from == date(2024, 9, 1)


def test_a_row_whose_scope_begins_with_the_end_of_an_earlier_one_is_taken(app):
    one = opened_again()
    headings = [*HEADINGS, "Mã tem", "Thuộc diện quản lý từ ngày"]

    _, counts = imported([[*row("KS Hoa"), one.sticker_code, "01/03/2024"]], headings=headings)

    assert (counts["updated"], counts["rejected"]) == (1, 0)
