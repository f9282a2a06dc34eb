"""An administration's own versions of forms: which are in force, writing one, looking at it on a past dossier."""

from dataclasses import dataclass
from datetime import date
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
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.finding import named
from motcua.desk.forms import Choice, Day, Text
from motcua.desk.headers import policy
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.desk.units import in_order
from motcua.dossiers.calendars import GROUND
from motcua.journal import reading
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.checking import MOST_LETTERS, NotPrintable, made, unknown_fields
from motcua.printing.forms import FORMS
from motcua.printing.models import FormVersion, StatutoryForm
from motcua.printing.qr import with_qr
from motcua.printing.render import STANDARDS
from motcua.printing.samples import book_of, sample_of, unprinted
from motcua.printing.sets import FOLDER, FormSet, NoForm, set_of, set_on
from motcua.printing.versions import NotPutInForce, deciding_post, own_forms, put_in_force, take_out_of_force

ALL = "all"


class Writing(forms.Form):
    """A version as it is written: for whom, from when, by which decision, its text."""

    unit = Choice(label=gettext_lazy("Printed by"), choices=())
    valid_from = Day(label=gettext_lazy("In force from"))
    decision = Text(label=gettext_lazy("Number of the decision"), max_length=60)
    source = forms.CharField(label=gettext_lazy("Text of the form"), max_length=MOST_LETTERS, strip=False)

    def __init__(self, units: list[tuple[str, Any]], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["unit"].choices = units
        self.fields["source"].widget = forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "wrap": "off"})

    def clean_source(self) -> str:
        """With one sign at the end of a line, as Typst counts them."""
        return str(self.cleaned_data["source"]).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class Line:
    """A version as a list shows it."""

    row: FormVersion
    unit: str
    who: str
    state: str

    @property
    def label(self) -> str:
        """What it is called: its number among the versions of its unit."""
        return _("Version %(n)d") % {"n": self.row.number}


@require_safe
def form_versions(request: HttpRequest) -> HttpResponse:
    """GET /forms/ lists the forms of the circular in force today, and the versions of each."""
    present, actor = _present(request)
    rows = FormVersion.objects.defer("source").order_by("-valid_from", "-number")
    lines = _lines(list(rows), present)
    context = {
        "here": "forms",
        "circular": _set_on(present.day, StatutoryForm.RECEIPT).circular,
        "forms": [(each, each.label, [line for line in lines if line.row.form == each]) for each in own_forms()],
        "decides": bool(_units(actor, present)),
    }
    return render(request, "desk/formsets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def form_version_new(request: HttpRequest, form: str) -> HttpResponse:
    """GET /forms/<form>/new/ writes a version, from the circular's or `from` on; POST puts it in force."""
    kind = _form(form)
    present, actor = _present(request)
    units = _units(actor, present)
    if not units:
        raise PermissionDenied
    if request.method != "POST":
        started = {"unit": units[0][0], "valid_from": present.day, "source": _begun(request, kind, present)}
        return _editor(request, kind, Writing(units, initial=started), present)
    typed = Writing(units, request.POST)
    if not typed.is_valid():
        return _editor(request, kind, typed, present, status=422)
    said = typed.cleaned_data
    unit = None if said["unit"] == ALL else UUID(said["unit"])
    try:
        version = put_in_force(
            kind,
            unit=unit,
            valid_from=said["valid_from"],
            source=said["source"],
            decision=said["decision"],
            by=actor,
            at=present.at,
            ground=GROUND,
        )
    except NotPutInForce as problem:
        if problem.field in typed.fields and problem.field != "source":
            typed.add_error(problem.field, str(problem))
            return _editor(request, kind, typed, present, status=409)
        return _editor(request, kind, typed, present, problems=problem.problems, status=409)
    words = _("Version %(n)d of “%(form)s” is in force from %(day)s.")
    day = f"{version.valid_from:%d/%m/%Y}"
    messages.success(request, words % {"n": version.number, "form": kind.label, "day": day})
    return SeeOther(reverse("form_versions"))


@require_http_methods(["GET", "HEAD", "POST"])
def form_version_preview(request: HttpRequest, form: str) -> HttpResponse:
    """POST shows the text that is written on a past dossier (`number`), else on the program's invented one."""
    kind = _form(form)
    present, actor = _present(request)
    if not _units(actor, present):
        raise PermissionDenied
    if request.method != "POST":
        return SeeOther(reverse("form_version_new", args=[form]))
    source = request.POST.get("source", "").replace("\r\n", "\n")[: MOST_LETTERS + 1]
    number = request.POST.get("number", "").strip()[:120]
    try:
        said = _said(request, kind, number, present) if number else sample_of(kind)
        found = list(unknown_fields(source, sample_of(kind)))
        if found:
            raise NotPrintable(found)
        [pdf] = made(source, [said], timestamp=int(present.at.timestamp()), standards=STANDARDS)
    except NotPrintable as problem:
        response = render(request, "desk/formset_problems.html", {"problems": problem.problems}, status=422)
    except LookupError as problem:
        response = render(request, "desk/formset_problems.html", {"problems": [str(problem)]}, status=404)
    else:
        response = HttpResponse(pdf, content_type="application/pdf")
        response.headers["Content-Disposition"] = 'inline; filename="preview.pdf"'
    response.headers["Content-Security-Policy"] = policy(frame_ancestors="'self'", object_src="'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


form_version_preview.is_told = True  # looking at what is written is no act


@require_http_methods(["GET", "HEAD", "POST"])
def form_version(request: HttpRequest, version: UUID) -> HttpResponse:
    """GET /forms/versions/<id>/ shows a version; POST with `last` takes it out of force after that day."""
    present, actor = _present(request)
    row = FormVersion.objects.filter(pk=version).first()
    if row is None:
        raise Http404(version)
    may = deciding_post(actor, row.unit_id, present.units, present.day) is not None
    ending = Ending(request.POST if request.method == "POST" else None, initial={"last": present.day})
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if ending.is_valid():
            try:
                last = ending.cleaned_data["last"]
                take_out_of_force(row.pk, last=last, by=actor, at=present.at, ground=GROUND)
                messages.success(
                    request, _("%(day)s is the last day of this version.") % {"day": f"{last:%d/%m/%Y}"}
                )
                return SeeOther(reverse("form_version", args=[version]))
            except NotPutInForce as problem:
                ending.add_error("last", str(problem))
    [line] = _lines([row], present)
    context = {
        "here": "forms",
        "line": line,
        "form": StatutoryForm(row.form).label,
        "circular": set_of(row.form_set).circular,
        "ending": ending if may and row.valid_until is None else None,
        "decides": bool(_units(actor, present)),
    }
    return render(request, "desk/formset_version.html", context, status=409 if ending.errors else 200)


class Ending(forms.Form):
    """The last day of a version."""

    last = Day(label=gettext_lazy("Last day"))


def _editor(
    request: HttpRequest,
    kind: StatutoryForm,
    writing: Writing,
    present: Now,
    *,
    problems: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "here": "forms",
        "kind": kind,
        "writing": writing,
        "problems": problems or [],
        "circular": _set_on(present.day, kind).circular,
        "fields": list(_fields(sample_of(kind))),
        "shared": [(each.name, each.read_text(encoding="utf-8")) for each in sorted(FOLDER.glob("*.typ"))],
        "number": request.POST.get("number", ""),
    }
    response = render(request, "desk/formset_edit.html", context, status=status)
    response.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def _fields(said: dict[str, Any], above: str = "data") -> Any:
    """The names of fields with an example of each, as a list beside the text."""
    for name, value in said.items():
        if name == "qr":
            yield f"{above}.qr", _("the picture of the QR code (SVG)")
        elif isinstance(value, dict):
            yield from _fields(value, f"{above}.{name}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{above}.{name}", _("lines, each with: %(names)s") % {"names": ", ".join(value[0])}
        elif isinstance(value, list):
            yield f"{above}.{name}", " · ".join(str(each) for each in value)
        else:
            yield f"{above}.{name}", str(value)


def _said(request: HttpRequest, kind: StatutoryForm, number: str, present: Now) -> dict[str, Any]:
    """The fields of a form of a dossier that the reader may see, or of the register that it stands in.

    LookupError with a sentence: there is none.
    """
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    dossier = named(request, number).select_related("version").first()
    if dossier is None:
        raise LookupError(_("No dossier that you may see bears the number “%(number)s”.") % {"number": number})
    reading.note(request.user.pk, "dossier", dossier.pk, door="print", at=present.at)
    if kind == StatutoryForm.REGISTER:
        said = book_of(dossier, at=present.at)
    else:
        printed = unprinted(dossier, kind, at=present.at)
        said = with_qr(FORMS[kind].compose(printed)) if printed else None
    if said is None:
        words = _("Dossier %(number)s has no occasion for this form. Choose another one.")
        raise LookupError(words % {"number": number})
    return said


def _begun(request: HttpRequest, kind: StatutoryForm, present: Now) -> str:
    """What a new version begins with: an earlier version (`from`), else the circular's form."""
    try:
        row = FormVersion.objects.filter(pk=UUID(request.GET.get("from", "")), form=kind).first()
    except ValueError:
        row = None
    return row.source if row else _set_on(present.day, kind).template(kind).read_text(encoding="utf-8")


def _set_on(day: date, form: str) -> FormSet:
    try:
        return set_on(day, form)
    except NoForm as problem:
        raise Http404(form) from problem


def _form(form: str) -> StatutoryForm:
    if form not in own_forms():
        raise Http404(form)
    return StatutoryForm(form)


def _units(actor: Actor, present: Now) -> list[tuple[str, Any]]:
    """For whom the reader may put forms in force: all units, where he may, then the units in order."""
    may = [
        unit
        for unit in present.units.places
        if present.units.on(unit, present.day) and deciding_post(actor, unit, present.units, present.day)
    ]
    found: list[tuple[str, Any]] = [(str(u.id), u.label) for u in in_order(may, present.units, present.day)]
    if deciding_post(actor, None, present.units, present.day) is not None:
        found.insert(0, (ALL, _("all units")))
    return found


def _lines(rows: list[FormVersion], present: Now) -> list[Line]:
    names = dict(Account.objects.filter(pk__in={row.account_id for row in rows}).values_list("pk", "name"))
    found = []
    for row in rows:
        if row.valid_until is not None and row.valid_until < present.day:
            state = _("ended")
        elif row.form_set != _set_on(present.day, row.form).code and row.valid_from <= present.day:
            state = _("ended with its circular")
        else:
            state = _("in force") if row.valid_from <= present.day else _("to come")
        unit = present.unit_name(row.unit_id) if row.unit_id else _("all units")
        found.append(Line(row, unit, names.get(row.account_id, _("The system")), state))
    return found


def _present(request: HttpRequest) -> tuple[Now, Actor]:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    return present, Actor.of(request.user, present.day)


urlpatterns: list[URLPattern] = [
    path("forms/", form_versions, name="form_versions"),
    path("forms/versions/<uuid:version>/", form_version, name="form_version"),
    path("forms/<slug:form>/new/", form_version_new, name="form_version_new"),
    path("forms/<slug:form>/preview/", form_version_preview, name="form_version_preview"),
]
