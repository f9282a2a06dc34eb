"""While people wait: certified copies on one screen, from the counter to the leader and back.

Each line is one dossier, entered by one act, and goes at once to the leader who signs it. Rules:
docs/rules/copies.md.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk import live
from motcua.desk.copies_form import KINDS, Copy
from motcua.desk.copies_lines import HEAPS, Shown, found, in_order, of_desk, shown, sums
from motcua.desk.copies_offered import AtOnce, offered_at
from motcua.desk.listing import paged
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.desk.units import Offered
from motcua.desk.units import in_order as units_in_order
from motcua.dossiers.books import lines_of
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.search import LONGEST_QUERY
from motcua.fees.quote import NotCounted, count, rules_on
from motcua.fees.reception import receive_and_charge
from motcua.journal.ids import uuid7
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.text import nfc


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody stands: his desks, the one that he chose, what it can enter and what of it is chosen."""

    account: Account
    actor: Actor
    present: Now
    desks: list[Offered]
    unit: Offered | None
    receives: bool
    offered: list[AtOnce] = field(default_factory=list)
    chosen: AtOnce | None = None

    @property
    def kept(self) -> str:
        """What of the address says where he stands, ready to stand before other parameters."""
        given = {}
        if self.unit is not None and self.unit != self.desks[0]:
            given["desk"] = self.unit.code
        if self.chosen is not None and self.chosen != self.offered[0]:
            given["procedure"] = self.chosen.code
        return urlencode(given) + "&" if given else ""


def standing(request: HttpRequest, asked: Any) -> Desk:
    """The desk that an address or a form names, else the first; the same for the procedure."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor = Actor.of(request.user, present.day)
    receiving = {p.unit for p in actor.posts if p.function == Function.RECEIVING}
    returning = {p.unit for p in actor.posts if p.function == Function.RETURNING}
    desks = units_in_order(receiving, present.units, present.day)
    desks += units_in_order(returning - receiving, present.units, present.day)
    unit = next((d for d in desks if d.code == asked.get("desk")), desks[0] if desks else None)
    if unit is None or unit.id not in receiving:
        return Desk(request.user, actor, present, desks, unit, receives=False)
    offered = offered_at(unit.id, present, rules_on(present.day))
    first = offered[0] if offered else None
    chosen = next((o for o in offered if o.code == asked.get("procedure")), first)
    return Desk(request.user, actor, present, desks, unit, True, offered, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest) -> HttpResponse:
    """GET /copies/?desk=…&procedure=…&show=…&find=…&page=… shows the lines, POST /copies/ enters one."""
    if request.method == "POST":
        return _enter(request)
    desk = standing(request, request.GET)
    if request.GET.get("part") == "lines":
        return live.answer(request, render_to_string("desk/_copies_lines.html", _lines(request, desk), request))
    return _page(request, desk)


@require_safe
def fee(request: HttpRequest) -> HttpResponse:
    """GET /copies/fee/?procedure=…&pages=…&copies=…: what is to be paid, or why it cannot be counted."""
    given = [request.GET.get(name, "").strip() for name in ("pages", "copies")]
    context: dict[str, Any] = {}
    rule = rules_on(local_day(timezone.now())).get(request.GET.get("procedure", ""))
    if rule is not None and all(n.isascii() and n.isdigit() and len(n) < 12 for n in given):
        try:
            context["quote"] = count(rule, *map(int, given))
        except NotCounted as refused:
            context["refused"] = str(refused)
    return render(request, "desk/_copies_fee.html", context)


def _enter(request: HttpRequest) -> HttpResponse:
    desk = standing(request, request.POST)
    if desk.unit is None or not desk.receives or desk.unit.code != request.POST.get("desk"):
        there = desk.present.units.by_code(nfc(request.POST.get("desk", "")), desk.present.day)
        refusal = Refusal("not_here", {"unit": there.name if there else "—"})
        return _page(request, desk, refused=str(refusal), status=409)
    if desk.chosen is None or desk.chosen.code != request.POST.get("procedure"):
        said = _("This desk does not return this procedure at once any more. Choose another one.")
        return _page(request, desk, refused=said, status=409)
    if "_look" in request.POST:  # what was typed before the session ended, to be looked at again
        kept = {name: request.POST[name] for name in Copy.base_fields if name in request.POST}
        return _page(request, desk, Copy(initial=kept, chosen=desk.chosen))
    form = Copy(request.POST, chosen=desk.chosen)
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    line = form.cleaned_data["id"]
    refusal_of = _received(desk, form).refused
    if refusal_of and not _is_the_same(desk.account, form):
        again = Dossier.objects.visible_to(desk.account).filter(pk=line).first()
        form.data = form.data.copy()
        form.data["id"] = str(uuid7())  # what stays typed can be sent as a line of its own
        return _page(request, desk, form, refused=_refused(refusal_of[line], again), again=again, status=409)
    if "X-Part" in request.headers:
        return _part(request, desk, line)
    return SeeOther(f"{reverse('copies')}?{desk.kept}{urlencode({'entered': line})}")


def _part(request: HttpRequest, desk: Desk, line: UUID) -> HttpResponse:
    """What the page’s script asks for: what is said of the line, and the list unless another line is on its way."""
    context = {"entered": _entered(desk, str(line)), "lists": request.headers["X-Part"] == "lines"}
    if context["lists"]:
        context |= _lines(request, desk)
    return render(request, "desk/_copies_entered.html", context)


def _received(desk: Desk, form: Copy) -> Done:
    assert desk.unit is not None  # noqa: S101 -- checked before
    at = timezone.now()
    day = local_day(at)
    who: dict[str, Any] = {"by": Actor.of(desk.account, day), "at": at, "ground": ground_for("receive", day)}
    intake = form.intake(desk.unit.id)
    try:
        return receive_and_charge([intake], **who)
    except IntegrityError:
        # The same form arrived twice at once: the other one has been entered by now, and this one is told so.
        return receive_and_charge([intake], **who)


def _is_the_same(account: Account, form: Copy) -> bool:
    """Was just this line entered before, as when a key is pressed twice? Then it is done, not refused."""
    pk, typed = form.cleaned_data["id"], form.cleaned_data
    dossier = Dossier.objects.visible_to(account).select_related("applicant").filter(pk=pk).first()
    line = lines_of([pk]).get(pk)
    if dossier is None or form.person is None or dossier.applicant.name != nfc(form.person.name):
        return False
    if line is None:
        return not form.chosen.is_copies and dossier.subject == typed["what"]
    return form.chosen.is_copies and (line.pages, line.copies) == (typed["pages"], typed["copies"])


def _refused(refusal: Refusal, again: Dossier | None) -> str:
    if again is None:
        return str(refusal)
    return _(
        "This form was sent before with something else in it: that is dossier %(number)s, and it stays. "
        "Send once more to enter what you see now as a line of its own."
    ) % {"number": again.number or "—"}


def _page(
    request: HttpRequest,
    desk: Desk,
    form: Copy | None = None,
    *,
    refused: str = "",
    again: Dossier | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole screen; what was typed and not accepted stays."""
    if form is None and desk.chosen is not None:
        form = Copy(initial={"id": uuid7()}, chosen=desk.chosen)
    lines = _lines(request, desk)
    if form is not None and lines.get("lines") and lines["hands_out"]:  # the next key is for a line
        form.fields["name"].widget.attrs.pop("autofocus", None)
    context = {
        "here": "copies",
        "form": form,
        "kinds": KINDS,
        "refused": refused,
        "again": again,
        "entered": _entered(desk, request.GET.get("entered", "")),
        **lines,
    }
    return render(request, "desk/copies.html", context, status=status)


def _lines(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """The lines with their counts."""
    context: dict[str, Any] = {"desk": desk, "kept": desk.kept}
    if desk.unit is None:
        return context
    mine = of_desk(desk.account, desk.unit.id, desk.present)
    sought = nfc(request.GET.get("find", ""))[:LONGEST_QUERY]
    heap = HEAPS.get(request.GET.get("show", ""), HEAPS[""])
    wanted = found(mine, sought, desk.present) if sought else mine.filter(heap.rule(desk.present))
    counts = sums(mine, desk.present)
    known = None if sought else dict(counts.heaps)[heap]
    oldest_first = not sought and heap.name in ("signing", "signed")
    page = paged(in_order(wanted, oldest_first=oldest_first), request.GET.get("page"), known)
    lines = shown(page.object_list, desk.actor, desk.present)
    narrowed = {"find": sought} if sought else {"show": heap.name} if heap.name else {}
    way = desk.kept + (urlencode(narrowed) + "&" if narrowed else "")
    return context | {
        "heap": None if sought else heap,
        "sought": sought,
        "page": page,
        "lines": lines,
        "sums": counts,
        "way": way,
        "address": f"{reverse('copies')}?{way}page={page.number}",
        "hands_out": bool(sought) or heap.name == "signed",
        "may_return": any(line.may_return for line in lines),
        "may_sign": any(line.may_sign for line in lines),
    }


def _entered(desk: Desk, ref: str) -> Shown | None:
    """The line that was just entered."""
    try:
        pk = UUID(ref)
    except ValueError:
        return None
    mine = Dossier.objects.visible_to(desk.account, desk.present.day).filter(pk=pk)
    return next(iter(shown(in_order(mine), desk.actor, desk.present)), None)


urlpatterns: list[URLPattern] = [
    path("copies/", copies, name="copies"),
    path("copies/fee/", fee, name="copies_fee"),
]
