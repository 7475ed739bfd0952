"""Of which parts do papers consist? People, places, signatures, items, acts, labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AnswerOnPaper(StrEnum):
    """The answer to one item of a checklist, as it is printed."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    COUNT = "count"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Issuer:
    """The head of a document: who issues it, under which number, where and on which day.

    `superior_body` is printed plain and `body` bold, both in capitals. `number` is what follows
    "Số:", for example `05/BB-ĐKTLN178`; while it is empty a gap is left before `/` and `symbol`
    (`BB-ĐKTLN178`) to be filled in by hand. While `undated`, the day is left to the pen as well
    and only dates the file.
    """

    body: str
    place: str
    day: date
    superior_body: str = ""
    number: str = ""
    symbol: str = ""
    undated: bool = False


@dataclass(frozen=True)
class PersonOnPaper:
    """A person as named on paper: "Ông (bà) name, post, agency". `role` is the part played."""

    name: str
    post: str = ""
    agency: str = ""
    role: str = ""


@dataclass(frozen=True)
class SignatureOnPaper:
    """One place for a signature, signed on the screen or left empty for the pen.

    `role_vi` is printed in bold capitals and may have several lines ("KT. CHỦ TỊCH\\nPHÓ CHỦ
    TỊCH"). `image` is a PNG, JPEG or SVG that was checked when it came in; `typed` says that the
    signer typed the name instead of drawing.
    """

    role_vi: str
    name: str = ""
    post: str = ""
    image: bytes | None = None
    signed_at: datetime | None = None
    typed: bool = False


@dataclass(frozen=True)
class VerificationOnPaper:
    """How a reader finds out whether the paper is genuine: address, code and fingerprint.

    `url` becomes the QR code, `code` is printed in letters; `page` is the short address where the
    code can be typed in by hand (without it `url` is printed instead). `sha256` is the
    hexadecimal hash of the stored record, not of the PDF.
    """

    url: str
    code: str
    page: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class LicenceOnPaper:
    """A licence or certificate of the establishment."""

    kind: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class EstablishmentOnPaper:
    """The establishment as it was on the day; `tax_code` is already masked where personal."""

    name: str
    type_label: str
    legal_form: str
    address: str
    tax_code: str = ""
    representative: PersonOnPaper | None = None
    security_person: PersonOnPaper | None = None
    phone: str = ""
    licences: tuple[LicenceOnPaper, ...] = ()


@dataclass(frozen=True)
class ItemOnPaper:
    """One checked item: `number` ("C7"), question, answer, count ("12/15"), note, legal basis."""

    number: str
    question: str
    answer: AnswerOnPaper
    count: str = ""
    note: str = ""
    legal_basis: str = ""


@dataclass(frozen=True)
class SectionOnPaper:
    """A part of the checklist with its heading."""

    title: str
    items: tuple[ItemOnPaper, ...]


@dataclass(frozen=True)
class WorkersOnPaper:
    """One row of the table of workers, for example "Số lao động có hợp đồng bằng văn bản"."""

    label: str
    number: int | None


@dataclass(frozen=True)
class ViolationOnPaper:
    """A violation found, in short: what, and by which clause ("điểm a khoản 4 Điều 15 …")."""

    description: str
    clause: str = ""


@dataclass(frozen=True)
class RecommendationOnPaper:
    """What the establishment is asked to do, and until when."""

    text: str
    deadline: date | None = None


@dataclass(frozen=True)
class RefusalOnPaper:
    """A refusal to sign: who refused, why, and who attests it.

    The attesting person is the representative of the commune authority
    (`by_commune_authority`) or a witness. `attested_by` is None where nobody could attest:
    then `reason_not_attested` must say why.
    """

    refused_by: PersonOnPaper
    reason: str
    attested_by: PersonOnPaper | None
    by_commune_authority: bool = False
    reason_not_attested: str = ""

    def __post_init__(self) -> None:
        """Refuse a refusal that nobody attests and nobody explains."""
        if self.attested_by is None and not self.reason_not_attested:
            raise ValueError("a refusal needs somebody who attests it, or the reason why not")


@dataclass(frozen=True)
class AmendmentOnPaper:
    """A note added after signing; what was signed stays as it was."""

    text: str
    author: PersonOnPaper
    added_at: datetime


@dataclass(frozen=True)
class SubjectOnPaper:
    """An establishment that a decision names."""

    name: str
    address: str
    type_label: str = ""


@dataclass(frozen=True)
class ClauseConfirmation:
    """Who answers for a clause not yet verified in the catalogue, and since when if known."""

    person: PersonOnPaper
    source: str
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class ActOnPaper:
    """One act: what was done, on which day, and under which clause of which decree.

    `fine_min` and `fine_max` are whole đồng for this violator (doubled for an organisation
    already); None where the catalogue holds no figure. A clause that is not verified can be
    printed only with a confirmation.
    """

    description: str
    day: date
    clause: str
    decree: str
    workers: int | None = None
    fine_min: int | None = None
    fine_max: int | None = None
    clause_verified: bool = True
    confirmation: ClauseConfirmation | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        """Keep a clause that nobody has compared with the law off the paper."""
        if not self.clause_verified and self.confirmation is None:
            raise ValueError("a clause that is not verified needs a confirmation to be printed")


@dataclass(frozen=True)
class ViolatorOnPaper:
    """Who violated: an organisation, or a person (a household business counts as a person)."""

    is_organisation: bool
    establishment: EstablishmentOnPaper


@dataclass(frozen=True)
class ExplanationOnPaper:
    """The right to explain (Luật Xử lý vi phạm hành chính, art. 61), and to whom it goes.

    `granted` is None where it cannot be told: both boxes are then left to the pen.
    """

    granted: bool | None
    addressee: str = ""
    in_person_days: int = 2
    in_writing_days: int = 5


@dataclass(frozen=True)
class StickerFacts:
    """One label for the door: name, short address, code in letters and the address behind it."""

    name: str
    address: str
    code: str
    url: str
    mark: str = ""
