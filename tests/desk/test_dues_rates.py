"""An administrator keeps fees, exemptions and accounts in the browser: dated, by the acts of the commands."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from motcua.cashier.models import CollectingAccount
from motcua.catalogue.content import Content, Draft, Fee, Terms
from motcua.catalogue.publish import publish_versions
from motcua.fees.charges import Asked, charges
from motcua.fees.models import CouncilFee, Exemption, UnitFee
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import BEGINNING, Cast
from tests.desk.routes.calendars import administrator

SignIn = Callable[..., Client]
TODAY = local_day(datetime.now(UTC))
RATE = {"kind": "council", "resolution": "12/2026/NQ-HĐND", "per": "dossier", "when": "receipt"}


@pytest.fixture
def quan(cast: Cast, sign_in: SignIn) -> Client:
    administrator(cast)
    terms = Terms("counter", Limit(5, LimitUnit.WORKING_DAY), (Fee("Lệ phí cấp giấy phép", None),))
    known: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": "ND63-2010", "from_day": BEGINNING}
    publish_versions([Draft("LICENCE", "Xây dựng", Content("Cấp phép", terms=(terms,)))], **known)
    return sign_in("quan", "en")


def text(answer: Any) -> str:
    return answer.content.decode()


def resolved(client: Client, **typed: Any) -> Any:
    given = RATE | {"procedure": "LICENCE", "amount": "50.000", "from_day": f"{TODAY:%d/%m/%Y}"}
    return client.post("/fees/", given | typed)


def test_what_is_left_to_the_council_is_listed_until_a_resolution_is_entered(quan: Client) -> None:
    said = "1 fee is not known yet: set by the provincial council"
    assert said in text(quan.get("/fees/"))
    answer = resolved(quan, fee="le phi cap giay phep")
    assert answer.status_code == 303, text(answer)
    assert 'value="12/2026/NQ-HĐND"' in text(quan.get(answer["Location"])), "for the next line of the resolution"
    shown = text(quan.get("/fees/"))
    assert said not in shown and "12/2026/NQ-HĐND" in shown and "50.000" in shown
    row = CouncilFee.objects.get()
    assert (row.fee, Entry.objects.get(subject_id=row.pk).act) == ("Lệ phí cấp giấy phép", "set_council_fee")
    assert charges("LICENCE", TODAY, Asked()).total == 50_000


def test_a_later_resolution_ends_the_one_before_which_is_still_listed_when_asked_for(quan: Client) -> None:
    resolved(quan, from_day="01/01/2020")
    resolved(quan, resolution="9/2026/NQ-HĐND", amount="60.000")
    assert "12/2026/NQ-HĐND" not in text(quan.get("/fees/")), "what has ended"
    every = text(quan.get("/fees/", {"show": "all", "procedure": "LICENCE"}))
    assert f"from 01/01/2020 to before {TODAY:%d/%m/%Y}" in every and "60.000" in every


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "-5"}, "-5 đ is no amount for a fee"),
        ({"amount": "20.000.000.000"}, "20.000.000.000 đ is no amount for a fee"),
        ({"amount": "nhiều"}, "Write the amount in whole đồng"),
        ({"procedure": "9.999"}, "There is no procedure “9.999”"),
        ({"fee": "Phí khác"}, "Its fees are: Lệ phí cấp giấy phép."),
        ({"resolution": " "}, "Fill this in."),
        ({"from_day": "31/02/2026"}, "This is no day of the calendar"),
        ({"from_day": "01/01/2019"}, "is before"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_stays_typed(
    quan: Client, typed: dict[str, str], said: str
) -> None:
    resolved(quan, from_day="01/01/2020")
    answer = resolved(quan, **typed)
    assert answer.status_code == 422 and said in text(answer), text(answer)[-2000:]
    assert CouncilFee.objects.count() == 1


def test_a_circulars_rate_counts_by_the_copy(quan: Client) -> None:
    how = {"kind": "unit", "legal_basis": "TT 281/2016/TT-BTC", "per": "copy", "procedure": "5-days"}
    assert resolved(quan, **how, fee="Trích lục", amount="8.000").status_code == 303
    row = UnitFee.objects.get(procedure="5-days")
    assert charges("5-days", TODAY, Asked(copies=3)).total == 24_000
    assert Entry.objects.get(subject_id=row.pk).act == "set_unit_fee"
    resolved(quan, **how, fee="Trích lục", amount="9.000")
    row.refresh_from_db()
    assert (row.amount, row.seq) == (9_000, 2), "the same day corrects"


def test_an_exemption_holds_from_its_day_on(quan: Client) -> None:
    typed = {"code": "NUA", "name": "Hộ cận nghèo", "legal_basis": "Điều 10", "share": "50", "field": "Xây dựng"}
    wrong = quan.post("/fees/exemptions/", typed | {"share": "101", "from_day": "01/01/2026"})
    assert wrong.status_code == 422 and "from 1 to 100" in text(wrong)
    answer = quan.post("/fees/exemptions/", typed | {"from_day": "01/01/2026", "procedures": "LICENCE, 5-days"})
    assert answer.status_code == 303
    row = Exemption.objects.get(code="NUA")
    assert (row.share, row.procedures, row.valid.lower) == (50, ["LICENCE", "5-days"], date(2026, 1, 1))
    assert "Hộ cận nghèo" in text(quan.get("/fees/exemptions/"))


def test_an_account_is_laid_down_for_a_unit_and_refused_in_a_sentence(cast: Cast, quan: Client) -> None:
    typed = {"unit": str(cast.desk.pk), "bank": "970436", "number": "0011012345678", "holder": "UBND XA"}
    typed |= {"from_day": f"{TODAY:%d/%m/%Y}"}
    for wrong, said in (({"bank": "12"}, "six digits"), ({"number": "12-3"}, "letters and digits")):
        answer = quan.post("/fees/accounts/", typed | wrong)
        assert answer.status_code == 409 and said in text(answer)
    assert quan.post("/fees/accounts/", typed).status_code == 303
    assert "0011012345678" in text(quan.get("/fees/accounts/"))
    again = quan.post("/fees/accounts/", typed)
    assert again.status_code == 409 and "begins on or after" in text(again)
    assert CollectingAccount.objects.count() == 1


def test_who_administers_a_commune_reads_amounts_and_sets_none(cast: Cast, sign_in: SignIn) -> None:
    administrator(cast, cast.commune, "son")
    son = sign_in("son", "en")
    shown = text(son.get("/fees/"))
    assert "entered by an administrator of the unit above all others" in shown and 'name="resolution"' not in shown
    assert resolved(son).status_code == 403
    assert sign_in("chi").get("/fees/").status_code == 403
    assert sign_in("chi").get("/fees/accounts/").status_code == 200, "a leader lays down his unit's account"
