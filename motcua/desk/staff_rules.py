"""The equipment of each one-stop desk, and the dated rules for staff: standards, regular use, kinds."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.desk.forms import Choice, Day, Text
from motcua.desk.seeother import SeeOther
from motcua.desk.staff import Asked, asked, level_names
from motcua.staff.changing import DAY, NotDone
from motcua.staff.desks import Desk, desks_on
from motcua.staff.models import EquipmentPer, EquipmentStandard, QualificationRank, RegularUse, StaffKind, Standard
from motcua.staff.ruling import count_equipment, lay_down, repeal, ruling_post
from motcua.staff.who import ground_on

MOST = 100_000


class Counting(forms.Form):
    """What is there, line by line of a desk's standard, as counted on a day."""

    on = Day(label=gettext_lazy("Counted on"))
    note = Text(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, desk: Desk, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.codes = [thing.standard.code for thing in desk.things]
        for thing in desk.things:
            self.fields[f"n_{thing.standard.code}"] = forms.IntegerField(
                label=str(thing.standard),
                min_value=0,
                max_value=MOST,
                required=False,
                initial=thing.count.quantity if thing.count else None,
                error_messages={"invalid": _("Write a whole number.")},
            )

    def counted(self) -> dict[str, int]:
        """What was typed; a line left empty was not counted."""
        typed = {code: self.cleaned_data.get(f"n_{code}") for code in self.codes}
        return {code: number for code, number in typed.items() if number is not None}


@require_http_methods(["GET", "HEAD"])
def staff_equipment(request: HttpRequest) -> HttpResponse:
    """GET /staff/equipment/?on=…: each one-stop desk against the standard of the day."""
    wanted = asked(request)
    desks = [(desk, desk.unit in wanted.kept) for desk in desks_on(wanted.day, wanted.present.units, wanted.seen)]
    context = wanted.context("equipment") | {"desks": desks, "whole": sum(not d.lacking for d, _may in desks)}
    return render(request, "desk/staff_equipment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def staff_desk(request: HttpRequest, unit: UUID) -> HttpResponse:
    """GET /staff/equipment/<unit>/ the lines of one desk; POST enters what was counted."""
    wanted = asked(request)
    desk = next((d for d in desks_on(wanted.day, wanted.present.units, wanted.seen) if d.unit == unit), None)
    if desk is None:
        raise Http404(unit)
    may = unit in wanted.kept
    form = Counting(desk, request.POST if request.method == "POST" else None, initial={"on": wanted.present.day})
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            who: dict[str, Any] = {"by": wanted.actor, "at": wanted.present.at, "ground": "OFFICE"}
            typed = form.cleaned_data
            try:
                count_equipment(unit, form.counted(), on=typed["on"], note=typed["note"], **who)
                messages.success(request, _("The count of %(desk)s stands in the register.") % {"desk": desk.name})
                return SeeOther(reverse("staff_equipment"))
            except NotDone as problem:
                form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    lines = [(thing, form[f"n_{thing.standard.code}"]) for thing in desk.things]
    context = wanted.context("equipment") | {"desk": desk, "lines": lines, "form": form, "may": may}
    return render(request, "desk/staff_desk.html", context, status=422 if form.errors else 200)


class Standing(forms.Form):
    """A professional standard from a day on."""

    kind = Choice(label=gettext_lazy("Kind of staff"), choices=())
    level = Choice(label=gettext_lazy("Level"), choices=(), required=False)
    rank = Choice(label=gettext_lazy("At least"), choices=())
    legal_basis = Text(label=gettext_lazy("Laid down by"), max_length=300)
    first = Day(label=gettext_lazy("From"))

    def among(self, wanted: Asked) -> "Standing":
        """With what the law knows today."""
        day = wanted.present.day
        self.fields["kind"].choices = [(each.code, str(each)) for each in StaffKind.on(day)]
        self.fields["level"].choices = [("", _("every level")), *level_names().items()]
        ranks = sorted(QualificationRank.on(day), key=lambda each: each.rank)
        self.fields["rank"].choices = [(each.code, str(each)) for each in ranks]
        return self


class Using(forms.Form):
    """What regular use of a mailbox means from a day on."""

    sent = forms.IntegerField(
        label=gettext_lazy("Messages sent in a month, at least"), min_value=1, max_value=MOST, required=False
    )
    logins = forms.IntegerField(
        label=gettext_lazy("Or log-ins in a month, at least"), min_value=1, max_value=MOST, required=False
    )
    legal_basis = Text(label=gettext_lazy("Laid down by"), max_length=300)
    first = Day(label=gettext_lazy("From"))

    def clean(self) -> dict[str, Any]:
        """One of the two has to be asked for."""
        cleaned = super().clean() or {}
        if not self.errors and cleaned.get("sent") is None and cleaned.get("logins") is None:
            self.add_error("sent", _("Give messages, log-ins or both."))
        return cleaned


class Equipping(forms.Form):
    """How many of a thing a desk should have, from a day on."""

    code = Choice(label=gettext_lazy("Thing"), choices=())
    level = Choice(label=gettext_lazy("Level"), choices=(), required=False)
    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=0, max_value=MOST)
    per = Choice(label=gettext_lazy("For each"), choices=EquipmentPer.choices)
    legal_basis = Text(label=gettext_lazy("Laid down by"), max_length=300)
    first = Day(label=gettext_lazy("From"))

    def among(self, wanted: Asked) -> "Equipping":
        """With the things that a standard ever named."""
        things = EquipmentStandard.named(wanted.present.day)
        self.fields["code"].choices = [(code, str(each)) for code, each in things.items()]
        self.fields["level"].choices = [("", _("every level")), *level_names().items()]
        return self


class Repealing(forms.Form):
    """The last day of a rule that none follows."""

    which = Choice(label=gettext_lazy("Rule"), choices=())
    last = Day(label=gettext_lazy("Last day"))
    legal_basis = Text(label=gettext_lazy("Ended by"), max_length=300)

    def among(self, wanted: Asked) -> "Repealing":
        """With the rules that hold today."""
        day = wanted.present.day
        kinds, levels = StaffKind.named(day), level_names()
        self.rules: dict[str, Any] = {}
        choices = []
        for kind in StaffKind.on(day):
            choices.append((f"kind-{kind.pk}", str(kind), kind))
        for each in Standard.objects.filter(valid__contains=day).order_by("kind", "level"):
            words = _("Standard: %(kind)s, %(level)s")
            level = levels.get(each.level, each.level) or _("every level")
            choices.append(
                (f"standard-{each.pk}", words % {"kind": kinds.get(each.kind, each.kind), "level": level}, each)
            )
        for thing in EquipmentStandard.on(day):
            level = levels.get(thing.level, thing.level) or _("every level")
            choices.append((f"thing-{thing.pk}", f"{thing}, {level}", thing))
        self.rules = {value: rule for value, _label, rule in choices}
        self.fields["which"].choices = [(value, label) for value, label, _rule in choices]
        return self

    def rule(self) -> Any:
        """The rule that was chosen."""
        return self.rules[self.cleaned_data["which"]]


@require_http_methods(["GET", "HEAD", "POST"])
def staff_rules(request: HttpRequest) -> HttpResponse:
    """GET /staff/rules/: what holds from when to when, and by what; POST `act` lays a rule down or ends one."""
    wanted = asked(request)
    act = request.POST.get("act", "")
    drafts: dict[str, forms.Form] = {
        "standard": Standing(auto_id="standard_%s").among(wanted),
        "use": Using(auto_id="use_%s"),
        "equipment": Equipping(auto_id="equipment_%s").among(wanted),
        "end": Repealing(auto_id="end_%s").among(wanted),
    }
    if request.method == "POST":
        if ruling_post(wanted.actor, wanted.present.units, wanted.present.day) is None:
            raise PermissionDenied
        if act not in drafts:
            return SeeOther(reverse("staff_rules"))
        form = drafts[act] = _typed(act, wanted, request.POST)
        if form.is_valid():
            try:
                messages.success(request, _lay(act, form, wanted))
                return SeeOther(reverse("staff_rules"))
            except NotDone as problem:
                form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    context = wanted.context("rules") | _rules(wanted) | {"forms": drafts, "opened": act}
    status = 409 if any(form.errors for form in drafts.values()) else 200
    return render(request, "desk/staff_rules.html", context, status=status)


def _typed(act: str, wanted: Asked, data: Any) -> forms.Form:
    if act == "use":
        return Using(data, auto_id="use_%s")
    if act == "standard":
        return Standing(data, auto_id="standard_%s").among(wanted)
    if act == "equipment":
        return Equipping(data, auto_id="equipment_%s").among(wanted)
    return Repealing(data, auto_id="end_%s").among(wanted)


def _lay(act: str, form: forms.Form, wanted: Asked) -> str:
    """Lay a rule down, or end one; what is said of it."""
    typed, day = dict(form.cleaned_data), wanted.present.day
    who: dict[str, Any] = {"by": wanted.actor, "at": wanted.present.at, "ground": ground_on(day)}
    if isinstance(form, Repealing):
        repeal(form.rule(), last=typed["last"], legal_basis=typed["legal_basis"], **who)
        return _("It holds until %(day)s.") % {"day": f"{typed['last']:%d/%m/%Y}"}
    first = typed.pop("first")
    if act == "use":
        lay_down(RegularUse(**typed), first=first, **who)
    elif act == "standard":
        lay_down(Standard(**typed), first=first, **who)
    else:
        known = EquipmentStandard.objects.filter(code=typed["code"]).order_by("-valid")[0]
        same = {name: getattr(known, name) for name in ("name", "name_en", "unit_of", "place")}
        lay_down(EquipmentStandard(**typed, **same), first=first, **who)
    return _("It holds from %(day)s.") % {"day": f"{first:%d/%m/%Y}"}


def _rules(wanted: Asked) -> dict[str, Any]:
    levels = level_names()
    kinds, ranks = StaffKind.named(wanted.day), QualificationRank.named(wanted.day)
    standards = Standard.objects.order_by("kind", "level", "valid")
    things = EquipmentStandard.objects.order_by("place", "level", "valid")
    return {
        "kind_rows": [_dated(each) for each in StaffKind.objects.order_by("place", "valid")],
        "standards": [
            _dated(each)
            | {"kind": kinds.get(each.kind, each.kind), "rank": ranks.get(each.rank, each.rank)}
            | {"level": levels.get(each.level, each.level)}
            for each in standards
        ],
        "uses": [_dated(each) for each in RegularUse.objects.order_by("valid")],
        "things": [_dated(each) | {"level": levels.get(each.level, each.level)} for each in things],
    }


def _dated(row: Any) -> dict[str, Any]:
    return {"row": row, "first": row.valid.lower, "last": row.valid.upper - DAY if row.valid.upper else None}


urlpatterns: list[URLPattern] = [
    path("staff/equipment/", staff_equipment, name="staff_equipment"),
    path("staff/equipment/<uuid:unit>/", staff_desk, name="staff_desk"),
    path("staff/rules/", staff_rules, name="staff_rules"),
]
