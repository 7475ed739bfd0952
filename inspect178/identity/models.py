"""What is stored of people who work with the system? Accounts, roles, sessions, teams, agencies."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.roles import Role
from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.identity.enums import TeamPost
from inspect178.kernel.database import enum_column, key_text


class Agency(db.Model):
    """An agency in whose name people act; the lead agency differs by place and time."""

    __tablename__ = "agency"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    field: Mapped[str] = mapped_column(String(40))  # police, culture, health, labour …
    can_review: Mapped[str] = mapped_column(String(20), default="")  # police, culture or nothing
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class UserAccount(db.Model):
    """A person who signs in."""

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80))
    username_key: Mapped[str] = mapped_column(key_text(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    post: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    locale: Mapped[str] = mapped_column(String(5), default="vi")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)

    roles: Mapped[list[RoleAssignment]] = relationship(back_populates="user", lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class RoleAssignment(db.Model):
    """A role of a person in a unit, for an agency, from valid_from to before valid_to."""

    __tablename__ = "role_assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT"), index=True
    )
    role: Mapped[Role] = mapped_column(enum_column(Role))
    unit_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id", ondelete="RESTRICT"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id", ondelete="RESTRICT"))
    # True where the person answers for the whole country and not only for the unit named.
    whole_country: Mapped[bool] = mapped_column(Boolean, default=False)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    user: Mapped[UserAccount] = relationship(back_populates="roles", lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates_in_order"),
    )


class UserSession(db.Model):
    """A sign-in that is open; only the SHA-256 of its token is stored."""

    __tablename__ = "user_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT"), index=True
    )
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200), default="")


class SignInAttempt(db.Model):
    """A refused sign-in, counted to slow down guessing; keys are hashes, never addresses."""

    __tablename__ = "sign_in_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)


class Team(AreaScoped, db.Model):
    """A team 178 of a unit, founded by a decision of the chairman (TT 05/2006)."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id", ondelete="RESTRICT"))
    founding_decision: Mapped[str] = mapped_column(String(120), default="")
    founded_on: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    members: Mapped[list[TeamMember]] = relationship(back_populates="team", lazy="raise")


class TeamMember(db.Model):
    """A member of a team between two dates, with the post and the right to make records."""

    __tablename__ = "team_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="RESTRICT"), index=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT"), index=True
    )
    full_name: Mapped[str] = mapped_column(String(120))
    post_title: Mapped[str] = mapped_column(String(120), default="")
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id", ondelete="RESTRICT"))
    team_post: Mapped[TeamPost] = mapped_column(enum_column(TeamPost))
    card_number: Mapped[str] = mapped_column(String(40), default="")
    # May make records of administrative violations (NĐ 282/2025 art. 65).
    may_record: Mapped[bool] = mapped_column(Boolean, default=False)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    team: Mapped[Team] = relationship(back_populates="members", lazy="raise")
    agency: Mapped[Agency] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("team_id", "full_name", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates_in_order"),
    )
