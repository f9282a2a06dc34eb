"""Where the limit depends on the case, the counter asks for it first; the promised moment follows the choice."""

from typing import Any

import pytest

from motcua.catalogue.norms import set_norm
from motcua.desk.now import now
from motcua.dossiers.models import Dossier
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import Cast, reread
from tests.catalogued import SPLIT, publish_split
from tests.desk.test_counter import HTMX, form_of, text_of


def chosen(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"procedure": SPLIT, "deciding_unit": cast.office.pk, "received_unit": cast.desk.pk, **more}


def promised(cast: Cast, client: Any, **more: Any) -> Any:
    answer = client.get("/counter/", chosen(cast, _part="promise", **more), **HTMX)
    return answer.context["matter"].promise


def test_a_procedure_without_cases_asks_for_nothing_more(cast: Cast, sign_in):
    page = sign_in("hoa").get("/counter/", {"procedure": "5-days", "deciding_unit": cast.office.pk})
    assert 'name="case"' not in text_of(page) and 'name="quantity"' not in text_of(page)
    assert page.context["focus"] == "applicant_name"


def test_the_case_is_asked_first_with_the_limit_of_each(cast: Cast, sign_in):
    publish_split(cast)
    page = sign_in("hoa", "en").get("/counter/", chosen(cast))
    assert page.context["focus"] == "case"
    assert page.context["matter"].promise.cases == [
        ("urban", "Thửa đất ở đô thị · 12 working days"),
        ("farm", "Thửa đất nông nghiệp · 22 working days"),
    ]
    assert "12 working days to 22 working days, by the case" in text_of(page)
    assert "received now" not in text_of(page), "a moment is promised before the case is known"


def test_the_promised_moment_follows_case_quantity_and_channel(cast: Cast, sign_in):
    publish_split(cast)
    hoa = sign_in("hoa", "en")
    urban, farm = promised(cast, hoa, case="urban"), promised(cast, hoa, case="farm")
    many = promised(cast, hoa, case="farm", quantity="10")
    assert [p.limit for p in (urban, farm, many)] == ["12 working days", "22 working days", "25 working days"]
    assert urban.due_at < farm.due_at < many.due_at
    online = hoa.get("/counter/", chosen(cast, _part="terms", channel="online"), **HTMX)
    assert "10 working days" in text_of(online) and 'name="case"' not in text_of(online)


def test_a_case_of_the_counter_is_none_online(cast: Cast, sign_in):
    publish_split(cast)
    hoa = sign_in("hoa", "en")
    assert promised(cast, hoa, case="farm", channel="online").limit == "10 working days"
    form = form_of(cast, **chosen(cast, case="farm", channel="online"))
    assert hoa.post("/counter/", form).status_code == 303
    assert (reread(form["id"]).case, reread(form["id"]).limit_value) == ("", 10)


def test_only_what_changes_of_the_page_is_sent(cast: Cast, sign_in):
    publish_split(cast)
    part = text_of(sign_in("hoa", "en").get("/counter/", chosen(cast, _part="promise", case="farm"), **HTMX))
    assert part.startswith('<p class="meta" id="promise"') and "checklist" not in part


def test_what_is_received_is_due_as_its_case_says(cast: Cast, sign_in):
    publish_split(cast)
    hoa = sign_in("hoa")
    form = form_of(cast, **chosen(cast, case="farm", quantity="12"))
    assert hoa.post("/counter/", form).status_code == 303
    dossier = reread(form["id"])
    assert (dossier.case, dossier.quantity, dossier.limit_value) == ("farm", 12, 25)
    assert local_day(promised(cast, hoa, case="farm", quantity="12").due_at) == local_day(dossier.due_at)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose it, so that the due day is right."),
        ({"case": "lunar"}, "Choose it, so that the due day is right."),
        ({"case": "farm", "quantity": "0"}, "whole number from 1 to 9,999"),
        ({"case": "farm", "quantity": "-3"}, "whole number from 1 to 9,999"),
        ({"case": "farm", "quantity": "10000"}, "whole number from 1 to 9,999"),
        ({"case": "farm", "quantity": "ten"}, "whole number from 1 to 9,999"),
    ],
)
def test_without_its_case_or_with_a_senseless_quantity_nothing_is_received_or_lost(
    cast: Cast, sign_in, typed, said
):
    publish_split(cast)
    answer = sign_in("hoa", "en").post("/counter/", form_of(cast, **chosen(cast, **typed)))
    assert answer.status_code == 422
    assert said in text_of(answer) and "0901234567" in text_of(answer)
    assert answer.context["focus"] == ("quantity" if "quantity" in typed else "case")
    assert not Dossier.objects.exists()


def test_a_case_left_over_from_another_procedure_is_not_kept(cast: Cast, sign_in):
    form = form_of(cast, case="farm", quantity="")
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    assert (reread(form["id"]).case, reread(form["id"]).quantity) == ("", 1)


def test_looking_somebody_up_keeps_the_case_that_was_chosen(cast: Cast, sign_in):
    publish_split(cast)
    answer = sign_in("hoa").post("/counter/", form_of(cast, **chosen(cast, case="farm", _look="1")))
    assert '<option value="farm" selected>' in text_of(answer)


def test_sent_home_no_case_is_asked_for(cast: Cast, sign_in):
    publish_split(cast)
    form = form_of(cast, **chosen(cast, missing="Bản vẽ tách thửa", quantity="ten"))
    assert sign_in("hoa").post("/guidance/", form).status_code == 303


def test_the_units_own_norm_stands_beside_the_limit_and_the_due_moment_stays_the_laws(cast: Cast, sign_in):
    publish_split(cast)
    present = now()
    procedure = publish_split(cast).procedure
    set_norm(
        cast.office,
        procedure,
        Limit(15, LimitUnit.WORKING_DAY),
        from_day=present.day,
        decision="7/QĐ-UBND",
        by=SYSTEM,
        at=present.at,
        ground="DECISION",
    )
    hoa = sign_in("hoa", "en")
    assert "the unit&#x27;s own norm: 15 working days" in text_of(
        hoa.get("/counter/", chosen(cast, case="farm"))
    ).replace("'", "&#x27;")
    assert promised(cast, hoa, case="urban").norm == "", "the law is shorter than the norm"
