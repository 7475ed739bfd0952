"""Is no forged or altered code of a paper believed, and does each have one spelling?"""

from __future__ import annotations

import base64
import random
import string
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect178.kernel import tokens
from inspect178.kernel.tokens import Paper, PaperKind

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
KEYS = {tokens.key_id(KEY.public_key()): KEY.public_key()}
PAPER = Paper.of(PaperKind.COMMITMENT, UUID("a7c1b0de-5b7f-4d55-9d5c-1f6a2b3c4d5e"), "ab" * 32)
TOKEN = tokens.sign_token(PAPER, KEY)
CODE_KEY = tokens.code_key(KEY)


def many(count: int = 20) -> list[tuple[Paper, str]]:
    made = random.Random(178)
    papers = [
        Paper(made.choice(list(PaperKind)), UUID(int=made.getrandbits(128)), made.randbytes(16))
        for _ in range(count)
    ]
    return [(paper, tokens.sign_token(paper, KEY)) for paper in papers]


def test_a_code_says_which_paper_it_was_made_for():
    assert tokens.read_token(TOKEN, KEYS) == PAPER
    for paper, token in many():
        assert tokens.read_token(token, KEYS) == paper


def test_a_code_is_short_enough_for_a_small_square_and_safe_in_an_address():
    assert len(TOKEN) == tokens.TOKEN_LENGTH == 136
    assert set(TOKEN) <= set(string.ascii_letters + string.digits + "-_")


def test_no_flipped_bit_of_twenty_codes_is_believed():
    for _, token in many():
        content = base64.urlsafe_b64decode(token)
        for place in range(len(content) * 8):
            changed = bytearray(content)
            changed[place // 8] ^= 1 << place % 8
            altered = base64.urlsafe_b64encode(bytes(changed)).decode()

            assert tokens.read_token(altered, KEYS) is None


def test_no_changed_letter_of_a_code_is_believed():
    for place in range(len(TOKEN)):
        for letter in string.ascii_letters + string.digits + "-_+/= .%\n\0é":
            if letter != TOKEN[place]:
                altered = TOKEN[:place] + letter + TOKEN[place + 1 :]

                assert tokens.read_token(altered, KEYS) is None


@pytest.mark.parametrize(
    "altered",
    [
        "",
        TOKEN[:-1],
        TOKEN[:-4],
        TOKEN + "A",
        TOKEN + "=",
        TOKEN + "====",
        TOKEN[:-2] + "==",
        " " + TOKEN[1:],
        TOKEN.replace("-", "+").replace("_", "/") + "\n",
        "A" * 136,
        "_" * 136,
        "x" * 100_000,
        "Đ" * 136,
        TOKEN.swapcase(),
    ],
)
def test_what_is_no_code_is_not_believed(altered):
    assert tokens.read_token(altered, KEYS) is None


def test_the_alphabet_of_ordinary_base64_is_another_spelling_and_refused():
    token = next(t for _, t in many(60) if set(t) & {"-", "_"})

    assert tokens.read_token(token, KEYS) is not None
    assert tokens.read_token(token.replace("-", "+").replace("_", "/"), KEYS) is None


def test_every_code_that_is_believed_is_its_own_canonical_spelling():
    for _, token in many():
        assert base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)).decode() == token


def test_a_code_of_another_key_is_not_believed_even_under_our_name():
    foreign = tokens.sign_token(PAPER, OTHER)
    content = bytearray(base64.urlsafe_b64decode(foreign))
    content[1:5] = tokens.key_id(KEY.public_key())

    assert tokens.read_token(foreign, KEYS) is None
    assert tokens.read_token(base64.urlsafe_b64encode(bytes(content)).decode(), KEYS) is None


def test_a_retired_key_is_believed_only_while_it_is_known():
    both = KEYS | {tokens.key_id(OTHER.public_key()): OTHER.public_key()}

    assert tokens.read_token(tokens.sign_token(PAPER, OTHER), both) == PAPER
    assert tokens.read_token(TOKEN, both) == PAPER
    assert tokens.read_token(TOKEN, {}) is None


@pytest.mark.parametrize(("place", "value"), [(0, 2), (0, 0), (5, 0), (5, 9)])
def test_another_version_or_kind_is_refused_even_when_it_is_signed(place, value):
    body = bytearray(base64.urlsafe_b64decode(TOKEN)[: tokens.BODY_BYTES])
    body[place] = value
    signed = bytes(body) + KEY.sign(b"inspect178 paper\0" + bytes(body))

    assert tokens.read_token(base64.urlsafe_b64encode(signed).decode(), KEYS) is None


def test_a_signature_made_for_something_else_does_not_pass_for_a_code():
    body = base64.urlsafe_b64decode(TOKEN)[: tokens.BODY_BYTES]

    assert tokens.read_token(base64.urlsafe_b64encode(body + KEY.sign(body)).decode(), KEYS) is None


def test_a_hash_that_is_too_short_is_not_signed():
    with pytest.raises(ValueError, match="too short"):
        tokens.sign_token(Paper(PaperKind.COMMITMENT, uuid4(), b"short"), KEY)


def test_a_paper_matches_only_the_content_that_was_signed_for():
    assert PAPER.matches("ab" * 32)
    assert not PAPER.matches("ab" * 15 + "ac" + "ab" * 16)
    assert not PAPER.matches("")
    assert not PAPER.matches(None)


def code_of(paper: Paper) -> str:
    return tokens.typed_code(paper.kind, paper.id, CODE_KEY)


def is_ours(text: str, paper: Paper) -> bool:
    code = tokens.read_typed_code(text)
    return code is not None and tokens.is_marked(code, paper.kind, paper.id, keys=[CODE_KEY])


def test_a_short_code_is_five_groups_of_four_without_mistakable_letters():
    groups = code_of(PAPER).split("-")

    assert [len(group) for group in groups] == [4] * 5
    assert not set("".join(groups)) & set("ILOU")


def test_a_short_code_names_the_paper_that_it_was_made_for():
    for paper, _ in many():
        code = tokens.read_typed_code(code_of(paper))

        assert code.first_id <= paper.id <= code.last_id
        assert is_ours(code_of(paper), paper)


@pytest.mark.parametrize(
    "spelling",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: f"  {code} ",
    ],
)
def test_a_short_code_may_be_typed_in_every_usual_way(spelling):
    for paper, _ in many():
        assert is_ours(spelling(code_of(paper)), paper)


def test_no_changed_sign_of_a_short_code_is_believed():
    for paper, _ in many(5):
        code = code_of(paper).replace("-", "")
        for place in range(len(code)):
            for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
                if sign != code[place]:
                    assert not is_ours(code[:place] + sign + code[place + 1 :], paper)


@pytest.mark.parametrize(
    "text", ["", "ABCD", "A" * 21, "U" * 20, "ABCD-EFGH-JKMN-PQRS-TVW!", "Đ" * 20]
)
def test_what_is_no_short_code_is_not_read(text):
    assert tokens.read_typed_code(text) is None


def test_a_short_code_belongs_to_its_kind_its_paper_and_its_key():
    code = tokens.read_typed_code(code_of(PAPER))
    neighbour = UUID(int=PAPER.id.int ^ 1)  # the same head of the id

    assert not tokens.is_marked(code, PaperKind.INSPECTION_RECORD, PAPER.id, keys=[CODE_KEY])
    assert not tokens.is_marked(code, PAPER.kind, neighbour, keys=[CODE_KEY])
    assert not tokens.is_marked(code, PAPER.kind, PAPER.id, keys=[tokens.code_key(OTHER)])
    assert tokens.is_marked(code, PAPER.kind, PAPER.id, keys=[tokens.code_key(OTHER), CODE_KEY])


def test_the_ends_of_the_range_of_ids_are_found_too():
    for paper_id in (UUID(int=0), UUID(int=2**128 - 1)):
        paper = Paper(PaperKind.COMMITMENT, paper_id, b"d" * 16)

        assert is_ours(code_of(paper), paper)
