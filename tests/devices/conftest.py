"""Which kinds of operations do these tests know? Some that show how they end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspect178.access.actor import Actor
from inspect178.devices import applying
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.devices.blobs import blob_content
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, InvalidInput


def note(taken: Taken, actor: Actor) -> Result:
    """Do nothing and succeed."""
    return Result(Outcome.APPLIED)


def photo(taken: Taken, actor: Actor) -> Result:
    """Wait until the photo is there."""
    arrived = blob_content(taken.body["sha256"], actor.user_id) is not None
    return Result(Outcome.APPLIED if arrived else Outcome.WAITING)


def refuse(taken: Taken, actor: Actor) -> Result:
    """Break a rule."""
    raise InvalidInput("The entry cannot be used.")


def clash(taken: Taken, actor: Actor) -> Result:
    """Meet a state in which this is not possible."""
    raise Conflict


def crash(taken: Taken, actor: Actor) -> Result:
    """Fail as a program fails."""
    raise KeyError("members")


KINDS = {
    "test.note": note,
    "test.photo": photo,
    "test.refuse": refuse,
    "test.clash": clash,
    "test.crash": crash,
}


@pytest.fixture(autouse=True)
def outside(request: pytest.FixtureRequest) -> None:
    """Forget what the installation knows outside of the database, which is put back as well."""
    if "app" not in request.fixturenames:
        return
    app: Flask = request.getfixturevalue("app")
    for folder in ("devices", "incoming"):
        shutil.rmtree(app.config["INSTANCE"] / folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Make the kinds of these tests known while they run."""
    before = dict(applying._appliers)
    for kind, applier in KINDS.items():
        applying.register(kind, applier)
    yield
    applying._appliers.clear()
    applying._appliers.update(before)


def journal() -> list[DeviceOp]:
    """Give the whole journal in order."""
    return list(db.session.scalars(select(DeviceOp).order_by(DeviceOp.position)))


def count_ops() -> int:
    """Count the rows of the journal."""
    return db.session.scalar(select(func.count()).select_from(DeviceOp)) or 0
