"""What do the pages of commitments show, to whom, and what does anybody learn from a code?"""

from __future__ import annotations

import base64
import io
import random
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from inspect178.commitments import operations, queries
from inspect178.commitments.enums import CommitmentState
from inspect178.commitments.models import Commitment
from inspect178.extensions import db
from inspect178.files.keys import keyring
from inspect178.kernel import clock
from inspect178.kernel.tokens import Paper, PaperKind
from inspect178.web.pace import Pace
from tests.factories.commitments import make_commitment
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment


@pytest.fixture
def place(app):
    """A hotel in phường Thượng Hồng."""
    made = make_establishment(name="Khách sạn Bình Minh", representative="Nguyễn Thị Lành")
    db.session.commit()
    return made


def drawn() -> str:
    """Give a picture of a signature as the page sends it."""
    picture = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    picture.paste((20, 32, 43, 255), (30, 50, 260, 56))
    made = io.BytesIO()
    picture.save(made, "PNG")
    return "data:image/png;base64," + base64.b64encode(made.getvalue()).decode()


def typed(**changes) -> dict:
    facts = {
        "signed_on": clock.today().isoformat(),
        "reason": "first",
        "signer_name": "Nguyễn Thị Lành",
        "signer_post": "Chủ cơ sở",
        "signer": drawn(),
        "officer_name": "Trần Văn Phú",
        "officer_typed": "Trần Văn Phú",
        "version": "2025.1",
        "made_id": str(uuid4()),
    }
    return {**facts, **changes}


def words(answer) -> str:
    """Give the text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def stored() -> list[Commitment]:
    db.session.expire_all()
    return list(db.session.scalars(select(Commitment).order_by(Commitment.recorded_at)))


# --- reading


def test_the_list_shows_who_has_one_and_how_it_stands(app, as_):
    make_commitment(
        make_establishment(name="Nhà nghỉ Hương Lan"),
        signed_on=clock.today() - timedelta(days=20),
        last_day=clock.today() + timedelta(days=10),
    )
    db.session.commit()

    page = words(as_("hoa").get("/commitments"))

    assert "Nhà nghỉ Hương Lan" in page
    assert "Còn hiệu lực" in page
    assert "Sắp hết hiệu lực" in page


@pytest.mark.parametrize(
    ("show", "there"),
    [("in_force", True), ("expiring", False), ("ended", False), ("all", True), ("x", True)],
)
def test_the_shelves_are_links(place, as_, show, there):
    make_commitment(place, signed_on=clock.today())
    db.session.commit()

    page = words(as_("hoa").get(f"/commitments?show={show}"))

    assert ("Khách sạn Bình Minh" in page) is there


def test_establishments_without_one_are_listed_with_the_way_to_sign(place, as_):
    team, office = as_("an"), as_("hoa")
    sign = f"/commitments/sign/{place.id}"

    assert "Khách sạn Bình Minh" in words(team.get("/commitments/missing"))
    assert sign in team.get("/commitments/missing").text
    assert sign not in office.get("/commitments/missing").text
    make_commitment(place, signed_on=clock.today())
    db.session.commit()
    assert "Khách sạn Bình Minh" not in words(team.get("/commitments/missing"))


@pytest.mark.parametrize("url", ["/commitments", "/commitments/missing"])
@pytest.mark.parametrize("query", ["unit=x&q=%01", "page=0", "inspection=x", "q=%3Cscript%3E"])
def test_a_filter_that_makes_no_sense_is_no_error(place, as_, url, query):
    answer = as_("hoa").get(f"{url}?{query}")

    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_a_page_shows_what_was_signed_and_the_code_to_type(place, app, as_):
    made = make_commitment(place, signed_on=clock.today())
    db.session.commit()

    page = words(as_("hoa").get(f"/commitments/{made.id}"))

    assert "Ủy ban nhân dân phường Thượng Hồng" in page
    assert "Không để xảy ra hoạt động mua dâm" in page
    assert keyring(app.config["INSTANCE"]).code(queries.paper_of(made)) in page
    assert made.sha256 in page
    assert "Đã ký" in page or "Bản cam kết" in page


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 200), ("lan", 200), ("nam", 404), ("giang", 404), ("minh", 403)]
)
def test_who_may_read_a_commitment(place, as_, name, status):
    made = make_commitment(place)
    db.session.commit()

    assert as_(name).get(f"/commitments/{made.id}").status_code == status


# --- signing


def test_the_undertakings_stand_there_to_be_read(place, as_):
    page = words(as_("an").get(f"/commitments/sign/{place.id}"))

    assert "Ủy ban nhân dân phường Thượng Hồng" in page
    assert "Kiểm tra, ghi chép và thông báo lưu trú" in page
    assert "chốt cửa bên trong" not in page


def test_a_drawn_and_a_typed_signature_are_kept(place, as_):
    answer = as_("an").post(f"/commitments/sign/{place.id}", data=typed())

    assert answer.status_code == 303
    (made,) = stored()
    assert made.signer_image.startswith(b"\x89PNG")
    assert made.officer_image is None
    assert (made.signer_name, made.officer_name) == ("Nguyễn Thị Lành", "Trần Văn Phú")
    assert queries.content_holds(made)


def test_signing_again_says_what_is_replaced(place, as_):
    first = make_commitment(place, signed_on=clock.today() - timedelta(days=100))
    db.session.commit()
    an = as_("an")

    page = words(an.get(f"/commitments/sign/{place.id}"))
    an.post(f"/commitments/sign/{place.id}", data=typed(reason="yearly"))

    assert f"ký ngày {first.signed_on:%d/%m/%Y} sẽ được thay bằng bản này" in page
    assert [c.state for c in stored()] == [CommitmentState.SUPERSEDED, CommitmentState.ACTIVE]
    assert "Bản cam kết mới hơn" in words(an.get(f"/commitments/{first.id}"))


def test_the_same_form_sent_twice_signs_once(place, as_):
    an, form = as_("an"), typed()

    answers = [an.post(f"/commitments/sign/{place.id}", data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(stored()) == 1


def test_a_commitment_can_be_signed_on_a_visit(place, as_):
    visit = make_inspection(place, state="announced", planned_on=clock.today())
    db.session.commit()
    url = f"/commitments/sign/{place.id}?inspection={visit.id}"

    assert as_("an").get(url).status_code == 200
    assert as_("an").post(url, data=typed()).status_code == 303
    assert stored()[0].inspection_id == visit.id


def test_only_an_announced_visit_of_this_place_is_taken(place, as_):
    planned = make_inspection(place, planned_on=clock.today())
    elsewhere = make_inspection(make_establishment(), state="announced")
    db.session.commit()

    for visit in (planned.id, elsewhere.id, uuid4(), "x"):
        url = f"/commitments/sign/{place.id}?inspection={visit}"
        assert as_("an").get(url).status_code == 404
        assert as_("an").post(url, data=typed()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signer": ""}, "Ký vào khung"),
        ({"officer_typed": "  "}, "Ký vào khung"),
        ({"signer": "data:image/png;base64,AAAA"}, "Không đọc được chữ ký"),
        ({"signer": "data:image/svg+xml;base64,AAAA"}, "Không đọc được chữ ký"),
        ({"signer_name": ""}, "Người ký của cơ sở"),
        ({"officer_name": ""}, "Người ký của Ủy ban nhân dân"),
        ({"signed_on": ""}, "Ngày ký"),
        ({"signed_on": "2026-99-99"}, "Ngày ký"),
        ({"signed_on": "2199-01-01"}, "không được sau hôm nay"),
        ({"signed_on": "2025-12-14", "version": "2025.1"}, "áp dụng nội dung khác"),
        ({"last_day": "2020-01-01"}, "hết hiệu lực"),
        ({"reason": "because"}, "Lý do ký"),
        ({"signer_name": "x" * 200}, "Người ký của cơ sở"),
    ],
)
def test_wrong_input_is_named_and_what_was_typed_stays(app, as_, changes, sentence):
    place = make_establishment(commune="12127", old_commune="12115")
    db.session.commit()

    answer = as_("an").post(f"/commitments/sign/{place.id}", data=typed(**changes))

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert stored() == []
    assert 'value="Chủ cơ sở"' in answer.text
    if "signer" not in changes:
        assert 'value="data:image/png;base64,' in answer.text


def test_another_day_shows_the_text_of_that_day(app, as_):
    place = make_establishment(type_code="karaoke", commune="12127", old_commune="12115")
    db.session.commit()
    form = typed(signed_on="2025-06-30", version="2025.1")

    answer = as_("an").post(f"/commitments/sign/{place.id}", data=form)

    assert answer.status_code == 422
    assert 'name="version" type="hidden" value="2019.1"' in answer.text
    assert "Ủy ban nhân dân xã Hòa Phong" in words(answer)


def test_an_unplaced_establishment_gets_one_clear_sentence(app, as_):
    place = make_establishment(commune=None, province="33")
    db.session.commit()
    an = as_("an")

    page = an.get(f"/commitments/sign/{place.id}")
    answer = an.post(f"/commitments/sign/{place.id}", data=typed())

    assert "chưa được xếp vào xã, phường nào" in words(page)
    assert 'name="signer_name"' not in page.text
    assert answer.status_code == 422
    assert stored() == []


@pytest.mark.parametrize(
    ("name", "status"), [("an", 200), ("binh", 200), ("hoa", 403), ("lan", 403), ("nam", 404)]
)
def test_who_may_take_signatures(place, as_, name, status):
    assert as_(name).get(f"/commitments/sign/{place.id}").status_code == status


# --- ending


def test_a_commitment_is_ended_with_a_reason(place, as_):
    made = make_commitment(place)
    db.session.commit()
    hoa, url = as_("hoa"), f"/commitments/{made.id}/withdraw"

    assert hoa.get(url).status_code == 200
    assert hoa.post(url, data={"reason": ""}).status_code == 422
    assert hoa.post(url, data={"reason": "Cơ sở giải thể"}).status_code == 303
    assert hoa.post(url, data={"reason": "Lần nữa"}).status_code == 409
    assert "Cơ sở giải thể" in words(hoa.get(f"/commitments/{made.id}"))


@pytest.mark.parametrize(("name", "status"), [("an", 403), ("lan", 403), ("giang", 404)])
def test_who_may_not_end_one(place, as_, name, status):
    made = make_commitment(place)
    db.session.commit()

    assert as_(name).get(f"/commitments/{made.id}/withdraw").status_code == status


# --- the public check


@pytest.fixture
def signed(place):
    """A commitment of today that is in force."""
    made = make_commitment(place, signed_on=clock.today())
    db.session.commit()
    return made


def codes(app, commitment) -> tuple[str, str]:
    keys, paper = keyring(app.config["INSTANCE"]), queries.paper_of(commitment)
    return keys.token(paper), keys.code(paper)


def test_anybody_learns_name_day_and_state_and_nothing_else(signed, app, client):
    for code in codes(app, signed):
        answer = client.get(f"/v/{code}")

        assert answer.status_code == 200
        page = words(answer)
        assert "Giấy này là thật" in page
        assert "Khách sạn Bình Minh" in page
        assert f"{clock.today():%d/%m/%Y}" in page
        assert "Còn hiệu lực" in page
        for secret in ("Nguyễn Thị Mẫu", "Trần Văn Thử", "Nguyễn Văn Linh", signed.sha256):
            assert secret not in page
        assert str(signed.id) not in answer.text


def test_the_check_starts_no_session_and_is_kept_nowhere(signed, app, client):
    for url in ("/v", f"/v/{codes(app, signed)[0]}", "/v/forged", "/v?code=forged"):
        answer = client.get(url)

        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "csrf" not in answer.text


def test_the_check_needs_no_script_and_leads_nowhere_else(signed, app, client):
    page = client.get(f"/v/{codes(app, signed)[0]}").text

    assert "<form" not in page
    assert set(re.findall(r'href="(https?://[^"]+)"', page)) == set()


@pytest.mark.parametrize("how", ["replaced", "ended", "expired"])
def test_a_commitment_that_is_over_is_genuine_but_holds_no_more(app, actor, client, how):
    place, today = make_establishment(), clock.today()
    last = today - timedelta(days=1) if how == "expired" else None
    made = make_commitment(place, signed_on=today - timedelta(days=40), last_day=last)
    if how == "replaced":
        make_commitment(place, signed_on=today)
    if how == "ended":
        operations.withdraw_commitment(made, "Bí mật nội bộ", actor=actor("hoa"), at=clock.now())
    db.session.commit()

    page = words(client.get(f"/v/{codes(app, made)[0]}"))

    assert "Giấy này là thật" in page
    assert "Không còn hiệu lực" in page
    assert "Bí mật nội bộ" not in page


def test_every_code_that_is_not_ours_gets_the_same_page(signed, app, client):
    token, code = codes(app, signed)
    keys = keyring(app.config["INSTANCE"])
    unknown = Paper.of(PaperKind.COMMITMENT, uuid4(), "ab" * 32)
    wrong = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:-4], token + "AAAA"]
    wrong += [
        keys.token(unknown),
        keys.code(unknown),
        code[:-1] + ("0" if code[-1] != "0" else "1"),
    ]
    wrong += ["x", "A" * 136, "..%5C..", "🙂", "x" * 5000]

    pages = {(a.status_code, a.text) for a in (client.get(f"/v/{text}") for text in wrong)}

    assert len(pages) == 1
    status, page = pages.pop()
    assert status == 404
    assert "Mã này không hợp lệ" in page
    assert client.get("/v/%00").status_code == 400, "zero bytes are refused before any view"


def test_who_tries_codes_too_often_waits_a_minute(signed, app, client):
    app.extensions["inspect178.pace"] = Pace(most=2)
    token, _code = codes(app, signed)
    answers = [client.get(f"/v/{token}") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60"
    assert client.get(f"/v/{token}", environ_base={"REMOTE_ADDR": "10.9.9.9"}).status_code == 200


def test_no_flipped_byte_of_a_genuine_code_is_accepted(signed, app, client):
    app.extensions["inspect178.pace"] = Pace(most=10_000)
    content = base64.urlsafe_b64decode(codes(app, signed)[0])
    chance = random.Random(178)
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        altered = base64.urlsafe_b64encode(bytes(changed)).decode()

        assert client.get(f"/v/{altered}").status_code == 404


@pytest.mark.parametrize(
    "written",
    [
        lambda token, code: code,
        lambda token, code: code.lower().replace("-", " "),
        lambda token, code: token,
        lambda token, code: f"http://localhost/v/{token}",
        lambda token, code: f" https://example.vn/v/{code} ",
    ],
)
def test_a_code_can_be_typed_or_a_whole_address_pasted(signed, app, client, written):
    answer = client.get("/v", query_string={"code": written(*codes(app, signed))})

    assert answer.status_code == 302
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    "code", ["x", "//evil.example", "../../commitments", "\\\\evil", "a" * 5000]
)
def test_what_is_typed_never_leads_to_another_site(app, client, code):
    answer = client.get("/v", query_string={"code": code})

    assert answer.status_code == 302
    assert answer.location.startswith("/v/")
    assert client.get(answer.location).status_code == 404


def test_an_empty_code_asks_again(app, client):
    assert "Kiểm tra giấy tờ" in words(client.get("/v"))
    assert client.get("/v?code=").status_code == 200
    assert client.get("/v?code=%20%20").status_code == 200


def test_somebody_signed_in_sees_the_same_public_page(signed, app, client, as_):
    url = f"/v/{codes(app, signed)[0]}"

    assert words(as_("hoa").get(url)) == words(client.get(url))


def test_the_list_costs_a_constant_number_of_statements(app, as_, statements):
    hoa = as_("hoa")

    def cost() -> int:
        with statements() as ran:
            hoa.get("/commitments")
        return len(ran)

    make_commitment(make_establishment(), signed_on=clock.today())
    db.session.commit()
    cost()
    few = cost()
    for _ in range(12):
        make_commitment(make_establishment(), signed_on=clock.today())
    db.session.commit()

    assert cost() == few


@pytest.mark.parametrize("url", ["/commitments", "/commitments/missing", "/v", "/v/forged"])
def test_the_pages_speak_english_as_well(place, as_, url):
    hoa = as_("hoa")
    with hoa.session_transaction() as session:
        session["locale"] = "en"

    page = words(hoa.get(url))

    assert "ommitment" in page or "genuine" in page
    assert "bản cam kết" not in page
