"""The bank account that a unit's money comes to: laid down from a day on, and found for a day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.range import DateRange

from motcua.cashier.models import CollectingAccount
from motcua.cashier.refusals import refusal
from motcua.cashier.vietqr import NotEncodable, payload
from motcua.cashier.who import COLLECTS, LAYS_DOWN_ACCOUNTS, desks_of
from motcua.dossiers.refusals import Done
from motcua.fees.refusals import Said
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.text import nfc


def name_account(
    unit: UUID,
    *,
    bank: str,
    number: str,
    holder: str,
    from_day: date,
    bank_name: str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Lay down the bank account to which fees of a unit are paid from a day on. `done` holds the account's id.

    The one before it ends the day before. Refused: who neither leads nor administers the unit, a BIN or number of
    which no VietQR can be made, an account without its holder, and a day on or before which another begins.
    """
    units = tree()
    place = units.latest(unit)
    name = place.name if place else "—"
    post = by.acts_for(LAYS_DOWN_ACCOUNTS, unit, units, local_day(at))
    if post is None:
        return Done((), {unit: refusal("not_your_account", unit=name)})
    try:
        payload(bank, number)
    except NotEncodable as problem:
        return Done((), {unit: Said(problem.code, {"problem": problem})})
    holder = nfc(holder)[:200]
    if not holder:
        return Done((), {unit: refusal("no_holder")})
    with transaction.atomic():
        before = list(CollectingAccount.objects.select_for_update().filter(unit=unit, valid__endswith=None))
        if any(row.valid.lower >= from_day for row in before):
            return Done((), {unit: refusal("account_twice", unit=name, day=f"{from_day:%d/%m/%Y}")})
        batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
        for row in before:
            batch.record(row, "end_account", {"until": from_day}, valid=DateRange(row.valid.lower, from_day))
        account = CollectingAccount(
            id=uuid7(at),
            unit_id=unit,
            bank=bank,
            bank_name=nfc(bank_name)[:120],
            number=number,
            holder=holder,
            valid=DateRange(from_day, None),
            mapping=before[0].mapping if before else {},
        )
        if before:
            batch.write()  # one account a day: the earlier ends before the next begins
            batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
        said = {"unit": unit, "bank": bank, "number": number, "holder": holder, "from": from_day}
        batch.create(account, "name_account", said)
        batch.write()
    return Done((account.pk,), {})


def account_for(path: Sequence[UUID], day: date) -> CollectingAccount | None:
    """The account in force on a day of the nearest unit that has one."""
    found = CollectingAccount.objects.filter(unit__in=list(path), valid__contains=day)
    return min(found, key=lambda row: path.index(row.unit_id), default=None)


def handled_by(by: Actor, units: Tree, day: date) -> dict[UUID, By]:
    """The units whose accounts somebody looks after as a cashier, each with his post: those to which the money of
    his desk comes, its own or the nearest above that has one."""
    owners = set(CollectingAccount.objects.values_list("unit", flat=True).distinct())
    found: dict[UUID, By] = {}
    for desk in desks_of(by, units, day, cash=False):
        unit = next((each for each in units.path(desk, day) if each in owners), None)
        post = by.acts_for(COLLECTS, desk, units, day)
        if unit is not None and post is not None:
            found.setdefault(unit, post)
    return found


def handling_post(by: Actor, account: CollectingAccount, units: Tree, day: date) -> By | None:
    """The post from which he looks after an account, or None."""
    if by.is_system:
        return By(by.account, None, account.unit_id)
    return handled_by(by, units, day).get(account.unit_id)


def remember_mapping(account: CollectingAccount, mapping: dict[str, Any]) -> None:
    """Keep how this bank's statements are read, for the next one."""
    CollectingAccount.objects.filter(pk=account.pk).update(mapping=mapping)


def named(number: str, day: date) -> CollectingAccount | None:
    """The account with a number that is in force on a day, else the latest with it."""
    found = CollectingAccount.objects.filter(number=number).order_by("-valid")
    return next((row for row in found if day in row.valid), None) or found.first()
