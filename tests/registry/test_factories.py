"""Is what the factory makes a valid establishment?"""

from __future__ import annotations

from inspect178.extensions import db
from inspect178.registry import queries
from inspect178.registry.models import Establishment
from tests.factories.registry import make_establishment


def test_the_factory_makes_what_the_register_would_hold(app, actor):
    made = make_establishment(name="KS Hoàng Gia", commune="12127")
    db.session.commit()

    found = queries.require_establishment(actor("hoa"), made.id)
    assert found.name_key == "khach san hoang gia"
    assert len(found.sticker_code) == 8
    assert db.session.get_one(Establishment, made.id).version == 1
