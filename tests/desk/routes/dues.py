"""Routes of `dues_doors`: what a dossier owes, and the money that comes and goes."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from motcua.fees.kinds import FeeKind
from motcua.fees.owed import Due
from motcua.fees.paying import Owed, owe, pay
from tests.cast import succeeded
from tests.desk.routes.calendars import administrator
from tests.desk.routes.route import Route
from tests.desk.town import Town, ago

MONEY = "LUAT-97-2015"


def owing(town: Town, *, paid: int = 0) -> list[Any]:
    """The number of a dossier that owes a fee of 100,000 đ, with what is paid of it."""
    dossier = town["taken"]
    if not Due.objects.of(dossier.pk).exists():
        fee = Owed("Phí thẩm định", FeeKind.FEE, 100_000)
        succeeded(owe(dossier.pk, [fee], by=town.cast.hoa, at=ago(1), ground=MONEY))
    due = Due.objects.of(dossier.pk).first()
    assert due is not None
    if due.paid < paid:
        at = datetime.now(UTC)
        succeeded(pay(dossier.pk, None, paid, means="cash", payment=PAID, by=town.cast.hoa, at=at, ground=MONEY))
    return [dossier.number]


PAID = uuid4()


def paid(town: Town) -> list[Any]:
    """The same, paid in part."""
    return owing(town, paid=40_000)


def payment(town: Town) -> list[Any]:
    """The address of that payment."""
    return [*paid(town), PAID]


def act_on(who: str, args: Any, **typed: Any) -> Route:
    """Opened, it leads to its dossier; sent, it is done (303), and for a stranger there is no dossier."""
    how = {"get": 303, "post": 303, "stranger_get": 303, "stranger_post": 404}
    return Route(who, **how, args=args, data=lambda town: {k: v() if callable(v) else v for k, v in typed.items()})


def kept(town: Town) -> list[Any]:
    """Nothing in the address; Quân administers the district."""
    administrator(town.cast)
    return []


def rate(town: Town) -> dict[str, Any]:
    """A resolution of the council."""
    typed = {"kind": "council", "resolution": "12/2026/NQ-HĐND", "procedure": "5-days", "amount": "8.000"}
    return typed | {"per": "dossier", "when": "receipt", "from_day": "05/01/2026"}


def exemption(town: Town) -> dict[str, Any]:
    """Who is poor pays half."""
    typed = {"code": "NUA", "name": "Hộ cận nghèo", "legal_basis": "Điều 10", "share": "50"}
    return typed | {"from_day": "05/01/2026"}


def account(town: Town) -> dict[str, Any]:
    """The district's account."""
    typed = {"unit": town.cast.district.pk, "bank": "970436", "number": "0011012345678", "holder": "UBND"}
    return typed | {"from_day": f"{datetime.now(UTC):%d/%m/%Y}"}


CLOSED: dict[str, Any] = {"stranger_get": 403, "stranger_post": 403}
ROUTES: dict[str, Route] = {
    "fees": Route("quan", post=303, **CLOSED, args=kept, data=rate),
    "fee_exemptions": Route("quan", post=303, **CLOSED, args=kept, data=exemption),
    "fee_accounts": Route("quan", post=303, stranger_post=422, args=kept, data=account),
    "dues_owe": act_on(
        "an", owing, name="Tiền sử dụng đất", kind="land", amount="30.000.000", when="meanwhile", key=uuid4
    ),
    "dues_schedule": Route("hoa", get=303, post=409, stranger_get=303, stranger_post=404, args=owing),
    "dues_pay": act_on("hoa", owing, amount="10.000", payment=uuid4),
    "dues_waive": act_on("chi", owing, amount="10.000", reason="Hộ nghèo"),
    "dues_refund": act_on("chi", paid, amount="10.000", means="cash", reason="Thu thừa", payment=uuid4),
    "dues_cancel": act_on("hoa", payment, reason="Nhầm hồ sơ"),
}
