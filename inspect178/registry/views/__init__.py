"""Which pages does the register have? The list, one establishment, its changes, imports."""

from flask import Blueprint

bp = Blueprint("registry", __name__)

from inspect178.registry.views import (  # noqa: E402, F401 - views join the blueprint
    changes,
    entries,
    imports,
    licences,
    lists,
)
