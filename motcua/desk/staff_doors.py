"""What administrators enter of one person: a new one, a further post, corrections, the end of a post, leave."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.desk.forms import Choice, Day, Id, Text
from motcua.desk.seeother import SeeOther
from motcua.desk.staff import Asked, asked, member_context, member_seen
from motcua.desk.units import in_order
from motcua.staff.changing import NotDone, correct_member, end_assignment, end_leave, grant_leave
from motcua.staff.columns import TITLES, Wanted
from motcua.staff.entering import enter_staff
from motcua.staff.models import LeaveKind, QualificationRank, StaffKind, StaffMember
from motcua.staff.who import ground_on

NOTHING = ("", "—")


class Entering(forms.Form):
    """A person with a post, and the evidence for his standard: the fields of a row of the template."""

    number = Text(label=TITLES["number"], max_length=40)
    name = Text(label=TITLES["name"], max_length=120)
    born_on = Day(label=TITLES["born_on"], required=False)
    kind = Choice(label=TITLES["kind"], choices=())
    unit = Choice(label=gettext_lazy("Unit"), choices=())
    title = Text(label=TITLES["title"], max_length=120)
    first = Day(label=TITLES["first"])
    last = Day(label=TITLES["last"], required=False)
    beside = forms.BooleanField(label=TITLES["beside"], required=False)
    decision = Text(label=TITLES["decision"], max_length=80, required=False)
    rank = Choice(label=TITLES["rank"], choices=(), required=False)
    subject = Text(label=TITLES["subject"], max_length=200, required=False)
    since = Day(label=TITLES["since"], required=False)
    issuer = Text(label=TITLES["issuer"], max_length=200, required=False)
    misfits = forms.BooleanField(label=gettext_lazy("Does not fit the work of the post"), required=False)
    mailbox = Text(label=TITLES["mailbox"], max_length=254, required=False)
    account = Text(label=TITLES["account"], max_length=60, required=False)

    def __init__(self, wanted: Asked, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        day, units = wanted.present.day, wanted.present.units
        kept = in_order((u for u in wanted.kept if units.on(u, day) is not None), units, day)
        kinds = sorted(StaffKind.on(day), key=lambda each: each.place)
        ranks = sorted(QualificationRank.on(day), key=lambda each: each.rank)
        self.fields["kind"].choices = [(each.code, str(each)) for each in kinds]
        self.fields["unit"].choices = [(each.code, each.label) for each in kept]
        self.fields["rank"].choices = [NOTHING, *((each.code, str(each)) for each in ranks)]

    def wanted(self) -> Wanted:
        """What was typed, as a row."""
        typed = dict(self.cleaned_data)
        typed["fits"] = not typed.pop("misfits")
        typed["mailbox"] = typed["mailbox"].lower()
        return Wanted(row=1, **typed)


@require_http_methods(["GET", "HEAD", "POST"])
def staff_new(request: HttpRequest) -> HttpResponse:
    """GET /staff/new/?number=… a form for a new person, or a further post of somebody; POST enters it."""
    wanted = asked(request)
    if not wanted.kept:
        raise PermissionDenied
    known = StaffMember.objects.filter(number=request.GET.get("number", "")[:40]).first()
    if known is not None:
        known = member_seen(wanted, known.pk)
    if request.method != "POST":
        first: dict[str, Any] = {"first": wanted.present.day}
        if known is not None:
            first |= {"number": known.number, "name": known.name} | _held(known, wanted)
        return _form(request, wanted, Entering(wanted, initial=first), known)
    typed = Entering(wanted, request.POST)
    if not typed.is_valid():
        return _form(request, wanted, typed, known, 422)
    who: dict[str, Any] = {"by": wanted.actor, "at": wanted.present.at, "ground": ground_on(wanted.present.day)}
    done = enter_staff([typed.wanted()], **who)
    if not done.loaded:
        keys = {str(title): key for key, title in TITLES.items()}
        for problem in done.problems:
            name = keys.get(problem.column, "")
            typed.add_error(name if name in typed.fields else None, problem.message)
        return _form(request, wanted, typed, known, 409)
    member = StaffMember.objects.get(number=typed.cleaned_data["number"])
    messages.success(request, _("%(name)s stands in the register as entered.") % {"name": member.name})
    return SeeOther(reverse("staff_member", args=[member.pk]))


def _held(member: StaffMember, wanted: Asked) -> dict[str, Any]:
    """The main post of today: who leaves it as it is adds a qualification alone."""
    post = member.assignments.filter(beside=False, valid__contains=wanted.present.day).first()
    place = wanted.present.units.on(post.unit_id, post.valid.lower) if post else None
    if post is None or place is None:
        return {}
    return {"unit": place.code, "kind": post.kind, "title": post.title, "first": post.valid.lower}


def _form(
    request: HttpRequest, wanted: Asked, form: Entering, known: StaffMember | None, status: int = 200
) -> HttpResponse:
    groups = [
        (_("Person"), [form[name] for name in ("number", "name", "born_on")]),
        (_("Post"), [form[n] for n in ("unit", "kind", "title", "first", "last", "beside", "decision")]),
        (
            _("Professional qualification"),
            [form[name] for name in ("rank", "subject", "since", "issuer", "misfits")],
        ),
        (_("Mailbox and sign-in"), [form[name] for name in ("mailbox", "account")]),
    ]
    context = wanted.context("new") | {"form": form, "groups": groups, "known": known}
    return render(request, "desk/staff_new.html", context, status=status)


class Correcting(forms.Form):
    """Personal details."""

    name = Text(label=TITLES["name"], max_length=120)
    born_on = Day(label=TITLES["born_on"], required=False)
    account = Text(label=TITLES["account"], max_length=60, required=False)


class Ending(forms.Form):
    """The last day of a post."""

    post = Id(widget=forms.HiddenInput)
    last = Day(label=gettext_lazy("Last day"))


class Leaving(forms.Form):
    """A leave, both days included."""

    kind = Choice(label=gettext_lazy("Kind of leave"), choices=())
    first = Day(label=gettext_lazy("First day away"))
    last = Day(label=gettext_lazy("Last day away"))
    decision = Text(label=TITLES["decision"], max_length=80, required=False)

    def among(self, day: date) -> "Leaving":
        """With the kinds that the law knows on a day."""
        self.fields["kind"].choices = [(each.code, str(each)) for each in LeaveKind.on(day)]
        return self


class ComingBack(forms.Form):
    """The first day back at work."""

    leave = Id(widget=forms.HiddenInput)
    back_on = Day(label=gettext_lazy("First day back"))


@require_http_methods(["GET", "HEAD", "POST"])
def staff_member(request: HttpRequest, member: UUID) -> HttpResponse:
    """GET /staff/people/<id>/ shows a person as of `on`; POST `act` corrects, ends a post, grants or ends leave."""
    wanted = asked(request)
    row = member_seen(wanted, member)
    act = request.POST.get("act", "")
    drafts = _forms(row, wanted)
    if request.method == "POST":
        if act not in drafts:
            return SeeOther(reverse("staff_member", args=[member]))
        if not wanted.kept:
            raise PermissionDenied
        drafts[act] = form = _typed(act, wanted, request.POST)
        if form.is_valid():
            try:
                words = _act(act, row, wanted, form.cleaned_data)
            except NotDone as problem:
                form.add_error(problem.field if problem.field in form.fields else None, str(problem))
            else:
                messages.success(request, words)
                return SeeOther(reverse("staff_member", args=[member]))
    context = member_context(request, row, wanted) | {"forms": drafts, "opened": act}
    status = 409 if any(form.errors for form in drafts.values()) else 200
    return render(request, "desk/staff_member.html", context, status=status)


def _forms(row: StaffMember, wanted: Asked) -> dict[str, forms.Form]:
    day = wanted.present.day
    account = row.account.username if row.account else ""
    return {
        "correct": Correcting(
            auto_id="correct_%s", initial={"name": row.name, "born_on": row.born_on, "account": account}
        ),
        "end": Ending(initial={"last": day}),
        "leave": Leaving(auto_id="leave_%s", initial={"first": day, "last": day}).among(day),
        "back": ComingBack(initial={"back_on": day}),
    }


def _typed(act: str, wanted: Asked, data: Any) -> forms.Form:
    if act == "leave":
        return Leaving(data, auto_id="leave_%s").among(wanted.present.day)
    return {"correct": Correcting, "end": Ending, "back": ComingBack}[act](data, auto_id=f"{act}_%s")


def _act(act: str, row: StaffMember, wanted: Asked, typed: dict[str, Any]) -> str:
    day = wanted.present.day
    who: dict[str, Any] = {"by": wanted.actor, "at": wanted.present.at, "ground": ground_on(day)}
    if act == "correct":
        correct_member(row.pk, **typed, **who)
        return _("The personal details are corrected.")
    if act == "end":
        if not row.assignments.filter(pk=typed["post"]).exists():
            raise NotDone(_("There is no such post."))
        end_assignment(typed["post"], last=typed["last"], **who)
        return _("%(day)s is the last day of the post.") % {"day": f"{typed['last']:%d/%m/%Y}"}
    if act == "leave":
        grant_leave(row.pk, **typed, **who)
        return _("The leave stands in the register.")
    if not row.leaves.filter(pk=typed["leave"]).exists():
        raise NotDone(_("There is no such leave."))
    end_leave(typed["leave"], back_on=typed["back_on"], **who)
    return _("The leave is ended or called off.")


urlpatterns: list[URLPattern] = [
    path("staff/new/", staff_new, name="staff_new"),
    path("staff/people/<uuid:member>/", staff_member, name="staff_member"),
]
