"""Fees as an administrator keeps them: what the council resolved and circulars charge, who is exempt, to which
accounts money comes; each with its days. The acts are those of the commands `fees` and `bank`."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods
from psycopg.types.range import DateRange

from motcua.cashier.accounts import name_account
from motcua.cashier.models import CollectingAccount
from motcua.cashier.who import LAYS_DOWN_ACCOUNTS
from motcua.catalogue.models import ChannelTerms, Version
from motcua.desk.dues_rates_forms import AccountForm, CircularForm, ExemptionForm, RateForm, ResolutionForm
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.desk.units import in_order
from motcua.dossiers.calendars import deciding_post
from motcua.fees.kinds import FeeKind, Per, WhenDue
from motcua.fees.models import CouncilFee, Exemption, PageFee, Rate, UnitFee
from motcua.fees.setting import NotSet, set_council_fee, set_exemption, set_unit_fee
from motcua.journal.by import By
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.text import fold

GROUND = "LUAT-97-2015"
MOST = 200
# Where a refusal stands: by its code, the field.
FIELDS = {"amount": "amount", "resolution": "resolution", "past": "from_day", "share": "share", "ground": "code"}
RATE = ("procedure", "amount", "fee", "channel", "case", "per", "when", "from_day")
SAID = {
    "council": gettext_noop("The resolution's amount is entered."),
    "unit": gettext_noop("The circular's rate is entered."),
    "exemption": gettext_noop("The exemption is entered."),
}


def _reader(request: HttpRequest, functions: Iterable[str]) -> tuple[Now, Actor]:
    """Who reads, if he holds one of these posts; PermissionDenied for anybody else."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor = Actor.of(request.user, present.day)
    if not {post.function for post in actor.posts} & set(functions):
        raise PermissionDenied
    return present, actor


def _decides(actor: Actor, present: Now) -> By | None:
    """The post from which he sets fees for the whole administration, as calendars are: at the unit above all."""
    return deciding_post(actor, None, present.units, present.day)


def _entered(
    request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], None], back: str
) -> HttpResponse | None:
    """Do what a form says and go back to the list; None where it stays, with what is wrong."""
    if not form.is_valid():
        return None
    try:
        act(form.cleaned_data)
    except NotSet as problem:
        field = FIELDS.get(problem.code, "")
        form.add_error(field if field in form.fields else None, str(problem))
        return None
    messages.success(request, _(SAID[form.kind]))
    return SeeOther(back)


@require_http_methods(["GET", "HEAD", "POST"])
def fee_rates(request: HttpRequest) -> HttpResponse:
    """GET /fees/?procedure=…&show=all lists what resolutions and circulars charge; POST enters one, by `kind`."""
    present, actor = _reader(request, {Function.ADMINISTRATOR})
    by, status = _decides(actor, present), 200
    typed: RateForm | None = None
    if request.method == "POST":
        if by is None:
            raise PermissionDenied
        typed = (CircularForm if request.POST.get("kind") == "unit" else ResolutionForm)(request.POST)
        who: dict[str, Any] = {"by": by, "at": present.at, "ground": GROUND}

        def act(said: dict[str, Any]) -> None:
            given: dict[str, Any] = {name: said[name] for name in RATE} | who
            if "resolution" in said:
                set_council_fee(**given, resolution=said["resolution"])
            else:
                set_unit_fee(**given, legal_basis=said["legal_basis"])

        # A resolution has many lines: its number and day stay for the next one.
        kept = {name: request.POST.get(name, "") for name in ("resolution", "from_day")}
        done = _entered(request, typed, act, f"{reverse('fees')}?{urlencode(kept)}")
        if done is not None:
            return done
        status = 422
    begun: dict[str, Any] = {name: request.GET.get(name, "") for name in ("procedure", "fee", "resolution")}
    begun["from_day"] = request.GET.get("from_day") or present.day
    blank: list[RateForm] = [ResolutionForm(initial=begun), CircularForm(initial=begun | {"per": Per.COPY})]
    code, shown = request.GET.get("procedure", "").strip()[:60], request.GET.get("show") == "all"
    groups = [
        (_("Resolutions of the council"), _rates(CouncilFee, code, present, every=shown)),
        (_("Circulars"), _rates(UnitFee, code, present, every=shown)),
    ]
    context = {
        "here": "fees",
        "at": "rates",
        "groups": groups,
        "pages": PageFee.objects.filter(valid__contains=present.day).order_by("procedure"),
        "left": _left_to_the_council(present) if not code else [],
        "forms": [typed if typed is not None and typed.kind == each.kind else each for each in blank],
        "opened": typed.kind if typed is not None else "council" if begun["fee"] or begun["resolution"] else "",
        "decides": by is not None,
        "procedure": code,
        "shown": shown,
        "day": present.day,
    }
    return render(request, "desk/fees_rates.html", context, status=status)


def _rates(model: type[Rate], code: str, present: Now, *, every: bool) -> list[dict[str, Any]]:
    """The rates that hold now or will, the latest last of each fee; with `every` those that ended too."""
    found = model._default_manager.filter(valid__isempty=False)
    if code:
        found = found.filter(procedure=code)
    if not every:
        found = found.exclude(valid__fully_lt=DateRange(present.day, None))
    rows = list(found.order_by("procedure", "fee", "channel", "case", "valid")[:MOST])
    versions = Version.objects.filter(procedure__code__in={row.procedure for row in rows})
    names = dict(versions.order_by("valid").values_list("procedure__code", "name"))
    return [
        {
            "row": row,
            "name": names.get(row.procedure, ""),
            "per": Per(row.per).label,
            "when": WhenDue(row.when).label,
            "channel": row.get_channel_display() if row.channel else "",
            "basis": getattr(row, "resolution", "") or getattr(row, "legal_basis", ""),
        }
        for row in rows
    ]


def _left_to_the_council(present: Now) -> list[tuple[str, str, str]]:
    """Fees in force that the catalogue leaves to the council and no resolution sets: code, procedure, fee."""
    terms = ChannelTerms.objects.filter(version__valid__contains=present.day, fees__contains=[{"amount": None}])
    rows = terms.values_list("version__procedure__code", "version__name", "fees").order_by(
        "version__procedure__code"
    )
    set_now = CouncilFee.objects.filter(valid__contains=present.day).values_list("procedure", "fee")
    known = {(code, fold(fee)) for code, fee in set_now}
    found = {
        (code, name, fee.get("name") or ""): None
        for code, name, fees in rows
        for fee in fees
        if fee.get("amount") is None and not {(code, ""), (code, fold(fee.get("name") or ""))} & known
    }
    return list(found)


@require_http_methods(["GET", "HEAD", "POST"])
def fee_exemptions(request: HttpRequest) -> HttpResponse:
    """GET /fees/exemptions/?show=all lists who is exempt; POST enters an exemption from a day on."""
    present, actor = _reader(request, {Function.ADMINISTRATOR})
    by, status = _decides(actor, present), 200
    form = ExemptionForm(initial={"from_day": present.day})
    if request.method == "POST":
        if by is None:
            raise PermissionDenied
        form = ExemptionForm(request.POST)
        names = ("code", "name", "legal_basis", "share", "from_day", "procedures", "field")

        def act(said: dict[str, Any]) -> None:
            given: dict[str, Any] = {name: said[name] for name in names}
            set_exemption(**given, kind=said["fee_kind"], by=by, at=present.at, ground=GROUND)

        done = _entered(request, form, act, reverse("fee_exemptions"))
        if done is not None:
            return done
        status = 422
    shown = request.GET.get("show") == "all"
    rows = Exemption.objects.filter(valid__isempty=False).order_by("code", "valid")
    if not shown:
        rows = rows.exclude(valid__fully_lt=DateRange(present.day, None))
    context = {
        "here": "fees",
        "at": "exemptions",
        "rows": [(row, FeeKind(row.kind).label if row.kind else "") for row in rows[:MOST]],
        "form": form,
        "opened": form.is_bound,
        "decides": by is not None,
        "shown": shown,
        "day": present.day,
    }
    return render(request, "desk/fees_exemptions.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def fee_accounts(request: HttpRequest) -> HttpResponse:
    """GET /fees/accounts/ lists the bank accounts that money comes to; POST lays one down from a day on."""
    present, actor = _reader(request, LAYS_DOWN_ACCOUNTS)
    units = _units(actor, present)
    form, status = AccountForm(initial={"from_day": present.day}).among(units), 200
    if request.method == "POST":
        form = AccountForm(request.POST).among(units)
        status = 422
        if form.is_valid():
            said = dict(form.cleaned_data)
            unit = UUID(said.pop("unit"))
            done = name_account(unit, **said, by=actor, at=present.at, ground="DECISION")
            if done.refusal is None:
                messages.success(request, _("The account is entered."))
                return SeeOther(reverse("fee_accounts"))
            field = {"bank": "bank", "account": "number", "account_twice": "from_day", "no_holder": "holder"}
            form.add_error(field.get(done.refusal.code), str(done.refusal))
            status = 409
    rows = CollectingAccount.objects.filter(unit__in=[unit for unit, _label in units]).order_by("unit", "-valid")
    context = {
        "here": "fees",
        "at": "accounts",
        "rows": [(row, present.unit_name(row.unit_id)) for row in rows[:MOST]],
        "form": form,
        "opened": form.is_bound,
        "keeps_rates": any(post.function == Function.ADMINISTRATOR for post in actor.posts),
        "day": present.day,
    }
    return render(request, "desk/fees_accounts.html", context, status=status)


def _units(actor: Actor, present: Now) -> list[tuple[str, str]]:
    """The units whose accounts he lays down: those of his posts, and what stands within two steps below."""
    own = {post.unit for post in actor.posts if post.function in LAYS_DOWN_ACCOUNTS}
    near = {
        unit
        for unit in present.units.places
        if present.units.on(unit, present.day) is not None and own & set(present.units.path(unit, present.day)[:3])
    }
    return [(str(each.id), each.label) for each in in_order(near, present.units, present.day)]


urlpatterns: list[URLPattern] = [
    path("fees/", fee_rates, name="fees"),
    path("fees/exemptions/", fee_exemptions, name="fee_exemptions"),
    path("fees/accounts/", fee_accounts, name="fee_accounts"),
]
