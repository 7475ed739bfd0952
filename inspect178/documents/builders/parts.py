"""Which parts do several papers share? The head, the establishment, people, marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from inspect178.documents import words
from inspect178.documents.facts import (
    EstablishmentOnPaper,
    Issuer,
    LicenceOnPaper,
    PersonOnPaper,
)
from inspect178.documents.queries import Place
from inspect178.identity.models import Team, TeamMember
from inspect178.registry.enums import LegalForm, LicenceKind
from inspect178.registry.models import Establishment, Licence
from inspect178.registry.rules import masked_tax_code
from inspect178.territory import words as units


def team_issuer(team: Team, place: Place, day: date, *, number: str, symbol: str) -> Issuer:
    """Head a paper with a team below the People's Committee of its unit."""
    return Issuer(
        superior_body=units.peoples_committee(place.unit),
        body=words.body_of_team(team.name),
        place=units.place_of_signing(place.unit),
        day=day,
        number=number,
        symbol=symbol,
    )


def establishment_on_paper(
    establishment: Establishment, place: Place, licences: Sequence[Licence] = ()
) -> EstablishmentOnPaper:
    """Describe an establishment as the register has it, personal numbers masked."""
    return EstablishmentOnPaper(
        name=establishment.name,
        type_label=establishment.type.label_vi,
        legal_form=words.LEGAL_FORMS[establishment.legal_form],
        address=units.whole_address(establishment.address, place.commune, place.province),
        tax_code=masked_tax_code(establishment.tax_code),
        representative=person(establishment.representative),
        security_person=person(establishment.security_person),
        licences=tuple(licence_on_paper(licence) for licence in licences),
    )


def establishment_as_signed(
    said: Mapping[str, Any], place: Place | None = None
) -> EstablishmentOnPaper:
    """Describe an establishment as a signed content has it, personal numbers masked."""
    around = () if place is None else (place.commune, place.province)
    return EstablishmentOnPaper(
        name=said["name"],
        type_label=said["type"],
        legal_form=words.LEGAL_FORMS[LegalForm(said["legal_form"])],
        address=units.whole_address(said["address"], *around),
        tax_code=masked_tax_code(said["tax_code"]),
        representative=person(said["representative"]),
        security_person=person(said.get("security_person", "")),
        licences=tuple(
            LicenceOnPaper(
                kind=words.LICENCES[LicenceKind(licence["kind"])],
                number=licence["number"],
                issuer=licence["issuer"],
                issued_on=day_in(licence["issued_on"]),
                expires_on=day_in(licence["expires_on"]),
            )
            for licence in said["licences"]
        ),
    )


def day_in(text: str | None) -> date | None:
    """Read a day of a signed content."""
    return date.fromisoformat(text) if text else None


def licence_on_paper(licence: Licence) -> LicenceOnPaper:
    """Describe a licence."""
    return LicenceOnPaper(
        kind=words.LICENCES[licence.kind],
        number=licence.number,
        issuer=licence.issuer,
        issued_on=licence.issued_on,
        expires_on=licence.expires_on,
    )


def person(name: str, post: str = "") -> PersonOnPaper | None:
    """Name a person; None where nobody is known."""
    return PersonOnPaper(name, post) if name else None


def team_on_paper(members: Iterable[TeamMember], place: Place) -> tuple[PersonOnPaper, ...]:
    """Name the members of a team with their agencies at its place."""
    return tuple(
        PersonOnPaper(
            member.full_name,
            post=member.post_title,
            agency=units.agency_at(member.agency.name_vi, *place.all),
            role=words.TEAM_POSTS[member.team_post],
        )
        for member in members
    )


def mark(*, is_demo: bool, also: str = "") -> str:
    """Join what is stamped on every page."""
    return " – ".join(filter(None, (words.DEMO if is_demo else "", also)))
