"""Which Vietnamese words stand on paper for codes? Papers are Vietnamese in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from inspect178.commitments.enums import CommitmentState
from inspect178.documents.facts import PersonOnPaper
from inspect178.identity.enums import TeamPost
from inspect178.inspections.enums import Ground, SignatureRole
from inspect178.kernel import clock
from inspect178.kernel.periods import Period, half_year, month, quarter, year
from inspect178.kernel.text import squeeze
from inspect178.registry.enums import LegalForm, LicenceKind
from inspect178.territory.words import COMMITTEE
from inspect178.violations.enums import LawField

TEAM = "Đội kiểm tra liên ngành 178"
DEMO = "DỮ LIỆU MẪU"
WITHDRAWN = "ĐÃ BỊ THU HỒI"
ENDED: Mapping[CommitmentState, str] = {
    CommitmentState.SUPERSEDED: "ĐÃ ĐƯỢC THAY THẾ",
    CommitmentState.WITHDRAWN: "ĐÃ CHẤM DỨT",
}
RECORD_SYMBOL = "BB-ĐKTLN178"
VIOLATION_SYMBOL = "BB-VPHC"
MATTER = "việc chấp hành pháp luật về phòng, chống mại dâm"

LEGAL_FORMS: Mapping[LegalForm, str] = {
    LegalForm.ORGANISATION: "Tổ chức (doanh nghiệp, hợp tác xã)",
    LegalForm.HOUSEHOLD: "Hộ kinh doanh",
    LegalForm.INDIVIDUAL: "Cá nhân kinh doanh",
    LegalForm.UNKNOWN: "Chưa xác định",
}
LICENCES: Mapping[LicenceKind, str] = {
    LicenceKind.BUSINESS: "Giấy chứng nhận đăng ký kinh doanh",
    LicenceKind.SECURITY: "Giấy chứng nhận đủ điều kiện về an ninh, trật tự",
    LicenceKind.KARAOKE: "Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke, vũ trường",
    LicenceKind.FIRE: "Văn bản nghiệm thu về phòng cháy, chữa cháy",
    LicenceKind.FOOD: "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
    LicenceKind.ALCOHOL: "Giấy phép bán lẻ rượu",
    LicenceKind.LODGING: "Quyết định công nhận hạng cơ sở lưu trú du lịch",
    LicenceKind.OTHER: "Giấy phép khác",
}
TEAM_POSTS: Mapping[TeamPost, str] = {
    TeamPost.LEADER: "Đội trưởng",
    TeamPost.DEPUTY: "Đội phó",
    TeamPost.MEMBER: "Đội viên",
}
# In the order in which they sign; the head of the team is named by its post instead.
SIGNERS: Mapping[SignatureRole, str] = {
    SignatureRole.OWNER: "Đại diện cơ sở được kiểm tra",
    SignatureRole.LEADER: "Đội trưởng",
    SignatureRole.MEMBER: "Đội viên",
    SignatureRole.WITNESS: "Người chứng kiến",
    SignatureRole.COMMUNE: "Đại diện chính quyền cấp xã",
}
WORKERS: Mapping[str, str] = {
    "worker_total": "Tổng số người lao động",
    "worker_contract": "Số người có hợp đồng lao động bằng văn bản",
    "worker_health_checked": "Số người được khám sức khỏe định kỳ",
    "worker_under_18": "Số người dưới 18 tuổi",
    "worker_residence": "Số người đã đăng ký cư trú theo quy định",
}
# Parts of a record to which a note may refer, beside answer:<code of the item>.
PARTS: Mapping[str, str] = {
    "place": "địa điểm kiểm tra",
    "presence": "thành phần có mặt",
    "others_present": "người chứng kiến, người có liên quan",
    "workers": "tình hình sử dụng lao động",
    "findings": "kết quả xác minh, nhận xét",
    "owner_opinion": "ý kiến của cơ sở",
    "conclusion": "kết luận của Đội kiểm tra",
    "recommendations": "kiến nghị, yêu cầu",
    "violations": "hành vi vi phạm",
    "photos": "ảnh kèm theo",
    "signatures": "chữ ký",
    "other": "nội dung khác",
}
LAW_FIELDS: Mapping[LawField, str] = {
    LawField.ORDER_SECURITY: "an ninh, trật tự, an toàn xã hội",
    LawField.SOCIAL_EVILS: "phòng, chống tệ nạn xã hội",
    LawField.RESIDENCE: "cư trú",
    LawField.CULTURE: "văn hóa",
    LawField.LABOUR: "lao động",
}
# A tip is named by its kind alone: nothing on a paper may lead to whoever gave it.
GROUNDS: Mapping[Ground, str] = {
    Ground.PLAN: "Kế hoạch kiểm tra",
    Ground.TIP: "đơn khiếu nại, tố cáo, phản ánh, kiến nghị",
    Ground.ORDER: "yêu cầu của người có thẩm quyền",
    Ground.SIGNS: "dấu hiệu vi phạm pháp luật",
    Ground.REINSPECTION: "yêu cầu tái kiểm tra vi phạm chưa khắc phục xong",
}
_QUARTERS = ("I", "II", "III", "IV")
_DEPUTY = "phó "
_HEADS = ("Chủ tịch", "Giám đốc", "Chi cục trưởng", "Cục trưởng", "Trưởng phòng", "Trưởng ban")
_ABBREVIATIONS = (("UBND", COMMITTEE), ("Uỷ ban", "Ủy ban"))
_TITLE = re.compile(r"(?:ông\s*\(bà\)|ông/bà|ông|bà)\s+", re.IGNORECASE)


def long_day(day: date) -> str:
    """Write a day as offices do: `ngày 05 tháng 01 năm 2026`."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_day(day: date) -> str:
    """Write a day in a table: `05/01/2026`."""
    return f"{day:%d/%m/%Y}"


def moment(at: datetime) -> str:
    """Write an instant as offices do: `14 giờ 05 phút, ngày 05 tháng 01 năm 2026`."""
    local = clock.local(at)
    return f"{local:%H} giờ {local:%M} phút, {long_day(local.date())}"


def grouped(number: int | None) -> str:
    """Write a whole number with dots between thousands; a dash where it is not known."""
    return "–" if number is None else f"{number:,}".replace(",", ".")


def period_in_words(period: Period) -> str:
    """Name a period as reports do: `6 tháng đầu năm 2026`, `quý II năm 2026`, `năm 2026`."""
    number = period.start_on.year
    named = {
        year(number): "năm",
        half_year(number, 1): "6 tháng đầu năm",
        half_year(number, 2): "6 tháng cuối năm",
        **{quarter(number, i): f"quý {roman} năm" for i, roman in enumerate(_QUARTERS, 1)},
        **{month(number, i): f"tháng {i} năm" for i in range(1, 13)},
    }
    if period in named:
        return f"{named[period]} {number}"
    return f"từ ngày {short_day(period.start_on)} đến ngày {short_day(period.end_on)}"


def first_capital(text: str) -> str:
    """Begin a text with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def spelt_out(text: str) -> str:
    """Write a post or a body without abbreviations and with a capital."""
    for short, long in _ABBREVIATIONS:
        text = text.replace(short, long)
    return first_capital(squeeze(text))


def authority(post: str, body: str) -> str:
    """Name the head in whose name a decision is issued: `Chủ tịch Ủy ban nhân dân tỉnh …`."""
    title, _ = _head_of(post)
    said, named = title.split(), spelt_out(body).split()
    shared = next(
        (n for n in range(len(said), 0, -1) if _same(said[-n:], named[:n])), 0
    )  # "Trưởng Công an phường" and "Công an phường Mỹ Hào" share three words
    return " ".join(said + named[shared:])


def _same(these: list[str], those: list[str]) -> bool:
    return [word.casefold() for word in these] == [word.casefold() for word in those]


def signing_role(post: str) -> str:
    """Write the lines above a signature: a deputy signs for the head (NĐ 30/2020, KT.)."""
    title, deputy = _head_of(post)
    return f"KT. {title}\nPhó {title}" if deputy else title


def _head_of(post: str) -> tuple[str, bool]:
    """Give the post of the head, and whether a deputy of the head is meant."""
    post = spelt_out(post) or "Chủ tịch"
    deputy = post.casefold().startswith(_DEPUTY)
    head = first_capital(post[len(_DEPUTY) :] if deputy else post)
    title = next((t for t in _HEADS if head.casefold().startswith(t.casefold())), head)
    return title, deputy


def ground_outside_plan(ground: Ground, reference: str) -> str:
    """Name the ground of a visit outside the plan; of a tip only that there was one."""
    reference = squeeze(reference).rstrip(".;")
    if ground == Ground.TIP or not reference:
        return GROUNDS[ground]
    return f"{GROUNDS[ground]} ({reference})"


def part_of_record(field: str) -> str:
    """Name the part of a record to which a note refers."""
    head, _, code = field.partition(":")
    return f"mục {code}" if head == "answer" and code else PARTS.get(field, "")


def people_in_lines(text: str, role: str = "") -> tuple[PersonOnPaper, ...]:
    """Read people typed one a line, as `Bà Bế Thị Na, công chức, UBND phường Thục Phán`."""
    lines = (squeeze(line).rstrip(".;") for line in text.splitlines())
    people = []
    for line in filter(None, lines):
        name, _, rest = line.partition(",")
        name = _TITLE.sub("", name.strip(), count=1)
        people.append(PersonOnPaper(name, rest.strip(), role=role))
    return tuple(people)


def body_of_team(team_name: str) -> str:
    """Give a team's name without its place, which stands above it on paper."""
    return TEAM if team_name.casefold().startswith(TEAM.casefold()) else team_name
