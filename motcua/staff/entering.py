"""Enter people into the register: rows of the template or of a form, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.types.range import DateRange

from motcua.catalogue.sheets import Problem, Unreadable, read_table
from motcua.journal.by import By
from motcua.journal.statement import rows as run
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.staff.columns import COLUMNS, Wanted, wanted_of
from motcua.staff.models import Assignment, StaffMember
from motcua.staff.planned import Held, Plan, Planned
from motcua.staff.planning import plan
from motcua.staff.who import keeping_post
from motcua.text import fold

# One register at a time: what a plan was checked against stays so until it is written.
HOLD = "SELECT pg_advisory_xact_lock(hashtext('staff_register'))"
MOST_ROWS = 50_000
SHOWN = 500


@dataclass(slots=True)
class Entered:
    """What rows did to the register, or would do, or every reason why they did nothing."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    dry_run: bool = False
    problems: list[Problem] = field(default_factory=list)
    says: list[tuple[int, str, str]] = field(default_factory=list)  # row, name, what is new of him

    @property
    def loaded(self) -> bool:
        """Whether it stands in the register now (a dry run never does)."""
        return not self.problems and not self.dry_run

    def sentence(self) -> str:
        """What happened, in one sentence for people."""
        if self.problems:
            return ngettext(
                "Nothing was entered: the file has %(count)s problem.",
                "Nothing was entered: the file has %(count)s problems.",
                len(self.problems),
            ) % {"count": len(self.problems)}
        counts = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}
        if self.dry_run:
            return (
                _("The file is good: %(new)s new people, %(changed)s changed, %(unchanged)s as they are.") % counts
            )
        return _("Entered: %(new)s new people, %(changed)s changed, %(unchanged)s as they were.") % counts

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "loaded": self.loaded,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "problems": [problem.as_json() for problem in self.problems],
        }


def read_register(content: bytes) -> tuple[list[Wanted], list[Problem]]:
    """The rows of a filled-in template (XLSX or CSV), and what is wrong with single cells. Raises Unreadable."""
    found: list[Wanted] = []
    problems: list[Problem] = []
    for row in read_table(content, COLUMNS):
        if len(found) + len(problems) > MOST_ROWS:
            raise Unreadable(_("The table has more rows than a register takes at once. Split it."))
        wanted = wanted_of(row) if not row.problems else None
        problems += row.problems
        if wanted is not None:
            found.append(wanted)
    if not found and not problems:
        raise Unreadable(_("The table has no rows."))
    return found, problems


def import_staff(
    content: bytes,
    *,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    dry_run: bool = False,
) -> Entered:
    """Enter a filled-in template, all or nothing; every problem is told by row and column.

    What stands in the register already is left alone, so that a second import of the same file changes nothing.
    """
    try:
        wanted, problems = read_register(content)
    except Unreadable as error:
        return Entered(dry_run=dry_run, problems=[Problem(None, "", str(error))])
    done = enter_staff(
        wanted, by=by, at=at, ground=ground, recorded_at=recorded_at, dry_run=dry_run or bool(problems)
    )
    if problems:
        done.dry_run, done.says = dry_run, []
        done.new = done.changed = done.unchanged = 0
        done.problems = sorted([*problems, *done.problems], key=lambda problem: (problem.row or 0, problem.column))
        done.rows = len({p.row for p in problems} | {w.row for w in wanted})
    return done


@transaction.atomic
def enter_staff(
    wanted: Sequence[Wanted],
    *,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    dry_run: bool = False,
) -> Entered:
    """Enter people, posts, qualifications and mailboxes into the register; with one problem nothing is entered.

    Refused row by row: what `planning.plan` refuses, and units whose register `by` does not keep.
    """
    run(HOLD, [])
    units, day = tree(), local_day(at)
    planned = plan(wanted, by=by, day=day, units=units)
    done = Entered(planned.rows, dry_run=dry_run, problems=planned.problems)
    if planned.problems:
        return done
    done.new, done.changed, done.unchanged = len(planned.new), len(planned.changed), planned.unchanged
    changed = [person for person in planned.people if person.is_changed]
    done.says = [(person.row, person.name, "; ".join(person.says)) for person in changed[:SHOWN]]
    if not dry_run and changed:
        _write(planned, changed, by, units, at, ground, recorded_at)
    return done


def _write(
    planned: Plan,
    changed: Sequence[Planned],
    by: Actor,
    units: Tree,
    at: datetime,
    ground: str,
    recorded_at: datetime | None,
) -> None:
    day = local_day(at)
    known = [person.member.pk for person in changed if person.member is not None]
    locked = {row.pk: row for row in StaffMember.objects.select_for_update().filter(pk__in=known).order_by("pk")}
    # Old posts have to end before the new ones begin: one statement would see both at once.
    for person in changed:
        for held in person.held:
            if held.ends and held.stored is not None:
                Assignment.objects.filter(pk=held.stored).update(valid=DateRange(held.first, held.end))
    batch = Batch(by=By(by.account), at=at, ground=ground, recorded_at=recorded_at)
    for person in changed:
        newest = max(person.held, key=lambda held: held.first)
        batch.by = keeping_post(by, newest.unit, units, day) or batch.by
        _enter(batch, person, locked[person.member.pk] if person.member else None, day)
    batch.write()


def _enter(batch: Batch, person: Planned, member: StaffMember | None, day: Any) -> None:
    new = [held for held in person.held if held.stored is None]
    said = {
        "number": person.number,
        "name": person.name,
        "born_on": person.born_on,
        "account": person.account,
        "posts": [_detail(held) for held in new],
        "ended": [_detail(held) for held in person.held if held.ends],
        "qualifications": [[q.rank, q.subject, q.since] for q in person.qualified if q.member_id is None],
        "mailboxes": [each.address for each in person.mailboxes],
    }
    if member is None:
        member = StaffMember(number=person.number, name=person.name, search_key=key_of(person.number, person.name))
        member.born_on, member.account_id = person.born_on, person.account
        batch.create(member, "enter_staff", said, retention="staff")
    else:
        facts = {"born_on": person.born_on, "account_id": person.account}
        changes: dict[str, Any] = {name: value for name, value in facts.items() if getattr(member, name) != value}
        batch.record(member, "enter_staff", said, retention="staff", **changes)
    for held in new:
        batch.insert(
            Assignment(
                member=member,
                unit_id=held.unit,
                kind=held.kind,
                title=held.title,
                beside=held.beside,
                decision=held.decision,
                valid=(held.first, held.end),
            )
        )
    for qualification in person.qualified:
        if qualification.member_id is None:
            qualification.member = member
            batch.insert(qualification)
    for mailbox in person.mailboxes:
        mailbox.member = member
        batch.create(mailbox, "enter_mailbox", {"address": mailbox.address, "unit": mailbox.unit_id})


def _detail(held: Held) -> dict[str, Any]:
    return {
        "unit": held.unit,
        "kind": held.kind,
        "title": held.title,
        "from": held.first,
        "until": held.end,
        "beside": held.beside,
    }


def key_of(number: str, name: str) -> str:
    """What a person is searched by."""
    return fold(f"{number} {name}")
