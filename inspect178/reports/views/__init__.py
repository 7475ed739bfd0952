"""Which pages show everybody's work first, and the reports that are handed in?"""

from flask import Blueprint

bp = Blueprint("reports", __name__)

from inspect178.reports.views import files, home, reports  # noqa: E402, F401 - register on bp
