"""Which list does Hoa import? One as offices have it: titles on top, names of units of two times.

Seven rows of Hưng Yên: five new establishments (one of them placed in a commune of before
01/07/2025), one that is suspected to be the first once more, one that lies in no commune.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

KARAOKE = "Karaoke Sao Mai"
CAFE = "Cà phê Phố Nối"
ADDRESS = "12 đường Nguyễn Văn Linh"
HEADINGS = (
    "STT", "Tên cơ sở", "Loại hình", "Địa chỉ", "Xã/phường", "Quận/huyện", "Tỉnh/TP",
    "Hình thức pháp lý", "Người đại diện",
)  # fmt: skip
HOUSEHOLD = "Hộ kinh doanh"
NOW, BEFORE = "Tỉnh Hưng Yên", "Thị xã Mỹ Hào"
ROWS = (
    (KARAOKE, "Karaoke", ADDRESS, "Phường Thượng Hồng", "", NOW, HOUSEHOLD, "Lê Văn Chủ"),
    ("Khách sạn Phố Hiến", "Khách sạn", "5 đường Lê Lợi", "Phường Mỹ Hào", "", NOW,
     "Doanh nghiệp", "Trần Thị Giám"),
    ("Nhà nghỉ Bần", "Nhà nghỉ", "8 phố Bần", "Phường Bần Yên Nhân", BEFORE, NOW, HOUSEHOLD,
     "Phạm Văn Nghỉ"),
    (CAFE, "Quán cà phê", "3 phố Nối", "Phường Bạch Sam", BEFORE, NOW, HOUSEHOLD, "Đỗ Thị Phê"),
    ("Massage Hoa Sen", "Massage", "19 đường Nguyễn Trãi", "Phường Thượng Hồng", "", NOW,
     HOUSEHOLD, "Vũ Thị Sen"),
    ("KARAOKE SAO MAI", "Karaoke", "số 12 Nguyễn Văn Linh", "P. Thượng Hồng", "", NOW, HOUSEHOLD,
     ""),
    ("Nhà hàng Bến Lạ", "Nhà hàng", "1 đường Không Tên", "Xã Không Có Thật", "", NOW, HOUSEHOLD,
     ""),
)  # fmt: skip
CREATED, SUSPECTED, REJECTED = 5, 1, 1


def write_list(folder: Path) -> Path:
    """Write the list as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["UBND TỈNH HƯNG YÊN"])
    sheet.append(["DANH SÁCH CƠ SỞ KINH DOANH DỊCH VỤ DỄ PHÁT SINH TỆ NẠN XÃ HỘI"])
    sheet.append([])
    sheet.append(HEADINGS)
    for number, row in enumerate(ROWS, start=1):
        sheet.append([number, *row])
    path = folder / "danh-sach-co-so.xlsx"
    book.save(path)
    return path
