"""What the law or an office lays down for staff from a day on: standards, regular use, kinds, equipment."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.staff.changing import NotDone
from motcua.staff.equipment import EquipmentCount, EquipmentStandard
from motcua.staff.mail import RegularUse
from motcua.staff.models import LeaveKind, QualificationRank, StaffKind, Standard
from motcua.staff.who import keeping_post
from motcua.text import nfc

Rule = StaffKind | LeaveKind | QualificationRank | Standard | RegularUse | EquipmentStandard
# By which columns a rule is one: on a day there is one of a kind and level, one of a code, one of regular use.
SAME: dict[type, tuple[str, ...]] = {
    StaffKind: ("code",),
    LeaveKind: ("code",),
    QualificationRank: ("code",),
    Standard: ("kind", "level"),
    RegularUse: (),
    EquipmentStandard: ("code", "level"),
}
LAST = date(2100, 12, 31)


def ruling_post(by: Actor, units: Tree, day: date) -> By | None:
    """The post from which somebody lays down what holds for all: an administrator's of the highest unit."""
    if by.is_system:
        return By(by.account)
    tops = {units.path(unit, day)[-1]: 0 for unit in units.places if units.on(unit, day) is not None}
    for unit in units.places:
        if units.on(unit, day) is not None:
            tops[units.path(unit, day)[-1]] += 1
    if not tops:
        return None
    return by.acts_for({Function.ADMINISTRATOR}, max(tops, key=lambda top: (tops[top], str(top))), units, day)


@transaction.atomic
def lay_down(
    rule: Rule, *, first: date, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Rule:
    """A rule holds from a day on, until the next one that stands already; the one before it ends on the day before.

    `rule` is a new row without its days. Raises NotDone for who may not, for a rule without its legal basis, and
    where a rule begins on that very day.
    """
    post = ruling_post(by, tree(), local_day(at))
    if post is None:
        raise NotDone(_("What holds for all is laid down by an administrator of the highest unit."))
    rule.legal_basis = nfc(rule.legal_basis)
    if not rule.legal_basis:
        raise NotDone(_("Name the decision or the article that lays it down."), "legal_basis")
    if first > LAST:
        raise NotDone(_("%(day)s lies too far off. Check the year.") % {"day": f"{first:%d/%m/%Y}"}, "first")
    same = {name: getattr(rule, name) for name in SAME[type(rule)]}
    found = list(type(rule).objects.select_for_update().filter(**same).order_by("valid"))
    if any(each.valid.lower == first for each in found):
        raise NotDone(_("A rule that begins on that day stands already."), "first")
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    for each in found:
        if each.valid.lower < first and (each.valid.upper is None or each.valid.upper > first):
            last, valid = first - timedelta(days=1), DateRange(each.valid.lower, first)
            batch.record(each, "end_rule", {"last": last}, valid=valid)
    batch.write()  # first: two that hold on one day are refused at once
    rule.valid = DateRange(first, min((r.valid.lower for r in found if r.valid.lower > first), default=None))
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.create(rule, "lay_down", {"rule": type(rule).__name__, "first": first, **same, **_said(rule)})
    batch.write()
    return rule


@transaction.atomic
def repeal(
    rule: Rule,
    *,
    last: date,
    legal_basis: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> None:
    """A rule ends and none follows it: `last` is the last day on which it holds.

    Raises NotDone for who may not, without the decision or article that ends it, and for a day outside the rule's.
    """
    post = ruling_post(by, tree(), local_day(at))
    if post is None:
        raise NotDone(_("What holds for all is laid down by an administrator of the highest unit."))
    basis = nfc(legal_basis)
    if not basis:
        raise NotDone(_("Name the decision or the article that lays it down."), "legal_basis")
    row = type(rule).objects.select_for_update().get(pk=rule.pk)
    if last < row.valid.lower or (row.valid.upper is not None and last >= row.valid.upper):
        raise NotDone(_("The rule does not hold on that day, so that it cannot be its last."), "last")
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    valid = DateRange(row.valid.lower, last + timedelta(days=1))
    batch.record(row, "repeal", {"last": last, "legal_basis": basis}, valid=valid)
    batch.write()


def _said(rule: Rule) -> dict[str, Any]:
    names = ("name", "rank", "sent", "logins", "quantity", "per", "legal_basis")
    return {name: getattr(rule, name) for name in names if hasattr(rule, name)}


@transaction.atomic
def count_equipment(
    unit: UUID,
    quantities: dict[str, int],
    *,
    on: date,
    note: str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> int:
    """What a desk has, as it was counted on a day, by code of the standard's lines. Returns how many were written.

    A later count of the same day counts instead. Raises NotDone for who does not keep the unit's register, a day
    ahead, and a code that no standard of that day names.
    """
    post = keeping_post(by, unit, tree(), local_day(at))
    if post is None:
        raise NotDone(_("The equipment of a desk is counted by its administrator, or by one above it."))
    if on > local_day(at):
        raise NotDone(_("The day lies ahead."), "on")
    known = {each.code for each in EquipmentStandard.on(on)}
    for code in quantities:
        if code not in known:
            raise NotDone(_("No standard of that day names %(code)s.") % {"code": code[:40]}, code)
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    recorded = recorded_at or at
    for code, quantity in quantities.items():
        row = EquipmentCount(unit_id=unit, code=code, quantity=quantity, counted_on=on, note=nfc(note)[:300])
        row.recorded_at = recorded
        batch.create(row, "count_equipment", {"unit": unit, "code": code, "quantity": quantity, "on": on})
    batch.write()
    return len(quantities)
