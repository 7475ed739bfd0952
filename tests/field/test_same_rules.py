"""Do the tablet's rules say what the server's say? One table of cases, asked of both."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from inspect178.inspections import checklist, completeness, entries, merging, quorum, rules
from inspect178.inspections.checklist import FROM_WORKERS, Given
from inspect178.inspections.entries import WORKERS
from inspect178.inspections.enums import SECOND_VISIT_GROUNDS, AnswerValue, Ground, SignatureRole
from inspect178.kernel import text
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.shipped import shipped_rows
from inspect178.registry import rules as registry
from inspect178.registry.enums import LegalForm
from inspect178.registry.words import DATA
from inspect178.violations import rules as fines
from tests.field.conftest import ask

CASES = 400
SEED = 178
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ àảãáạằếộợỹ .,-/0123456789"


@dataclass(frozen=True)
class Question:
    code: str
    answer: str
    shown_if: str
    required: bool


def chance() -> random.Random:
    return random.Random(SEED)


def said_of(fault: InvalidInput) -> dict[str, Any]:
    """Write a fault as the tablet does: placeholders in braces."""
    sentence = re.sub(r"%\((\w+)\)s", r"{\1}", fault.message)
    return {"field": fault.field, "sentence": sentence, "values": fault.params}


# The checklist --------------------------------------------------------------------------------


def some_questions(dice: random.Random) -> list[Question]:
    codes = [*FROM_WORKERS, "C1", "C2", "C8", "C12b", "X"]
    found = []
    for code in codes[: dice.randint(1, len(codes))]:
        kind = {"C8b": "count"}.get(code, "count_of")
        if code not in FROM_WORKERS:
            kind = dice.choice(["yes_no_na", "yes_no_na", "count_of", "count"])
        shown_if = ""
        if dice.random() < 0.4:
            shown_if = f"{dice.choice([*codes, 'C99'])}={dice.choice(['yes', 'no', 'na'])}"
        found.append(Question(code, kind, shown_if, dice.random() < 0.7))
    return found


def some_entries(dice: random.Random, questions: list[Question]) -> dict[str, str]:
    """Fill in some of the fields that these questions and the record have."""
    lines = range(1, dice.randint(1, 4))
    possible: dict[str, object] = {name: dice.randint(0, 12) for name in WORKERS}
    for question in questions:
        possible |= _answers_to(question, dice)
    possible |= dict.fromkeys(("findings", "owner_opinion"), "Cơ sở hoạt động bình thường.")
    possible |= {f"recommendation.{n}.text": "Bổ sung hợp đồng lao động" for n in lines}
    possible |= {f"recommendation.{n}.due_on": "2026-12-31" for n in lines}
    return {name: str(value) for name, value in possible.items() if dice.random() < 0.7}


def _answers_to(question: Question, dice: random.Random) -> dict[str, object]:
    code, note = question.code, {f"note.{question.code}": "Đã nhắc nhở"}
    if question.answer == "yes_no_na":
        return {f"answer.{code}": dice.choice(["yes", "no", "na"]), **note}
    if code in FROM_WORKERS:
        return dict(note)
    total = {f"total.{code}": dice.randint(0, 12)} if question.answer == "count_of" else {}
    return {f"count.{code}": dice.randint(0, 12), **total, **note}


def number(found: dict[str, str], name: str) -> int | None:
    return int(found[name]) if name and name in found else None


def given_in(question: Question, found: dict[str, str]) -> Given:
    """Read an answer out of the entries as the server does out of its rows."""
    code = question.code
    note = found.get(f"note.{code}", "")
    if code in FROM_WORKERS:
        count, total = (number(found, name) for name in FROM_WORKERS[code])
        return checklist.judged(question, Given(None, count, total, note))
    value = found.get(f"answer.{code}") if question.answer == "yes_no_na" else None
    count, total = number(found, f"count.{code}"), number(found, f"total.{code}")
    return checklist.judged(
        question, Given(AnswerValue(value) if value else None, count, total, note)
    )


def by_the_server(questions: list[Question], found: dict[str, str]) -> dict[str, Any]:
    answers = {q.code: given_in(q, found) for q in questions}
    asked = checklist.shown(questions, answers)
    positions = sorted({int(n.split(".")[1]) for n in found if n.startswith("recommendation.")})
    written = completeness.Written(
        numbers={name: number(found, name) for name in WORKERS},
        findings=found.get("findings", ""),
        owner_opinion=found.get("owner_opinion", ""),
        lines=[
            (p, found.get(f"recommendation.{p}.text", ""), f"recommendation.{p}.due_on" in found)
            for p in positions
        ],
    )
    return {
        "shown": [q.code for q in asked],
        "values": {c: None if g.value is None else g.value.value for c, g in answers.items()},
        "missing": [said_of(f) for f in completeness.missing(asked, answers, written)],
        "oddities": [said_of(f) for f in completeness.oddities(asked, answers, written)],
    }


def test_a_record_lacks_the_same_on_the_tablet_as_on_the_server(modules):
    dice = chance()
    cases = []
    for _ in range(CASES):
        questions = some_questions(dice)
        cases.append((questions, some_entries(dice, questions)))

    found = ask(
        modules,
        "completeness",
        """(async () => {
            const list = await import('/static/field/checklist.js');
            const answers = list.answersOf(c.items, c.entries);
            const asked = list.shown(c.items, answers);
            const values = [...answers].map(([code, given]) => [code, given.value]);
            return {
                shown: asked.map((item) => item.code),
                values: Object.fromEntries(values),
                missing: m.missing(asked, answers, c.entries),
                oddities: m.oddities(asked, answers, c.entries),
            };
        })()""",
        [
            {
                "items": [
                    {**vars(q), "workers": list(FROM_WORKERS.get(q.code, ())) or None}
                    for q in questions
                ],
                "entries": typed,
            }
            for questions, typed in cases
        ],
    )

    assert found == [by_the_server(*case) for case in cases]
    assert len({str(case) for case in found}) > CASES / 2  # the cases do differ


# Entries --------------------------------------------------------------------------------------

NAMES = (
    *WORKERS, *entries.TEXTS, *entries.POSITION, "copies", "answer.C1", "answer.C7", "count.C7",
    "count.C12b", "total.C12b", "total.C8b", "note.C1", "note.C7", "note.C99", "answer.", "answer",
    "recommendation.1.text", "recommendation.1.due_on", "recommendation.50.text",
    "recommendation.51.text", "recommendation.01.text", "caption.a", "caption.b", "unheard",
)  # fmt: skip
TYPED = (
    "", " ", "12", " 007 ", "1000000", "1000001", "-1", "1.5", "yes", "no", "na", "maybe",
    "  Cơ sở đóng cửa.\r\nKhông có người. ",
    "Ca\u0306n ho\u0323\u0302", "a\u0000b\u2028c", "x" * 401,
    "\ufeffa\u00a0", "2026-12-31", "2026-02-30", "2020-01-01", "2040-01-01", "31/12/2026",
    "21.0285", "1e-05", "-0", "105.85425", "91", "181", "0.00001234", "nan", "20", "21", "0",
    "😀" * 300, "😀" * 301,
)  # fmt: skip
KINDS = {"C1": "yes_no_na", "C7": "count_of", "C8b": "count", "C12b": "count_of"}
DAY = date(2026, 11, 28)


def read(name: str, typed: str) -> dict[str, Any]:
    known = entries.Known(answers=KINDS, photo_ids=frozenset({"a"}), day=DAY)
    try:
        return {"text": entries.read_entry(name, typed, known)}
    except InvalidInput as error:
        found = said_of(error)
        return {"sentence": found["sentence"], "values": found["values"]}


def test_what_is_typed_has_the_same_normal_form_on_both_sides(modules):
    known = {"answers": KINDS, "workers": list(FROM_WORKERS), "photos": ["a"], "day": str(DAY)}
    cases = [[name, typed] for name in NAMES for typed in TYPED]

    found = ask(
        modules,
        "entries",
        """(() => {
            try {
                return { text: m.readEntry(c[0], c[1], c[2]) };
            } catch (e) {
                if (!e.sentence) throw e;
                return { sentence: e.sentence, values: e.values };
            }
        })()""",
        [[name, typed, known] for name, typed in cases],
    )

    wrong = [
        (case, here, read(*case)) for case, here in zip(cases, found, strict=True)
        if here != read(*case)
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(
    "day", ["2024-02-29", "2025-02-29", "2000-02-29", "1900-02-29", "2026-13-01", "2026-04-31"]
)
def test_a_day_exists_on_both_sides_or_on_none(modules, day):
    def exists() -> bool:
        try:
            date.fromisoformat(day)
        except ValueError:
            return False
        return True

    assert ask(modules, "entries", "m.isDay(c)", [day]) == [exists()]


# Two tablets ----------------------------------------------------------------------------------


def some_texts(dice: random.Random) -> dict[str, str]:
    words = ("", "", "Có", "Không", "Đã nhắc nhở", "12")
    return {name: dice.choice(words) for name in ("findings", "answer.C1", "note.C1", "place")}


def test_fields_conflict_on_the_tablet_exactly_when_they_do_on_the_server(modules):
    dice = chance()
    cases = [[some_texts(dice), some_texts(dice), some_texts(dice)] for _ in range(CASES)]

    found = ask(
        modules,
        "marks",
        """(async () => {
            const seen = await m.marksOf(c[0]);
            const typed = await m.typedHere(seen, c[1]);
            return { seen, typed, conflicts: await m.conflicts(seen, c[1], c[2]) };
        })()""",
        cases,
    )

    for (shown, typed, current), here in zip(cases, found, strict=True):
        seen = merging.seen_of(shown)
        assert " ".join(f"{n}~{m}" for n, m in sorted(here["seen"].items())) == seen
        assert here["typed"] == merging.typed_here(seen, typed)
        assert here["conflicts"] == merging.conflicts(seen, typed, current)


def test_what_the_office_changed_is_taken_over_except_where_it_was_typed_over(modules):
    base = {"findings": "cũ", "note.C1": "cũ", "place": "cũ", "conclusion": "cũ"}
    mine = {"findings": "của tôi", "note.C1": "cũ", "place": "cũ", "conclusion": "của tôi"}
    theirs = {"findings": "cũ", "note.C1": "của họ", "conclusion": "của họ", "copies": "3"}

    found = ask(modules, "marks", "m.merged(c[0], c[1], c[2])", [[base, mine, theirs]])

    assert found == [
        {"findings": "của tôi", "note.C1": "của họ", "conclusion": "của tôi", "copies": "3"}
    ]


# The door and the signature ---------------------------------------------------------------------


def test_the_same_members_may_begin_a_visit(modules):
    dice = chance()
    cases = [
        [
            {
                "id": n,
                "team_post": dice.choice(["leader", "deputy", "member", "member"]),
                "may_record": dice.random() < 0.3,
            }
            for n in range(dice.randint(0, 5))
        ]
        for _ in range(CASES)
    ]

    found = ask(modules, "quorum", "[m.quorumFaults(c), m.headOf(c)]", cases)

    for members, (faults, head) in zip(cases, found, strict=True):
        people = [SimpleNamespace(**member) for member in members]
        assert faults == [said_of(f) for f in quorum.quorum_faults(people)]
        expected = quorum.head_of(people)
        assert head == (None if expected is None else vars(expected))


def test_a_visit_may_begin_at_the_same_times(modules):
    dice, at = chance(), datetime.fromisoformat("2026-11-28T14:05:30+07:00")

    def near() -> datetime:
        return at + timedelta(seconds=dice.randint(-7200, 7200))

    cases = [(near(), dice.choice([None, near()]), dice.choice([None, near()])) for _ in range(99)]
    found = ask(
        modules,
        "quorum",
        "m.startFaults(c.started, { earliest: c.earliest, opensAt: c.opens, at: c.at })",
        [
            {
                "started": started.isoformat(),
                "earliest": None if signed is None
                else quorum.earliest_start(signed.date(), signed).isoformat(),
                "opens": opens and opens.isoformat(),
                "at": at.isoformat(),
            }
            for started, signed, opens in cases
        ],
    )  # fmt: skip

    assert found == [
        [
            said_of(f)
            for f in quorum.start_faults(
                started, signed_on=signed and signed.date(), signed_at=signed, opens_at=opens, at=at
            )
        ]
        for started, signed, opens in cases
    ]


def test_the_same_signatures_are_missing(modules):
    roles = list(SignatureRole)
    cases = [
        ([r for n, r in enumerate(roles) if mask >> n & 1], refused)
        for mask in range(2 ** len(roles))
        for refused in (False, True)
    ]

    found = ask(
        modules,
        "quorum",
        "m.signatureFaults(c[0], { refused: c[1] })",
        [[[r.value for r in given], refused] for given, refused in cases],
    )

    assert found == [
        [said_of(f) for f in quorum.signature_faults(given, refused=refused)]
        for given, refused in cases
    ]


def test_a_second_visit_in_the_year_needs_a_ground_on_both_sides(modules):
    grounds: tuple[Ground | None, ...] = (None, *Ground)
    cases = [(n, g, r) for n in (0, 1, 3) for g in grounds for r in ("", "  ", "CV 12/CA")]

    found = ask(
        modules,
        "once_a_year",
        "m.secondVisitNeedsGround(c[0], c[1], c[2])",
        [[n, "" if g is None else g.value, r] for n, g, r in cases],
    )

    assert found == [rules.second_visit_needs_ground(n, g, r) for n, g, r in cases]
    assert set(SECOND_VISIT_GROUNDS) == {g for n, g, r in cases if g and r.strip() and not
        rules.second_visit_needs_ground(1, g, r)}  # fmt: skip


# Finding --------------------------------------------------------------------------------------


def some_name(dice: random.Random) -> str:
    words = ["KS", "NN.", "Hoàng Gia", "Đắk Lắk", "P. Bến Nghé", "Cty", "TNHH", "C.ty", "ks"]
    random_word = "".join(dice.choice(LETTERS) for _ in range(dice.randint(1, 9)))
    return " ".join(dice.choice([random_word, *words]) for _ in range(dice.randint(1, 4)))


def test_words_are_folded_and_found_alike(modules):
    dice = chance()
    cases = [[some_name(dice), some_name(dice), some_name(dice)[:6]] for _ in range(CASES)]
    cases += [["Nhà nghỉ Hoa Sữa", "12 đường Lê Lợi, P. Bến Nghé", q] for q in
              ("hoa sua", "nn hoa", "NN", "n", "phuong ben", "ben nghe hoa", "xyz")]  # fmt: skip

    found = ask(
        modules,
        "fold",
        """(() => {
            const key = m.searchKey(c[0], c[1], 'A1B2C3');
            const terms = m.searchTerms(c[2]);
            return { fold: m.fold(c[0]), key, terms, found: m.isFound(key, terms) };
        })()""",
        cases,
    )

    for (name, address, typed), here in zip(cases, found, strict=True):
        key = registry.search_key(name, address, sticker_code="A1B2C3", tax_code=None)
        terms = registry.search_terms(typed)
        assert here == {
            "fold": text.fold(name),
            "key": key,
            "terms": terms,
            "found": all(any(all(f" {p}" in key for p in parts) for parts in t) for t in terms),
        }


def test_the_tablet_knows_the_abbreviations_of_the_register(modules):
    found = ask(modules, "abbreviations", "m.ABBREVIATIONS", [None])[0]

    assert found == [
        [row["folded"], row["expansion_folded"], row["scope"]]
        for row in shipped_rows(DATA / "abbreviations.csv")
    ]


def test_distances_are_those_of_a_sphere(modules):
    hanoi, saigon = {"lat": 21.0285, "lon": 105.8542}, {"lat": 10.7769, "lon": 106.7009}
    step = {"lat": 21.0285, "lon": 105.8552}
    found = ask(modules, "distance", "m.metresBetween(c[0], c[1])",
                [[hanoi, saigon], [hanoi, hanoi], [hanoi, step]])  # fmt: skip

    assert found == [pytest.approx(1_143_500, rel=0.01), 0, pytest.approx(103.8, rel=0.01)]
    assert ask(modules, "distance", "m.distanceWords(c)", [37, 349, 1240, 14_600]) == [
        "40 m", "350 m", "1,2 km", "15 km",
    ]  # fmt: skip


# The catalogue ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clause:
    """What the range of a fine depends on, as a row of the catalogue has it."""

    individual_min: int | None
    individual_max: int | None
    organisation_factor: int
    per_worker: bool
    cap_individual: int | None
    bracket_min_workers: int | None
    bracket_max_workers: int | None
    mark: fines.Mark = fines.Mark.VERIFIED

    @property
    def row(self) -> dict[str, Any]:
        """Give it as a tablet takes it along."""
        names = {
            "min": self.individual_min,
            "max": self.individual_max,
            "factor": self.organisation_factor,
            "cap": self.cap_individual,
            "workers_from": self.bracket_min_workers,
            "workers_to": self.bracket_max_workers,
        }
        return {**names, "per_worker": self.per_worker}


def some_clause(dice: random.Random) -> Clause:
    least = dice.choice([None, 500_000, 2_000_000])
    low = dice.choice([None, None, 1, 11])
    return Clause(
        least,
        None if least is None else least * 2,
        dice.choice([1, 2]),
        low is None and dice.random() < 0.4,
        dice.choice([None, 10_000_000]),
        low,
        None if low is None else dice.choice([None, low + 9]),
    )


def test_the_range_of_a_fine_is_the_same_on_both_sides(modules):
    dice = chance()
    cases = [
        (some_clause(dice), dice.choice(list(LegalForm)), dice.choice([None, 0, 1, 5, 12, 30]))
        for _ in range(CASES)
    ]

    found = ask(
        modules,
        "catalogue",
        "m.fineRange(c[0], c[1], c[2])",
        [[clause.row, form.value, workers] for clause, form, workers in cases],
    )

    expected = [fines.fine_range(*case) for case in cases]
    assert found == [r and {"least": r.least, "most": r.most} for r in expected]
    assert any(expected)
    assert not all(expected)
