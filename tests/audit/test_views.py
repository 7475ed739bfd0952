"""Who reads which events on the pages of the trail, and what stays hidden until it is over?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from inspect178.access.actor import SYSTEM
from inspect178.audit import queries, trail
from inspect178.audit.actions import A
from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment
from inspect178.inspections.enums import InspectionMode
from inspect178.kernel import clock
from inspect178.reports.queries.trail import in_area
from inspect178.reports.trail import PAGES
from tests import people
from tests.audit.test_chain import unguarded
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment

AT = clock.at_local(date(2026, 11, 20))


def happened(action, who, subject, /, **details):
    actor = SYSTEM if who is None else people.actor(who)
    trail.record(action, actor=actor, subject=subject, at=AT, **details)
    db.session.commit()


@pytest.fixture
def hotel(app):
    made = make_establishment(name="Khách sạn Hoa Phượng")
    happened(
        A.ESTABLISHMENT_CHANGED,
        "hoa",
        made,
        before={"name": "KS Hoa Phượng", "room_count": None},
        after={"name": "Khách sạn Hoa Phượng", "room_count": 20},
    )
    return made


def test_an_event_is_told_in_words(hotel, as_):
    page = as_("dung").get("/trail").text

    assert "Khách sạn Hoa Phượng" in page
    assert "KS Hoa Phượng" in page
    assert "Vũ Thị Hoa" in page
    assert "room_count" not in page


@pytest.mark.parametrize("name", ["hoa", "minh", "chi", "binh", "khanh", "lan"])
@pytest.mark.parametrize("address", ["/trail", "/trail/people/1", "/trail/integrity"])
def test_only_auditors_read_the_trail(hotel, as_, name, address):
    assert as_(name).get(address).status_code == 403


def test_an_event_elsewhere_is_neither_shown_nor_counted(hotel, as_):
    client = as_("dung")
    own = shown(client.get("/trail").text)
    elsewhere = make_establishment(name="Nhà nghỉ Cao Bằng", commune=None, province="04")
    happened(A.ESTABLISHMENT_CREATED, "giang", elsewhere, name="Nhà nghỉ Cao Bằng")
    happened(A.ESTABLISHMENT_CREATED, None, elsewhere, name="Nhà nghỉ Cao Bằng")

    page = client.get("/trail").text

    assert "Cao Bằng" not in page
    assert shown(page) == own
    assert client.get(f"/trail/things/establishment/{elsewhere.id}").status_code == 404
    assert client.get(f"/trail/people/{people.user_id('giang')}").status_code == 404


def test_what_the_system_did_to_an_establishment_of_the_area_is_shown(app, as_):
    made = make_establishment(name="Karaoke Hạ Long")
    happened(A.ESTABLISHMENT_CREATED, None, made, name="Karaoke Hạ Long")

    assert "Karaoke Hạ Long" in as_("dung").get("/trail").text


def test_a_refused_sign_in_of_somebody_of_the_area_is_shown(app, as_):
    as_("dung")
    app.test_client().post("/sign-in", data={"username": "an", "password": "sai"})

    page = as_("dung").get("/trail?action=account.sign_in_refused").text

    assert "Nguyễn Văn An" in page


def test_an_auditor_of_the_country_sees_everything(hotel, as_):
    elsewhere = make_establishment(name="Nhà nghỉ Cao Bằng", commune=None, province="04")
    happened(A.ESTABLISHMENT_CREATED, "giang", elsewhere, name="Nhà nghỉ Cao Bằng")
    db.session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.user_id == people.user_id("dung"))
        .values(whole_country=True)
    )
    db.session.commit()

    page = as_("dung").get("/trail").text

    assert "Nhà nghỉ Cao Bằng" in page
    assert "Khách sạn Hoa Phượng" in page


def sealed_inspection(place=None):
    place = place or make_establishment(name="Massage Bí Mật")
    inspection = make_inspection(
        place,
        mode=InspectionMode.SURPRISE,
        planned_on=date(2026, 12, 1),
        opens_at=AT + timedelta(days=10),
    )
    happened(A.INSPECTION_PLANNED, "hoa", inspection, planned_on=date(2026, 12, 1))
    happened(A.SEALED_READ, "khanh", inspection, page="inspection")
    return inspection


def test_a_sealed_inspection_is_in_no_list_count_story_or_filter(hotel, as_):
    client, place = as_("dung"), make_establishment(name="Massage Bí Mật")
    db.session.commit()
    story = f"/trail/things/establishment/{place.id}"
    lists = (
        "/trail",
        story,
        f"/trail?about={place.id}",
        "/trail?action=inspection.planned",
        "/trail?subject=inspection",
        f"/trail/people/{people.user_id('hoa')}",
    )
    before = {address: shown(client.get(address).text) for address in lists}
    inspection = sealed_inspection(place)

    after = {address: client.get(address).text for address in lists}

    assert {address: shown(text) for address, text in after.items()} == before
    assert "Massage Bí Mật" not in after["/trail?action=inspection.planned"]
    assert after[story].count("timeline__item") == 1  # that it was entered, which is no secret
    assert client.get(f"/trail/things/inspection/{inspection.id}").status_code == 404


def test_neither_auditor_nor_administrator_may_read_it_by_any_query(app):
    inspection = sealed_inspection()

    for name in ("dung", "minh", "chi", "lan", "binh"):
        actor = people.actor(name)
        about = queries.events_about(actor, inspection.establishment_id)
        of_it = queries.events_of_subject(actor, "inspection", inspection.id)
        actions = {
            entry.action
            for statement in (about, of_it, queries.events(actor))
            for entry, _ in db.session.execute(statement)
        }
        assert not actions & {"inspection.planned", "inspection.sealed_read"}, name


def test_whoever_shares_the_secret_reads_only_their_own_doings(app):
    inspection = sealed_inspection()

    of_it = queries.events_of_subject(people.actor("hoa"), "inspection", inspection.id)

    assert [e.action for e, _ in db.session.execute(of_it)] == ["inspection.planned"]


def test_once_announced_the_whole_story_is_readable(hotel, as_):
    inspection = sealed_inspection()
    key = inspection.secrecy_key
    assert key is not None
    inspection.announced_at = AT + timedelta(days=10)
    trail.unseal(key, AT + timedelta(days=10))
    happened(A.INSPECTION_ANNOUNCED, "binh", inspection, before="approved", present=3)

    story = as_("dung").get(f"/trail/things/inspection/{inspection.id}").text

    assert "Massage Bí Mật" in story
    assert story.count("timeline__item") == 3
    assert "Đỗ Văn Khánh" in story  # who read it while it was sealed


def test_the_trail_is_filtered(hotel, as_):
    client = as_("dung")

    def count(query):
        address = f"/trail?about={hotel.id}&{query}"
        return client.get(address).text.count("timeline__item")

    assert count("") == 2
    assert count("subject=establishment") == 2
    assert count("subject=plan") == 0
    assert count("who=Vũ+Thị") == 1
    assert count("who=binh") == 0
    assert count("first=2026-11-20&last=2026-11-20") == 1
    assert count("last=2026-11-19") == 1  # entered on an earlier day
    assert count("first=2026-11-21") == 0
    assert count("action=establishment.changed") == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("first=nonsense", 422),
        ("last=9999-12-31", 422),
        ("first=0001-01-01", 422),
        ("action=no.such", 200),
        ("subject=user_session", 200),
        ("about=x", 200),
        ("who=%25", 200),
        ("page=99999999999999", 200),
    ],
)
def test_a_strange_question_is_answered(hotel, as_, query, status):
    assert as_("dung").get(f"/trail?{query}").status_code == status


def test_a_person_has_a_page_of_doings(hotel, as_):
    page = as_("dung").get(f"/trail/people/{people.user_id('hoa')}").text

    assert "Vũ Thị Hoa" in page
    assert page.count("timeline__item") == 1


def test_a_thing_has_its_story(hotel, as_):
    client = as_("dung")

    assert client.get(f"/trail/things/establishment/{hotel.id}").status_code == 200
    assert client.get(f"/trail/things/plan/{hotel.id}").status_code == 404
    assert client.get("/trail/things/team/999999").status_code == 404
    assert client.get("/trail/things/review/1").status_code == 404


def test_pages_take_a_constant_number_of_statements(hotel, as_, statements):
    client = as_("dung")
    client.get("/trail")
    with statements() as few:
        client.get("/trail")
    for _ in range(10):
        happened(A.ESTABLISHMENT_CREATED, "hoa", make_establishment(), name="x")

    with statements() as many:
        client.get("/trail")

    assert len(many) == len(few) <= 12


def test_the_chain_is_walked_when_asked(hotel, as_):
    client = as_("dung")
    before = client.get("/trail/integrity").text
    after = client.get("/trail/integrity?walk=1").text

    assert "notice--success" not in before
    assert "notice--success" in after


def test_the_first_broken_entry_is_named(hotel, as_):
    client = as_("dung")
    with unguarded() as connection:
        connection.execute(update(AuditEntry).where(AuditEntry.seq == 1).values(outcome="read"))

    page = client.get("/trail/integrity?walk=1").text

    assert "notice--error" in page


def test_every_page_of_a_thing_exists(app):
    missing = {
        endpoint: argument
        for endpoint, argument in PAGES.values()
        if not any(
            r.arguments == {argument} for r in app.url_map.iter_rules() if r.endpoint == endpoint
        )
    }

    assert missing == {}


def test_the_area_of_who_may_not_read_the_trail_is_empty(hotel):
    seen = db.session.execute(
        queries.events(people.actor("minh")).where(in_area(people.actor("minh")))
    ).all()

    assert seen == []


def shown(page):
    """Give the sentence that says how many events there are."""
    return page.split('class="list-head__count"')[1].split("</p>")[0]
