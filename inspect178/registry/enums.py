"""Which words does the register use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class LegalForm(LabelledEnum):
    """Decides the fine: organisations double, households as individuals (NĐ 282/2025 art. 5)."""

    ORGANISATION = "organisation", N_("Organisation (enterprise, cooperative)")
    HOUSEHOLD = "household", N_("Household business")
    INDIVIDUAL = "individual", N_("Individual")
    UNKNOWN = "unknown", N_("Not known")


class EstablishmentStatus(LabelledEnum):
    """Whether the establishment does business."""

    ACTIVE = "active", N_("In business")
    SUSPENDED = "suspended", N_("Suspended")
    CLOSED = "closed", N_("Closed down")
    UNKNOWN = "unknown", N_("Not known")


class Placement(LabelledEnum):
    """How the commune in force was found."""

    EXACT = "exact", N_("Named in the source")
    SUCCESSOR = "successor", N_("The only successor of the old commune")
    SPLIT_DEFAULT = "split_default", N_("Default of a split commune, to be checked")
    POSITION = "position", N_("By position")
    MANUAL = "manual", N_("By hand")
    UNPLACED = "unplaced", N_("To be placed")


class LicenceKind(LabelledEnum):
    """Which licence."""

    BUSINESS = "business", N_("Business registration")
    SECURITY = "security", N_("Certificate of security and order conditions")
    KARAOKE = "karaoke", N_("Karaoke or dance hall licence")
    FIRE = "fire", N_("Fire safety acceptance")
    FOOD = "food", N_("Food safety certificate")
    ALCOHOL = "alcohol", N_("Alcohol retail licence")
    LODGING = "lodging", N_("Lodging classification")
    OTHER = "other", N_("Other licence")


class LicenceState(LabelledEnum):
    """What the licence is worth at the moment, apart from its dates."""

    VALID = "valid", N_("Valid")
    STRIPPED = "stripped", N_("Stripped for a time")
    REVOKED = "revoked", N_("Revoked")
    RETURNED = "returned", N_("Returned")


class RowOutcome(LabelledEnum):
    """What became of a row of an imported list; every row has exactly one."""

    CREATED = "created", N_("Created")
    UPDATED = "updated", N_("Updated")
    UNCHANGED = "unchanged", N_("Unchanged")
    SUSPECTED = "suspected", N_("Suspected duplicate")
    REJECTED = "rejected", N_("Rejected")


class ImportState(LabelledEnum):
    """How far an import has come."""

    UPLOADED = "uploaded", N_("Read, columns to be checked")
    APPLIED = "applied", N_("Applied")
    DRY_RUN = "dry_run", N_("Tried without changes")
