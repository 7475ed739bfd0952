"""The suite of inspect178."""
