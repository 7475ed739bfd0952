"""Which fields may a Word template of a report use? Their names, what they give, their lists.

Names are Vietnamese without marks, so that an office can type them on any keyboard. The same list
stands in docs/report-template.md; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A field: a text, or with `many` a list of texts, or of rows with the fields of `of`."""

    name: str
    says: str
    many: bool = False
    of: tuple[Field, ...] = ()

    def inner(self, name: str) -> Field | None:
        """Give the field of a row of this list."""
        return next((field for field in self.of if field.name == name), None)


def _texts(name: str, says: str) -> Field:
    return Field(name, says, many=True)


def _rows(name: str, says: str, *of: Field) -> Field:
    return Field(name, says, many=True, of=of)


_NUMBER = Field("tt", "số thứ tự của dòng")
_REACHED = Field("dat", "Đạt, Chưa đạt hoặc dấu gạch")
_BOLD = Field("in_dam", "có giá trị ở dòng tổng, để trống ở các dòng khác; dùng trong {% if %}")
_BAND = (
    Field("nhom", "tên nhóm"),
    Field("thuoc_dien", "số cơ sở thuộc diện quản lý"),
    Field("da_kiem_tra", "số cơ sở đã được kiểm tra"),
    Field("ty_le", "tỷ lệ"),
)

HEAD = (
    Field("co_quan_chu_quan", "cơ quan, tổ chức chủ quản trực tiếp, chữ in hoa"),
    Field("co_quan_ban_hanh", "cơ quan, tổ chức ban hành báo cáo, chữ in hoa"),
    Field("ten_co_quan", "cơ quan, tổ chức ban hành báo cáo, chữ thường"),
    Field("so_van_ban", "số, ký hiệu của báo cáo, kể cả chữ “Số:”"),
    Field("so_ky_hieu", "số, ký hiệu của báo cáo; để trống khi chưa có số"),
    Field("dia_danh_ngay", "địa danh và thời gian ban hành"),
    Field("ngay_ban_hanh", "ngày … tháng … năm … ban hành"),
    Field("ten_van_ban", "tên loại văn bản, chữ in hoa"),
    Field("trich_yeu", "trích yếu nội dung"),
    Field("trich_yeu_thuong", "trích yếu, chữ đầu viết thường, để đặt trong câu"),
    Field("ky_bao_cao", "kỳ báo cáo: 6 tháng đầu năm 2026, quý II năm 2026…"),
    _texts("kinh_gui", "các nơi nhận chính"),
    _texts("can_cu", "các căn cứ, không kèm chữ “Căn cứ”"),
    Field("ke_hoach", "kế hoạch được thực hiện; để trống nếu không có"),
    Field("du_thao", "BẢN DỰ THẢO, hoặc để trống"),
    Field("dau_hieu", "dấu in trên mọi trang: DỮ LIỆU MẪU…, hoặc để trống"),
)
PERIOD = (
    Field("don_vi", "đơn vị được báo cáo"),
    Field("tu_ngay", "ngày đầu của kỳ"),
    Field("den_ngay", "ngày cuối của kỳ"),
    Field("tu_ngay_so", "ngày đầu của kỳ, viết bằng số"),
    Field("den_ngay_so", "ngày cuối của kỳ, viết bằng số"),
    Field("ngay_don_vi_hanh_chinh", "ngày của cây đơn vị hành chính"),
    Field("ngay_don_vi_hanh_chinh_so", "ngày của cây đơn vị hành chính, viết bằng số"),
    Field("so_lieu_den", "thời điểm đến đó số liệu được ghi nhận"),
    Field("co_quan_quan_ly", "chỉ tính cơ sở do cơ quan này quản lý; để trống nếu tính tất cả"),
    Field("nguoi_chot", "người đã chốt số liệu; để trống nếu chưa chốt"),
    Field("chot_luc", "thời điểm chốt số liệu"),
    Field("ma_bam", "mã băm SHA-256 của số liệu đã chốt"),
)
NARRATIVE = (
    _texts("tinh_hinh", "các đoạn về tình hình chung"),
    _texts("ket_qua", "các đoạn về kết quả thực hiện"),
    _texts("kho_khan", "các đoạn về khó khăn, vướng mắc"),
    _texts("de_xuat", "các đoạn về đề xuất, kiến nghị"),
)
TABLES = (
    _rows(
        "chi_so",
        "bảng các chỉ số",
        Field("ma", "mã chỉ số, ví dụ COV-Y"),
        Field("ten", "tên chỉ số"),
        Field("tu_so", "tử số"),
        Field("mau_so", "mẫu số"),
        Field("gia_tri", "giá trị"),
        Field("chi_tieu", "chỉ tiêu được giao"),
        _REACHED,
        Field("chu_thich", "số của chú thích, dạng (1); để trống nếu không có"),
    ),
    _rows(
        "chu_thich",
        "chú thích dưới bảng chỉ số",
        Field("so", "số của chú thích, dạng (1)"),
        Field("noi_dung", "định nghĩa"),
    ),
    _rows(
        "chi_tieu_ke_hoach",
        "bảng so với chỉ tiêu của kế hoạch",
        _NUMBER,
        Field("ten", "tên chỉ tiêu"),
        Field("chi_tieu", "mức kế hoạch giao"),
        Field("thuc_hien", "mức thực hiện"),
        Field("nguon", "nguồn số liệu: tính từ dữ liệu, đơn vị nhập (kèm văn bản), ước, chưa có"),
        _REACHED,
    ),
    _rows(
        "ty_le",
        "bảng tỷ lệ kiểm tra theo đơn vị",
        Field("don_vi", "tên đơn vị, lùi vào theo cấp"),
        Field("thuoc_dien", "số cơ sở thuộc diện quản lý"),
        Field("chinh_thuc", "số cơ sở được kiểm tra, chính thức"),
        Field("tam_tinh", "số cơ sở được kiểm tra, tạm tính"),
        Field("ty_le_chinh_thuc", "tỷ lệ chính thức"),
        Field("ty_le_tam_tinh", "tỷ lệ tạm tính"),
        Field("chi_tieu", "chỉ tiêu"),
        _REACHED,
        _BOLD,
    ),
    _rows(
        "tong_hop",
        "biểu tổng hợp, cắt thành các phần vừa trang giấy nằm ngang",
        Field("phan", "Phần 1/2…; để trống nếu chỉ có một phần"),
        _rows(
            "nhom_cot",
            "các nhóm cột, từ trái sang phải",
            Field("ten", "tên nhóm; để trống với cột đứng riêng"),
            Field("so_cot", "số cột của nhóm; dùng trong {% colspan %}"),
        ),
        _texts("cot", "tên các cột"),
        _rows(
            "dong",
            "các dòng",
            Field("don_vi", "tên đơn vị, lùi vào theo cấp"),
            _texts("so_lieu", "các số liệu của dòng"),
            _BOLD,
        ),
    ),
    _rows(
        "ly_do",
        "lý do chưa kiểm tra",
        _NUMBER,
        Field("ten", "lý do"),
        Field("so_co_so", "số cơ sở"),
    ),
    _rows("muc_do_xa", "tỷ lệ theo mức độ xa trung tâm của địa bàn", *_BAND),
    _rows("quy_mo", "tỷ lệ theo quy mô cơ sở", *_BAND),
    _rows(
        "bo_sung",
        "nội dung bổ sung sau khi chốt số liệu",
        Field("so", "số của lần bổ sung"),
        Field("ngay", "ngày bổ sung"),
        Field("so_thong_tin", "số thông tin ghi nhận muộn"),
        _texts("thay_doi", "những thay đổi"),
    ),
)
END = (
    Field("phu_luc_ty_le", "Phụ lục I…, để trống nếu không có bảng tỷ lệ"),
    Field("phu_luc_tong_hop", "Phụ lục II…, để trống nếu không có biểu tổng hợp"),
    Field("phu_luc_phan_tich", "Phụ lục III…, để trống nếu không có bảng lý do và theo nhóm"),
    Field("phu_luc_bo_sung", "Phụ lục IV…, để trống nếu không có nội dung bổ sung"),
    _texts("noi_nhan", "nơi nhận"),
    _texts("chuc_vu_ky", "các dòng phía trên chữ ký, chữ in hoa"),
    Field("nguoi_ky", "họ và tên người ký"),
)
FIELDS: tuple[Field, ...] = (*HEAD, *PERIOD, *NARRATIVE, *TABLES, *END)
