"""Which pages does the menu lead to? Section → endpoint, for those who may open it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.kernel.text_marks import N_

# (section, label, endpoint), in the order of the menu; a section is a blueprint's name, or one
# endpoint of a blueprint whose other pages are another section.
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("reports.home", N_("Home"), "reports.home"),
    ("fieldwork", N_("Today's visits"), "fieldwork.today"),
    ("registry", N_("Establishments"), "registry.establishments"),
    ("planning", N_("Plans"), "planning.plans"),
    ("inspections", N_("Inspections"), "inspections.inspections"),
    ("review", N_("Review"), "review.queue"),
    ("violations", N_("Violations"), "violations.violations"),
    ("commitments", N_("Commitments"), "commitments.commitments"),
    ("coverage", N_("Coverage"), "coverage.rates"),
    ("reports", N_("Reports"), "reports.reports"),
    ("devices", N_("Tablets"), "devices.devices"),
    ("audit", N_("Trail"), "audit.events"),
    ("identity", N_("People"), "identity.accounts"),
    ("territory", N_("Units"), "territory.units"),
)
_SINGLE = frozenset(section for section, _label, _endpoint in SECTIONS if "." in section)
# Pages that belong to no section of the menu, with the reason.
WITHOUT_SECTION = {
    "home": "the beginning, which leads to the home page or to the sign-in",
    "static": "files of the interface",
    "styleguide": "for developers",
    "field_api.before_enrolling": "for tablets",
    "field_api.enrol": "for tablets",
    "field_api.hello": "for tablets",
    "field_api.ops": "for tablets",
    "field_api.declare_blob": "for tablets",
    "field_api.append_blob": "for tablets",
    "field_api.blob": "for tablets",
    "field_api.leases": "for tablets",
    "field_pull.pull": "for tablets",
    "documents.inspection_record": "a file, reached from the record",
    "documents.decision": "a file, reached from the decision",
    "documents.commitment": "a file, reached from the commitment",
    "documents.violation_record": "a file, reached from the violation",
    "documents.sticker_sheet": "a file, reached from the register",
    "documents.sticker_png": "a picture, reached from the establishment",
    "field.shell": "the tablet's app, reached from today's visits",
    "field.worker": "a file of the tablet's app",
    "field.manifest": "a file of the tablet's app",
    "field.texts_vi": "a file of the tablet's app",
    "field.texts_en": "a file of the tablet's app",
    "receipts.check": "for owners of establishments, reached from the code on a copy",
    "receipts.key": "for owners of establishments, reached from the check",
    "receipts.keys": "a file, reached from the page of the key",
}


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu."""

    label: str
    endpoint: str
    url: str
    active: bool


def menu(actor: Actor) -> list[MenuEntry]:
    """Give the sections that the actor may open; nothing for nobody."""
    asked = (request.endpoint or "") if request else ""
    here = asked if asked in _SINGLE else asked.split(".")[0]
    return [
        MenuEntry(_(label), endpoint, url_for(endpoint), section == here)
        for section, label, endpoint in SECTIONS
        if not actor.is_anonymous and _may_open(actor, endpoint)
    ]


def open_endpoints(actor: Actor) -> frozenset[str]:
    """Give the endpoints that the actor may open, so that pages link to nothing forbidden."""
    return frozenset(name for name in current_app.view_functions if _may_open(actor, name))


def _may_open(actor: Actor, endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    if getattr(view, "is_public", False):
        return True
    return view is not None and bool(actor.permissions & getattr(view, "permissions", frozenset()))
