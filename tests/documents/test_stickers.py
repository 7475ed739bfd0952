"""Do stickers lead to their establishments, in sets that can be printed?"""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import insert, select

from inspect178.audit.models import AuditEntry
from inspect178.documents import operations, queries
from inspect178.documents.builders.stickers import sticker_facts
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound, RuleBroken
from inspect178.registry.models import Establishment
from inspect178.registry.queries import EstablishmentFilter
from tests import people
from tests.cameras import codes_in
from tests.documents.office import PUBLIC_URL, codes_on, office
from tests.documents.pdf import pages_of, text_of
from tests.factories.inspections import at
from tests.factories.registry import make_establishment

NOON = at(people.TODAY, 12)
HOSTILE = '#panic("x") $x$ @a *b* <script> \\ // "; \u202e👍 中' + "W" * 100


def many(number: int, **facts) -> list[Establishment]:
    """Make copies of one establishment; much quicker than one by one."""
    first = make_establishment(**facts)
    db.session.flush()
    columns = Establishment.__table__.c
    row = {c.name: getattr(first, c.name) for c in columns if c.name not in ("id", "group_code")}
    copies = [row | {"sticker_code": f"Z{i:07}"} for i in range(number - 1)]
    if copies:
        db.session.execute(insert(Establishment), copies)
    db.session.commit()
    return list(db.session.scalars(select(Establishment)))


def printed(wanted: EstablishmentFilter, reader: str = "hoa", **more) -> operations.Paper:
    return operations.print_stickers(people.actor(reader), wanted, NOON, office=office(), **more)


def test_each_sticker_names_its_place_and_leads_to_it(app):
    place = make_establishment(name="Nhà nghỉ Sen", address="7 ngõ 3", is_demo=True)
    db.session.commit()
    rows = queries.sticker_rows(people.actor("hoa"), EstablishmentFilter(words="sen"))

    facts = sticker_facts(rows, people.TODAY, public_url=f"{PUBLIC_URL}/")
    paper = text_of(printed(EstablishmentFilter(words="sen")).content)

    code = place.sticker_code
    assert codes_on("sticker_sheet", facts) == [f"{PUBLIC_URL}/s/{code}"]
    assert f"Nhà nghỉ Sen 7 ngõ 3, phường Thượng Hồng Mã cơ sở {code[:4]}-{code[4:]}" in paper
    assert "DỮ LIỆU MẪU" in paper


def test_places_of_a_used_sheet_stay_empty(app):
    many(24)

    assert len(pages_of(printed(EstablishmentFilter(), skip=1).content)) == 2
    assert len(pages_of(printed(EstablishmentFilter(), skip=-5).content)) == 1


def test_six_hundred_are_a_set_and_one_more_is_too_many(app):
    many(600)

    rows = queries.sticker_rows(people.actor("hoa"), EstablishmentFilter())
    make_establishment()

    assert len(rows) == 600
    with pytest.raises(RuleBroken, match="More than 600"):
        printed(EstablishmentFilter())


def test_only_places_of_the_area_are_printed(app):
    many(2)

    with pytest.raises(RuleBroken, match="No establishment"):
        printed(EstablishmentFilter(), "giang")


def test_more_stickers_take_no_more_statements(app, statements):
    actor, counts = people.actor("hoa"), []
    for number in (1, 30):
        many(number)
        db.session.expunge_all()
        with statements() as ran:
            queries.sticker_rows(actor, EstablishmentFilter())
        counts.append(len(ran))

    assert counts[0] == counts[1] <= 3


def test_hostile_names_make_no_sheet_fail(app):
    make_establishment(name=HOSTILE, address=HOSTILE)
    db.session.commit()

    assert '#panic("x")' in text_of(printed(EstablishmentFilter()).content)


def test_the_page_takes_the_filters_of_the_register(app, as_):
    make_establishment(name="Karaoke Sao", type_code="karaoke")
    one = make_establishment(name="Nhà nghỉ Sen")
    db.session.commit()
    browser = as_("lan")

    for query, name in (("type=karaoke", "Karaoke Sao"), (f"id={one.id}&skip=2", "Nhà nghỉ Sen")):
        page = browser.get(f"/documents/stickers.pdf?{query}")
        assert page.status_code == 200
        assert text_of(page.data).count("Mã cơ sở") == 1
        assert name in text_of(page.data)
    noted = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "establishment.stickers_printed")
    ).all()
    assert [e.about_id for e in noted][1] == str(one.id)


def test_a_list_without_anything_gets_a_sentence(app, as_):
    page = as_("lan").get("/documents/stickers.pdf?q=khong-co&skip=x")

    assert page.status_code == 422
    assert "không có tem để in" in page.text


def test_the_picture_of_one_code_is_read_by_a_camera(app, as_):
    place = make_establishment()
    db.session.commit()

    page = as_("lan").get(f"/documents/sticker/{place.id}.png")

    codes = codes_in(Image.open(BytesIO(page.data)))
    assert page.mimetype == "image/png"
    assert [c.text.rpartition("/s/")[2] for c in codes] == [place.sticker_code]


def test_a_picture_of_another_province_is_absent(app):
    place = make_establishment()

    with pytest.raises(NotFound):
        operations.draw_sticker(people.actor("giang"), place.id, office=office())
