"""What does the report of these tests say? The yearly report of one made-up province."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from inspect178.documents.facts import (
    AddendumOnPaper,
    BandOnPaper,
    ColumnOnPaper,
    FigureSource,
    FootnoteOnPaper,
    FreezingOnPaper,
    IndicatorOnPaper,
    Issuer,
    NarrativeOnPaper,
    PeriodicReportFacts,
    PersonOnPaper,
    ReasonOnPaper,
    SignatureOnPaper,
    TargetOnPaper,
    UnitCoverageOnPaper,
    WideRowOnPaper,
    WideTableOnPaper,
)

KNOWN_AT = datetime(2026, 12, 20, 1, 30, tzinfo=UTC)  # 08:30 in Vietnam
WARDS = ("Phường Thục Phán", "Phường Nùng Trí Cao", "Xã Bảo Lạc", "Xã Trùng Khánh")
COLUMNS = tuple(
    ColumnOnPaper(heading, group)
    for group, headings in (
        ("Cơ sở theo loại hình", ("Lưu trú", "Karaoke", "Vũ trường, bar", "Xoa bóp", "Khác")),
        ("Người lao động", ("Tổng số", "Có hợp đồng", "Được khám sức khỏe")),
        ("", ("Đã ký bản cam kết",)),
        ("Lượt kiểm tra", ("Theo kế hoạch", "Đột xuất", "Tái kiểm tra")),
        ("", ("Số cơ sở được kiểm tra",)),
        (
            "Vi phạm theo lĩnh vực",
            ("An ninh, trật tự", "Tệ nạn xã hội", "Cư trú", "Văn hóa", "Lao động"),
        ),
        ("Phạt tiền", ("Số quyết định", "Số tiền (đồng)")),
        ("Giấy phép", ("Đình chỉ", "Thu hồi")),
        ("", ("Ngừng hoạt động", "Chuyển cơ quan công an")),
    )
    for heading in headings
)


def wide_row(name: str, number: int, depth: int = 1) -> WideRowOnPaper:
    figures = [number * (place + 3) % 97 for place in range(len(COLUMNS))]
    figures[19] = number * 7_500_000
    return WideRowOnPaper(name, tuple(figures), depth)


def coverage_row(name: str, number: int, depth: int = 1) -> UnitCoverageOnPaper:
    return UnitCoverageOnPaper(
        name,
        in_scope=10 * number,
        official=3 * number,
        provisional=4 * number,
        rate_official="30,0 %",
        rate_provisional="40,0 %",
        target="≥ 20 %",
        reached=number % 3 != 0,
        depth=depth,
    )


REPORT = PeriodicReportFacts(
    issuer=Issuer(
        superior_body="Ủy ban nhân dân tỉnh Cao Bằng",
        body="Đội kiểm tra liên ngành 178",
        place="Cao Bằng",
        day=date(2026, 12, 21),
        number="09/BC-ĐKTLN178",
    ),
    about="Kết quả kiểm tra các cơ sở kinh doanh dịch vụ về phòng, chống mại dâm năm 2026",
    period="năm 2026",
    unit="tỉnh Cao Bằng",
    first_day=date(2026, 1, 1),
    last_day=date(2026, 12, 15),
    tree_on=date(2026, 12, 15),
    known_at=KNOWN_AT,
    signature=SignatureOnPaper("KT. Đội trưởng\nĐội phó", "Nông Thị Mỵ"),
    addressees=("Ủy ban nhân dân tỉnh Cao Bằng", "Sở Y tế tỉnh Cao Bằng"),
    legal_bases=("Nghị định số 178/2004/NĐ-CP ngày 15 tháng 10 năm 2004 của Chính phủ",),
    plan="Kế hoạch số 07/KH-UBND ngày 07 tháng 01 năm 2026 của Ủy ban nhân dân tỉnh Cao Bằng",
    agency="Sở Văn hóa, Thể thao và Du lịch",
    narrative=NarrativeOnPaper(
        situation=("Trên địa bàn có 1.204 cơ sở kinh doanh dịch vụ.", "Tình hình ổn định."),
        results=("Đội đã kiểm tra 412 lượt cơ sở.",),
        difficulties=("Nhiều cơ sở ở xa, đường đi lại khó khăn trong mùa mưa.",),
        proposals=("Đề nghị bổ sung 02 thành viên có thẩm quyền lập biên bản.",),
    ),
    indicators=(
        IndicatorOnPaper(
            "COV-Y", "Tỷ lệ cơ sở được kiểm tra trong kỳ", "34,2 %", 412, 1204, "≥ 20 %", True, 1
        ),  # fmt: skip
        IndicatorOnPaper("VIS", "Số lượt kiểm tra", "455", 455, note=2),
        IndicatorOnPaper(
            "CAM", "Tỷ lệ cơ sở đã ký bản cam kết", "81,0 %", 975, 1204, "100 %", False
        ),  # fmt: skip
    ),
    footnotes=(
        FootnoteOnPaper(1, "Số cơ sở có ít nhất một cuộc kiểm tra đã hoàn thành trong kỳ."),
        FootnoteOnPaper(2, "Mỗi lần đến kiểm tra là một lượt; một cơ sở có thể có nhiều lượt."),
    ),
    targets=(
        TargetOnPaper(
            "Cơ sở được kiểm tra", "≥ 20 %", "34,2 %", FigureSource.COMPUTED, reached=True
        ),
        TargetOnPaper(
            "Cán bộ được tập huấn",
            "70 %",
            "64 %",
            FigureSource.ENTERED,
            document="Báo cáo 44/BC-SNV",
            document_on=date(2026, 12, 1),
            reached=False,
        ),
        TargetOnPaper("Học sinh được truyền thông", "60 %", "62 %", FigureSource.FORECAST),
        TargetOnPaper("Phóng sự truyền hình", "1", "", FigureSource.MISSING),
    ),
    coverage=(
        coverage_row("Tỉnh Cao Bằng", 40, 0),
        *(coverage_row(name, number) for number, name in enumerate(WARDS, 1)),
    ),
    wide=WideTableOnPaper(
        COLUMNS,
        (
            wide_row("Tỉnh Cao Bằng", 455, 0),
            *(wide_row(name, number) for number, name in enumerate(WARDS, 1)),
        ),
    ),
    not_covered=(
        ReasonOnPaper("Cơ sở đóng cửa khi đến kiểm tra", 35),
        ReasonOnPaper("Chưa đến lượt theo kế hoạch", 757),
    ),
    by_remoteness=(BandOnPaper("Dưới 10 km", 600, 300, "50,0 %"),),
    by_size=(BandOnPaper("Từ 1 đến 5 lao động", 900, 250, "27,8 %"),),
    frozen=FreezingOnPaper(
        PersonOnPaper("Hoàng Văn Thắng", "Phó Trưởng phòng", "Sở Y tế"), KNOWN_AT, "9f86d081" * 8
    ),
    addenda=(
        AddendumOnPaper(1, date(2027, 1, 8), 3, ("Tỷ lệ chính thức tăng từ 34,2 % lên 34,5 %",)),
    ),
    recipients=("Như trên", "Lưu: VT, YT"),
    draft=True,
    mark="DỮ LIỆU MẪU",
)


def large(units: int, **changes: Any) -> PeriodicReportFacts:
    """Give the report of a province with so many communes, some with long names."""
    names = [
        f"Xã số {i}" + (" có tên rất dài để thử cách xuống dòng" if i % 9 == 0 else "")
        for i in range(1, units + 1)
    ]
    return replace(
        REPORT,
        coverage=(REPORT.coverage[0], *(coverage_row(n, i) for i, n in enumerate(names, 1))),
        wide=WideTableOnPaper(
            COLUMNS, (REPORT.wide.rows[0], *(wide_row(n, i) for i, n in enumerate(names, 1)))
        ),
        **changes,
    )
