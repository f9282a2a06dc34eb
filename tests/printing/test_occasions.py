"""When a form is printed, by whom, and as of which day."""

from datetime import date

import pytest

from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.models import Ground
from motcua.organisation.tree import tree
from motcua.printing import money
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedForm
from motcua.printing.print_form import may_print
from motcua.printing.render import pdf_of
from tests.cast import Cast
from tests.printing.conftest import asked, text_of
from tests.printing.forms_of_the_town import MONDAYS, Week, of_form, printed


@pytest.mark.parametrize("form", ["supplement", "control", "handed_out"])
def test_the_set_in_force_on_the_day_of_what_it_tells_is_printed_also_years_later(cast: Cast, form) -> None:
    week = Week(cast, MONDAYS["tt01-2018"])
    dossier = of_form(week, form)
    done = asked(dossier, cast.hoa, Week(cast, MONDAYS["tt03-2025"]).hour(0, 9), form=form)
    assert PrintedForm.objects.get(pk=done.done[0]).form_set == "tt01-2018"


def test_a_stop_before_the_circular_of_2025_has_no_form(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt01-2018"])
    refusal = asked(of_form(week, "stopped"), cast.hoa, week.hour(4, 9), form="stopped").refusal
    assert refusal is not None and refusal.code == "no_form"
    assert "09/01/2019" in str(refusal)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("receipt", "control", "letter")])
def test_without_an_occasion_there_is_nothing_to_print(cast: Cast, form) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    before, money._sources[:] = list(money._sources), []
    try:
        refusal = asked(week.received(), cast.hoa, week.hour(4, 9), form=form).refusal
    finally:
        money._sources[:] = before
    assert refusal is not None and refusal.code == "no_occasion"
    assert "H39" in str(refusal)
    assert not PrintedForm.objects.exists()


def test_each_supplement_is_a_form_of_its_own_and_counts_its_own_printings(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    dossier = week.supplement()
    first = printed(week, "supplement", dossier)
    week.act(resume, dossier, "hoa", week.hour(4, 10))
    again = {"missing": "Bản vẽ", "reason": "Phát sinh khi thẩm định", "basis": "Điều 5"}
    week.act(ask_for_supplement, dossier, "chi", week.hour(4, 11), **again)
    done = asked(dossier, cast.hoa, week.hour(4, 12), form="supplement")
    second = PrintedForm.objects.get(pk=done.done[0])
    assert (first.printing, second.printing) == (1, 1) and first.occasion != second.occasion
    text = text_of(pdf_of(second))
    assert "Bản vẽ" in text and "Phát sinh khi thẩm định" in text and "Điều 5" in text
    done = asked(dossier, cast.hoa, week.hour(4, 13), form="supplement", occasion=first.occasion)
    once_more = PrintedForm.objects.get(pk=done.done[0])
    assert once_more.printing == 2
    text = text_of(pdf_of(once_more))
    assert "Bản sao giấy khai sinh" in text and "In lại lần 1, 13:00 06/03/2026" in text


def test_a_slip_looked_at_again_tells_what_had_happened_when_it_was_printed(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    dossier = week.at_office()
    done = asked(dossier, cast.hoa, week.hour(0, 10), form="control")
    slip = PrintedForm.objects.get(pk=done.done[0])
    before = text_of(pdf_of(slip))
    week.act(ask_for_supplement, dossier, "an", week.hour(1, 10), missing="Đơn")
    week.act(resume, dossier, "hoa", week.hour(2, 10))
    assert text_of(pdf_of(slip)) == before


@pytest.mark.parametrize(
    ("form", "who"),
    [
        ("supplement", {"hoa", "an", "binh", "chi"}),
        ("refusal", {"hoa"}),
        ("stopped", {"hoa", "an", "binh", "chi"}),
        ("handed_out", {"hoa"}),
    ],
)
def test_the_desk_prints_and_for_what_the_office_sends_out_the_office_too(cast: Cast, form, who) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    dossier = of_form(week, form)
    answers = {
        name: asked(dossier, getattr(cast, name), week.hour(4, 9, minute), form=form).refusal
        for minute, name in enumerate(("hoa", "an", "binh", "chi", "dung", "em"))
    }
    assert {name for name, refusal in answers.items() if refusal is None} == who
    for name, refusal in answers.items():
        assert may_print(dossier, getattr(cast, name), tree(), week.hour(4, 9), form) == (refusal is None)


@pytest.mark.parametrize(
    ("form", "day", "ground"),
    [
        ("receipt", date(2019, 1, 7), "ND61-2018.17"),
        ("supplement", date(2019, 1, 7), "ND61-2018.19"),
        ("control", date(2019, 1, 7), "ND61-2018.18"),
        ("handed_out", date(2019, 1, 7), "ND61-2018.20"),
        ("handed_out", date(2026, 3, 2), "ND118-2025"),
        ("money", date(2026, 3, 2), "LUAT-97-2015"),
    ],
)
def test_printing_rests_on_the_article_of_what_the_form_tells(form, day, ground) -> None:
    assert FORMS[form].ground_on(day) == ground


def test_the_grounds_of_all_forms_stand_in_the_table(cast: Cast) -> None:
    grounds = {each.ground_on(day) for each in FORMS.values() for day in MONDAYS.values()}
    assert grounds <= set(Ground.objects.values_list("code", flat=True))
