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
from inspect178.registry.operations.licences import add_licence, change_licence
from inspect178.registry.operations.life import (
    change_scope,
    change_status,
    flag_complexity,
    place_establishment,
)

__all__ = [
    "ImportSettings",
    "add_licence",
    "apply_import",
    "change_columns",
    "change_establishment",
    "change_licence",
    "change_scope",
    "change_status",
    "columns_of",
    "create_establishment",
    "flag_complexity",
    "new_sticker_code",
    "open_import",
    "place_establishment",
    "plan_of",
    "require_same_file",
    "settings_of",
    "try_import",
]
