"""Which pages concern plans? The list, one plan and its life, and the choice of establishments."""

from flask import Blueprint

bp = Blueprint("planning", __name__, url_prefix="/plans")

from inspect178.planning.views import (  # noqa: E402, F401 - views join the blueprint
    choosing,
    continuing,
    drawing_up,
    figures,
    plans,
    progress,
    quotas,
    steps,
    targets,
)
