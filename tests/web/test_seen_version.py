"""Which version of a row had a page shown, whatever stands in its hidden field?"""

from __future__ import annotations

import pytest

from inspect178.web.form_base import seen_version


@pytest.mark.parametrize(("text", "version"), [("1", 1), ("0", 0), ("123456789", 123456789)])
def test_a_version_is_read(text, version):
    assert seen_version(text) == version


@pytest.mark.parametrize("text", [None, "", "²", "٣", "-1", "1.0", "x", "9" * 10, "9" * 5000])
def test_what_is_no_version_is_one_that_no_row_has(text):
    assert seen_version(text) == -1
