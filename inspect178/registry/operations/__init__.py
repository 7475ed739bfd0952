"""What can be done with establishments? Enter, correct, move through their life, import lists."""

from inspect178.registry.operations.entries import (
    change_establishment,
    create_establishment,
    new_sticker_code,
)
from inspect178.registry.operations.imports import (
    ImportSettings,
    apply_import,
    change_columns,
    columns_of,
    open_import,
    plan_of,
    require_same_file,
    settings_of,
    try_import,
)

__all__ = [
    "ImportSettings",
    "apply_import",
    "change_columns",
    "change_establishment",
    "columns_of",
    "create_establishment",
    "new_sticker_code",
    "open_import",
    "plan_of",
    "require_same_file",
    "settings_of",
    "try_import",
]
