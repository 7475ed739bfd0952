"""What becomes of what teams found on the ground? The office takes it over or declines it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from inspect178.extensions import db
from inspect178.fieldwork.enums import ProposalKind, ProposalState
from inspect178.fieldwork.models import RegisterProposal
from inspect178.fieldwork.operations import Found, Made, propose
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, InvalidInput
from inspect178.registry.enums import EstablishmentStatus
from inspect178.registry.models import Establishment
from inspect178.registry.rules import Place
from tests import people
from tests.factories.registry import make_establishment, make_place

DAY = people.TODAY
WHERE = {"latitude": 20.9, "longitude": 106.1}


def proposal(kind: str, place: Establishment | None = None, **said: Any) -> RegisterProposal:
    """Have Bình propose something; committed."""
    lies = make_place("12127") if place is None else _place_of(place)
    found = Found(ProposalKind(kind), said.pop("from_on", clock.today()), **said)
    made = Made(uuid.uuid4(), lies, clock.now(), place)
    kept = propose(found, made, actor=people.actor("binh"), at=clock.now())
    db.session.commit()
    return kept


def _place_of(e: Establishment) -> Place:
    return Place(e.province_id, e.commune_id, e.old_commune_id, e.placement)


def decide(client: Any, found: RegisterProposal, decision: str, **more: str) -> Any:
    return client.post(f"/visits/proposals/{found.id}", data={"decision": decision, **more})


def test_a_place_found_closed_is_closed_in_the_register(as_):
    place = make_establishment()
    found = proposal("closed", place, reason="Đã trả mặt bằng")

    answer = decide(as_("hoa"), found, "accept")

    assert answer.status_code == 303
    db.session.refresh(place)
    assert place.status == EstablishmentStatus.CLOSED
    assert (place.in_scope_to, place.scope_reason) == (clock.today(), "Đã trả mặt bằng")
    assert found.state == ProposalState.ACCEPTED
    assert found.decided_by_id == people.user_id("hoa")


def test_a_moved_place_gets_its_new_address_and_position(as_):
    place = make_establishment(address="1 đường Cũ")
    found = proposal("moved", place, address="2 đường Mới", **WHERE)

    decide(as_("hoa"), found, "accept")

    db.session.refresh(place)
    assert (place.address, place.latitude) == ("2 đường Mới", 20.9)


def test_a_new_place_is_entered_in_the_commune_that_the_office_chooses(as_):
    found = proposal("new", name="Nhà nghỉ Mới", type_code="nha_nghi", address="3 đường Mới")
    unit = str(make_place("12103").commune_id)

    assert decide(as_("hoa"), found, "accept", unit=unit).status_code == 303

    entered = db.session.scalars(select(Establishment)).one()
    assert (entered.name, str(entered.commune_id)) == ("Nhà nghỉ Mới", unit)
    assert found.establishment_id == entered.id


def test_a_declined_proposal_changes_nothing_and_says_why(as_):
    place = make_establishment()
    found = proposal("closed", place)

    silent = decide(as_("hoa"), found, "decline")
    decide(as_("hoa"), found, "decline", note="Chỉ nghỉ Tết")

    assert silent.status_code == 422
    db.session.refresh(place)
    assert place.status == EstablishmentStatus.ACTIVE
    assert (found.state, found.decision_note) == (ProposalState.DECLINED, "Chỉ nghỉ Tết")


def test_a_proposal_is_decided_once(as_):
    found = proposal("closed", make_establishment())
    decide(as_("hoa"), found, "accept")

    assert decide(as_("hoa"), found, "decline", note="Nhầm").status_code == 409


def test_what_the_register_refuses_is_said_on_the_page(as_):
    place = make_establishment(in_scope_from=clock.today())
    found = proposal("closed", place)

    answer = decide(as_("hoa"), found, "accept")

    assert answer.status_code == 422
    db.session.refresh(found)
    assert found.state == ProposalState.OPEN


def test_the_list_shows_what_is_open_first_and_only_ones_own_area(as_):
    found = proposal("closed", make_establishment(name="KS Đóng Cửa"))
    done = proposal("closed", make_establishment(name="KS Đã Xong"))
    decide(as_("hoa"), done, "accept")

    page = as_("hoa").get("/visits/proposals").text

    assert page.index("KS Đóng Cửa") < page.index("KS Đã Xong")
    assert "KS Đóng Cửa" not in as_("giang").get("/visits/proposals").text
    assert as_("giang").get(f"/visits/proposals/{found.id}").status_code == 404


def test_the_list_needs_no_more_statements_for_more_proposals(as_, statements):
    proposal("closed", make_establishment())
    hoa = as_("hoa")
    with statements() as few:
        hoa.get("/visits/proposals")
    for _ in range(5):
        proposal("closed", make_establishment())
    with statements() as many:
        hoa.get("/visits/proposals")

    assert len(many) == len(few)


def test_the_same_proposal_twice_is_one_and_another_under_its_id_a_conflict(app):
    place = make_establishment()
    made = Made(uuid.uuid4(), _place_of(place), clock.now(), place)
    said = {"actor": people.actor("binh"), "at": clock.now()}

    first = propose(Found(ProposalKind.CLOSED, clock.today()), made, **said)
    again = propose(Found(ProposalKind.CLOSED, clock.today()), made, **said)

    assert again is first
    with pytest.raises(Conflict):
        propose(Found(ProposalKind.MOVED, clock.today(), address="2"), made, **said)


@pytest.mark.parametrize(
    "found",
    [
        Found(ProposalKind.NEW, DAY),
        Found(ProposalKind.NEW, DAY, name="Quán"),
        Found(ProposalKind.MOVED, DAY),
        Found(ProposalKind.CLOSED, date.max),
        Found(ProposalKind.NEW, DAY, name="x" * 201, type_code="nha_nghi"),
        Found(ProposalKind.NEW, DAY, name="x", type_code="nha_nghi", latitude=1, longitude=2),
    ],
    ids=["nothing", "no type", "moved nowhere", "to come", "endless name", "at sea"],
)
def test_a_proposal_that_says_too_little_is_refused(app, found):
    place = make_establishment()
    whose = None if found.kind == ProposalKind.NEW else place
    made = Made(uuid.uuid4(), _place_of(place), clock.now(), whose)

    with pytest.raises(InvalidInput):
        propose(found, made, actor=people.actor("binh"), at=clock.now())
