"""The register as of a day: who is there, as what, where, which standard he meets, and the mailboxes in use."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from motcua.organisation.tree import Tree
from motcua.staff.mail import Mailbox, MailboxUse, RegularUse
from motcua.staff.models import (
    Assignment,
    Leave,
    LeaveKind,
    Qualification,
    QualificationRank,
    StaffKind,
    StaffMember,
    Standard,
)
from motcua.staff.statistics import after

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a day: his main post there, what he holds beside it, the standard, its evidence, his leave."""

    member: StaffMember
    post: Assignment
    kind: StaffKind | None
    level: str
    unit_name: str
    unit_is_over: bool
    standard: Standard | None
    evidence: Qualification | None
    best: Qualification | None
    beside: tuple[Assignment, ...] = ()
    leave: Leave | None = None

    @property
    def meets(self) -> bool | None:
        """Does he meet the standard? None where no standard is on record."""
        return None if self.standard is None else self.evidence is not None

    @property
    def why(self) -> str:
        """Why he meets the standard or not, in one sentence."""
        if self.standard is None:
            return _("No professional standard for this kind of staff at this level is on record.")
        if self.evidence is not None:
            return _("Meets the standard since %(day)s: %(subject)s.") % {
                "day": f"{self.evidence.since:%d/%m/%Y}",
                "subject": self.evidence.subject or "—",
            }
        if self.best is None:
            return _("No professional qualification is on record.")
        return _("The qualification on record is below the standard, or does not fit the work.")


@dataclass(frozen=True, slots=True)
class Used:
    """A mailbox in a month: what the mail server counted, and whether that is regular use."""

    box: Mailbox
    unit_name: str
    owner: str
    use: MailboxUse | None
    is_regular: bool


@dataclass
class Register:
    """The register on a day, of some units (all, if None) and of a level of government (every one, if empty).

    Everything is read when it is asked for, once.
    """

    day: date
    tree: Tree
    units: Collection[UUID] | None = None
    level: str = ""

    @cached_property
    def kinds(self) -> dict[str, StaffKind]:
        """The kinds of staff by code, in the order of lists."""
        found = StaffKind.named(self.day)
        return dict(sorted(found.items(), key=lambda pair: (pair[1].place, pair[0])))

    @cached_property
    def ranks(self) -> dict[str, QualificationRank]:
        """The levels of training by code."""
        return QualificationRank.named(self.day)

    @cached_property
    def people(self) -> list[Person]:
        """Everybody who holds a main post on the day, in the order of units, kinds and names."""
        posts = list(self._assigned().filter(beside=False).select_related("member"))
        # Of some units a subquery names whose rows are read; of all, all are.
        of = {} if self.units is None else {"member__in": self._assigned().filter(beside=False).values("member")}
        today = {**of, "valid__contains": self.day}
        diplomas = _many(Qualification.objects.filter(since__lte=self.day, **of))
        beside = _many(Assignment.objects.filter(beside=True, **today))
        away = _many(Leave.objects.filter(**today))
        standards = list(Standard.objects.filter(valid__contains=self.day))
        found = []
        for post in posts:
            level = self._level(post.unit_id)
            if self.level and level != self.level:
                continue
            held = diplomas.get(post.member_id, [])
            standard = _standard(standards, post.kind, level)
            found.append(
                Person(
                    post.member,
                    post,
                    self.kinds.get(post.kind),
                    level,
                    self.unit_name(post.unit_id),
                    self.tree.on(post.unit_id, self.day) is None,
                    standard,
                    self._evidence(held, standard),
                    max(held, key=self._rank, default=None),
                    tuple(beside.get(post.member_id, ())),
                    next(iter(away.get(post.member_id, ())), None),
                )
            )
        return sorted(found, key=self._order)

    @cached_property
    def month(self) -> date | None:
        """The month whose statistics count on the day: the last one that was over by then and has any."""
        last = MailboxUse.objects.filter(month__lt=_month_open_on(self.day)).aggregate(last=Max("month"))["last"]
        return last if isinstance(last, date) else None

    @cached_property
    def rule(self) -> RegularUse | None:
        """What regular use meant at the end of that month."""
        if self.month is None:
            return None
        return RegularUse.objects.filter(valid__contains=after(self.month) - DAY).first()

    @cached_property
    def mailboxes(self) -> list[Used]:
        """The mailboxes in force on the last day of the month that counts (on the day itself, if there is none)."""
        on = after(self.month) - DAY if self.month else self.day
        boxes = Mailbox.objects.filter(valid__contains=on).select_related("member").order_by("address")
        if self.units is not None:
            boxes = boxes.filter(unit__in=self.units)
        uses: dict[UUID, MailboxUse] = {}
        if self.month is not None:
            for use in MailboxUse.objects.filter(month=self.month).order_by("recorded_at", "id"):
                uses[use.mailbox_id] = use
        return [
            Used(
                box,
                self.unit_name(box.unit_id),
                box.member.name if box.member else "",
                uses.get(box.pk),
                self._is_regular(uses.get(box.pk)),
            )
            for box in boxes
        ]

    def unit_name(self, unit: UUID) -> str:
        """What a unit is called on the day, or was when it ended."""
        place = self.tree.on(unit, self.day) or self.tree.latest(unit)
        return place.name if place else "—"

    def _assigned(self) -> Any:
        found = Assignment.objects.filter(valid__contains=self.day)
        return found if self.units is None else found.filter(unit__in=self.units)

    def _level(self, unit: UUID) -> str:
        place = self.tree.on(unit, self.day) or self.tree.latest(unit)
        return place.level if place else ""

    def _rank(self, qualification: Qualification) -> int:
        rank = self.ranks.get(qualification.rank)
        return rank.rank if rank else 0

    def _evidence(self, held: Iterable[Qualification], standard: Standard | None) -> Qualification | None:
        if standard is None or standard.rank not in self.ranks:
            return None
        least = self.ranks[standard.rank].rank
        good = [q for q in held if q.fits and self._rank(q) >= least]
        return min(good, key=lambda q: q.since, default=None)

    def _is_regular(self, use: MailboxUse | None) -> bool:
        if use is None or self.rule is None:
            return False
        enough = ((self.rule.sent, use.sent), (self.rule.logins, use.logins))
        return any(least is not None and counted >= least for least, counted in enough)

    def _order(self, person: Person) -> tuple[Any, ...]:
        place = self.tree.on(person.post.unit_id, self.day) or self.tree.latest(person.post.unit_id)
        code = place.code if place else ""
        of_kind = person.kind.place if person.kind else 99
        return code, of_kind, person.member.name.rsplit(" ", 1)[-1], person.member.name, person.member.number


def leave_words(leave: Leave, day: date) -> str:
    """A leave in words: its kind, from when to when."""
    kind = LeaveKind.named(day).get(leave.kind)
    return f"{kind or leave.kind}: {leave.valid.lower:%d/%m/%Y}–{leave.valid.upper - DAY:%d/%m/%Y}"


def _standard(standards: Iterable[Standard], kind: str, level: str) -> Standard | None:
    of_kind = [each for each in standards if each.kind == kind and each.level in ("", level)]
    return max(of_kind, key=lambda each: bool(each.level), default=None)


def _many(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.member_id, []).append(row)
    return found


def _month_open_on(day: date) -> date:
    """The first day of the month that is not over on a day: of the next one, on a month's last day."""
    return (day + DAY).replace(day=1)
