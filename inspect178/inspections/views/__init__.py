"""Which pages concern visits in the office? Lists, one visit and its steps, decisions, orders."""

from flask import Blueprint

bp = Blueprint("inspections", __name__, url_prefix="/inspections")

from inspect178.inspections.views import (  # noqa: E402, F401 - views join the blueprint
    corrections,
    decisions,
    lists,
    noted,
    signing,
    steps,
    surprises,
    visit,
)
