"""What becomes of hostile, broken and endless texts in the main fields of every form?

Nothing ever falls over (no answer of 500), what is stored is shown as text and never as markup,
and nothing that leaves in a spreadsheet is a formula.
"""

from __future__ import annotations

import csv
import re
from html import unescape
from io import BytesIO, TextIOWrapper

import openpyxl
import pytest

from inspect178.kernel import clock
from tests.days import on_the_day_of_the_cast
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment
from tests.factories.violations import make_violation
from tests.journeys import papers

MARKUP = (
    "<script>alert(178)</script>",
    '<img src=x onerror="alert(178)">',
    "<svg/onload=alert(178)>",
    '"><b onmouseover=alert(178)>x</b>',
    "</textarea><script>alert(178)</script>",
    "</title><script>alert(178)</script>",
    "javascript:alert(178)",
    "{{7*7}}${7*7}#{7*7}<%=7*7%>{%print(7*7)%}",
)
MARKS = (
    "%(name)s %s %d {0} {name}",
    "'; DROP TABLE establishment; --",
    "' OR '1'='1",
    "\\' OR 1=1 \\",
    "100%_\\%",
    '{"$gt": "", "a": [1, null]}',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "&lt;script&gt;&amp;&#0;",
    '#import "x" #let a = read("/etc/passwd") $x$ @a // *',
    "../../../../etc/passwd",
)
LETTERS = (
    "\u202egpj.exe\u202c",
    "مرحبا بالعالم",
    "\u200b\u200d\ufeff\u2060",
    "👩‍👩‍👧‍👦🇻🇳 😀",
    "Z\u0351\u036b\u0343\u036aa\u0302l\u0322g\u0321o\u0329",
    "Kha\u0301ch sa\u0323n",
    "\ufffe\uffff",
    "𝕏\U0010fffd",
    "中文 日本語 한국어",
    "null NaN",
)
FORMULAS = (
    '=HYPERLINK("https://elsewhere.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
)
ENDLESS = (
    "x" * 10_000,
    "từ " * 4_000,
    "\n".join("dòng" for _ in range(3_000)),
)
BROKEN = (
    "a\x01\x08\x1b[31mb\x7f",
    "một\r\nhai\rba\u2028bốn\u2029năm",
    "x\r\nSet-Cookie: a=b",
    " \u00a0\u3000 ",
)
# What can stand in one text stands in one, so that the tests stay quick.
HOSTILE = (" ".join(MARKUP), " ".join(MARKS), " ".join(LETTERS), FORMULAS[0], *ENDLESS, *BROKEN)
SPOKEN = re.compile(r"<script>alert\(178\)|<img src=x|<svg/onload|<b onmouseover|49\$\{|root:x:0")


@pytest.fixture(autouse=True)
def in_the_afternoon():
    """Let it be an hour at which the visits of the day have begun."""
    with on_the_day_of_the_cast(15):
        yield


def harmless(answer) -> None:
    """Expect an answer that holds none of the hostile texts as markup."""
    assert answer.status_code < 500
    assert "Set-Cookie: a=b" not in str(answer.headers)
    if answer.mimetype == "text/html":
        assert not SPOKEN.search(answer.text)


def kept(client, address: str, data: dict) -> bool:
    """Post and follow; say whether it was taken. What was refused is shown again."""
    answer = client.post(address, data=data)
    assert answer.status_code in (303, 422), answer.status_code
    harmless(answer)
    if answer.status_code == 303:
        harmless(client.get(answer.headers["Location"]))
    return answer.status_code == 303


def test_texts_of_a_plan_and_its_targets(as_):
    for words in HOSTILE:
        plan, hoa = make_plan(), as_("hoa")
        everywhere = dict.fromkeys(("title", "source", "note"), words)
        change = {**papers.change_of(plan), **everywhere}

        if not kept(hoa, f"/plans/{plan.id}/edit", change):
            kept(hoa, f"/plans/{plan.id}/edit", papers.change_of(plan, note=words))
        kept(
            hoa,
            f"/plans/{plan.id}/targets/new",
            papers.target(code="X", label_vi=words, note=words),
        )
        harmless(hoa.get("/plans", query_string={"q": words, "year": words, "sort": words}))
        harmless(as_("khanh").get("/"))
        assert hoa.get(f"/plans/{plan.id}").status_code == 200


def test_what_is_kept_is_shown_as_it_was_typed(as_):
    for words in (*MARKUP, *MARKS, *FORMULAS[:-1]):
        plan, hoa = make_plan(), as_("hoa")
        assert kept(hoa, f"/plans/{plan.id}/edit", papers.change_of(plan) | {"title": words})

        assert words in unescape(hoa.get(f"/plans/{plan.id}").text)


def test_texts_of_a_decision(as_):
    for words in HOSTILE:
        visit = make_inspection(make_establishment(), state="draft", planned_on=clock.today())
        hoa, decision = as_("hoa"), visit.decision
        said = papers.decision(visit, version=decision.version)
        everywhere = dict.fromkeys(("ground_reference", "scope_text", "number"), words)

        if not kept(hoa, f"/inspections/decisions/{decision.id}/edit", {**said, **everywhere}):
            address = f"/inspections/decisions/{decision.id}/edit"
            kept(hoa, address, {**said, "scope_text": words})
        sign = dict.fromkeys(("number", "issuer_body", "issuer_post"), words)
        kept(as_("khanh"), f"/inspections/decisions/{decision.id}/sign", papers.signing(**sign))
        harmless(hoa.get(f"/documents/decision/{decision.id}.pdf"))
        harmless(hoa.get("/inspections", query_string={"q": words, "state": words, "sort": words}))
        assert hoa.get(f"/inspections/decisions/{decision.id}").status_code == 200


def test_texts_of_a_record(as_):
    for words in HOSTILE:
        visit = make_inspection(make_establishment(), state="answered", planned_on=clock.today())
        binh, address = as_("binh"), f"/visits/{visit.id}"
        typed = dict.fromkeys(
            ("findings", "owner_opinion", "conclusion", "place", "others_present", "note.C1",
             "answer.C2", "worker_total", "recommendation.1.text", "recommendation.1.due_on",
             "latitude", "copies", "caption.x", "answer.XYZ", "version"),
            words,
        )  # fmt: skip
        for name in ("findings", "others_present", "note.C1", "recommendation.1.text"):
            harmless(binh.post(f"{address}/autosave", data={"_changed": name, name: words}))
        harmless(binh.post(f"{address}/autosave", data={**typed, "_changed": list(typed)}))
        answer = binh.post(address, data=typed)
        assert answer.status_code in (303, 409, 422)
        harmless(answer)
        harmless(binh.get(address))

        signed = papers.signatures(owner_name=words, owner_post=words, owner_typed=words)
        binh.post(
            address, data={"worker_total": "10", "answer.C2": "yes", "findings": "Đã kiểm tra."}
        )
        answer = binh.post(f"{address}/sign", data=signed)
        assert answer.status_code in (303, 422)
        harmless(answer)
        harmless(binh.get(f"{address}/record"))
        harmless(binh.get(f"/documents/inspection-record/{visit.id}.pdf"))
        kept(binh, f"{address}/amend", {"field": "findings", "text": words})


def test_texts_of_a_review(as_):
    for words in HOSTILE:
        visit = make_inspection(make_establishment(), state="submitted", planned_on=clock.today())
        remark = {"remark-findings": words, f"remark-{words[:50]}": words, "summary": words}

        kept(as_("chi"), f"/reviews/{visit.id}", papers.verdict(visit, "returned", **remark))
        harmless(as_("binh").get(f"/reviews/{visit.id}/remarks"))
        harmless(
            as_("chi").get("/reviews", query_string={"q": words, "team": words, "show": words})
        )
        assert as_("chi").get(f"/reviews/{visit.id}").status_code == 200


def test_texts_of_a_violation(as_):
    for words in HOSTILE:
        visit = make_inspection(make_establishment(), state="answered", planned_on=clock.today())
        binh, address = as_("binh"), papers.violation_address(visit)
        everywhere = dict.fromkeys(("description", "statement", "record_number"), words)

        made = make_violation(visit, description="x")
        if not kept(binh, address, papers.violation(visit, **everywhere)):
            kept(binh, address, papers.violation(visit, description=words, statement=words))
        said = papers.violation(visit, version=made.version, description=words)
        kept(binh, f"/violations/{made.id}/change?clause=ANTT-4a", said)
        kept(as_("hoa"), f"/violations/{made.id}/drop", {"reason": words})
        asked = {"q": words, "state": words, "field": words, "unit": words, "inspection": words}
        harmless(as_("hoa").get("/violations", query_string=asked))
        asked = {"inspection": visit.id, "item": words, "clause": words, "q": words}
        harmless(binh.get("/violations/record", query_string=asked))
        assert binh.get(f"/violations/{made.id}").status_code == 200


def test_texts_of_a_commitment(as_):
    for words in HOSTILE:
        place, binh = make_establishment(), as_("binh")
        names = ("signer_name", "signer_post", "signer_typed", "officer_name", "officer_typed")

        kept(
            binh, f"/commitments/sign/{place.id}", papers.commitment(**dict.fromkeys(names, words))
        )
        kept(binh, f"/commitments/sign/{place.id}", papers.commitment(signer_post=words))
        asked = {"q": words, "unit": words, "show": words}
        harmless(binh.get("/commitments", query_string=asked))
        harmless(binh.get("/v", query_string={"code": words}))
        harmless(binh.get("/v/" + re.sub(r"[^\w{}$;=+-]", "x", words)[:500]))
        assert binh.get("/commitments").status_code == 200


def test_texts_of_signing_in(client):
    for words in HOSTILE:
        answer = client.post("/sign-in", data={"username": words, "password": words, "next": words})

        assert answer.status_code in (422, 429)
        harmless(answer)


def test_texts_in_the_search_of_the_trail(as_):
    for words in HOSTILE:
        asked = {"q": words, "action": words, "who": words, "since": words, "subject": words}

        harmless(as_("dung").get("/trail", query_string=asked))
        harmless(as_("minh").get("/accounts", query_string={"q": words, "role": words}))
        assert as_("dung").get("/trail").status_code == 200


@pytest.mark.parametrize("where", ["form", "address", "path"])
def test_a_zero_byte_is_refused_before_anything_reads_it(as_, where):
    binh, visit = as_("binh"), make_inspection(make_establishment(), state="answered")

    answer = {
        "form": lambda: binh.post(f"/visits/{visit.id}/sign", data={"owner_name": "a\x00b"}),
        "address": lambda: as_("minh").get("/accounts", query_string={"q": "a\x00b"}),
        "path": lambda: binh.get("/v/a%00b"),
    }[where]()

    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert visit.state == "in_progress"


def test_texts_of_an_establishment(as_):
    hoa = as_("hoa")
    for words in HOSTILE:
        place = make_establishment()
        names = ("name", "address", "representative", "security_person", "note", "tax_code")
        said = papers.establishment(version=place.version)
        address = f"/establishments/{place.id}/edit"

        if not kept(hoa, address, {**said, **dict.fromkeys(names, words)}):
            kept(hoa, address, {**said, "name": words, "note": words})
        new = papers.establishment(name=words, old_commune=words, scope_reason=words)
        kept(hoa, "/establishments/new", {**new, "create_anyway": "y"})
        licence = {"kind": "fire", "state": "valid", "number": words, "issuer": words}
        kept(hoa, f"/establishments/{place.id}/licences/new", licence)
        asked = {"q": words, "unit": words, "type": words, "sort": words, "status": words}
        harmless(hoa.get("/establishments", query_string=asked))
        harmless(hoa.get("/coverage", query_string={"unit": words, "basis": words, "plan": words}))
        harmless(hoa.get("/s/" + re.sub(r"[^\w=+-]", "x", words)[:12]))
        assert hoa.get(f"/establishments/{place.id}").status_code == 200
        assert place.name in unescape(hoa.get("/establishments").text)


def test_nothing_that_leaves_in_a_spreadsheet_is_a_formula(as_):
    hoa = as_("hoa")
    for words in (*FORMULAS, *MARKUP, *MARKS):
        make_establishment(name=words, address=words, representative=words, note=words)

    for address in ("/establishments/export.xlsx", "/coverage/workbook"):
        with hoa.get(address) as answer:
            content = answer.data

        assert formulas(content) == []
        assert FORMULAS[0] in cells(content)


def test_hostile_rows_of_a_list_are_read_and_come_back_as_text(as_):
    hoa, texts = as_("hoa"), (*FORMULAS, *MARKUP, *MARKS, *LETTERS)
    made = BytesIO()
    table = csv.writer(wrapped := TextIOWrapper(made, "utf-8", newline="", write_through=True))
    table.writerow(["Tên cơ sở", "Loại hình", "Địa chỉ", "Xã/phường", "Tỉnh/TP"])
    table.writerows([words, words, words, words, "Tỉnh Hưng Yên"] for words in texts)
    wrapped.detach()
    data = {"file": (BytesIO(made.getvalue()), "danh-sach.csv"), "as_of": "2026-01-01"}
    where = hoa.post("/establishments/imports", data=data).headers["Location"]
    columns = {
        f"column-{at}": name for at, name in enumerate(("name", "type", "address", "commune"))
    }
    kept(hoa, f"{where}/try", {"source": "x", "as_of": "2026-01-01", **columns})

    with hoa.get(f"{where}/to-mend.xlsx") as answer:
        content = answer.data

    assert formulas(content) == []
    assert FORMULAS[0] in cells(content)


def cells(content: bytes) -> set[str]:
    """Give the texts of a workbook."""
    return {str(c.value) for s in openpyxl.load_workbook(BytesIO(content)) for r in s for c in r}


def formulas(content: bytes) -> list[str]:
    """List the cells of a workbook that a spreadsheet would compute."""
    book = openpyxl.load_workbook(BytesIO(content))
    return [str(c.value) for s in book for row in s for c in row if c.data_type == "f"]
