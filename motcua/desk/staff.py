"""The staff register: who is there on a day, one person, the report and what stands behind its figures."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.desk.now import Now, now
from motcua.desk.units import Offered, in_order
from motcua.journal import reading
from motcua.journal.models import Entry
from motcua.organisation.models import UnitLevel
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.staff.changing import DAY
from motcua.staff.columns import day_of
from motcua.staff.figures import Line, by_unit, report
from motcua.staff.models import LeaveKind, StaffMember
from motcua.staff.register import Person, Register, leave_words
from motcua.staff.ruling import ruling_post
from motcua.staff.who import members_seen_by, units_kept_by, units_seen_by
from motcua.text import fold, nfc

PAGE = 50
LONGEST_QUERY = 200
# What entries of a person's chain say, in the reader's words.
ACTS = {
    "enter_staff": gettext_lazy("Entered in the register"),
    "correct_member": gettext_lazy("Personal details corrected"),
    "end_assignment": gettext_lazy("Post ended"),
    "grant_leave": gettext_lazy("Leave granted"),
    "end_leave": gettext_lazy("Leave ended or called off"),
    "follow_unit": gettext_lazy("Went on in the unit that follows"),
}


@dataclass
class Asked:
    """What an address asks of the register: the day, a unit with those below it, a kind, words to search for."""

    account: Account
    present: Now
    day: date
    wrong_day: str
    place: Place | None
    level: str
    kind: str
    query: str
    alone: bool = False  # the unit without those below it

    @property
    def actor(self) -> Actor:
        """The reader with the posts that he holds today."""
        return Actor.of(self.account, self.present.day)

    @cached_property
    def seen(self) -> set[UUID]:
        """The units whose staff data the reader may see: rights are those of today."""
        return units_seen_by(self.account, self.present.day)

    @cached_property
    def kept(self) -> set[UUID]:
        """The units whose staff data the reader keeps."""
        return units_kept_by(self.account, self.present.day)

    def register(self) -> Register:
        """The register that is asked for: never more than the reader may see."""
        seen = self.seen
        if self.place is not None:
            wanted = self.place.unit
            path = self.present.units.path
            seen = {u for u in seen if u == wanted or (not self.alone and wanted in path(u, self.day))}
        return Register(self.day, self.present.units, seen, self.level)

    def address(self, **more: Any) -> str:
        """The parameters of an address with what is asked and more; None leaves one out."""
        given = {
            "on": f"{self.day:%d/%m/%Y}" if self.day != self.present.day else None,
            "unit": self.place.code if self.place else None,
            "level": self.level or None,
            "kind": self.kind or None,
            "alone": "1" if self.alone else None,
            "q": self.query or None,
        }
        return urlencode({name: value for name, value in (given | more).items() if value is not None})

    def context(self, here: str) -> dict[str, Any]:
        """What every page of the register shows."""
        return {
            "here": "staff",
            "at": here,
            "asked": self,
            "on": self.day,
            "units": self.offered(),
            "keeps": bool(self.kept),
            "rules": ruling_post(self.actor, self.present.units, self.present.day) is not None,
            "around": self.address(unit=None, level=None, kind=None, alone=None, q=None),
        }

    def offered(self) -> list[Offered]:
        """The units to choose from: those that the reader sees and that were in force on the day."""
        units = self.present.units
        return in_order((u for u in self.seen if units.on(u, self.day) is not None), units, self.day)


def asked(request: HttpRequest) -> Asked:
    """Read an address; what cannot be read is not asked for, and a day that is none is said."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, text, wrong = now(), request.GET.get("on", "").strip(), ""
    day = present.day
    try:
        day = day_of(text) if text else day
    except ValueError as problem:
        wrong = str(problem)
    place = present.units.by_code(nfc(request.GET.get("unit", ""))[:40], day)
    return Asked(
        request.user,
        present,
        day,
        wrong,
        place,
        request.GET.get("level", "")[:20],
        request.GET.get("kind", "")[:40],
        nfc(request.GET.get("q", ""))[:LONGEST_QUERY],
        place is not None and request.GET.get("alone") == "1",
    )


@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """GET /staff/?on=…&unit=CODE&kind=…&q=…&page=…: the register of a day, searched and narrowed."""
    wanted = asked(request)
    register = wanted.register()
    people = _narrowed(register.people, wanted)
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    kinds = [(k.code, str(k)) for k in register.kinds.values()]
    more = {"page": page, "people": page.object_list, "kinds": kinds, "count": len(people)}
    return render(request, "desk/staff.html", wanted.context("list") | more | {"kept": wanted.address() + "&"})


def _narrowed(people: list[Person], wanted: Asked) -> list[Person]:
    words = fold(wanted.query).split()
    return [
        person
        for person in people
        if (not wanted.kind or person.post.kind == wanted.kind)
        and all(word in f"{person.member.search_key} {fold(person.post.title)}" for word in words)
    ]


@require_safe
def staff_report(request: HttpRequest) -> HttpResponse:
    """GET /staff/report/?on=…&unit=…&level=…: the figures, each opening into what it counts; by unit."""
    wanted = asked(request)
    register = wanted.register()
    rows = by_unit(register)
    context = wanted.context("report") | {
        "lines": report(register),
        "totals": [sum(row.counts[i][1] for row in rows) for i in range(len(register.kinds))],
        "total": sum(row.all for row in rows),
        "month": register.month,
        "rule": register.rule,
        "kinds": list(register.kinds.values()),
        "rows": rows,
        "levels": _levels(wanted),
    }
    return render(request, "desk/staff_report.html", context)


@require_safe
def staff_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """GET /staff/report/<figure>/?part=counted|rest: the people or mailboxes that a figure counts, or leaves."""
    wanted = asked(request)
    register = wanted.register()
    line: Line | None = next((each for each in report(register) if each.name == figure), None)
    if line is None:
        raise Http404(figure)
    counted: list[Any] = list(line.figure.counted)
    part = request.GET.get("part", "counted")
    if part == "rest" and line.figure.of is not None:
        ids = {id(each) for each in counted}
        shown = [each for each in line.figure.of if id(each) not in ids]
    elif part == "all" and line.figure.of is not None:
        shown = list(line.figure.of)
    else:
        part, shown = "counted", counted
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = wanted.context("report") | {
        "line": line,
        "part": part,
        "page": page,
        "people": [] if line.opens_mailboxes else page.object_list,
        "mailboxes": page.object_list if line.opens_mailboxes else [],
        "month": register.month,
        "kept": f"{wanted.address(part=part)}&",
        "back": wanted.address(),
    }
    return render(request, "desk/staff_figure.html", context)


def level_names() -> dict[str, str]:
    """What the levels of government are called in the reader's language, from the highest down."""
    is_english = (get_language() or "vi").startswith("en")
    return {e.code: e.name_en if is_english else e.name for e in UnitLevel.objects.order_by("rank")}


def _levels(wanted: Asked) -> list[tuple[str, str]]:
    units = wanted.present.units
    found = {place.level for unit in wanted.seen if (place := units.on(unit, wanted.day)) is not None}
    return [(level, name) for level, name in level_names().items() if level in found]


def member_context(request: HttpRequest, member: StaffMember, wanted: Asked) -> dict[str, Any]:
    """What the page of a person shows; that it was read is written down."""
    reading.note(wanted.account.pk, StaffMember.subject_type(), member.pk, door="desk", at=wanted.present.at)
    held = list(member.assignments.order_by("-valid"))
    register = Register(wanted.day, wanted.present.units, {post.unit_id for post in held})
    posts = [
        {
            "row": post,
            "unit": register.unit_name(post.unit_id),
            "kind": register.kinds.get(post.kind, post.kind),
            "last": post.valid.upper - DAY if post.valid.upper else None,
            "may_end": post.unit_id in wanted.kept and _goes_on(post.valid.upper, wanted.present.day),
        }
        for post in held
    ]
    person = next((each for each in register.people if each.member == member), None)
    leaves = [
        {"row": leave, "words": leave_words(leave, wanted.day), "may_end": leave.valid.upper > wanted.present.day}
        for leave in member.leaves.order_by("-valid")
    ]
    diplomas = [(q, register.ranks.get(q.rank, q.rank)) for q in member.qualifications.order_by("since")]
    boxes = [used for used in register.mailboxes if used.box.member_id == member.pk]
    return wanted.context("list") | {
        "member": member,
        "person": person,
        "posts": posts,
        "leaves": leaves,
        "diplomas": diplomas,
        "boxes": boxes,
        "month": register.month,
        "entries": _entries(member),
        "may_keep": any(post["row"].unit_id in wanted.kept for post in posts),
        "leave_kinds": [(each.code, str(each)) for each in LeaveKind.on(wanted.present.day)],
    }


def _goes_on(upper: date | None, today: date) -> bool:
    return upper is None or upper > today


def _entries(member: StaffMember) -> list[dict[str, Any]]:
    entries = list(Entry.objects.filter(subject_type="staffmember", subject_id=member.pk).order_by("-seq"))
    names = dict(Account.objects.filter(pk__in={e.actor for e in entries if e.actor}).values_list("pk", "name"))
    return [
        {"at": e.moment, "act": ACTS.get(e.act, e.act), "who": names.get(e.actor, _("The system"))} for e in entries
    ]


def member_seen(wanted: Asked, member: UUID) -> StaffMember:
    """Somebody in the register whom the reader may see; anybody else is not found."""
    found = members_seen_by(wanted.account, wanted.present.day).filter(pk=member).first()
    if found is None:
        raise Http404(member)
    return found


urlpatterns: list[URLPattern] = [
    path("staff/", staff_list, name="staff"),
    path("staff/report/", staff_report, name="staff_report"),
    path("staff/report/<slug:figure>/", staff_figure, name="staff_figure"),
]
