"""The page of one dossier: its facts, its papers, what happened, why it is due then, and what can be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from motcua.catalogue.kept import VersionFacts
from motcua.desk.chips import chip
from motcua.desk.clock import clock_of
from motcua.desk.doings import DOINGS, Doing
from motcua.desk.dues import panel
from motcua.desk.finding import dossier_id, ref_of
from motcua.desk.forms import Wait
from motcua.desk.ledger import Told, told
from motcua.desk.letters import Shown, asked_for, letter_of
from motcua.desk.now import Now, now
from motcua.desk.panels import on_dossier
from motcua.desk.possible import main_act, next_step, only_the_leader_asks, outside_causes, possible
from motcua.desk.printable import offers
from motcua.desk.seeother import onward_path
from motcua.desk.unit import name_now
from motcua.desk.units import Offered as OfferedUnit
from motcua.desk.units import onward
from motcua.desk.why import why
from motcua.dossiers.books import lines_of
from motcua.dossiers.drafts import latest
from motcua.dossiers.models import Dossier, Stretch
from motcua.dossiers.states import Outcome, State
from motcua.dossiers.timeline import entries_of, happenings
from motcua.journal import reading
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

FOLDED = ("draft_outcome", "draft_text", "number", "on")
FOLDS = {
    "move": gettext_lazy("Draft for the leader"),
    "decide": gettext_lazy("Number and date of the document"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """An act that can be done now, with its form as the page shows it; `is_asked` takes the cursor into it."""

    doing: Doing
    form: forms.Form
    is_main: bool
    is_open: bool
    is_asked: bool = False
    units: Sequence[OfferedUnit] = ()

    @property
    def is_bare(self) -> bool:
        """Is there nothing to fill in? Then it is a button."""
        return not self.form.visible_fields() and not self.form.errors

    @property
    def fields(self) -> list[forms.BoundField]:
        """The fields to fill in, apart from those that the template draws itself or folds away."""
        own = {"unit"} if self.units else set()
        return [f for f in self.form.visible_fields() if f.name not in {*own, *FOLDED}]

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields that are seldom needed, or go along with one choice only."""
        return [f for f in self.form.visible_fields() if f.name in FOLDED]

    @property
    def is_unfolded(self) -> bool:
        """Was something typed into them, or is it what usually goes along?"""
        goes_up = self.doing.act == "move" and self.form["function"].value() == Function.LEADER
        return goes_up or any(f.errors or (f.name in ("draft_text", "number") and f.value()) for f in self.folded)

    @property
    def folded_label(self) -> Any:
        """What the fold is called."""
        return FOLDS.get(self.doing.act, "")


@require_safe
def dossier_page(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /dossiers/<number>/; with do=ACT that act's form is open; with door=ACT the answer is that form alone."""
    if "door" in request.GET:
        return door_response(request, ref, request.GET["door"])
    done = request.GET.get("done", "")
    said = DOINGS[done].done if done in DOINGS else ""
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
    related = ("procedure__field", "applicant", "holder_applicant", "holder_account")
    present = now()
    whole = Dossier.objects.select_related(*related).prefetch_related("pauses")
    dossier = whole.get(pk=dossier_id(request.user, ref, present.day))
    reading.note(request.user.pk, "dossier", dossier.pk, door="desk", at=present.at)
    happened = happenings(entries_of(dossier.pk))
    draft = latest([dossier.pk]).get(dossier.pk)
    line = lines_of([dossier.pk]).get(dossier.pk)
    letter = letter_of(dossier, present, request.user)
    asked = request.GET.get("do", "")
    offered = Offered(request.user, present, proposed=bool(draft or line), asked=asked, letter=letter)
    version = present.catalogue().versions.get(dossier.version_id)
    context = {
        "dossier": dossier,
        "ref": ref_of(dossier.number, dossier.pk),
        "chip": chip(dossier, present),
        "state": State(dossier.state).label,
        "version": version,
        "case": dict(version.case_names(dossier.channel)).get(dossier.case) if version else None,
        "where": where(dossier, present, dossier.holder_account.name if dossier.holder_account else ""),
        "units": {
            "helped": name_now(present, dossier.helped_unit_id),
            "received": name_now(present, dossier.received_unit_id, dossier.holder_unit_id),
            "deciding": name_now(present, dossier.deciding_unit_id, dossier.holder_unit_id),
        },
        "identifiers": list(dossier.applicant.identifiers.all()),
        "papers": list(dossier.papers.order_by("position")),
        "timeline": list(reversed(happened)),
        "why": why(dossier, present) if dossier.received_at else None,
        "clock": clock_of(dossier, present),
        "ledger": _ledger(dossier, present),
        "letter": letter,
        "dues": panel(dossier, present, request, line),
        "draft": draft if not dossier.has_ended else None,
        "line": line,
        "doors": offered.doors(dossier, typed),
        "leaders": offered.leaders_own(dossier),
        "printable": offers(dossier, request.user, present),
        "panels": on_dossier(request, dossier),
        "said": said,
        "refused": refused,
        "next": onward_path(request),
    }
    return render(request, "desk/dossier.html", context, status=status)


def door_response(
    request: HttpRequest,
    ref: str,
    act: str,
    *,
    refused: str = "",
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form of one act, for a list to show over itself; what cannot be done says so there."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    of_list = Dossier.objects.select_related("applicant", "holder_account")
    dossier = of_list.get(pk=dossier_id(request.user, ref, present.day))
    draft, line = latest([dossier.pk]).get(dossier.pk), lines_of([dossier.pk]).get(dossier.pk)
    letter = letter_of(dossier, present)
    offered = Offered(request.user, present, proposed=bool(draft or line), asked=act, letter=letter)
    doors = offered.doors(dossier, (act, form) if form is not None else None)
    door = next((door for door in doors if door.doing.act == act), None)
    context = {
        "dossier": dossier,
        "ref": ref_of(dossier.number, dossier.pk),
        "chip": chip(dossier, present),
        "version": present.catalogue().versions.get(dossier.version_id),
        "draft": draft,
        "line": line,
        "door": door,
        "leaders": offered.leaders_own(dossier) if door is None and act == "supplement" else "",
        "refused": refused,
        "next": onward_path(request),
    }
    return render(request, "desk/_asked.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered to a reader now; the form that was asked for stands open."""

    account: Account
    present: Now
    proposed: bool = False
    asked: str = ""
    letter: Shown | None = None

    def doors(self, dossier: Dossier, typed: tuple[str, forms.Form] | None = None) -> list[Door]:
        """The acts that this person can do now, the main one first; what was typed and not accepted stays."""
        present = self.present
        version = present.catalogue().versions.get(dossier.version_id)
        if version is None:
            return []
        actor = Actor.of(self.account, present.day)
        acts = possible(dossier, actor, version, present.units, present.day, proposed=self.proposed)
        main = main_act(acts, dossier)
        shown = []
        for act in sorted(acts, key=lambda a: a != main):
            kept = typed[1] if typed and typed[0] == act else None
            form = kept or DOINGS[act].new_form(initial=self._initial(act, dossier, version))
            units = onward(dossier, present.units, present.day) if act == "move" else ()
            _suit(form, act, dossier, version)
            if kept is not None:  # the reader has seen by now what happened meanwhile
                form.data = form.data.copy()
                for name, value in _hidden(act, dossier).items():
                    form.data[name] = value
            is_open = kept is not None or self.asked == act
            shown.append(Door(DOINGS[act], form, act == main, is_open, self.asked == act, units))
        return shown

    def _initial(self, act: str, dossier: Dossier, version: VersionFacts) -> dict[str, Any]:
        """What most often comes next."""
        if act == "move":
            unit, function = next_step(dossier, version, self.present.units, self.present.day)
            return {"unit": str(unit), "function": function} | proposing(function)
        if act == "decide":
            return {"outcome": "granted", "on": self.present.day}
        if act in ("letter", "sign_letter"):
            return asked_for(dossier, self.present, self.letter)
        return {}

    def leaders_own(self, dossier: Dossier) -> str:
        """The sentence for who would ask for a supplement, where only the leader may ask again; else nothing."""
        actor = Actor.of(self.account, self.present.day)
        if not only_the_leader_asks(dossier, actor, self.present.units, self.present.day):
            return ""
        return _(
            "A supplement was asked for once already. A second time only the leader asks: move it on to the leader "
            "and say in the note what is missing and why."
        )


def _ledger(dossier: Dossier, present: Now) -> Told | None:
    """Where the time of a received dossier went; its pauses were read along with it."""
    if dossier.received_at is None:
        return None
    stretches = list(Stretch.objects.filter(dossier=dossier.pk).order_by("seq"))
    return told(dossier, stretches, sorted(dossier.pauses.all(), key=lambda pause: pause.since), present)


def _suit(form: forms.Form, act: str, dossier: Dossier, version: VersionFacts) -> None:
    """Leave out of a form what this dossier does not need, and fill in what the page knows."""
    again = dossier.supplements_asked > 0
    left_out = {
        "resume": () if dossier.state == State.STOPPED else ("decision",),
        "supplement": () if again else ("reason", "basis", "again"),
    }
    for name in left_out.get(act, ()):
        form.fields.pop(name, None)
    if act == "supplement" and again:
        form.fields["reason"].required = form.fields["basis"].required = True
    if isinstance(form, Wait):
        form.among(outside_causes(version))
    for name, value in _hidden(act, dossier).items():
        form.fields[name].initial = value


def _hidden(act: str, dossier: Dossier) -> dict[str, str]:
    """What a form sends along unseen: the entry that was seen, and that a supplement is asked for again."""
    again = {"again": "1"} if act == "supplement" and dossier.supplements_asked > 0 else {}
    return {"seen": str(dossier.seq)} | again


def where(dossier: Dossier, present: Now, person: str = "") -> str:
    """With whom a dossier lies: unit, function, person; empty for nobody."""
    if dossier.holder_unit_id is None:
        return ""
    parts = [present.unit_name(dossier.holder_unit_id)]
    if dossier.holder_function:
        parts.append(str(Function(dossier.holder_function).label))
    return ", ".join([*parts, person] if person else parts)


def proposing(function: str) -> dict[str, str]:
    """What goes up to a leader proposes something; most of what is asked for is granted."""
    return {"draft_outcome": Outcome.GRANTED.value} if function == Function.LEADER else {}
