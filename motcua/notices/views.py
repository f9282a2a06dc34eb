"""Notices at the desk: what failed or waits, and what an officer does about it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.dossier import dossier_response
from motcua.desk.finding import dossier_id, ref_of
from motcua.desk.listing import PAGE, page_asked
from motcua.desk.now import now
from motcua.desk.seeother import SeeOther, onward_path
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.notices.choosing import choose
from motcua.notices.forms import Call, Chosen
from motcua.notices.models import Notice
from motcua.notices.refusals import NoticeRefused
from motcua.notices.shown import FAILED_LIST, WAITING_LIST, Lists, not_set_up
from motcua.notices.telling import confirm_notice, resend, told_by_telephone
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.text import nfc

GROUND = "OFFICE"
TITLES = {FAILED_LIST: gettext_lazy("Somebody has to look"), WAITING_LIST: gettext_lazy("On their way")}
EMPTY = {
    FAILED_LIST: gettext_lazy("Nothing here: every notice of dossiers that you see arrived or is on its way."),
    WAITING_LIST: gettext_lazy("Nothing waits: every notice of dossiers that you see is settled."),
}


@require_safe
def notices_page(request: HttpRequest) -> HttpResponse:
    """GET /notices/?list=waiting&unit=CODE&page=…: what failed, or waits, of the dossiers that the reader sees."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, number = now(), page_asked(request)
    kind = WAITING_LIST if request.GET.get("list") == WAITING_LIST else FAILED_LIST
    lists = Lists(request.user, present, kind)
    units = lists.units()
    code = nfc(request.GET.get("unit", ""))[:60]
    unit = next((each for each in units if each.code == code), None) if code else None
    lists = Lists(request.user, present, kind, unit.id if unit else None)
    counts = lists.counts()
    total = unit.count if unit else counts[kind]
    if (number - 1) * PAGE >= total:  # turned further than it goes
        number = 1
    kept = ("list=waiting&" if kind == WAITING_LIST else "") + (f"unit={unit.code}&" if unit else "")
    context = {
        "here": "notices",
        "not_set_up": not_set_up(),
        "kind": kind,
        "heaps": [(each, str(TITLES[each]), counts[each]) for each in TITLES],
        "groups": lists.page((number - 1) * PAGE, PAGE),
        "empty": EMPTY[kind],
        "units": units,
        "unit": unit,
        "kept": kept,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if number * PAGE < total else 0,
        "path": request.get_full_path(),
    }
    return render(request, "notices/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, notice: UUID) -> HttpResponse:
    """POST /notices/<id>/again/ sends it again; then back to where the button stood."""
    return _about(request, notice, resend, gettext_lazy("%(number)s: the notice goes out again."))


@require_http_methods(["GET", "HEAD", "POST"])
def arrived(request: HttpRequest, notice: UUID) -> HttpResponse:
    """POST /notices/<id>/arrived/ enters that one which was perhaps sent did arrive."""
    return _about(request, notice, confirm_notice, gettext_lazy("%(number)s: entered that the notice arrived."))


def _about(request: HttpRequest, notice: UUID, act: Callable[..., Notice], done: Promise) -> HttpResponse:
    """Do one thing about a notice of a dossier that the reader may see; then back to where the button stood."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    found = Notice.objects.filter(pk=notice).first()
    if found is None:
        raise Http404(notice)
    at = timezone.now()
    dossier = Dossier.objects.get(pk=dossier_id(request.user, str(found.dossier_id), local_day(at)))
    ref = ref_of(dossier.number, dossier.pk)
    if request.method != "POST":
        return SeeOther(_panel(ref))
    try:
        act(notice, by=Actor.of(request.user, local_day(at)), at=at, ground=GROUND)
    except NoticeRefused as refused:
        return dossier_response(request, ref, refused=str(refused), status=409)
    messages.success(request, str(done) % {"number": dossier.number or ref})
    return SeeOther(onward_path(request) or _panel(ref))


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, ref: str) -> HttpResponse:
    """POST /dossiers/<number>/notices/calls/: of, note, on, clock."""

    def act(dossier: UUID, by: Actor) -> str | None:
        form = Call(request.POST)
        if not form.is_valid():
            return None
        told = form.cleaned_data
        told_by_telephone(dossier, told["note"], event=told["of"], by=by, at=form.at(), ground=GROUND)
        return _("Entered: told by telephone.")

    return _act(request, ref, act)


@require_http_methods(["GET", "HEAD", "POST"])
def choice(request: HttpRequest, ref: str) -> HttpResponse:
    """POST /dossiers/<number>/notices/choice/: channels, language, as the applicant asked the officer."""

    def act(dossier: UUID, by: Actor) -> str | None:
        form = Chosen(request.POST)
        if not form.is_valid():
            return None
        applicant = Dossier.objects.values_list("applicant", flat=True).get(pk=dossier)
        choose(applicant, **form.cleaned_data, by=by, at=timezone.now(), ground="APPLICANT")
        return _("The applicant's choice is entered.")

    return _act(request, ref, act)


def _act(request: HttpRequest, ref: str, act: Callable[[UUID, Actor], str | None]) -> HttpResponse:
    """Do one thing about a dossier that the reader may see; what was typed stays where it was not done."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    day = local_day(timezone.now())
    if request.method != "POST":  # back from signing in, after a session that ended over the form
        return SeeOther(_panel(ref))
    dossier = dossier_id(request.user, ref, day)
    try:
        said = act(dossier, Actor.of(request.user, day))
    except NoticeRefused as refused:
        return dossier_response(request, ref, refused=str(refused), status=409)
    if said is None:
        return dossier_response(request, ref, refused=_("Not entered: see below, at the notices."), status=422)
    messages.success(request, said)
    return SeeOther(_panel(ref))


def _panel(ref: str) -> str:
    return f"{reverse('dossier', args=[ref])}#notices"
