"""What can be read of the register? One establishment, lists with filters, imports."""

from inspect178.registry.queries.exports import ExportSize, export_rows, export_size
from inspect178.registry.queries.imports import (
    find_import,
    imports_of,
    known_establishments,
    require_import,
    rows_to_mend,
    sticker_codes,
    taken_codes,
    taken_numbers,
)
from inspect178.registry.queries.lists import (
    NO_FILTER,
    TO_BE_CHECKED,
    EstablishmentFilter,
    complex_on,
    conditions,
    establishment_types,
    establishments,
    find_establishment_by_code,
    in_scope_on,
    may_be_visited,
    require_establishment,
)
from inspect178.registry.queries.pages import establishment_page
from inspect178.registry.queries.placing import place_by_hand
from inspect178.registry.queries.story import (
    licences_of,
    require_licence,
    statuses_of,
    story_of,
    suspected_twins,
)

__all__ = [
    "NO_FILTER",
    "TO_BE_CHECKED",
    "EstablishmentFilter",
    "ExportSize",
    "complex_on",
    "conditions",
    "establishment_page",
    "establishment_types",
    "establishments",
    "export_rows",
    "export_size",
    "find_establishment_by_code",
    "find_import",
    "imports_of",
    "in_scope_on",
    "known_establishments",
    "may_be_visited",
    "licences_of",
    "place_by_hand",
    "require_establishment",
    "require_import",
    "require_licence",
    "rows_to_mend",
    "statuses_of",
    "sticker_codes",
    "story_of",
    "suspected_twins",
    "taken_codes",
    "taken_numbers",
]
