"""The letters of apology: the drafts that wait for the head, signed several at once, and those of the last days.

Who holds a dossier writes days and reason, the head of the unit that decides it signs (docs/rules/letters.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.chips import Chip, chip
from motcua.desk.dossier import dossier_response
from motcua.desk.finding import address, dossier_id, ref_of
from motcua.desk.forms import LONGEST_NOTE
from motcua.desk.letters import Shown, drafted
from motcua.desk.many import NothingToDo, chosen
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers import promise
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.letters import MOST_DAYS, Letter, draft_letters, letters_of, sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.visible import visible_to
from motcua.journal import revision
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.printing.models import StatutoryForm
from motcua.printing.print_form import latest_printing, may_print, print_form
from motcua.text import nfc

PAGE = 50
SIGNED_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the rows of the list: days and reasons by dossier, as they are kept."""

    days: dict[UUID, int] = field(default_factory=dict)
    reasons: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A draft of the list: what the reader may do with it, what he has typed, and why it was refused."""

    dossier: Dossier
    href: str
    chip: Chip
    unit: str
    procedure: str
    shown: Shown
    may_sign: bool
    may_write: bool
    days: int
    reason: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A signed letter of the list."""

    letter: Letter
    dossier: Dossier
    ref: str
    href: str
    may_print: bool


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """GET /letters/?page=…"""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """POST /letters/sign/ with d=<id>:<seq> for each, and days and reason of each as they stand in its row."""
    return _acted(request, request.POST.getlist("d"), _sign)


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """POST /letters/keep/ with row=<id>:<seq> for each row that can be written, and its days and reason."""
    return _acted(request, request.POST.getlist("row"), _keep)


def _acted(request: HttpRequest, named: list[str], perform: Any) -> HttpResponse:
    """Do it to those that the reader may see, and say what came of it; what was refused keeps what was typed."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if request.method != "POST":  # back from signing in, after a session that ended over the list
        return SeeOther(reverse("letters"))
    present = now()
    try:
        expected = chosen(named)
    except NothingToDo as problem:
        return _page(request, typed=_typed_of_rows(request), problem=str(problem), status=422)
    seen = visible_to(Dossier.objects.filter(pk__in=list(expected)), request.user, present.day, few=True)
    numbers = dict(seen.values_list("pk", "number"))
    typed = _typed(request, numbers)
    done, said = perform({d: seq for d, seq in expected.items() if d in numbers}, typed, request.user, present)
    if not done.refused and len(numbers) == len(expected):
        messages.success(request, said)
        return SeeOther(reverse("letters"))
    refused = {d: str(why) for d, why in done.refused.items()}
    if len(numbers) < len(expected):
        refused |= {d: str(Refusal("unknown")) for d in expected if d not in numbers}
    return _page(request, typed=typed, refused=refused, said=said if done.done else "", status=409)


def _sign(expected: Mapping[UUID, int], typed: Typed, account: Account, present: Now) -> tuple[Done, str]:
    """Sign them with what stands in their rows: a reason that somebody took out is not signed behind his back."""
    without = {d for d in expected if typed.reasons.get(d) == ""}
    numbers = dict(Dossier.objects.filter(pk__in=without).values_list("pk", "number"))
    done = sign_letters(
        [d for d in expected if d not in without],
        days=typed.days,
        reason=typed.reasons,
        by=Actor.of(account, present.day),
        at=present.at,
        ground=ground_for("sign_letter", present.day),
        expected=expected,
    )
    refused = done.refused | {d: Refusal("reason", {"number": numbers[d]}) for d in without}
    said = ngettext("%(n)s letter is signed.", "%(n)s letters are signed.", len(done.done)) % {"n": len(done.done)}
    return Done(done.done, refused), said


def _keep(expected: Mapping[UUID, int], typed: Typed, account: Account, present: Now) -> tuple[Done, str]:
    """Keep what was changed in the rows; the others stay as they are, without an entry."""
    kept = letters_of(expected)
    changed = [
        d
        for d in expected
        if d in kept and (typed.days.get(d), typed.reasons.get(d)) != (kept[d].days, kept[d].reason)
    ]
    done = draft_letters(
        changed,
        days=typed.days,
        reason=typed.reasons,
        by=Actor.of(account, present.day),
        at=present.at,
        ground=ground_for("draft_letter", present.day),
        expected=expected,
    )
    said = ngettext("%(n)s draft is changed.", "%(n)s drafts are changed.", len(done.done)) % {"n": len(done.done)}
    return done, said if changed else _("Nothing was changed in the rows.")


def _typed_of_rows(request: HttpRequest) -> Typed:
    """What was typed into whichever rows were sent; for a page that asks once more."""
    rows = [name.removeprefix("days-") for name in request.POST if name.startswith("days-")]
    return _typed(request, [row for text in rows if (row := _id(text)) is not None])


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _typed(request: HttpRequest, dossiers: Iterable[UUID]) -> Typed:
    """Days and reasons of the rows; what is no number is 0, which the act refuses in its own words."""
    typed = Typed()
    for dossier in dossiers:
        days, reason = request.POST.get(f"days-{dossier}"), request.POST.get(f"reason-{dossier}")
        if days is not None:
            typed.days[dossier] = int(days) if days.strip().isdecimal() and len(days.strip()) < 4 else 0
        if reason is not None:
            typed.reasons[dossier] = nfc(reason.replace("\x00", "")).replace("\r\n", "\n").strip()[:LONGEST_NOTE]
    return typed


def _page(
    request: HttpRequest,
    *,
    typed: Typed | None = None,
    refused: Mapping[UUID, str] | None = None,
    said: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, account, typed = now(), request.user, typed or Typed()
    refused = dict(refused or {})
    drafts = Paginator(_drafts(account, present), PAGE).get_page(request.GET.get("page"))
    rules = revision.current(promise.REVISION)
    lines = [_line(letter, account, present, typed, refused, rules) for letter in drafts.object_list]
    elsewhere = [why for d, why in refused.items() if d not in {line.dossier.pk for line in lines}]
    context = {
        "page": drafts,
        "lines": lines,
        "may_sign": any(line.may_sign for line in lines),
        "may_write": any(line.may_write for line in lines),
        "signed": list(_signed(account, present)) if drafts.number == 1 else [],
        "most": MOST_DAYS,
        "longest": LONGEST_NOTE,
        "said": said,
        "problem": problem,
        "refused": elsewhere,
        "n_refused": len(refused),
    }
    return render(request, "desk/letters.html", context, status=status)


def _drafts(account: Account, present: Now) -> QuerySet[Letter]:
    """The drafts that wait for a signature among what an account may see, the soonest due first."""
    return _seen(Letter.objects.to_sign(), account, present).select_related(
        "dossier__applicant", "dossier__holder_account"
    )


def _seen(found: QuerySet[Letter], account: Account, present: Now) -> QuerySet[Letter]:
    """Those of the letters whose dossiers an account may see."""
    theirs = Dossier.objects.filter(pk__in=found.order_by().values("dossier"))
    return found.filter(dossier__in=visible_to(theirs, account, present.day, few=True).values("pk"))


def _line(
    letter: Letter, account: Account, present: Now, typed: Typed, refused: Mapping[UUID, str], rules: int
) -> Line:
    dossier = letter.dossier
    actor, version = Actor.of(account, present.day), present.catalogue().versions.get(dossier.version_id)

    def may(functions: set[str], unit: UUID | None) -> bool:
        return unit is not None and actor.acts_for(functions, unit, present.units, present.day) is not None

    holds = dossier.holder_account_id in (None, actor.account)
    return Line(
        dossier,
        address(dossier),
        chip(dossier, present),
        present.unit_name(dossier.holder_unit_id),
        version.name if version else "—",
        drafted(letter, dossier, present, rules),
        may_sign=may({Function.LEADER}, dossier.deciding_unit_id),
        may_write=holds and may({dossier.holder_function}, dossier.holder_unit_id),
        days=typed.days.get(dossier.pk) or letter.days,
        reason=typed.reasons.get(dossier.pk, letter.reason),
        refused=refused.get(dossier.pk, ""),
    )


def _signed(account: Account, present: Now) -> Iterable[Sent]:
    """The letters of the last 30 days among what an account may see, the latest first."""
    recent = _seen(Letter.objects.signed_since(present.at - SIGNED_WITHIN), account, present)
    actor = Actor.of(account, present.day)
    for letter in recent.select_related("dossier__applicant")[:PAGE]:
        dossier = letter.dossier
        prints = may_print(dossier, actor, present.units, present.at, StatutoryForm.LETTER)
        yield Sent(letter, dossier, ref_of(dossier.number, dossier.pk), address(dossier), prints)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """POST prints the signed letter of a dossier, once more each time; GET leads to what was printed last."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    dossier = dossier_id(request.user, ref, present.day)
    if request.method != "POST":
        latest = latest_printing(dossier, StatutoryForm.LETTER)
        return SeeOther(reverse("printed", args=[latest.pk]) if latest else reverse("dossier", args=[ref]))
    done = print_form(
        [dossier],
        form=StatutoryForm.LETTER,
        address=settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/"),
        by=Actor.of(request.user, present.day),
        at=present.at,
        ground=ground_for("sign_letter", present.day),
    )
    if done.refusal is not None:
        return dossier_response(request, ref, refused=str(done.refusal), status=409)
    return SeeOther(reverse("printed", args=[done.done[0]]))


urlpatterns: list[URLPattern] = [
    path("letters/", letters, name="letters"),
    path("letters/sign/", sign, name="letters_sign"),
    path("letters/keep/", keep, name="letters_keep"),
    path("dossiers/<ref:ref>/letter/paper/", paper, name="letter_paper"),
]
