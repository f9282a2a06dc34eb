"""The page of one dossier: its facts, its papers, what happened, why it is due then, and what can be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from motcua.desk import forms as desk_forms
from motcua.desk.chips import chip
from motcua.desk.finding import NoDossier, named, ref_of
from motcua.desk.now import Now, now
from motcua.desk.possible import main_act, possible
from motcua.desk.units import Offered, onward
from motcua.desk.why import Why, why
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.dossiers.timeline import entries_of, happenings
from motcua.journal import reading
from motcua.people.actor import Actor
from motcua.people.models import Account, Function


@dataclass(frozen=True, slots=True)
class Doing:
    """An act as the desk offers it: its address under the dossier's, its form, its words and its key."""

    act: str
    path: str
    form: type[desk_forms.Act]
    label: Any
    done: Any
    key: str = ""

    def new_form(self, *args: Any, **given: Any) -> desk_forms.Act:
        """Its form, whose fields have ids of their own: several acts stand on one page."""
        return self.form(*args, auto_id=f"{self.act}-%s", **given)


DOINGS = {
    doing.act: doing
    for doing in (
        Doing("take", "take", desk_forms.Take, gettext_lazy("Take in hand"), gettext_lazy("You have it now."), "a"),
        Doing("return", "return", desk_forms.Return, gettext_lazy("Return the result"), gettext_lazy("Returned.")),
        Doing("decide", "decision", desk_forms.Decision, gettext_lazy("Decide"), gettext_lazy("Decided.")),
        Doing("move", "moves", desk_forms.Move, gettext_lazy("Move on"), gettext_lazy("Moved on."), "m"),
        Doing(
            "supplement",
            "supplement",
            desk_forms.Supplement,
            gettext_lazy("Ask for a supplement"),
            gettext_lazy("The supplement is asked for; the clock stands."),
            "b",
        ),
        Doing("resume", "resume", desk_forms.Resume, gettext_lazy("Resume"), gettext_lazy("The clock goes on.")),
        Doing(
            "withdraw",
            "withdrawal",
            desk_forms.Reasoned,
            gettext_lazy("Enter a withdrawal"),
            gettext_lazy("The withdrawal is entered."),
        ),
        Doing("stop", "stop", desk_forms.Reasoned, gettext_lazy("Stop handling"), gettext_lazy("Stopped.")),
    )
}
RECEIVED = gettext_lazy("Received. This is its page; its number stands above.")


@dataclass(frozen=True, slots=True)
class Door:
    """An act that can be done now, with its form as the page shows it."""

    doing: Doing
    form: forms.Form
    is_main: bool
    is_open: bool
    units: Sequence[Offered] = ()

    @property
    def is_bare(self) -> bool:
        """Is there nothing to fill in? Then it is a button."""
        return not self.form.visible_fields() and not self.form.errors

    @property
    def fields(self) -> list[forms.BoundField]:
        """The fields to fill in, apart from those that the template draws itself."""
        own = {"unit"} if self.units else set()
        return [f for f in self.form.visible_fields() if f.name not in own]


@require_safe
def dossier_page(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /dossiers/<number>/."""
    done = request.GET.get("done", "")
    said = RECEIVED if done == "receive" else DOINGS[done].done if done in DOINGS else ""
    return dossier_response(request, ref, said=str(said))


def dossier_response(
    request: HttpRequest,
    ref: str,
    *,
    said: str = "",
    refused: str = "",
    typed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what an act said, or why it was refused and what was typed. Reading it is written down."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    related = ("procedure__field", "applicant", "holder_applicant")
    dossier = named(request, ref).select_related(*related).first()
    if dossier is None:
        raise NoDossier(ref)
    present = now()
    reading.note(request.user.pk, "dossier", dossier.pk, door="desk", at=present.at)
    told = happenings(entries_of(dossier.pk))
    context = {
        "dossier": dossier,
        "ref": ref_of(dossier.number, dossier.pk),
        "chip": chip(dossier, present),
        "state": State(dossier.state).label,
        "version": present.catalogue().versions.get(dossier.version_id),
        "where": where(dossier, present, _holder_name(dossier)),
        "units": {
            "helped": present.unit_name(dossier.helped_unit_id),
            "received": present.unit_name(dossier.received_unit_id),
            "deciding": present.unit_name(dossier.deciding_unit_id),
        },
        "identifiers": list(dossier.applicant.identifiers.all()),
        "papers": list(dossier.papers.order_by("position")),
        "timeline": list(reversed(told)),
        "why": _why(dossier),
        "doors": doors(request.user, dossier, present, typed),
        "said": said,
        "refused": refused,
    }
    return render(request, "desk/dossier.html", context, status=status)


def doors(
    account: Account, dossier: Dossier, present: Now, typed: tuple[str, forms.Form] | None = None
) -> list[Door]:
    """The acts that this person can do now, the main one first; what was typed and not accepted stays."""
    version = present.catalogue().versions.get(dossier.version_id)
    if version is None:
        return []
    actor = Actor.of(account, present.day)
    acts = possible(dossier, actor, version, present.units, present.day)
    main = main_act(acts, dossier)
    shown = []
    for act in sorted(acts, key=lambda a: a != main):
        doing = DOINGS[act]
        kept = typed[1] if typed and typed[0] == act else None
        form = kept or doing.new_form(initial=_initial(act, dossier, present))
        units = onward(dossier, present.units, present.day) if act == "move" else ()
        if act == "resume" and dossier.state != State.STOPPED:
            del form.fields["decision"]
        form.fields["seen"].initial = str(dossier.seq)
        if kept is not None:  # the reader has seen by now what happened meanwhile
            form.data = form.data.copy()
            form.data["seen"] = str(dossier.seq)
        shown.append(Door(doing, form, act == main, kept is not None, units))
    return shown


def where(dossier: Dossier, present: Now, person: str = "") -> str:
    """With whom a dossier lies: unit, function, person; empty for nobody."""
    if dossier.holder_unit_id is None:
        return ""
    parts = [present.unit_name(dossier.holder_unit_id)]
    if dossier.holder_function:
        parts.append(str(Function(dossier.holder_function).label))
    return ", ".join([*parts, person] if person else parts)


def _holder_name(dossier: Dossier) -> str:
    if dossier.holder_account_id is None:
        return ""
    return Account.objects.filter(pk=dossier.holder_account_id).values_list("name", flat=True).first() or ""


def _why(dossier: Dossier) -> Why | None:
    return why(dossier) if dossier.received_at else None


def _initial(act: str, dossier: Dossier, present: Now) -> dict[str, Any]:
    """What most often comes next: desk to office, office to its leader, leader back to the office."""
    if act == "move":
        function = {Function.RECEIVING: Function.HANDLING, Function.HANDLING: Function.LEADER}.get(
            Function(dossier.holder_function), Function.HANDLING
        )
        return {"unit": str(dossier.deciding_unit_id), "function": function}
    if act == "decide":
        return {"outcome": "granted", "on": present.day}
    return {}
