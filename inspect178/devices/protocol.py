"""What do tablet and server agree on? Pure rules of the sync protocol (security.md 5)."""

from __future__ import annotations
