"""Is a request one transaction, and does a reading request never write?"""

from __future__ import annotations

import pytest
from flask import Blueprint
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from inspect178.access.decorators import public
from inspect178.extensions import db
from inspect178.identity.models import SignInAttempt
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, RuleBroken
from inspect178.web.transactions import Application, WriteWhileReading, install_guards
from tests.people import LOADED_AT

bp = Blueprint("trial", __name__)


def _count() -> int:
    return len(db.session.scalars(select(SignInAttempt.id)).all())


@bp.route("/orm", methods=["GET", "POST"])
@public
def orm():
    db.session.add(SignInAttempt(key="k", at=clock.now()))
    db.session.flush()
    return "done"


@bp.route("/core", methods=["GET", "POST"])
@public
def core():
    db.session.execute(insert(SignInAttempt), [{"key": "k", "at": LOADED_AT}])
    return "done"


@bp.route("/fails", methods=["POST"])
@public
def fails():
    db.session.add(SignInAttempt(key="k", at=clock.now()))
    db.session.flush()
    raise RuleBroken


@bp.route("/refuses", methods=["POST"])
@public
def refuses():
    db.session.add(SignInAttempt(key="k", at=clock.now()))
    return "no", 422


@pytest.fixture
def trial(app):
    """A small application on the same database, with views that misbehave."""
    small = Application("inspect178", template_folder="../templates")
    small.config.update(app.config)
    small.test_client_class = app.test_client_class
    from inspect178.extensions import babel
    from inspect178.web.errors import install_error_pages

    db.session.remove()
    db.engine.dispose()
    db.init_app(small)
    babel.init_app(small)
    install_guards(small)
    install_error_pages(small)
    small.register_blueprint(bp)
    with small.app_context():
        yield small.test_client()
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/orm", "/core"])
def test_a_reading_request_may_not_write(trial, path):
    with pytest.raises(WriteWhileReading):
        trial.get(path)

    assert _count() == 0


@pytest.mark.parametrize("path", ["/orm", "/core"])
def test_a_writing_request_commits(trial, path):
    assert trial.post(path).status_code == 200
    assert _count() == 1


@pytest.mark.parametrize("path", ["/fails", "/refuses"])
def test_a_refused_request_leaves_nothing(trial, path):
    answer = trial.post(path, headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert _count() == 0


def test_errors_know_their_status():
    assert RuleBroken.status == 422
    assert Conflict.status == 409


def test_what_was_typed_does_not_stand_in_the_text_of_an_error(app):
    with pytest.raises(DBAPIError) as raised:
        db.session.execute(text("SELECT :target FROM nowhere"), {"target": "Nhà nghỉ Bí Mật"})
    db.session.rollback()

    assert "Bí Mật" not in str(raised.value)
    assert "nowhere" in str(raised.value)
