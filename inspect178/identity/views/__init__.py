"""Which pages concern people? Signing in, one's own account, accounts, teams."""

from flask import Blueprint

bp = Blueprint("identity", __name__)

from inspect178.identity.views import (  # noqa: E402, F401 - views join the blueprint
    accounts,
    signing_in,
    teams,
)
