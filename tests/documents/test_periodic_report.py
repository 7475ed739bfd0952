"""Does the printed report say what was counted, on pages that can be handed in?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspect178.documents.facts import ColumnOnPaper, WideRowOnPaper, WideTableOnPaper
from inspect178.documents.rendering import render
from inspect178.documents.wide_tables import NAME_WIDTH, PAGE_WIDTH, parts_of
from inspect178.documents.words import grouped, period_in_words
from inspect178.kernel.periods import Period, half_year, month, quarter, year
from tests.documents.pdf import pages_of, reader, text_of
from tests.documents.reports import COLUMNS, REPORT, large


def printed(**changes: Any) -> str:
    return text_of(render("periodic_report", replace(REPORT, **changes)))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (year(2026), "năm 2026"),
        (half_year(2026, 1), "6 tháng đầu năm 2026"),
        (half_year(2026, 2), "6 tháng cuối năm 2026"),
        (quarter(2026, 3), "quý III năm 2026"),
        (month(2026, 5), "tháng 5 năm 2026"),
        (Period(date(2026, 1, 1), date(2026, 12, 15)), "từ ngày 01/01/2026 đến ngày 15/12/2026"),
    ],
)
def test_periods_are_named_as_offices_name_them(period, words):
    assert period_in_words(period) == words


@pytest.mark.parametrize(
    ("number", "written"), [(None, "–"), (0, "0"), (999, "999"), (3412500000, "3.412.500.000")]
)
def test_numbers_have_dots_between_thousands(number, written):
    assert grouped(number) == written


def test_the_report_says_whose_figures_of_which_days_and_units_and_known_when():
    paper = printed()

    assert "Số: 09/BC-ĐKTLN178 Cao Bằng, ngày 21 tháng 12 năm 2026" in paper
    assert "BÁO CÁO Kết quả kiểm tra các cơ sở" in paper
    assert "Thực hiện Kế hoạch số 07/KH-UBND" in paper
    assert (
        "tính từ ngày 01 tháng 01 năm 2026 đến hết ngày 15 tháng 12 năm 2026 trên địa bàn tỉnh "
        "Cao Bằng, theo đơn vị hành chính tại ngày 15 tháng 12 năm 2026, là số liệu hệ thống ghi "
        "nhận đến 08 giờ 30 phút, ngày 20 tháng 12 năm 2026." in paper
    )
    assert "thuộc thẩm quyền quản lý của Sở Văn hóa, Thể thao và Du lịch." in paper


def test_frozen_figures_name_who_signed_them_off_and_their_hash():
    frozen, open_ = printed(), printed(frozen=None)

    assert "Số liệu đã được Ông (bà) Hoàng Văn Thắng, Phó Trưởng phòng, Sở Y tế chốt hồi" in frozen
    assert "9f86d081" * 8 in frozen
    assert "Số liệu chưa chốt và còn có thể thay đổi." in open_
    assert "SHA-256" not in open_


def test_without_an_agency_nothing_is_said_of_one():
    assert "thuộc thẩm quyền quản lý" not in printed(agency="")


def test_an_indicator_stands_with_its_parts_its_target_and_the_number_of_its_definition():
    paper = printed()

    assert (
        "COV-Y Tỷ lệ cơ sở được kiểm tra trong kỳ (1) 412 1.204 34,2 % ≥ 20 % Đạt "
        "VIS Số lượt kiểm tra (2) 455 – 455 – – "
        "CAM Tỷ lệ cơ sở đã ký bản cam kết 975 1.204 81,0 % 100 % Chưa đạt" in paper
    )
    assert "(1) Số cơ sở có ít nhất một cuộc kiểm tra đã hoàn thành trong kỳ." in paper


def test_a_target_says_how_its_figure_is_known():
    paper = printed()

    assert "Tính từ dữ liệu hệ thống" in paper
    assert "64 % Đơn vị nhập: Báo cáo 44/BC-SNV ngày 01/12/2026 Chưa đạt" in paper
    assert "62 % Ước thực hiện" in paper
    assert "– Chưa có số liệu" in paper


def test_official_and_provisional_rates_stand_side_by_side():
    assert "Phường Thục Phán 10 3 4 30,0 % 40,0 % ≥ 20 % Đạt" in printed()


def test_annexes_are_numbered_by_those_that_are_there():
    everything, few = printed(), printed(coverage=(), wide=WideTableOnPaper())

    assert "Phụ lục II TỔNG HỢP SỐ LIỆU" in everything
    assert "Phụ lục IV NỘI DUNG BỔ SUNG" in everything
    assert "Phụ lục I CƠ SỞ CHƯA ĐƯỢC KIỂM TRA" in few
    assert "Phụ lục II NỘI DUNG BỔ SUNG" in few


def test_without_tables_there_are_no_annexes_and_no_empty_page():
    bare = replace(
        REPORT, indicators=(), footnotes=(), targets=(), coverage=(), wide=WideTableOnPaper(),
        not_covered=(), by_remoteness=(), by_size=(), addenda=(),
    )  # fmt: skip

    pages = pages_of(render("periodic_report", bare))

    assert "Phụ lục" not in "".join(pages)
    assert all("báo cáo" in page.casefold() or "Nơi nhận" in page for page in pages)


def test_what_was_not_written_is_said_to_be_missing():
    assert "III. KHÓ KHĂN, VƯỚNG MẮC Không có nội dung báo cáo." in printed(
        narrative=replace(REPORT.narrative, difficulties=())
    )


def test_addenda_stand_apart_from_the_frozen_figures():
    before, after = printed().split("NỘI DUNG BỔ SUNG SAU KHI CHỐT SỐ LIỆU")

    assert "Bổ sung số 1, ngày 08 tháng 01 năm 2027: 3 thông tin" in after
    assert "34,5 %" not in before


def test_wide_tables_of_a_large_province_lie_on_their_side_and_repeat_their_heads():
    pdf = reader(render("periodic_report", large(170)))
    on_side = [p for p in pdf.pages if p.mediabox.width > p.mediabox.height]

    texts = [" ".join(page.extract_text().split()) for page in on_side]

    assert len(texts) > 4
    assert all("Đơn vị" in text for text in texts)
    assert all(("Cơ sở theo loại hình" in t) != ("Vi phạm theo lĩnh vực" in t) for t in texts)
    assert all(sum(f"Xã số {i} " in text for text in texts) == 2 for i in range(1, 171))


def test_a_row_longer_than_a_page_loses_nothing():
    words = " ".join(f"chữ{i}" for i in range(1500))

    paper = printed(
        targets=(replace(REPORT.targets[0], label=words),),
        coverage=(replace(REPORT.coverage[0], name=words),),
    )

    assert all(paper.count(f"chữ{i} ") == 2 for i in range(1500))


def test_every_page_but_the_first_is_numbered():
    pages = pages_of(render("periodic_report", large(60)))

    numbers = [text.split("\n")[0:3] for text in pages]
    assert all(str(n) in " ".join(first).split() for n, first in enumerate(numbers[1:], 2))


def test_the_heads_of_tables_are_tagged_as_heads():
    pdf = render("periodic_report", REPORT)

    tags = names_of(reader(pdf).trailer["/Root"]["/StructTreeRoot"])

    assert tags.count("/TH") > 40
    assert {"/Table", "/THead", "/TBody"} <= set(tags)


def names_of(node: Any) -> list[str]:
    """Give the names of all tags."""
    node = node.get_object()
    if isinstance(node, list):
        return [name for kid in node for name in names_of(kid)]
    if not isinstance(node, dict):
        return []
    mine = [str(node["/S"])] if "/S" in node else []
    return mine + (names_of(node["/K"]) if "/K" in node else [])


def wide(headings: list[tuple[str, str]], figure: int = 1) -> WideTableOnPaper:
    columns = tuple(ColumnOnPaper(heading, group) for group, heading in headings)
    return WideTableOnPaper(columns, (WideRowOnPaper("Xã A", (figure,) * len(columns)),))


def test_a_table_that_fits_is_not_cut():
    assert len(parts_of(wide([("", f"Cột {i}") for i in range(12)]))) == 1


def test_a_table_is_cut_between_groups_into_equal_parts():
    table = WideTableOnPaper(COLUMNS, ())

    parts = parts_of(table)

    assert [h for part in parts for h in part.headings] == [column.heading for column in COLUMNS]
    assert [g.heading for part in parts for g in part.groups if g.heading] == [
        "Cơ sở theo loại hình", "Người lao động", "Lượt kiểm tra", "Vi phạm theo lĩnh vực",
        "Phạt tiền", "Giấy phép",
    ]  # fmt: skip
    assert min(len(part.headings) for part in parts) * 2 > max(len(p.headings) for p in parts)


def test_a_group_wider_than_a_page_is_cut_all_the_same():
    parts = parts_of(wide([("Cơ sở", f"Loại {i}") for i in range(60)], 123_456_789))

    assert len(parts) > 1
    assert all(part.groups[0].heading == "Cơ sở" for part in parts)


def test_no_part_is_wider_than_the_page():
    for count in range(1, 40):
        for part in parts_of(wide([(f"Nhóm {i // 3}", f"Cột {i}") for i in range(count)], 10**9)):
            assert part.widths[0] >= NAME_WIDTH
            assert sum(part.widths) <= PAGE_WIDTH + 0.01


def test_a_row_with_too_few_figures_is_no_row():
    with pytest.raises(ValueError, match="Xã A"):
        WideTableOnPaper((ColumnOnPaper("Cột"),), (WideRowOnPaper("Xã A", ()),))
