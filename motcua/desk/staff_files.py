"""Files of the register: its template, the import with its preview, mailboxes and the mail server's statistics."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.catalogue.template import as_xlsx
from motcua.desk.forms import FILL_IN, Choice, Day, Text
from motcua.desk.report import XLSX
from motcua.desk.seeother import SeeOther
from motcua.desk.staff import PAGE, Asked, asked
from motcua.desk.units import in_order
from motcua.staff.changing import NotDone
from motcua.staff.columns import COLUMNS
from motcua.staff.entering import import_staff
from motcua.staff.models import Mailbox, StaffFile, StaffFileKind
from motcua.staff.statistics import COLUMNS as MAIL_COLUMNS
from motcua.staff.statistics import bring_statistics, end_mailbox, enter_mailbox, month_of
from motcua.staff.who import ground_on
from motcua.text import nfc

MOST_BYTES = 10 * 1024 * 1024
SHOWN = 200


class Upload(forms.FileField):
    """A file of at most 10 MB."""

    default_error_messages = {"required": FILL_IN, "empty": gettext_lazy("The file is empty.")}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file; a larger one is refused before it is read."""
        found = super().clean(data, initial)
        if found and found.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB; split it into several files."))
        return found


class Importing(forms.Form):
    """A filled-in template."""

    file = Upload(label=gettext_lazy("Filled-in template (XLSX or CSV)"))


class Statistics(forms.Form):
    """A month of the mail server."""

    month = Text(label=gettext_lazy("Month"), max_length=7, help_text=gettext_lazy("Such as 10/2019."))
    file = Upload(label=gettext_lazy("Statistics (XLSX or CSV)"))

    def clean_month(self) -> Any:
        """The first day of the month."""
        try:
            return month_of(self.cleaned_data["month"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem


class Boxing(forms.Form):
    """A unit's mailbox."""

    address = Text(label=gettext_lazy("Address"), max_length=254)
    unit = Choice(label=gettext_lazy("Unit"), choices=())
    first = Day(label=gettext_lazy("From"))

    def among(self, wanted: Asked) -> "Boxing":
        """With the units whose register the reader keeps."""
        units, day = wanted.present.units, wanted.present.day
        kept = in_order((u for u in wanted.kept if units.on(u, day) is not None), units, day)
        self.fields["unit"].choices = [(str(each.id), each.label) for each in kept]
        return self


class Closing(forms.Form):
    """The last day of a mailbox."""

    address = Text(label=gettext_lazy("Address"), max_length=254)
    last = Day(label=gettext_lazy("Last day"))


@require_safe
def staff_template(request: HttpRequest, which: str) -> HttpResponse:
    """GET /staff/template/register.xlsx or mail.xlsx: what an office fills in."""
    if which not in StaffFileKind.values:
        raise Http404(which)
    is_mail = which == StaffFileKind.MAIL
    content = as_xlsx(MAIL_COLUMNS, _("Mailboxes")) if is_mail else as_xlsx(COLUMNS, _("Staff register"))
    named = {"Content-Disposition": f'attachment; filename="{which}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=named)


@require_http_methods(["GET", "HEAD", "POST"])
def staff_import(request: HttpRequest) -> HttpResponse:
    """GET /staff/import/ asks for a file; POST keeps it and leads to its preview."""
    wanted = _keeping(request)
    form = Importing(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        StaffFile.objects.filter(kind=StaffFileKind.REGISTER, account=wanted.account.pk, entered_at=None).update(
            content=None
        )
        kept = StaffFile.objects.create(
            kind=StaffFileKind.REGISTER,
            file_name=nfc(given.name)[:200],
            content=given.read(),
            brought_at=wanted.present.at,
            account=wanted.account.pk,
        )
        return SeeOther(reverse("staff_import_file", args=[kept.pk]))
    return render(
        request, "desk/staff_import.html", wanted.context("import") | {"form": form}, status=_status(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def staff_import_file(request: HttpRequest, file: UUID) -> HttpResponse:
    """GET shows what a kept file would do, by row; POST enters it, all or nothing."""
    wanted = _keeping(request)
    kept = StaffFile.objects.filter(pk=file, account=wanted.account.pk, content__isnull=False).first()
    if kept is None:
        if request.method == "POST" or not StaffFile.objects.filter(pk=file, account=wanted.account.pk).exists():
            raise Http404(file)
        return SeeOther(reverse("staff_import"))
    who: dict[str, Any] = {"by": wanted.actor, "at": wanted.present.at, "ground": ground_on(wanted.present.day)}
    is_entered = request.method == "POST"
    done = import_staff(bytes(kept.content or b""), **who, dry_run=not is_entered)
    if is_entered and done.loaded:
        StaffFile.objects.filter(pk=file).update(content=None, entered_at=wanted.present.at, rows=done.rows)
        messages.success(request, done.sentence())
        return SeeOther(reverse("staff"))
    context = wanted.context("import") | {
        "file": kept,
        "done": done,
        "problems": done.problems[:SHOWN],
        "says": done.says[:SHOWN],
        "shown": SHOWN,
        "form": Importing(),
    }
    return render(request, "desk/staff_import.html", context, status=409 if is_entered else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def staff_mailboxes(request: HttpRequest) -> HttpResponse:
    """GET /staff/mailboxes/: the mailboxes and their month; POST `act` brings a month's statistics or adds one."""
    wanted = asked(request)
    statistics, boxing = Statistics(), Boxing(initial={"first": wanted.present.day}).among(wanted)
    closing = Closing(auto_id="close_%s", initial={"last": wanted.present.day})
    act, problems, missing = request.POST.get("act", ""), [], []
    who: dict[str, Any] = {"by": wanted.actor, "at": wanted.present.at, "ground": "OFFICE"}
    if request.method == "POST":
        if not wanted.kept:
            raise PermissionDenied
        if act == "mailbox":
            boxing = Boxing(request.POST).among(wanted)
            if boxing.is_valid() and _boxed(boxing, who):
                messages.success(request, _("The mailbox stands in the register."))
                return SeeOther(reverse("staff_mailboxes"))
        elif act == "close":
            closing = Closing(request.POST, auto_id="close_%s")
            if closing.is_valid() and _closed(closing, who):
                messages.success(request, _("The mailbox is closed after its last day."))
                return SeeOther(reverse("staff_mailboxes"))
        else:
            act, statistics = "statistics", Statistics(request.POST, request.FILES)
            if statistics.is_valid():
                typed = statistics.cleaned_data
                given = typed["file"]
                done = bring_statistics(given.read(), nfc(given.name), typed["month"], **who)
                problems, missing = done.problems, done.missing
                if done.loaded:
                    words = _("%(n)s mailboxes in %(month)s; the file says nothing of %(missing)s.")
                    said = {"n": done.rows, "month": f"{typed['month']:%m/%Y}", "missing": len(missing)}
                    messages.success(request, words % said)
                    return SeeOther(reverse("staff_mailboxes"))
    register = wanted.register()
    page = Paginator(register.mailboxes, PAGE).get_page(request.GET.get("page"))
    context = wanted.context("mailboxes") | {
        "page": page,
        "mailboxes": page.object_list,
        "count": len(register.mailboxes),
        "regular": sum(each.is_regular for each in register.mailboxes),
        "month": register.month,
        "rule": register.rule,
        "statistics": statistics,
        "boxing": boxing,
        "closing": closing,
        "problems": problems[:SHOWN],
        "opened": act,
        "kept": wanted.address() + "&",
    }
    status = 409 if problems else _status(statistics, boxing, closing)
    return render(request, "desk/staff_mailboxes.html", context, status=status)


def _boxed(form: Boxing, who: dict[str, Any]) -> bool:
    typed = form.cleaned_data
    try:
        enter_mailbox(typed["address"], UUID(typed["unit"]), first=typed["first"], **who)
    except NotDone as problem:
        form.add_error(problem.field or None, str(problem))
        return False
    return True


def _closed(form: Closing, who: dict[str, Any]) -> bool:
    typed = form.cleaned_data
    found = Mailbox.objects.filter(address=typed["address"].lower(), valid__upper_inf=True).first()
    try:
        if found is None:
            raise NotDone(_("There is no such mailbox in a register that you keep."), "address")
        end_mailbox(found.pk, last=typed["last"], **who)
    except NotDone as problem:
        form.add_error(problem.field or None, str(problem))
        return False
    return True


def _keeping(request: HttpRequest) -> Asked:
    wanted = asked(request)
    if not wanted.kept:
        raise PermissionDenied
    return wanted


def _status(*given: forms.Form) -> int:
    return 422 if any(form.is_bound and form.errors for form in given) else 200


urlpatterns: list[URLPattern] = [
    path("staff/template/<slug:which>.xlsx", staff_template, name="staff_template"),
    path("staff/import/", staff_import, name="staff_import"),
    path("staff/import/<uuid:file>/", staff_import_file, name="staff_import_file"),
    path("staff/mailboxes/", staff_mailboxes, name="staff_mailboxes"),
]
