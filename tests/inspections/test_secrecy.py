"""Does a sealed target exist for nobody but those who share it, on any page and in any way?

Quyên plans the surprise and Khánh is asked to sign it. For everybody else, Hoa of the same
agency, the team before the opening and the administrator included, it does not exist.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select

from inspect178.access.roles import Role
from inspect178.audit import trail
from inspect178.audit.models import AuditEntry
from inspect178.audit.queries import events
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, UserAccount
from inspect178.inspections import queries
from inspect178.inspections.enums import Ground
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.inspections.operations.decisions import Terms
from inspect178.inspections.operations.surprises import SurpriseOrder, order_surprise
from inspect178.inspections.queries import VisitFilter
from inspect178.kernel import clock, periods
from inspect178.kernel.errors import NotFound
from inspect178.planning.enums import PlanState
from inspect178.territory import queries as territory
from tests import people
from tests.days import on_the_day_of_the_cast
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment
from tests.inspections.crawling import Answer, crawl, fetch, starts
from tests.masks import masked

AT = clock.at_local(people.TODAY, time(9))
OPENS = clock.at_local(date(2026, 12, 1), time(20))
SECRETS = ("Xyloquark", "Zwimblefitz", "Quoggleborn")  # in ground, scope and number of the order
TARGET, TWIN = "Nhà nghỉ Brindlewock", "Nhà nghỉ Brandlewick"
STRANGERS = tuple(name for name in people.CAST if name != "khanh")
# One of each kind for the long walks; the others hold the same rights over the same area.
WALKERS = ("binh", "chi", "dung", "giang", "hoa", "lan", "minh", "phuc", None)


@pytest.fixture(autouse=True)
def the_day(app):
    with on_the_day_of_the_cast():
        yield


@pytest.fixture
def quyen(app) -> int:
    """Another planner of the province, who alone plans the surprise."""
    account = UserAccount(
        username="quyen",
        username_key="quyen",
        full_name="Chu Thị Quyên",
        password_hash="!",
        created_at=people.LOADED_AT,
    )
    db.session.add(account)
    db.session.flush()
    db.session.add(
        RoleAssignment(
            user_id=account.id,
            role=Role.STANDING_AGENCY,
            unit_id=territory.require_unit_by_code("33", people.TODAY).id,
            agency_id=people.agency("health").id,
            valid_from=people.BEGINNING,
        )
    )
    db.session.commit()
    return account.id


def order(place, *, opens_at: datetime = OPENS) -> Inspection:
    terms = Terms(
        Ground.TIP,
        people.user_id("khanh"),
        ground_reference=SECRETS[0],
        scope_text=SECRETS[1],
        number=SECRETS[2],
    )
    planned = SurpriseOrder(people.team(), opens_at, terms)
    at = min(AT, opens_at - timedelta(hours=1))
    visit = order_surprise(place, planned, actor=people.actor("quyen"), at=at)
    db.session.commit()
    return visit


def public_life() -> None:
    """Make a plan, visits in many states and their decisions: what everybody may see."""
    plan = make_plan(state=PlanState.APPROVED)
    states = ("draft", "announced", "submitted", "accepted")
    for state in states:
        make_inspection(make_establishment(name=f"Cơ sở {state}"), state=state, plan_id=plan.id)
    db.session.commit()


# Who shares the secret -------------------------------------------------------------------------


@pytest.mark.parametrize("name", STRANGERS)
def test_before_the_opening_it_does_not_exist_for(app, actor, quyen, name):
    visit = order(make_establishment())
    stranger = actor(name)

    for require in (queries.require_inspection, queries.glance_at_inspection):
        with pytest.raises(NotFound):
            require(stranger, visit.id, AT)
    for require in (queries.require_decision, queries.glance_at_decision):
        with pytest.raises(NotFound):
            require(stranger, visit.decision_id, AT)
    assert db.session.scalars(queries.inspections(stranger, AT)).all() == []
    assert db.session.scalars(queries.decisions(stranger, AT)).all() == []


@pytest.mark.parametrize("name", ["quyen", "khanh"])
def test_planner_and_approver_share_it_from_the_beginning(app, actor, quyen, name):
    visit = order(make_establishment())

    assert queries.require_inspection(actor(name), visit.id, AT) is visit
    assert queries.require_decision(actor(name), visit.decision_id, AT).id == visit.decision_id


@pytest.mark.parametrize(
    ("name", "at", "sees"),
    [
        ("binh", OPENS - timedelta(microseconds=1), False),
        ("an", OPENS - timedelta(microseconds=1), False),
        ("binh", OPENS, True),
        ("an", OPENS, True),
        ("nam", OPENS, False),
        ("hoa", OPENS, False),
        ("minh", OPENS, False),
        ("dung", OPENS + timedelta(days=30), False),
    ],
)
def test_from_the_opening_on_its_team_shares_it_and_nobody_else(app, actor, quyen, name, at, sees):
    visit = order(make_establishment(commune="12103"))

    if sees:
        assert queries.require_inspection(actor(name), visit.id, at) is visit
    else:
        with pytest.raises(NotFound):
            queries.require_inspection(actor(name), visit.id, at)


@pytest.mark.parametrize("name", ["quyen", "khanh", "binh"])
def test_lists_counts_and_calendars_leave_it_out_even_for_those_who_share_it(
    app, actor, quyen, name
):
    visit = order(make_establishment())
    someone, later = actor(name), OPENS + timedelta(hours=1)

    listed = db.session.scalars(queries.listed_inspections(someone, VisitFilter(), later)).all()
    decided = db.session.scalars(queries.open_decisions(someone, later)).all()
    expected = queries.agenda(someone, periods.year(2026), later)

    assert (listed, decided, expected) == ([], [], [])
    assert queries.visits_of_year([visit.establishment_id], 2026) == {}
    assert queries.communes_of(someone) == []


def test_after_the_announcement_it_is_like_any_other(app, actor, quyen):
    visit = order(make_establishment())
    decision = queries.require_decision(actor("khanh"), visit.decision_id, AT)
    sealed_events = events_seen_by(actor("dung"))
    visit.announced_at = decision.announced_at = OPENS
    trail.unseal(str(decision.id), OPENS)
    db.session.commit()

    assert queries.require_inspection(actor("dung"), visit.id, OPENS) is visit
    assert sealed_events == set()
    assert events_seen_by(actor("dung")) == {"decision.drafted", "inspection.planned"}


def events_seen_by(someone) -> set[str]:
    about = ("decision.drafted", "inspection.planned")
    rows = db.session.execute(events(someone).where(AuditEntry.action.in_(about)))
    return {entry.action for entry, _ in rows}


# Each reading is recorded ----------------------------------------------------------------------


def readings() -> list[tuple[int | None, str, str | None]]:
    found = select(AuditEntry.actor_id, AuditEntry.subject_type, AuditEntry.secrecy_key).where(
        AuditEntry.action == "inspection.sealed_read"
    )
    return [tuple(row) for row in db.session.execute(found.order_by(AuditEntry.seq))]


@pytest.mark.parametrize("name", ["quyen", "khanh"])
def test_each_reading_of_a_target_is_recorded_and_sealed_itself(app, as_, quyen, name):
    visit = order(make_establishment(name=TARGET))
    visit_id, decision_id, browser = visit.id, visit.decision_id, as_(name)

    pages = [
        browser.get(f"/inspections/{visit_id}"),
        browser.get(f"/inspections/decisions/{decision_id}"),
        browser.get(f"/inspections/{visit_id}"),
    ]

    assert all(p.status_code == 200 and TARGET in p.text for p in pages)
    me, key = people.user_id(name), str(decision_id)
    assert readings() == [
        (me, "inspection", key), (me, "inspection_decision", key), (me, "inspection", key),
    ]  # fmt: skip


def test_pages_that_show_no_target_record_no_reading(app, as_, quyen):
    visit = order(make_establishment(name=TARGET))
    visit_id, decision_id, khanh = visit.id, visit.decision_id, as_("khanh")

    pages = [
        khanh.get("/inspections/sealed"),
        khanh.get(f"/inspections/decisions/{decision_id}/sign"),
        khanh.get(f"/inspections/decisions/{decision_id}/withdraw"),
        as_("quyen").get(f"/inspections/decisions/{decision_id}/edit"),
        as_("quyen").get(f"/inspections/{visit_id}/cancel"),
    ]

    assert [p.status_code for p in pages] == [200] * 5
    assert [p for p in pages if TARGET in p.text] == []
    assert readings() == []


def test_the_team_reads_it_from_the_opening_on_and_that_is_recorded(app, as_, quyen):
    visit = order(make_establishment(name=TARGET), opens_at=AT - timedelta(minutes=1))
    address = f"/inspections/{visit.id}"

    page = as_("binh").get(address)

    assert TARGET in page.text
    assert readings() == [(people.user_id("binh"), "inspection", str(visit.decision_id))]
    assert as_("hoa").get(address).status_code == 404


def test_whoever_is_refused_leaves_no_reading(app, as_, quyen):
    visit = order(make_establishment())
    visit_id = visit.id

    assert as_("hoa").get(f"/inspections/{visit_id}").status_code == 404
    assert readings() == []


def test_every_page_that_shows_a_target_bears_the_mark(app):
    shows = ("inspections.inspection", "inspections.decision")

    assert all(getattr(app.view_functions[name], "logs_reading", False) for name in shows)


# The canary, and two worlds --------------------------------------------------------------------
# The worlds differ only in which of two similar places is sealed; so must nothing else.


@pytest.mark.parametrize("name", WALKERS)
def test_two_worlds_look_the_same_and_say_no_word_of_it_to(
    app, as_, client, statements, quyen, name
):
    public_life()
    places = [make_establishment(name=n, address="5 phố Hiến") for n in (TARGET, TWIN)]
    db.session.commit()
    browser, worlds = as_(name) if name else client, []

    for place in places:
        visit = order(place)
        hidden = [*SECRETS, str(visit.id), str(visit.decision_id)]
        pages = dict(crawl(browser, [*starts(app), *searches()], statements))
        worlds.append(pages)
        assert [a for a, p in pages.items() if any(word in p.text for word in hidden)] == []
        assert [a for a, p in pages.items() if p.status >= 500] == []
        forget(visit)

    one, other = worlds
    assert one.keys() == other.keys()
    assert [a for a in one if said(one[a]) != said(other[a])] == []
    assert len(one) > (20 if name else 2)


def searches() -> list[str]:
    lists = ("/establishments", "/inspections", "/violations", "/commitments", "/plans")
    return [f"{page}?q={word}" for page in lists for word in ("Brindlewock", "Brandlewick")]


def said(page: Answer) -> tuple[int, str, int]:
    return page.status, masked(page.text), page.statements


def forget(visit: Inspection) -> None:
    """Take a sealed order out of the world again; its sealed events stay."""
    decision_id = visit.decision_id
    db.session.execute(delete(Inspection).where(Inspection.id == visit.id))
    db.session.execute(delete(InspectionDecision).where(InspectionDecision.id == decision_id))
    db.session.commit()


EXPORTS = (
    "/establishments/export.xlsx",
    "/coverage/workbook?unit=33&from=2026-01-01&to=2026-12-31&tree=2026-11-23",
)


@pytest.mark.parametrize("name", ["hoa", "lan", "dung", "giang"])
def test_two_worlds_export_the_same_to(app, as_, statements, quyen, name):
    public_life()
    places = [make_establishment(name=n, address="5 phố Hiến") for n in (TARGET, TWIN)]
    db.session.commit()
    browser, worlds = as_(name), []

    for place in places:
        visit = order(place)
        worlds.append([fetch(browser, address, statements) for address in EXPORTS])
        forget(visit)

    assert worlds[0] == worlds[1]
    assert any(p.status == 200 and p.text for p in worlds[0])
    assert not any(word in p.text for p in worlds[0] for word in SECRETS)


def test_the_canary_would_be_found(app, as_, statements, quyen):
    visit = order(make_establishment(name=TARGET))

    pages = dict(crawl(as_("quyen"), ["/inspections/sealed"], statements))

    assert SECRETS[0] in pages[f"/inspections/decisions/{visit.decision_id}"].text


def test_the_difference_of_two_worlds_would_be_found(app, as_, statements):
    make_inspection(make_establishment(name=TARGET))
    db.session.commit()
    hoa = as_("hoa")

    before = fetch(hoa, "/inspections", statements)
    make_inspection(make_establishment(name=TWIN))
    db.session.commit()
    after = fetch(hoa, "/inspections", statements)

    assert said(before) != said(after)


@pytest.mark.parametrize("sealed_place", [0, 1], ids=["the place itself", "its twin"])
def test_an_ordinary_visit_is_planned_whichever_place_is_sealed(app, as_, quyen, sealed_place):
    plan = make_plan(state=PlanState.APPROVED)
    places = [make_establishment(name=n) for n in (TARGET, TWIN)]
    plan_id, wanted = plan.id, places[0].id
    order(places[sealed_place])

    answer = as_("hoa").post(
        f"/plans/{plan_id}/choose",
        data={"chosen": wanted, "team": people.team().id, "planned_on": "2026-12-01"},
    )

    assert answer.status_code == 303
    assert db.session.scalar(select(func.count()).where(Inspection.plan_id == plan_id)) == 1


# Its addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STRANGERS)
def test_its_addresses_answer_as_those_of_nothing(app, as_, statements, quyen, name):
    visit = order(make_establishment())
    browser, unknown = as_(name), uuid4()

    for pattern, key in addresses_of(visit):
        real = fetch(browser, pattern.format(key), statements)
        none = fetch(browser, pattern.format(unknown), statements)

        assert real.status in (403, 404), pattern
        assert real.status == none.status
        assert masked(real.text, key) == masked(none.text, unknown), pattern
        assert real.statements == none.statements, pattern


def addresses_of(visit: Inspection) -> list[tuple[str, object]]:
    of_visit = ("", "/assign", "/cancel", "/close")
    of_decision = ("", "/edit", "/sign", "/withdraw")
    return [
        *((f"/inspections/{{}}{path}", visit.id) for path in of_visit),
        *((f"/inspections/decisions/{{}}{path}", visit.decision_id) for path in of_decision),
        ("/visits/{}", visit.id),
        ("/visits/{}/record", visit.id),
        ("/documents/decision/{}.pdf", visit.decision_id),
        ("/documents/inspection-record/{}.pdf", visit.id),
        ("/trail/things/inspection/{}", visit.id),
    ]


def test_a_number_typed_twice_tells_nothing_of_a_sealed_order(app, as_, quyen):
    order(make_establishment())
    visit = make_inspection(make_establishment(), state="draft")
    visit.decision.planner_id = people.user_id("hoa")
    decision_id, visit_id = visit.decision_id, visit.id
    db.session.commit()

    answer = as_("hoa").post(
        f"/inspections/decisions/{decision_id}/edit",
        data={
            "visits": visit_id,
            "ground": "plan",
            "scope_text": "Việc chấp hành pháp luật",
            "time_limit_days": "10",
            "approver": people.user_id("khanh"),
            "number": SECRETS[2],
            "version": "1",
        },
    )

    assert answer.status_code == 303
