"""The statistics of the mail server, a month a file; and the mailboxes that they are counted against."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import DateRange

from motcua.catalogue import cells
from motcua.catalogue.sheets import Column, Problem, Row, Unreadable, read_table
from motcua.journal.by import By
from motcua.journal.statement import rows as run
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.staff.changing import NotDone
from motcua.staff.columns import address_of, lacking
from motcua.staff.entering import HOLD
from motcua.staff.mail import Mailbox, MailboxUse, StaffFile, StaffFileKind
from motcua.staff.who import keeping_post

MOST = 1_000_000  # messages or log-ins of one mailbox in a month
DAY = timedelta(days=1)
COLUMNS = (
    Column("address", gettext_lazy("Address"), "tuphap.binhthanh@duchue.example", required=True),
    Column("sent", gettext_lazy("Messages sent"), "42", gettext_lazy("In the month. Blank: 0.")),
    Column("received", gettext_lazy("Messages received"), "118", gettext_lazy("In the month. Blank: 0.")),
    Column("logins", gettext_lazy("Log-ins"), "21", gettext_lazy("In the month. Blank: 0.")),
)
TITLES = {column.key: column.title for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Used:
    """What a row of the statistics says."""

    row: int
    address: str
    sent: int = 0
    received: int = 0
    logins: int = 0


@dataclass(slots=True)
class Brought:
    """What a month's statistics did, or every reason why they did nothing; and what they do not speak of."""

    month: date
    rows: int = 0
    dry_run: bool = False
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # mailboxes in force of which the file says nothing

    @property
    def loaded(self) -> bool:
        """Whether they are entered now."""
        return not self.problems and not self.dry_run


def month_of(text: str) -> date:
    """The first day of a month written as 10/2019 or 2019-10. Raises ValueError with a sentence."""
    text = text.strip()
    found = re.fullmatch(r"([0-9]{1,2})/([0-9]{4})", text)
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", text)
    year, month = (found[2], found[1]) if found else (iso[1], iso[2]) if iso else ("0", "0")
    if not (1 <= int(month) <= 12 and 2000 <= int(year) <= 2100):
        raise ValueError(_("%(text)s is not a month; write it like 10/2019.") % {"text": text[:40]})
    return date(int(year), int(month), 1)


def after(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


def read_statistics(content: bytes) -> tuple[list[Used], list[Problem]]:
    """The rows of a file of statistics (XLSX or CSV), and what is wrong with single cells. Raises Unreadable."""
    found: list[Used] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for row in read_table(content, COLUMNS):
        values = _values(row)
        address = values.get("address", "")
        if address and (first := seen.setdefault(address, row.number)) != row.number:
            row.refuse(str(TITLES["address"]), _("The same stands in row %(row)s already.") % {"row": first})
        problems += row.problems
        if not row.problems:
            found.append(Used(row.number, **values))
    if not found and not problems:
        raise Unreadable(_("The table has no rows."))
    return found, problems


def _values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in row.values.items():
        try:
            values[key] = address_of(value) if key == "address" else cells.number(value, MOST)
        except ValueError as error:
            row.refuse(str(TITLES[key]), str(error))
    lacking(row, values, ["address"])
    return values


@transaction.atomic
def bring_statistics(
    content: bytes,
    file_name: str,
    month: date,
    *,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    dry_run: bool = False,
) -> Brought:
    """Enter what the mail server counted in a month, all or nothing. A later file of the month counts instead.

    Refused by row and column: an address that no mailbox of a unit kept by `by` bears in that month, a number that
    is none, an address that stands twice, a month that is not over.
    """
    run(HOLD, [])
    done, day = Brought(month, dry_run=dry_run), local_day(at)
    if after(month) > day:
        words = _("The month %(month)s is not over; its statistics are not whole yet.")
        done.problems.append(Problem(None, "", words % {"month": f"{month:%m/%Y}"}))
        return done
    try:
        used, done.problems = read_statistics(content)
    except Unreadable as error:
        done.problems.append(Problem(None, "", str(error)))
        return done
    done.rows = len(used)
    boxes = {box.address: box for box in in_force(after(month) - DAY)}
    post = _matched(used, boxes, by, day, done)
    done.problems.sort(key=lambda problem: (problem.row or 0, problem.column))
    if done.problems or dry_run:
        return done
    # Of the day on which they are entered, also where the demo plays the past.
    recorded = recorded_at or at
    file = StaffFile(kind=StaffFileKind.MAIL, file_name=file_name[:200], month=month, brought_at=at)
    file.account, file.entered_at, file.rows = by.account, recorded, len(used)
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.create(file, "bring_statistics", {"month": month, "file": file.file_name, "rows": len(used)})
    for row in used:
        counts = {"sent": row.sent, "received": row.received, "logins": row.logins}
        batch.insert(MailboxUse(mailbox=boxes[row.address], file=file, month=month, recorded_at=recorded, **counts))
    batch.write()
    return done


def in_force(day: date) -> Sequence[Mailbox]:
    """The mailboxes in force on a day, by address."""
    return list(Mailbox.objects.filter(valid__contains=day).order_by("address"))


def _matched(used: Sequence[Used], boxes: dict[str, Mailbox], by: Actor, day: date, done: Brought) -> By:
    units, column = tree(), str(TITLES["address"])
    kept: dict[UUID, By | None] = {}
    for row in used:
        box = boxes.get(row.address)
        if box is not None and box.unit_id not in kept:
            kept[box.unit_id] = keeping_post(by, box.unit_id, units, day)
        if box is None or kept[box.unit_id] is None:
            words = _("No mailbox of a register that you keep bore the address %(address)s in %(month)s.")
            said = words % {"address": row.address, "month": f"{done.month:%m/%Y}"}
            done.problems.append(Problem(row.row, column, said))
    told, mine = {row.address for row in used}, {unit for unit, post in kept.items() if post is not None}
    done.missing = [a for a, box in boxes.items() if a not in told and box.unit_id in mine]
    return next((post for post in kept.values() if post is not None), By(by.account))


@transaction.atomic
def enter_mailbox(
    address: str,
    unit: UUID,
    *,
    first: date,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    member: UUID | None = None,
) -> Mailbox:
    """A unit's mailbox (or somebody's of it) is in use from a day on. Raises NotDone."""
    units: Tree = tree()
    post = keeping_post(by, unit, units, local_day(at))
    if post is None or units.on(unit, first) is None:
        raise NotDone(_("Choose a unit whose register you keep and that is in force on that day."), "unit")
    try:
        address = address_of(address)
    except ValueError as problem:
        raise NotDone(str(problem), "address") from None
    run(HOLD, [])
    if Mailbox.objects.filter(address=address, valid__overlap=DateRange(first, None)).exists():
        raise NotDone(_("The mailbox stands in the register already."), "address")
    box = Mailbox(address=address, unit_id=unit, member_id=member, valid=DateRange(first, None))
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.create(box, "enter_mailbox", {"address": address, "unit": unit})
    batch.write()
    return box


@transaction.atomic
def end_mailbox(
    mailbox: UUID, *, last: date, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> None:
    """The mailbox is closed: `last` is the last day on which it is in use. Raises NotDone."""
    box = Mailbox.objects.select_for_update().filter(pk=mailbox).first()
    post = keeping_post(by, box.unit_id, tree(), local_day(at)) if box else None
    if box is None or post is None:
        raise NotDone(_("There is no such mailbox in a register that you keep."))
    if last < box.valid.lower or box.valid.upper is not None:
        raise NotDone(_("The last day comes before the first, or the mailbox has ended already."), "last")
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(box, "end_mailbox", {"last": last}, valid=DateRange(box.valid.lower, last + DAY))
    batch.write()
