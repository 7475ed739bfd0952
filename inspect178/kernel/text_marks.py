"""Which strings outside templates are shown to people and so must be translated?"""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for translation and return it unchanged; the web layer translates."""
    return message
