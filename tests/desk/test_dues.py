"""A dossier's money on its page: entered, paid, waived and given back in place; said where it cannot be."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.cashier.books import open_book
from motcua.cashier.receiving import receive_money
from motcua.cashier.who import ground_on
from motcua.catalogue.content import Content, Draft, Fee, Terms
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.desk.dues_forms import Amount
from motcua.dossiers.ending import return_result
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.fees.kinds import DueState, FeeKind, Means, WhenDue
from motcua.fees.owed import Due, Payment, sums_of
from motcua.fees.paying import Owed, owe
from motcua.fees.setting import set_council_fee
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import BEGINNING, Cast, reread, succeeded
from tests.desk.test_counter import form_of
from tests.desk.town import ago, decided, received_ago, with_standing_clocks

SignIn = Callable[..., Client]
MONEY = "LUAT-97-2015"
FEE = Owed("Phí thẩm định", FeeKind.FEE, 100_000)


def owing(cast: Cast, *owed: Owed, dossier: Dossier | None = None) -> Dossier:
    dossier = dossier or received_ago(cast, 1)
    succeeded(owe(dossier.pk, owed or (FEE,), by=cast.hoa, at=ago(0.5), ground=MONEY))
    return dossier


def post(client: Client, dossier: Dossier, what: str, **typed: Any) -> Any:
    return client.post(f"/dossiers/{dossier.number}/dues/{what}", typed)


def page(client: Client, dossier: Dossier) -> str:
    answer = client.get(f"/dossiers/{dossier.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_owed_stands_on_the_page_and_is_paid_there(cast: Cast, sign_in: SignIn) -> None:
    dossier, hoa = owing(cast), sign_in("hoa", "en")
    shown = page(hoa, dossier)
    assert f"/cashier/?d={dossier.number}" in shown, "what is taken here gets a receipt"
    assert "Phí thẩm định" in shown and 'value="100.000"' in shown and "100.000" in shown
    key = uuid4()
    answer = post(hoa, dossier, "payments/", amount="100.000 đ", receipt="0000017", payment=key)
    assert (answer.status_code, answer["Location"]) == (303, f"/dossiers/{dossier.number}/#dues")
    shown = page(hoa, dossier)
    assert "The payment is entered." in shown and "receipt 0000017" in shown and "Trần Thị Hoa" in shown
    assert Payment.objects.get().pk == key
    again = post(hoa, dossier, "payments/", amount="1", payment=key)
    assert again.status_code == 409 and "was entered at" in again.content.decode()
    assert sums_of(dossier.pk).balance == 0


@pytest.mark.parametrize(
    ("amount", "status", "said"),
    [
        ("100.001", 409, "owes 100.000 đ; 100.001 đ is more"),
        ("-5", 409, "Give an amount of 1 đồng or more"),
        ("99999999999", 409, "more than can be right"),
        ("mười nghìn", 422, "Write the amount in whole đồng"),
        ("1.5", 422, "Write the amount in whole đồng"),
        ("", 422, "Fill this in."),
    ],
)
def test_a_wrong_amount_says_so_and_stays_in_its_field(
    cast: Cast, sign_in: SignIn, amount: str, status: int, said: str
) -> None:
    dossier, hoa = owing(cast), sign_in("hoa", "en")
    answer = post(hoa, dossier, "payments/", amount=amount, payment=uuid4())
    shown = answer.content.decode()
    assert answer.status_code == status and said in shown
    assert not amount or f'value="{amount}"' in shown
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("text", "amount"), [("150000", 150_000), ("150.000", 150_000), ("1,500,000 VND", 1_500_000), ("8 000đ", 8_000)]
)
def test_amounts_are_read_as_people_write_them(text: str, amount: int) -> None:
    assert Amount(label="").clean(text) == amount


def test_what_the_schedule_charges_is_entered_with_one_press_and_once(cast: Cast, sign_in: SignIn) -> None:
    hoa, dossier = sign_in("hoa", "en"), received_ago(cast, 1)
    assert "that is not the same as free" in page(hoa, dossier)
    assert "it states none" in post(hoa, dossier, "schedule/").content.decode()
    day = local_day(ago(1))
    how: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": MONEY}
    set_council_fee("5-days", 8_000, fee="Lệ phí hộ tịch", resolution="12/NQ-HĐND", from_day=day, **how)
    assert "Lệ phí hộ tịch: 8.000 đ" in page(hoa, dossier)
    assert post(hoa, dossier, "schedule/").status_code == 303
    due = Due.objects.get(dossier=dossier.pk)
    assert (due.name, due.kind, due.amount, due.basis) == ("Lệ phí hộ tịch", FeeKind.CHARGE, 8_000, "12/NQ-HĐND")
    again = post(hoa, dossier, "schedule/")
    assert again.status_code == 409 and "entered as owed" in again.content.decode()


def test_an_officer_enters_a_levy_and_its_payment_lets_the_clock_go_on(cast: Cast, town, sign_in: SignIn) -> None:
    dossier = with_standing_clocks(town)["owing"]
    levy = {"name": "Tiền sử dụng đất", "kind": "land", "amount": "30.000.000", "when": "meanwhile"}
    key = uuid4()
    assert post(sign_in("an"), dossier, "", **levy, key=key).status_code == 303
    assert post(sign_in("an"), dossier, "", **levy, key=key).status_code == 409, "sent twice, entered once"
    assert "meanwhile" in page(sign_in("an"), dossier), "while the clock stands that is what falls due"
    post(sign_in("hoa"), dossier, "payments/", amount="30000000", payment=uuid4())
    assert reread(dossier).state == State.IN_PROCESS


def test_a_fee_on_return_holds_the_result_back_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    dossier = decided(cast, 6)
    other = decided(cast, 6, 1)
    later = Owed("Lệ phí cấp giấy phép", FeeKind.CHARGE, 75_000, WhenDue.RETURN)
    owing(cast, later, dossier=dossier)
    hoa = sign_in("hoa", "en")
    assert "to be collected before the result is returned" in page(hoa, dossier)
    answer = hoa.post(f"/dossiers/{dossier.number}/return/", {"seen": reread(dossier).seq, "to": ""})
    assert answer.status_code == 409 and "still owes 75.000 đ" in answer.content.decode()
    now = datetime.now(UTC)
    both = return_result([dossier.pk, other.pk], by=cast.hoa, at=now, ground="OFFICE")
    assert both.done == (other.pk,) and set(both.refused) == {dossier.pk}
    post(hoa, dossier, "payments/", amount="75.000", payment=uuid4())
    answer = hoa.post(f"/dossiers/{dossier.number}/return/", {"seen": reread(dossier).seq, "to": ""})
    assert answer.status_code == 303 and reread(dossier).state == State.RETURNED


def test_a_waived_fee_on_return_holds_nothing_back(cast: Cast, sign_in: SignIn) -> None:
    dossier = decided(cast, 6)
    owing(cast, Owed("Lệ phí", FeeKind.CHARGE, 75_000, WhenDue.RETURN), dossier=dossier)
    assert post(sign_in("chi"), dossier, "waivers/", amount="75.000", reason="Hộ nghèo").status_code == 303
    succeeded(return_result([dossier.pk], by=cast.hoa, at=datetime.now(UTC), ground="OFFICE"))


def test_a_leader_waives_by_an_exemption_and_gives_back(cast: Cast, sign_in: SignIn) -> None:
    dossier, chi, hoa = owing(cast), sign_in("chi", "en"), sign_in("hoa", "en")
    assert "Người thuộc hộ nghèo (100 %)" in page(chi, dossier)
    assert "Give money back" not in page(hoa, dossier), "what he may not do is not offered"
    post(hoa, dossier, "payments/", amount="100.000", payment=uuid4())
    waived = post(chi, dossier, "waivers/", amount="100.000", exemption="HT-HN", reason="Có giấy chứng nhận")
    assert waived.status_code == 303
    shown = page(chi, dossier)
    assert "Luật Hộ tịch" in shown and "to be given back" in shown
    back = {"amount": "100.000", "means": "cash", "reason": "Được miễn", "payment": uuid4()}
    assert post(hoa, dossier, "refunds/", **back).status_code == 409
    assert post(chi, dossier, "refunds/", **back).status_code == 303
    assert Due.objects.get().state == DueState.REFUNDED


def test_a_payment_entered_wrongly_is_cancelled_from_the_list(cast: Cast, sign_in: SignIn) -> None:
    dossier, other, hoa = owing(cast), owing(cast), sign_in("hoa", "en")
    post(hoa, dossier, "payments/", amount="100.000", payment=uuid4())
    paid = Payment.objects.get().pk
    assert post(hoa, other, f"payments/{paid}/", reason="Nhầm").status_code == 404, "not this dossier's"
    assert "Fill this in." in post(hoa, dossier, f"payments/{paid}/", reason="").content.decode()
    assert post(hoa, dossier, f"payments/{paid}/", reason="Nhầm hồ sơ").status_code == 303
    shown = page(hoa, dossier)
    assert "Nhầm hồ sơ" in shown and "cancelled" in shown and sums_of(dossier.pk).balance == 100_000


def test_a_payment_with_a_receipt_is_cancelled_by_its_receipt_alone(cast: Cast, sign_in: SignIn) -> None:
    dossier, hoa, now = owing(cast), sign_in("hoa", "en"), datetime.now(UTC)
    rested = {"by": SYSTEM_ACTOR, "at": now, "ground": ground_on(local_day(now))}
    succeeded(open_book(cast.desk.pk, form="01BLP", symbol="BL-26E", first=1, last=50, **rested))
    received = receive_money(dossier.pk, None, 100_000, means=Means.CASH, **(rested | {"by": cast.hoa}))
    [receipt] = succeeded(received).done
    shown = page(hoa, dossier)
    assert f"/cashier/receipts/{receipt}/" in shown and "Entered wrongly?" not in shown
    answer = post(hoa, dossier, f"payments/{Payment.objects.get().pk}/", reason="Nhầm")
    assert answer.status_code == 409 and "Cancel the receipt" in answer.content.decode()
    assert sums_of(dossier.pk).balance == 0


def test_the_panel_asks_as_often_for_many_dues_and_payments_as_for_one(cast: Cast, sign_in: SignIn) -> None:
    dossier, hoa = owing(cast), sign_in("hoa")

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(hoa, dossier)
        return len(captured)

    post(hoa, dossier, "payments/", amount="1", payment=uuid4())
    page(hoa, dossier)  # its messages are shown once
    few = statements()
    for _number in range(12):
        owing(cast, dossier=dossier)
        post(hoa, dossier, "payments/", amount="1", payment=uuid4())
    page(hoa, dossier)
    assert statements() == few


def test_whoever_neither_owes_nor_may_enter_anything_sees_no_panel(cast: Cast, sign_in: SignIn) -> None:
    dossier = received_ago(cast, 1)
    assert 'id="dues"' not in page(sign_in("em"), dossier)
    assert 'id="dues"' in page(sign_in("em"), owing(cast, dossier=dossier))


def test_the_counter_says_what_a_procedure_costs_and_never_that_it_is_free(cast: Cast, sign_in: SignIn) -> None:
    hoa, address = sign_in("hoa", "en"), {"procedure": "5-days", "deciding_unit": str(cast.office.pk)}
    shown = hoa.get("/counter/", address).content.decode()
    assert "free" not in shown.lower() and "set by the provincial council" not in shown
    how: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": MONEY}
    day = local_day(datetime.now(UTC))
    set_council_fee("5-days", 8_000, fee="Lệ phí hộ tịch", resolution="12/NQ-HĐND", from_day=day, **how)
    part = hoa.get("/counter/", address | {"_part": "promise"}, headers={"HX-Request": "true"})
    assert "Lệ phí hộ tịch: 8.000 đ" in part.content.decode()


def test_what_is_received_at_the_counter_is_owed_is_said_there_and_found_by_the_cashier(
    cast: Cast, sign_in: SignIn
) -> None:
    """The council has set one fee and not the other; who is poor is exempt from the one that is known."""
    hoa, day = sign_in("hoa", "en"), local_day(datetime.now(UTC))
    law: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": MONEY}
    set_council_fee("5-days", 8_000, fee="Lệ phí hộ tịch", resolution="12/NQ-HĐND", from_day=day, **law)
    form = form_of(cast)
    assert "Người thuộc hộ nghèo (100 %)" in hoa.get("/counter/", form).content.decode()
    assert hoa.post("/counter/", form).status_code == 303
    receipt = hoa.get(f"/dossiers/{form['id']}/receipt/").content.decode()
    number = Dossier.objects.get(pk=form["id"]).number
    assert "Lệ phí hộ tịch: <b>8.000 đ</b>" in receipt and f"/cashier/?d={number}" in receipt
    assert number in hoa.get("/cashier/").content.decode()
    exempt = form_of(cast, exemption="HT-HN")
    assert hoa.post("/counter/", exempt).status_code == 303
    due = Due.objects.get(dossier=exempt["id"])
    assert (due.balance, due.exemption.startswith("Người thuộc hộ nghèo (Luật Hộ tịch")) == (0, True)
    wrong = hoa.post("/counter/", form_of(cast, exemption="XYZ"))
    assert wrong.status_code == 409 and "No exemption “XYZ” is in force" in wrong.content.decode()
    assert Dossier.objects.count() == 2


def test_what_is_not_known_yet_stands_beside_what_is_owed_and_is_entered_when_it_is(
    cast: Cast, sign_in: SignIn
) -> None:
    unknown = Fee("Lệ phí cấp giấy phép", None)
    terms = Terms("counter", Limit(5, LimitUnit.WORKING_DAY), (Fee("Phí thẩm định", 150_000), unknown))
    known: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": "ND63-2010", "from_day": BEGINNING}
    done = publish_versions([Draft("LICENCE", "Hộ tịch", Content("Cấp phép", terms=(terms,)))], **known)
    offer([cast.office], done.versions.values(), **known)
    hoa, form = sign_in("hoa", "en"), form_of(cast, procedure="LICENCE")
    said = "Lệ phí cấp giấy phép: not known yet: set by the provincial council"
    assert said in hoa.get("/counter/", form).content.decode()
    assert hoa.post("/counter/", form).status_code == 303
    dossier = Dossier.objects.get(pk=form["id"])
    assert said in hoa.get(f"/dossiers/{dossier.pk}/receipt/").content.decode()
    shown = page(hoa, dossier)
    assert said in shown and "150.000" in shown and "Enter as owed" in shown
    assert "has not set the amount yet" in post(hoa, dossier, "schedule/").content.decode()
    law: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": MONEY}
    set_council_fee("LICENCE", 50_000, resolution="9/NQ-HĐND", from_day=dossier.received_on, **law)
    assert post(hoa, dossier, "schedule/").status_code == 303
    assert [due.amount for due in Due.objects.of(dossier.pk)] == [150_000, 50_000]
    assert said not in page(hoa, dossier)
