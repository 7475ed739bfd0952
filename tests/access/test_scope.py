"""Is what lies in another province absent, for every endpoint that names a thing?

Giang holds every role there is, but only in Cao Bằng; the things lie in Hưng Yên. Whatever is
asked for must look exactly like an id that nothing has (security.md C1, T4).
"""

from __future__ import annotations

import re
import uuid

import pytest
from sqlalchemy import select

from inspect178.access.roles import Role
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, TeamMember
from inspect178.inspections.enums import InspectionMode
from inspect178.inspections.models import InspectionRecord, Recommendation
from inspect178.territory.queries import require_unit_by_code
from tests import people
from tests.access.matrix import PERSONS, PUBLIC, TABLE, TABLETS
from tests.architecture.test_routes import APP
from tests.factories.commitments import make_commitment, with_type
from tests.factories.devices import make_tablet
from tests.factories.inspections import make_inspection, make_note
from tests.factories.planning import make_plan
from tests.factories.proposals import make_proposal
from tests.factories.registry import make_establishment
from tests.factories.reports import make_report
from tests.factories.violations import make_violation

CHANGING = re.compile(r'(?i)nonce="[^"]*"|csrf[^>]*value="[^"]*"|content="[^"]{40,}"')
# Parts of an address that name no thing with a place of its own.
ELSEWHERE = {"user_id", "session_id", "unit_id", "subject_id"}


def _named(endpoint: str) -> list:
    rules = APP.url_map.iter_rules(endpoint)
    return [r for r in rules if "GET" in r.methods and any(a.endswith("_id") for a in r.arguments)]


ENDPOINTS = sorted(e for e, who in TABLE.items() if who not in (PUBLIC, TABLETS) and _named(e))


@pytest.fixture
def things(app) -> dict[str, object]:
    """Make one of everything in Hưng Yên and give the ids by the names used in addresses."""
    place = make_establishment(name="Nhà nghỉ Xa Xôi", commune="12127")
    visit = make_inspection(place, state="answered")
    db.session.add(Recommendation(inspection_id=visit.id, position=1, text="Bổ sung hợp đồng"))
    db.session.flush()
    violation = make_violation(visit)
    commitment = make_commitment(with_type(place))
    plan = make_plan()
    db.session.flush()
    line = db.session.scalars(select(Recommendation)).one()
    return {
        "establishment_id": place.id,
        "inspection_id": visit.id,
        "decision_id": visit.decision_id,
        "recommendation_id": line.id,
        "violation_id": violation.id,
        "commitment_id": commitment.id,
        "note_id": make_note(place).id,
        "plan_id": plan.id,
        "report_id": make_report().id,
        "device_id": make_tablet().id,
        "proposal_id": make_proposal().id,
        "target_id": plan.targets[0].id,
        "team_id": people.team().id,
        "member_id": db.session.scalars(select(TeamMember.id).limit(1)).one(),
        "photo_id": uuid.UUID(int=1),
        "licence_id": 1,
        "batch_id": uuid.UUID(int=2),
    }


@pytest.fixture
def outsider(app, as_):
    """Giang with every role of the system, all of them in Cao Bằng."""
    unit = require_unit_by_code("04", people.TODAY)
    for role in Role:
        db.session.add(
            RoleAssignment(
                user_id=people.user_id("giang"),
                role=role,
                unit_id=unit.id,
                valid_from=people.BEGINNING,
            )
        )
    db.session.commit()
    return as_("giang")


def _address(rule, values: dict[str, object]) -> str:
    with APP.test_request_context():
        return APP.url_map.bind("localhost").build(rule.endpoint, values, method="GET")


def _nothing(rule, values: dict[str, object]) -> dict[str, object]:
    return {k: uuid.uuid4() if isinstance(v, uuid.UUID) else 987654321 for k, v in values.items()}


def test_things_of_another_province_look_like_things_that_do_not_exist(things, outsider):
    wrong, asked = [], 0
    for endpoint in ENDPOINTS:
        for rule in _named(endpoint):
            if rule.arguments & ELSEWHERE:
                continue
            values = {a: things[a] for a in rule.arguments if a.endswith("_id")}
            values |= {a: _word(rule, a) for a in rule.arguments if not a.endswith("_id")}
            ids = {k: v for k, v in values.items() if k.endswith("_id")}
            there = _address(rule, values)
            nothing = _address(rule, {**values, **_nothing(rule, ids)})
            here, nowhere = outsider.get(there), outsider.get(nothing)
            asked += 1
            # The page repeats its own address, for the switch of languages.
            same = _masked(here.text, there) == _masked(nowhere.text, nothing)
            if here.status_code != 404 or nowhere.status_code != 404 or not same:
                wrong.append(f"{rule.rule}: {here.status_code}, {nowhere.status_code}, {same}")

    assert wrong == []
    assert asked > 25


def _masked(page: str, address: str) -> str:
    return CHANGING.sub("", page).replace(address, "·")


def _word(rule, name: str) -> str:
    return sorted(rule._converters[name].items)[0]


def test_the_same_things_are_there_for_those_who_may_see_them(things, as_):
    browsers = {letter: as_(person) for letter, person in PERSONS.items() if person != "lan"}
    reached = set()
    for endpoint in ENDPOINTS:
        for rule in _named(endpoint):
            if rule.arguments & ELSEWHERE or not all(
                a in things or not a.endswith("_id") for a in rule.arguments
            ):
                continue
            values = {a: things[a] for a in rule.arguments if a.endswith("_id")}
            values |= {a: _word(rule, a) for a in rule.arguments if not a.endswith("_id")}
            for letter in TABLE[endpoint]:
                if letter in browsers:
                    status = browsers[letter].get(_address(rule, values)).status_code
                    assert status < 500, rule.rule
                    if status not in (403, 404):
                        reached.add(endpoint)

    assert {
        "inspections.inspection",
        "inspections.decision",
        "fieldwork.visit",
        "planning.plan",
        "violations.violation",
        "commitments.commitment",
        "documents.decision",
        "identity.team",
    } <= reached


def test_a_sealed_target_is_absent_for_everybody_but_planner_and_approver(app, as_):
    place = make_establishment(name="Nhà nghỉ Bí Mật", commune="12127")
    sealed = make_inspection(
        place,
        mode=InspectionMode.SURPRISE,
        planned_on=people.TODAY.replace(year=2027),
    )
    address = f"/inspections/{sealed.id}"

    statuses = {name: as_(name).get(address).status_code for name in people.CAST}

    assert {n for n, status in statuses.items() if status == 200} == {"hoa", "khanh"}
    assert set(statuses.values()) <= {200, 403, 404}
    assert db.session.scalars(select(InspectionRecord)).all() == []
