"""What is received owes at once what its version charges: docs/rules/fees.md."""

from datetime import date
from typing import Any

import pytest
from psycopg.types.range import DateRange

from motcua.catalogue.content import Content, Draft, Fee, Terms
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.dossiers.books import Book, Line
from motcua.dossiers.intake import Intake
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.dossiers.refusals import Done
from motcua.fees.models import PageFee, UnitFee
from motcua.fees.owed import Due
from motcua.fees.reception import receive_and_charge
from motcua.fees.setting import set_council_fee, set_exemption
from motcua.journal.by import SYSTEM
from motcua.journal.verify import verify
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import BEGINNING, GROUND, Cast, at, succeeded

CIVIL = "2.000000"
LAW: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "LUAT-97-2015"}


@pytest.fixture
def charging(cast: Cast) -> Cast:
    """The cast's office offers a procedure with a known charge and one that the council sets; online it is less."""
    limit = Limit(5, LimitUnit.WORKING_DAY)
    fees = Fee("Phí thẩm định", 150_000), Fee("Lệ phí cấp giấy phép", None)
    online = Fee("Phí thẩm định", 100_000), Fee("Lệ phí cấp giấy phép", 0)
    content = Content("Cấp giấy phép", terms=(Terms("counter", limit, fees), Terms("online", limit, online)))
    recorded: dict[str, Any] = {**LAW, "ground": "ND63-2010", "from_day": date(2018, 1, 1)}
    done = publish_versions([Draft(CIVIL, "Hộ tịch", content)], **recorded)
    offer([cast.office], done.versions.values(), **recorded)
    return cast


def take(cast: Cast, *, exempt: str = "", **given: Any) -> tuple[Intake, Done]:
    intake = cast.intake(**{"procedure": CIVIL} | given)
    exemptions = {intake.id: exempt} if exempt else {}
    how: dict[str, Any] = {"by": cast.hoa, "at": at(), "ground": GROUND, "recorded_at": at()}
    return intake, receive_and_charge([intake], exemptions=exemptions, **how)


def owed(cast: Cast, **given: Any) -> list[tuple[str, int, int]]:
    intake, done = take(cast, **given)
    succeeded(done)
    return list(Due.objects.of(intake.id).values_list("name", "amount", "waived"))


def test_what_the_version_charges_on_its_channel_is_owed_at_once_and_the_unknown_is_not(charging: Cast) -> None:
    assert owed(charging) == [("Phí thẩm định", 150_000, 0)]
    assert owed(charging, channel="online") == [("Phí thẩm định", 100_000, 0)], "free by law is nothing to pay"
    due = Due.objects.earliest("id")
    assert (due.owed_at, due.place, due.seq) == (at(), 1, 1)
    assert verify().ok


def test_what_the_council_has_set_by_that_day_is_owed_too(charging: Cast) -> None:
    how = {"resolution": "12/2018/NQ-HĐND", "from_day": date(2019, 1, 7), "fee": "Lệ phí cấp giấy phép"}
    set_council_fee(CIVIL, 50_000, **how, **LAW)
    assert owed(charging)[1:] == [("Lệ phí cấp giấy phép", 50_000, 0)]
    assert owed(charging, at=at(4))[1:] == [], "the day of the reception decides"


def test_quantity_and_pages_are_counted(cast: Cast) -> None:
    valid = DateRange(BEGINNING, None)
    UnitFee.objects.create(procedure="5-days", per="item", amount=10_000, valid=valid, legal_basis="TT", fee="Phí")
    assert owed(cast, procedure="5-days", quantity=3) == [("Phí", 30_000, 0)]
    line = Line(Book.COPIES, "Bằng tốt nghiệp", pages=12, copies=3, fee=42_000)
    rates: dict[str, Any] = {"first_pages": 2, "first_rate": 2_000, "further_rate": 1_000, "most": 200_000}
    PageFee.objects.create(procedure="at-once", valid=valid, legal_basis="TT 226/2016", **rates)
    [(_name, amount, _waived)] = owed(cast, procedure="at-once", line=line)
    assert amount == 42_000


def test_who_is_exempt_owes_less_on_its_ground(charging: Cast) -> None:
    given: dict[str, Any] = {"legal_basis": "Điều 10", "share": 50, "from_day": BEGINNING}
    set_exemption("NUA", "Hộ cận nghèo", kind="fee", **given, **LAW)
    assert owed(charging, exempt="NUA") == [("Phí thẩm định", 150_000, 75_000)]
    assert Due.objects.get().exemption == "Hộ cận nghèo (Điều 10)"


@pytest.mark.parametrize(("code", "why"), [("XYZ", "no_exemption"), ("CT-TE", "not_exempt")])
def test_an_exemption_that_does_not_hold_refuses_the_reception(charging: Cast, code: str, why: str) -> None:
    given = {"at": at(date(2024, 1, 8))} if why == "not_exempt" else {}
    _intake, done = take(charging, exempt=code, **given)
    assert done.refusal is not None and done.refusal.code == why and str(done.refusal).endswith(".")
    assert not Dossier.objects.exists() and not Due.objects.exists()


def test_received_twice_it_owes_once(charging: Cast) -> None:
    intake, done = take(charging)
    succeeded(done)
    _again, refused = take(charging, id=intake.id)
    assert refused.refusal is not None and refused.refusal.code == "move"
    assert Due.objects.count() == 1


def test_what_is_brought_in_from_the_past_owes_nothing(charging: Cast) -> None:
    intake = charging.intake(procedure=CIVIL)
    succeeded(receive([intake], by=charging.hoa, at=at(), ground=GROUND, recorded_at=at()))
    assert not Due.objects.exists()
