"""Who works in the demonstration? One account a role in Điện Biên, one that sees the country."""

from __future__ import annotations

from datetime import date

from inspect178.access.roles import Role
from inspect178.demo.words import HOME, PASSWORD, World
from inspect178.extensions import db
from inspect178.identity.enums import TeamPost
from inspect178.identity.models import RoleAssignment, Team, TeamMember, UserAccount
from inspect178.identity.passwords import hash_password

# user name: (full name, post, role, agency)
ACCOUNTS: dict[str, tuple[str, str, Role, str]] = {
    "doitruong": ("Lò Văn Mẫu", "Đội trưởng", Role.TEAM_LEADER, "so_y_te"),
    "thanhvien": ("Quàng Thị Mẫu", "Cán bộ Công an tỉnh", Role.TEAM_MEMBER, "cong_an_tinh"),
    "thuongtruc": ("Cà Thị Mẫu", "Chuyên viên thường trực", Role.STANDING_AGENCY, "so_y_te"),
    "lanhdao": ("Vừ A Mẫu", "Phó Chủ tịch Ủy ban nhân dân tỉnh", Role.DECISION_ISSUER, "ubnd_tinh"),
    "congan": ("Giàng Thị Mẫu", "Cán bộ Công an tỉnh", Role.POLICE_REVIEWER, "cong_an_tinh"),
    "vanhoa": ("Tòng Văn Mẫu", "Chuyên viên Sở Văn hóa, Thể thao và Du lịch",
               Role.CULTURE_REVIEWER, "so_vhttdl"),
    "baocao": ("Bạc Thị Mẫu", "Chuyên viên tổng hợp", Role.REPORT_WRITER, "so_y_te"),
    "thanhtra": ("Mùa A Mẫu", "Thanh tra viên", Role.AUDITOR, "thanh_tra_tinh"),
    "quantri": ("Khoàng Văn Mẫu", "Quản trị hệ thống", Role.ADMINISTRATOR, "so_y_te"),
    "trunguong": ("Đặng Thị Mẫu", "Chuyên viên, xem cả nước", Role.REPORT_WRITER, "so_y_te"),
}  # fmt: skip
BEGINNING = date(2020, 1, 1)
_POSTS = (
    ("so_y_te", TeamPost.LEADER, False),
    ("cong_an_tinh", TeamPost.DEPUTY, True),
    ("so_vhttdl", TeamPost.MEMBER, False),
    ("cong_an_tinh", TeamPost.MEMBER, True),
)


def make_people(world: World) -> int:
    """Make the accounts with their roles."""
    stored = hash_password(PASSWORD)
    unit = world.provinces[HOME]
    for username, (name, post, role, agency) in ACCOUNTS.items():
        account = UserAccount(
            username=username, username_key=username, full_name=name, post=post,
            password_hash=stored, created_at=world.at,
        )  # fmt: skip
        db.session.add(account)
        db.session.flush()
        world.users[username] = account.id
        db.session.add(
            RoleAssignment(
                user_id=account.id,
                role=role,
                unit_id=unit.id,
                agency_id=_agency(world, agency),
                whole_country=username == "trunguong",
                valid_from=BEGINNING,
            )
        )
    db.session.flush()
    return len(ACCOUNTS)


def make_teams(world: World) -> int:
    """Make two teams in each province; the accounts belong to the first one of Điện Biên."""
    made = 0
    for code, unit in world.provinces.items():
        for name in ("tỉnh" if unit.kind == "Tỉnh" else "thành phố", "số 2"):
            title = f"Đội kiểm tra liên ngành 178 {name} {unit.short_name}".replace(
                "số 2 ", "số 2 – "
            )
            team = Team(
                name=title, unit_id=unit.id, province_id=unit.id, valid_from=BEGINNING,
                founding_decision="01/QĐ-UBND (dữ liệu mẫu)", founded_on=BEGINNING,
            )  # fmt: skip
            db.session.add(team)
            db.session.flush()
            world.teams.setdefault(code, []).append(team.id)
            _fill(world, team, home=code == HOME and name != "số 2")
            made += 1
    db.session.flush()
    return made


def _fill(world: World, team: Team, *, home: bool) -> None:
    accounts = ["doitruong", "thanhvien"] if home else []
    for place, (agency, post, may_record) in enumerate(_POSTS):
        username = accounts[place] if place < len(accounts) else None
        name = ACCOUNTS[username][0] if username else f"{world.person()} (mẫu {place + 1})"
        db.session.add(
            TeamMember(
                team_id=team.id,
                user_id=world.users[username] if username else None,
                full_name=name,
                post_title=ACCOUNTS[username][1] if username else "Cán bộ",
                agency_id=_agency(world, agency),
                team_post=post,
                card_number=f"M{team.id:02d}{place + 1}",
                may_record=may_record,
                valid_from=BEGINNING,
            )
        )


def _agency(world: World, code: str) -> int:
    return world.agencies[code].id
