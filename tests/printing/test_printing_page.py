"""docs/rules/printing.md says which sets there are; the program's data says the same."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from motcua.printing.models import StatutoryForm
from motcua.printing.sets import NoForm, form_sets, set_of, set_on
from tests.pages import table, words

PAGE = Path(__file__).parents[2] / "docs/rules/printing.md"


def shown(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def test_the_page_lists_the_sets_as_they_are():
    listed = [
        (words(row["set"])[0], row["from"], row["to"], row["circular"], tuple(words(row["forms"])))
        for row in table(PAGE, "Sets in force")
    ]
    assert listed == [(s.code, shown(s.first), shown(s.last), s.circular, s.forms) for s in form_sets()]


def test_one_set_is_in_force_on_every_day():
    first, *others = form_sets()
    assert first.first is None and others[-1].last is None
    for before, after in zip(form_sets(), others, strict=False):
        assert before.last is not None and after.first == before.last + timedelta(days=1)


@pytest.mark.parametrize("form", StatutoryForm.values)
def test_every_form_has_its_file_in_every_set(form):
    for each in form_sets():
        if (each.code, form) == ("tt01-2018", "stopped"):  # the notice is new in 2025
            assert form not in each.forms
            continue
        assert form in each.forms
        assert each.template(form).is_file()


def test_a_form_that_no_set_has_is_none():
    with pytest.raises(NoForm):
        set_on(date(2019, 1, 7), "nothing")
    with pytest.raises(NoForm):
        set_of("tt99-1999")
