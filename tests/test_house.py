"""Does the house stand? The smallest things on which all other tests rest."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from inspect178.audit.queries import first_broken_entry
from inspect178.extensions import db
from inspect178.identity.models import UserAccount, UserSession
from tests import people


def test_the_cast_is_there_and_the_chain_holds(app):
    assert db.session.scalar(select(func.count()).select_from(UserAccount)) == len(people.CAST)
    assert first_broken_entry() is None


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_commits_the_next_does_not_see(app, as_, turn):
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
    as_("hoa")
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1
