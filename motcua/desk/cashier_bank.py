"""What the bank says came: bringing statements in, and assigning by hand what could not be entered by itself."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.cashier.accounts import handled_by
from motcua.cashier.assigning import assign_line, bring_back_line, match_again, set_aside_line
from motcua.cashier.bringing import AT_ONCE, NotBrought, begin, bring_statement, is_silent, read_through, stop
from motcua.cashier.mapping import BadMapping
from motcua.cashier.matching import Clerk
from motcua.cashier.models import BankLine, BankStatement, CollectingAccount, LineState, StatementState
from motcua.cashier.refusals import refusal
from motcua.cashier.table import MOST_BYTES, Unreadable
from motcua.cashier.who import ground_on
from motcua.desk.cashier import ways
from motcua.desk.cashier_reading import Reading, initial_of
from motcua.desk.finding import address_of, ref_of
from motcua.desk.forms import Id
from motcua.desk.listing import scanned
from motcua.desk.live import answer
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.dossiers.seen import visible_id
from motcua.people.actor import Actor
from motcua.people.models import Account

PAGE = 50


class Bringing(Reading):
    """A statement, of which account it is, and how it is read."""

    account = Id(label=gettext_lazy("Account"))
    file = forms.FileField(
        label=gettext_lazy("Statement, as CSV"),
        error_messages={
            "required": gettext_lazy("Choose the file that the bank gave you."),
            "missing": gettext_lazy("Choose the file that the bank gave you."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


def _reader(request: HttpRequest) -> tuple[Now, Actor, list[CollectingAccount]]:
    """Who reads, and the accounts that he looks after, the present ones first. PermissionDenied for none."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor = Actor.of(request.user, present.day)
    units = handled_by(actor, present.units, present.day)
    if not units:
        raise PermissionDenied
    accounts = CollectingAccount.objects.filter(unit__in=list(units)).order_by("-valid")
    return present, actor, list(accounts)


@require_http_methods(["GET", "HEAD", "POST"])
def bank_lines(request: HttpRequest) -> HttpResponse:
    """GET /cashier/bank/?show=waiting|matched|aside&page=…; POST assigns, sets aside, brings back, tries again."""
    present, actor, accounts = _reader(request)
    if request.method != "POST":
        return _page(request, present, actor, accounts)
    who: dict[str, Any] = {"by": actor, "at": present.at, "ground": ground_on(present.day)}
    if request.POST.get("act") == "again":
        tried = match_again(sorted({row.unit_id for row in accounts}), **who)
        words = _("Tried once more: %(matched)s entered, %(waiting)s still wait.")
        messages.success(request, words % {"matched": tried.matched, "waiting": tried.waiting})
        return SeeOther(reverse("bank_lines"))
    line = _line(request, accounts)
    done = _act(request, line, present, who)
    if done.refusal is not None:
        return _page(request, present, actor, accounts, refused=(line.pk, str(done.refusal)), status=409)
    said = {
        "assign": _("%(line)s is entered for its dossier."),
        "aside": _("%(line)s is set aside."),
        "back": _("%(line)s waits again."),
    }
    messages.success(request, said[request.POST["act"]] % {"line": line})
    return SeeOther(reverse("bank_lines"))


def _line(request: HttpRequest, accounts: list[CollectingAccount]) -> BankLine:
    try:
        asked = UUID(request.POST.get("line", ""))
    except ValueError as problem:
        raise Http404 from problem
    found = BankLine.objects.filter(pk=asked, collecting__in=accounts).first()
    if found is None:
        raise Http404(asked)
    return found


def _act(request: HttpRequest, line: BankLine, present: Now, who: dict[str, Any]) -> Done:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    act, text = request.POST.get("act"), request.POST.get("text", "")
    if act == "aside":
        return set_aside_line(line.pk, reason=text, **who)
    if act == "back":
        return bring_back_line(line.pk, **who)
    if act != "assign":
        raise Http404(act)
    number = scanned(text)[:60]
    for written in dict.fromkeys((number, number.upper())):
        found = visible_id(request.user, present.day, number=written) if written else None
        if found is not None:
            return assign_line(line.pk, found, **who)
    return Done((), {line.pk: refusal("no_such_dossier", number=number)})


def _page(
    request: HttpRequest,
    present: Now,
    actor: Actor,
    accounts: list[CollectingAccount],
    *,
    form: Bringing | None = None,
    problem: str = "",
    refused: tuple[UUID, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    show = request.GET.get("show", "")
    state = show if show in LineState.values else LineState.WAITING.value
    found = BankLine.objects.filter(collecting__in=accounts, state=state)
    page = Paginator(found.order_by("-on", "-id"), PAGE).get_page(request.GET.get("page"))
    statements = BankStatement.objects.filter(collecting__in=accounts)
    in_force = next((row for row in accounts if present.day in row.valid), accounts[0])
    context = {
        "here": "cashier",
        "state": state,
        "states": [(each.value, each.label) for each in LineState],
        "page": page,
        "rows": _rows(page.object_list, refused),
        "kept": f"show={state}&" if state != LineState.WAITING else "",
        "accounts": accounts,
        "form": form or Bringing(initial={"account": in_force.pk, **initial_of(in_force.mapping)}),
        "opened": form is not None or bool(problem),
        "asks_reading": not in_force.mapping,
        "problem": problem,
        **ways(actor, present),
        "statements": statements.defer("content").order_by("-brought_at")[:8],
    }
    return render(request, "desk/cashier_bank.html", context, status=status)


def _rows(lines: Any, refused: tuple[UUID, str] | None) -> list[dict[str, Any]]:
    """Lines as they are shown: why each waits, the dossier that it may be for, and what was refused just now."""
    rows = list(lines)
    numbers = dict(
        Dossier.objects.filter(pk__in={r.dossier_id for r in rows if r.dossier_id}).values_list("pk", "number")
    )
    return [
        {
            "line": row,
            "number": numbers.get(row.dossier_id) or "",
            "href": address_of(ref_of(numbers[row.dossier_id], row.dossier_id))
            if row.dossier_id in numbers
            else "",
            "refused": refused[1] if refused and refused[0] == row.pk else "",
        }
        for row in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def bank_statements(request: HttpRequest) -> HttpResponse:
    """POST /cashier/bank/statements/: bring a statement in; a long one is read by the worker."""
    present, actor, accounts = _reader(request)
    if request.method != "POST":
        return SeeOther(reverse("bank_lines"))
    form = Bringing(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, present, actor, accounts, form=form, status=422)
    account = next((row for row in accounts if row.pk == form.cleaned_data["account"]), None)
    if account is None:
        raise Http404
    upload, ground = form.cleaned_data["file"], ground_on(present.day)
    try:
        mapping = form.read(account.mapping.get("account", ""))
        content = upload.read(MOST_BYTES + 1)
        kept = bring_statement(account, content, upload.name, mapping, by=actor, at=present.at, ground=ground)
    except (BadMapping, Unreadable, NotBrought) as problem:
        return _page(request, present, actor, accounts, form=form, problem=str(problem), status=422)
    if kept.lines > AT_ONCE:
        begin(kept)
    else:
        read_through(kept, Clerk(actor, present.at, ground))
    return SeeOther(reverse("bank_statement", args=[kept.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def bank_statement(request: HttpRequest, statement: UUID) -> HttpResponse:
    """GET says what came of a statement, or how far its reading is, with part=1 only that; POST stops it."""
    _present, _actor, accounts = _reader(request)
    row = BankStatement.objects.filter(pk=statement, collecting__in=accounts).defer("content").first()
    if row is None:
        raise Http404(statement)
    here = reverse("bank_statement", args=[statement])
    if request.method == "POST":
        stop(statement)
        return SeeOther(here)
    silent = is_silent(row, timezone.now())
    context = {
        "here": "cashier",
        "statement": row,
        "is_silent": silent,
        "goes_on": row.state in (StatementState.WAITING, StatementState.RUNNING) and not silent,
        "share": 100 * row.done // row.lines if row.lines else 0,
        "address": here,
        "live": f"{here}?part=1",
    }
    if "part" in request.GET:
        return answer(request, render_to_string("desk/_cashier_statement.html", context, request))
    return render(request, "desk/cashier_statement.html", context)


urlpatterns: list[URLPattern] = [
    path("cashier/bank/", bank_lines, name="bank_lines"),
    path("cashier/bank/statements/", bank_statements, name="bank_statements"),
    path("cashier/bank/statements/<uuid:statement>/", bank_statement, name="bank_statement"),
]
