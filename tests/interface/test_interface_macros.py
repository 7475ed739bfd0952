"""Do the parts of the interface say what they should, to eyes and to screen readers?"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import render_template, render_template_string
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from tests.interface.stage import stage

PAGE = SimpleNamespace(number=3, pages=13, total=312, size=25)
EVERYTHING = """
{% from "_macros/page.html" import page_head, breadcrumbs, badge, notice, action %}
{% from "_macros/records.html" import summary_list, timeline %}
{% from "_macros/lists.html" import filter_bar, table, cell, data_table, pager with context %}
{% from "_macros/figures.html" import figure_card, bar_table, line_table %}
{% from "_macros/forms.html" import error_summary, field, form_start, submit, checkboxes %}
{% from "_macros/field.html" import question, segmented, signature_box, missing_list %}
"""


class Establishment(FlaskForm):
    class Meta:
        csrf = False

    name = StringField("Name", [InputRequired("Enter the name.")], description="As on the licence")
    phone = StringField("Telephone", [Optional()])
    form = RadioField(
        "Legal form",
        [InputRequired("Choose one.")],
        choices=[SelectChoice("a", "Organisation"), SelectChoice("b", "Household")],
    )
    kind = SelectField(
        "Kind", [Optional()], choices=[SelectChoice("", "All"), SelectChoice("h", "Hotel")]
    )
    complex = BooleanField("Complex")


def drawn(text: str, path: str = "/x", **context: Any) -> str:
    app, _ = stage()
    app.add_url_rule("/x", "x", lambda: "")
    with app.test_request_context(path):
        return render_template_string(EVERYTHING + text, **context)


def filled(**values: str) -> Establishment:
    return Establishment(MultiDict(values))


def invalid_form() -> str:
    app, _ = stage()
    with app.test_request_context("/x"):
        form = filled()
        form.validate()
        return render_template_string(
            EVERYTHING + "{{ error_summary(form) }}{% for f in form %}{{ field(f) }}{% endfor %}",
            form=form,
        )


def test_an_error_stands_at_its_field_and_is_read_with_it():
    page = invalid_form()

    assert 'aria-describedby="name-hint name-error"' in page
    assert re.search(r'id="name-error".*?Enter the name\.', page, re.S)


def test_the_error_summary_leads_to_each_field():
    page = invalid_form()

    assert '<a href="#name">Name: Enter the name.</a>' in page


def test_the_error_summary_leads_to_the_first_choice_of_a_group():
    page = invalid_form()

    assert '<a href="#form-0">' in page
    assert 'id="form-0"' in page


def test_nothing_is_summed_up_when_nothing_is_wrong():
    assert "error-summary" not in drawn("{{ error_summary({}) }}")


def test_a_group_of_choices_is_a_fieldset_with_its_legend():
    app, _ = stage()
    with app.test_request_context("/x"):
        page = render_template_string(EVERYTHING + "{{ field(form.form) }}", form=filled())

    assert page.count("<fieldset") == 1
    assert '<legend class="field__label">Legal form' in page


def test_only_optional_fields_say_so():
    app, _ = stage()
    with app.test_request_context("/x"):
        text = EVERYTHING + "{{ field(form.name) }}|{{ field(form.phone) }}"
        name, phone = render_template_string(text, form=filled()).split("|")

    assert "(optional)" not in name
    assert "(optional)" in phone


def test_a_form_carries_the_token_once():
    page = drawn('{{ form_start("/x") }}')

    assert page.count('name="csrf_token"') == 1


def test_a_form_that_is_saved_while_typing_names_its_record_and_version():
    page = drawn('{{ form_start("/x", autosave="/save", key="visit-1", version=3) }}')

    assert 'data-autosave="/save" data-autosave-key="visit-1" data-autosave-version="3"' in page
    assert '<input type="hidden" name="version" value="3">' in page


@pytest.mark.parametrize(
    ("now", "next_order", "said"),
    [("name", "-name", "ascending"), ("-name", "name", "descending")],
)
def test_a_sorted_column_says_so_and_leads_to_the_other_order(now, next_order, said):
    page = drawn(
        '{% call table(columns, "List", sort=now) %}{% endcall %}',
        "/x?page=4",
        now=now,
        columns=[{"key": "name", "label": "Name", "sort": True}],
    )

    assert f'aria-sort="{said}"' in page
    assert f'href="/x?sort={next_order}"' in page


def test_every_cell_carries_the_label_that_its_card_shows():
    page = drawn(
        "{{ data_table(columns, [{'a': 'Hotel', 'b': 5}], 'List') }}",
        columns=[{"key": "a", "label": "Name"}, {"key": "b", "label": "Staff", "numeric": True}],
    )

    assert '<th scope="row" data-label="Name">' in page
    assert '<td class="numeric" data-label="Staff">' in page


def test_an_empty_cell_is_not_silent():
    page = drawn("{{ data_table([{'key': 'a', 'label': 'A'}], [{'a': none}], 'List') }}")

    assert "–" in page


def test_the_pager_names_the_range_and_keeps_the_other_parameters():
    page = drawn("{{ pager(page) }}", "/x?q=an&page=3", page=PAGE)

    assert "51–75 of 312" in page
    assert 'href="/x?q=an&amp;page=4"' in page
    assert page.count('aria-current="page"') == 1


def test_one_page_needs_no_pager():
    page = drawn("{{ pager(page) }}", page=SimpleNamespace(number=1, pages=1, total=3, size=25))

    assert "pager" not in page


@pytest.mark.parametrize(("kind", "opened"), [("h", True), ("", False)])
def test_further_filters_are_open_while_one_of_them_is_used(kind, opened):
    app, _ = stage()
    app.add_url_rule("/x", "x", lambda: "")
    with app.test_request_context("/x"):
        page = render_template_string(
            EVERYTHING + "{{ filter_bar(form, main=('name',)) }}", form=filled(kind=kind)
        )

    assert ('<details class="filters__more" open>' in page) is opened


def test_a_badge_is_always_a_word():
    assert ">Overdue</span>" in drawn('{{ badge("Overdue", "danger") }}')


def test_an_unknown_tone_is_neutral():
    assert "badge--neutral" in drawn('{{ badge("New", "purple") }}')


def test_what_people_typed_is_never_markup():
    page = drawn("{{ notice('warning', said) }}{{ page_head(said) }}", said="<b>x</b>")

    assert "<b>" not in page
    assert page.count("&lt;b&gt;x&lt;/b&gt;") == 2


def test_an_error_is_announced_and_a_remark_is_not():
    assert 'role="alert"' in drawn("{{ notice('error', 'x') }}")
    assert 'role="alert"' not in drawn("{{ notice('information', 'x') }}")


def test_an_action_that_changes_something_is_a_form_with_a_token():
    page = drawn('{{ action({"label": "Close", "post": "/close", "fields": {"why": "moved"}}) }}')

    assert 'method="post" action="/close"' in page
    assert 'name="csrf_token"' in page
    assert 'name="why" value="moved"' in page


def test_the_last_breadcrumb_is_this_page():
    page = drawn('{{ breadcrumbs([("Start", "/"), ("Here", none)]) }}')

    assert '<span aria-current="page">Here</span>' in page


def test_a_missing_value_is_said_to_be_missing():
    assert "not recorded" in drawn('{{ summary_list([{"label": "Tax number", "value": ""}]) }}')


def test_a_link_to_change_a_value_names_the_value():
    page = drawn('{{ summary_list([{"label": "Address", "value": "x", "change": "/c"}]) }}')

    assert re.search(r'href="/c">Change<span class="visually-hidden"> Address', page)


def test_the_story_keeps_its_order():
    page = drawn('{{ timeline([{"title": "B", "when": "2"}, {"title": "A", "when": "1"}]) }}')

    assert page.index(">B") < page.index(">A")


def test_a_figure_is_a_link_to_what_it_counts():
    page = drawn('{{ figure_card("Rate", "18 %", href="/list", target="20 %", reached=false) }}')

    assert '<a href="/list">18 %' in page
    assert "Not reached" in page


@pytest.mark.parametrize("ratio", [0, 0.5, 1, 1.4])
def test_the_line_of_a_figure_never_leaves_its_track(ratio):
    page = drawn('{{ figure_card("Rate", "x", ratio=ratio, target_ratio=1) }}', ratio=ratio)
    width = float(re.search(r'figure__bar" x="0" y="2" width="([\d.]+)"', page).group(1))

    assert 0 <= width <= 100


def test_a_chart_and_its_table_hold_the_same_figures():
    rows = [{"label": "Ward", "value": 0.204, "second": 0.25, "cells": []}]
    page = drawn(
        "{{ bar_table(rows, 'Rates', 'Official', second_label='Provisional', target=0.2) }}",
        rows=rows,
    )

    assert 'data-value="0.204"' in page
    assert "20,4 %" in page
    assert 'data-target="0.2"' in page
    assert "Reached" in page


def test_a_unit_without_establishments_has_no_rate():
    rows = [{"label": "Ward", "value": None, "cells": []}]
    page = drawn("{{ bar_table(rows, 'Rates', 'Official', target=0.2) }}", rows=rows)

    assert "nothing in scope" in page
    assert "data-value=" not in page


def test_lines_and_their_table_hold_the_same_figures_and_leave_months_to_come_empty():
    rows = [
        {"label": "Month 1", "short": 1, "values": [0.021, 0.05]},
        {"label": "Month 2", "short": 2, "values": [None, 0.08]},
    ]
    call = "{{ line_table(rows, 'Rates', 'Month', ['2026', '2025'], id='months', fold=fold) }}"

    page = drawn(call, rows=rows, fold=False)
    folded = drawn(call, rows=rows, fold=True)

    assert re.findall(r'data-value="([\d.]+)"', page) == ["0.021", "0.05", "0.08"]
    assert 'data-chart="months"' in page
    assert "—" in page
    assert "<details" not in page
    assert re.search(r"<details[^>]* open", folded)


def test_a_question_marks_the_answer_given():
    page = drawn('{{ question("answers.12", "Rules posted?", value="no", number=12) }}')

    assert re.search(r'name="answers\.12" value="no" checked', page)
    assert page.count(" checked") == 1


def test_a_question_without_an_answer_marks_none():
    assert " checked" not in drawn('{{ question("answers.12", "Rules posted?") }}')


def test_large_buttons_are_the_radios_of_the_form():
    app, _ = stage()
    with app.test_request_context("/x"):
        page = render_template_string(
            EVERYTHING + "{{ segmented(form.form) }}", form=filled(form="b")
        )

    assert re.search(r'type="radio" id="form-1" name="form" value="b" checked', page)


def test_a_signature_can_be_typed():
    page = drawn('{{ signature_box("owner", "Signature", typed="An") }}')

    assert '<label class="field__label field__label--minor" for="owner">' in page
    assert 'name="owner_typed" type="text" autocomplete="off" value="An"' in page


def test_what_is_missing_is_counted_and_linked():
    page = drawn('{{ missing_list([{"label": "Question 2", "href": "#q2"}]) }}')

    assert "1 thing is missing" in page
    assert '<a href="#q2">Question 2</a>' in page


OFFICE = """{% extends "_layout/page.html" %}{% block title %}Plans{% endblock %}
{% block content %}<h1>Plans</h1>{% endblock %}"""


def office_page(*, signed_in: bool = True) -> str:
    app, _ = stage({"plans": OFFICE}, signed_in=signed_in)
    return app.test_client().get("/plans").get_data(as_text=True)


def test_a_page_begins_its_title_with_its_heading_and_names_its_language():
    page = office_page()

    assert "<title>Plans – inspect178</title>" in page
    assert '<html lang="en"' in page


def test_a_page_leads_past_its_menu_first():
    page = office_page()

    assert page.index('class="skip-link" href="#main"') < page.index("<header")
    assert '<main id="main"' in page


def test_the_menu_marks_where_one_is():
    page = office_page()

    assert re.search(r'href="/establishments" aria-current="true">Establishments', page)
    assert re.search(r'href="/plans">Plans', page)


def test_nobody_is_not_asked_to_sign_out():
    assert "Sign out" in office_page()
    assert "Sign out" not in office_page(signed_in=False)


def test_an_error_of_the_server_shows_no_menu():
    app, _ = stage()
    with app.test_request_context("/x"):
        page = render_template("errors/error.html", status=500, heading="Down", message="x")

    assert "Main menu" not in page
    assert "<h1>Down</h1>" in page


def test_an_error_of_ours_keeps_the_menu():
    app, _ = stage()
    with app.test_request_context("/x"):
        page = render_template("errors/error.html", status=404, heading="Nothing", message="x")

    assert "Main menu" in page
