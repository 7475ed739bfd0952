"""What is inspect178? A Flask application; this package gives its factory and nothing else.

The composition root `app.py` is imported late, so that every part can be imported alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Build the application; `settings` override what the environment says."""
    from inspect178.app import build_app

    return build_app(settings)
