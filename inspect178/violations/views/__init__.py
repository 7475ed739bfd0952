"""Which pages concern violations? The list, one violation, its entry on the visit, its steps."""

from flask import Blueprint

bp = Blueprint("violations", __name__, url_prefix="/violations")

from inspect178.violations.views import (  # noqa: E402, F401 - views join the blueprint
    entries,
    following,
    listing,
)
