"""What rows would change in the register, checked against what stands there. Nothing is written here."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.catalogue.sheets import Problem
from motcua.organisation.tree import Tree
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.staff.columns import TITLES, Wanted
from motcua.staff.dated import Dated
from motcua.staff.mail import Mailbox
from motcua.staff.models import Assignment, Qualification, QualificationRank, StaffKind, StaffMember
from motcua.staff.planned import Held, Open, Plan, Planned, Refused
from motcua.staff.who import keeping_post
from motcua.text import fold

YOUNGEST, OLDEST = 16, 80  # years of age at which somebody takes up a post
AHEAD = timedelta(days=366)
DAY = timedelta(days=1)


def plan(rows: Sequence[Wanted], *, by: Actor, day: date, units: Tree) -> Plan:
    """What rows of the template would change in the register on a day, and every reason why they may not.

    A row names a person by number. A main post that begins while another is open ends that one on the day before;
    any other overlap of main posts is a problem, and so is a name that differs from the register's.
    """
    planner = _Planner(rows, by, day, units)
    for row in sorted(rows, key=lambda each: (each.number, each.first, each.row)):
        planner.take(row)
    made = Plan(sorted(planner.people.values(), key=lambda each: each.row), planner.problems, len(rows))
    made.problems.sort(key=lambda problem: (problem.row or 0, problem.column))
    return made


class _Planner:
    """Takes rows one after the other, each against what the earlier ones left."""

    def __init__(self, rows: Sequence[Wanted], by: Actor, day: date, units: Tree) -> None:
        self.by, self.day, self.units = by, day, units
        self.people: dict[str, Planned] = {}
        self.problems: list[Problem] = []
        self.seen: dict[tuple[Any, ...], int] = {}
        self.called: dict[tuple[str, str, date], str] = {}
        self.kept: dict[UUID, bool] = {}
        numbers, names = {row.number for row in rows}, {row.account for row in rows if row.account}
        self.members = {each.number: each for each in StaffMember.objects.filter(number__in=numbers)}
        self.assigned = _by_member(Assignment.objects.filter(member__number__in=numbers))
        self.diplomas = _by_member(Qualification.objects.filter(member__number__in=numbers))
        self.accounts = {a.username: a for a in Account.objects.filter(username__in=names)}
        self.linked = dict(StaffMember.objects.filter(account__username__in=names).values_list("account", "number"))
        addresses = {row.mailbox for row in rows if row.mailbox}
        self.mailboxes = {m.address: m for m in Mailbox.objects.filter(address__in=addresses).order_by("valid")}
        self.kinds, self.ranks = list(StaffKind.objects.all()), list(QualificationRank.objects.all())

    def take(self, row: Wanted) -> None:
        """Add what a row says; whatever stands against it becomes a problem of its cell."""
        same = (row.number, row.unit, row.title, row.first, row.rank, row.subject, row.since)
        try:
            if (first := self.seen.setdefault(same, row.row)) != row.row:
                raise Refused("number", _("The same stands in row %(row)s already.") % {"row": first})
            person = self._person(row)
            self._post(person, row)
            self._qualification(person, row)
            self._mailbox(person, row)
        except Refused as problem:
            self.problems.append(Problem(row.row, str(TITLES[problem.column]), str(problem)))

    def _person(self, row: Wanted) -> Planned:
        person = self.people.get(row.number)
        if person is None:
            person = self.people[row.number] = self._known(row)
        if person.name != row.name and not self._known_to(person):
            raise Refused("number", _("The number belongs to somebody in a register that you do not keep."))
        if person.name != row.name:
            raise Refused(
                "name",
                _("The number %(number)s belongs to %(name)s. Correct the number or the name.")
                % {"number": row.number, "name": person.name},
            )
        if row.born_on is not None and person.born_on != row.born_on:
            if person.born_on is not None:
                raise Refused("born_on", _("Another date of birth stands in the register or in an earlier row."))
            person.born_on = row.born_on
            person.says.append(_("date of birth"))
        if person.born_on is not None:
            years = row.first.year - person.born_on.year
            if not YOUNGEST <= years <= OLDEST:
                raise Refused(
                    "born_on", _("Whoever takes up a post is not %(years)s years old.") % {"years": years}
                )
        if row.account:
            self._account(person, row)
        return person

    def _known_to(self, person: Planned) -> bool:
        """May who enters the rows be told who bears the number?"""
        return person.member is None or any(self._keeps(held.unit) for held in person.held)

    def _known(self, row: Wanted) -> Planned:
        member = self.members.get(row.number)
        if member is None:
            return Planned(row.number, row.name, row.row)
        held = [
            Held(a.unit_id, a.kind, a.title, a.valid.lower, a.valid.upper, a.beside, a.decision, a.pk)
            for a in self.assigned.get(member.pk, ())
        ]
        qualified = list(self.diplomas.get(member.pk, ()))
        return Planned(row.number, member.name, row.row, member, member.born_on, member.account_id, held, qualified)

    def _account(self, person: Planned, row: Wanted) -> None:
        account = self.accounts.get(row.account)
        if account is None:
            raise Refused("account", _("Nobody signs in as %(name)s.") % {"name": row.account})
        if self.linked.setdefault(account.pk, row.number) != row.number or person.account not in (None, account.pk):
            raise Refused("account", _("The sign-in name belongs to somebody else in the register."))
        if person.account is None:
            person.account = account.pk
            person.says.append(_("sign-in name"))

    def _post(self, person: Planned, row: Wanted) -> None:
        place = self.units.by_code(row.unit, row.first)
        if place is None:
            raise Refused(
                "unit",
                _("No unit bears the code %(code)s on %(day)s.") % {"code": row.unit, "day": _said(row.first)},
            )
        end = None if row.last is None else row.last + DAY
        if row.first > self.day + AHEAD:
            raise Refused("first", _("The day is more than a year ahead."))
        if end is not None and end <= row.first:
            raise Refused("last", _("The last day comes before the first."))
        if place.upper is not None and (end is None or end > place.upper) and place.upper <= self.day:
            raise Refused(
                "last",
                _("%(unit)s is no more from %(day)s; give a last day before it.")
                % {"unit": place.name, "day": _said(place.upper)},
            )
        self._may(place.unit, "unit")
        kind = self._named(self.kinds, row.kind, row.first, "kind")
        for held in person.held:
            alike = (held.unit, held.kind, held.title, held.first) == (place.unit, kind, row.title, row.first)
            if alike and held.beside == row.beside:
                self._same(person, held, end)
                return
        if not row.beside:
            self._make_room(person, row, end)
        person.held.append(Held(place.unit, kind, row.title, row.first, end, row.beside, row.decision))
        person.says.append(
            _("%(title)s, %(unit)s, from %(day)s")
            % {"title": row.title, "unit": place.name, "day": _said(row.first)}
        )

    def _same(self, person: Planned, held: Held, end: date | None) -> None:
        if end is None or end == held.end:
            return
        if held.end is not None:
            raise Refused("last", _("The post ended on another day. What is past is not written over."))
        self._may(held.unit, "unit")
        held.end, held.ends = end, True
        person.says.append(_("%(title)s ends on %(day)s") % {"title": held.title, "day": _said(end - DAY)})

    def _make_room(self, person: Planned, row: Wanted, end: date | None) -> None:
        for held in person.held:
            if held.beside or not held.meets(row.first, end):
                continue
            if held.end is None and held.first < row.first:
                self._may(held.unit, "unit")
                held.end, held.ends = row.first, held.stored is not None
                continue
            raise Refused(
                "first",
                _("%(name)s holds “%(title)s” from %(day)s. Two main posts are not held on one day.")
                % {"name": person.name, "title": held.title, "day": _said(held.first)},
            )

    def _keeps(self, unit: UUID) -> bool:
        if unit not in self.kept:
            self.kept[unit] = keeping_post(self.by, unit, self.units, self.day) is not None
        return self.kept[unit]

    def _may(self, unit: UUID, column: str) -> None:
        if not self._keeps(unit):
            place = self.units.latest(unit)
            raise Refused(
                column,
                _("The register of %(unit)s is kept by its administrator, or by one above it.")
                % {"unit": place.name if place else "—"},
            )

    def _named(self, entries: Iterable[Dated], text: str, day: date, column: str) -> str:
        key = (column, text, day)
        if key not in self.called:
            self.called[key] = _named(entries, text, day, column)
        return self.called[key]

    def _qualification(self, person: Planned, row: Wanted) -> None:
        if not row.rank:
            if row.since or row.subject:
                raise Refused("rank", _("Say which qualification it is, or empty the cells beside it."))
            return
        if row.since is None:
            raise Refused("since", _("Say since when the qualification is held."))
        if row.since > self.day:
            raise Refused("since", _("The day lies ahead."))
        rank = self._named(self.ranks, row.rank, row.since, "rank")
        key = (rank, row.subject, row.since)
        if any((q.rank, q.subject, q.since) == key for q in person.qualified):
            return
        made = Qualification(rank=rank, subject=row.subject, issuer=row.issuer, since=row.since, fits=row.fits)
        person.qualified.append(made)
        person.says.append(_("qualification: %(rank)s") % {"rank": row.rank})

    def _mailbox(self, person: Planned, row: Wanted) -> None:
        if not row.mailbox:
            return
        found = self.mailboxes.get(row.mailbox)
        if found is not None and found.valid.upper is None:
            theirs = found.member_id == person.member.pk if found.member_id and person.member else False
            if not theirs and found not in person.mailboxes:
                raise Refused("mailbox", _("The mailbox belongs to somebody else in the register."))
            return
        unit = next(held.unit for held in reversed(person.held) if held.first <= row.first)
        made = Mailbox(address=row.mailbox, unit_id=unit, valid=Open(row.first))
        self.mailboxes[row.mailbox] = made
        person.mailboxes.append(made)
        person.says.append(row.mailbox)


def _named(entries: Iterable[Dated], text: str, day: date, column: str) -> str:
    """The code of a list's entry that is in force on a day and is called so, in either language or by its code."""
    in_force = [e for e in entries if e.valid.lower <= day and (e.valid.upper is None or day < e.valid.upper)]
    wanted = fold(text)
    for each in in_force:
        if wanted in (fold(each.code), fold(each.name), fold(each.name_en)):
            return each.code
    known = ", ".join(str(each) for each in in_force)
    raise Refused(
        column,
        _("%(text)s is not known on %(day)s. Known are: %(known)s.")
        % {"text": text[:60], "day": _said(day), "known": known},
    )


def _by_member(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.member_id, []).append(row)
    return found


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"
