"""What changes of one person: his record is corrected, a post ends, he is away, units hand him on."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from motcua.journal.by import By
from motcua.journal.literal import array
from motcua.journal.statement import rows as run
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.staff.entering import HOLD, key_of
from motcua.staff.models import Assignment, Leave, LeaveKind, StaffMember
from motcua.staff.who import keeping_post
from motcua.text import nfc

DAY = timedelta(days=1)
LONGEST_LEAVE = timedelta(days=6 * 366)


class NotDone(ValueError):
    """An act on the register that cannot be; the message says why and what to do. `field` names the cell."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def _locked(member: UUID, by: Actor, day: date) -> tuple[StaffMember, By]:
    """The person, locked, and the post from which `by` keeps what he holds. Raises NotDone."""
    row = StaffMember.objects.select_for_update().filter(pk=member).first()
    units = tree()
    if row is not None:
        for unit in row.assignments.order_by("-valid").values_list("unit", flat=True):
            post = keeping_post(by, unit, units, day)
            if post is not None:
                return row, post
    raise NotDone(_("Nobody of that number stands in a register that you keep."))


@transaction.atomic
def correct_member(
    member: UUID,
    *,
    name: str,
    born_on: date | None,
    account: str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> bool:
    """Correct name, date of birth and sign-in name of somebody. Returns whether anything was written.

    Raises NotDone for who does not keep his register, for a name that is empty and a sign-in name that is not free.
    """
    row, post = _locked(member, by, local_day(at))
    name = " ".join(nfc(name).split())
    if not name or len(name) > 120:
        raise NotDone(_("Give the full name, in 120 letters at most."), "name")
    found = Account.objects.filter(username=account).first() if account else None
    if account and found is None:
        raise NotDone(_("Nobody signs in as %(name)s.") % {"name": account[:60]}, "account")
    if found is not None and StaffMember.objects.filter(account=found).exclude(pk=row.pk).exists():
        raise NotDone(_("The sign-in name belongs to somebody else in the register."), "account")
    wanted = {"name": name, "born_on": born_on, "account_id": found.pk if found else None}
    changes: dict[str, Any] = {key: value for key, value in wanted.items() if getattr(row, key) != value}
    if not changes:
        return False
    said = {"was": {key: getattr(row, key) for key in changes}, "now": dict(changes)}
    if "name" in changes:
        changes["search_key"] = key_of(row.number, name)
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(row, "correct_member", said, retention="staff", **changes)
    batch.write()
    return True


@transaction.atomic
def end_assignment(
    assignment: UUID, *, last: date, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> None:
    """The post ends: `last` is the last day on which it is held. Raises NotDone for one that has ended by then."""
    row = Assignment.objects.filter(pk=assignment).first()
    if row is None:
        raise NotDone(_("Nobody of that number stands in a register that you keep."))
    member, _any = _locked(row.member_id, by, local_day(at))
    row = Assignment.objects.get(pk=assignment)
    post = keeping_post(by, row.unit_id, tree(), local_day(at))
    if post is None:
        raise NotDone(_("Nobody of that number stands in a register that you keep."))
    if last < row.valid.lower:
        raise NotDone(_("The last day comes before the first."), "last")
    if row.valid.upper is not None and row.valid.upper <= local_day(at):
        raise NotDone(_("The post has ended already. What is past is not written over."), "last")
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(member, "end_assignment", {"assignment": row.pk, "last": last}, retention="staff")
    batch.update(Assignment, row.pk, valid=DateRange(row.valid.lower, last + DAY))
    batch.write()


@transaction.atomic
def grant_leave(
    member: UUID,
    *,
    kind: str,
    first: date,
    last: date,
    decision: str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Leave:
    """Somebody is away from a day to a day, both included. Raises NotDone where he is away on one of them."""
    row, post = _locked(member, by, local_day(at))
    if last < first:
        raise NotDone(_("The last day comes before the first."), "last")
    if last - first > LONGEST_LEAVE:
        raise NotDone(_("%(day)s lies too far off. Check the year.") % {"day": f"{last:%d/%m/%Y}"}, "last")
    if kind not in {each.code for each in LeaveKind.on(first)}:
        raise NotDone(_("Choose a kind of leave that the law knows on its first day."), "kind")
    valid = DateRange(first, last + DAY)
    other = Leave.objects.filter(member=row, valid__overlap=valid).first()
    if other is not None:
        words = _("Already away from %(first)s to %(last)s.")
        away = {"first": f"{other.valid.lower:%d/%m/%Y}", "last": f"{other.valid.upper - DAY:%d/%m/%Y}"}
        raise NotDone(words % away, "first")
    leave = Leave(member=row, kind=kind, valid=valid, decision=nfc(decision)[:80])
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(
        row, "grant_leave", {"leave": leave.pk, "kind": kind, "first": first, "last": last}, retention="staff"
    )
    batch.insert(leave)
    batch.write()
    return leave


@transaction.atomic
def end_leave(
    leave: UUID, *, back_on: date, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> None:
    """Somebody comes back earlier: `back_on` is his first day at work. Before it has begun a leave is called off.

    The entry of the journal keeps what had been granted.
    """
    row = Leave.objects.filter(pk=leave).first()
    if row is None:
        raise NotDone(_("There is no such leave."))
    member, post = _locked(row.member_id, by, local_day(at))
    if back_on >= row.valid.upper:
        raise NotDone(_("The leave ends before that day."), "back_on")
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    was = {"first": row.valid.lower, "last": row.valid.upper - DAY}
    batch.record(member, "end_leave", {"leave": leave, "back_on": back_on, "was": was}, retention="staff")
    if back_on > row.valid.lower:
        batch.update(Leave, leave, valid=DateRange(row.valid.lower, back_on))
    batch.write()
    if back_on <= row.valid.lower:
        Leave.objects.filter(pk=leave).delete()


@transaction.atomic
def follow_units(
    successors: Mapping[UUID, UUID],
    *,
    on: date,
    by: Actor,
    at: datetime,
    ground: str,
    decision: str = "",
    recorded_at: datetime | None = None,
) -> int:
    """All who hold something in units that end go on in the units that follow, from a day on.

    Kind and title stay; the post in the old unit ends the day before and stays on record. Returns how many posts
    moved. A mailbox stays with its unit: the unit that follows reaches it.
    """
    run(HOLD, [])
    found = list(
        Assignment.objects.filter(unit__in=list(successors), valid__contains=on).exclude(valid__startswith=on)
    )
    members = {m.pk: m for m in StaffMember.objects.select_for_update().filter(pk__in={a.member_id for a in found})}
    batch = Batch(by=By(by.account), at=at, ground=ground, recorded_at=recorded_at)
    units, day = tree(), local_day(at)
    # What ends ends before what follows begins: no statement sees somebody in two main posts.
    run(
        "UPDATE staff_assignment SET valid = daterange(lower(valid), $2::date) WHERE id = ANY($1::uuid[])",
        [array(row.pk for row in found), on],
    )
    for row in found:
        post = keeping_post(by, row.unit_id, units, day)
        if post is None:
            raise NotDone(_("Nobody of that number stands in a register that you keep."))
        after = successors[row.unit_id]
        new = Assignment(
            member_id=row.member_id,
            unit_id=after,
            kind=row.kind,
            title=row.title,
            beside=row.beside,
            decision=nfc(decision)[:80] or row.decision,
            valid=DateRange(on, row.valid.upper),
        )
        said = {"from": row.unit_id, "to": after, "on": on, "assignment": new.pk}
        batch.record(members[row.member_id], "follow_unit", said, by=post, retention="staff")
        batch.insert(new)
    batch.write()
    return len(found)
