"""What the counter's page shows: the desk, the procedure with what it asks, the form, and who is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from motcua.catalogue.kept import VersionFacts
from motcua.desk import counter_procedures as procedures
from motcua.desk.counter_forms import Reception, asked, given
from motcua.desk.counter_person import Look
from motcua.desk.counter_terms import Promise, promise
from motcua.desk.now import Now
from motcua.desk.panels import AtCounter, at_counter
from motcua.desk.units import Offered, deciding_for, in_order
from motcua.dossiers.guide import Guidance
from motcua.dossiers.intake import GivenPaper
from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.organisation.models import Kind
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.text import nfc


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the checklist on the page."""

    place: int
    paper: GivenPaper

    @property
    def is_given(self) -> bool:
        """Was anything of it handed in?"""
        return bool(self.paper.originals or self.paper.copies)

    @property
    def originals(self) -> int:
        """How many the page shows; of what is missing those that would be handed in."""
        asked = self.paper.asked_originals or (0 if self.paper.asked_copies else 1)
        return self.paper.originals if self.is_given else asked

    @property
    def copies(self) -> int:
        """The same of copies."""
        return self.paper.copies if self.is_given else self.paper.asked_copies


@dataclass(frozen=True)
class Matter:
    """A version that a unit offers today, as the page shows it."""

    code: str
    name: str
    unit_id: UUID
    unit: str
    promise: Promise
    is_at_once: bool
    rows: Sequence[Row]


def desks_of(account: Account, present: Now) -> list[Offered]:
    """The units for which an account receives today."""
    posts = Actor.of(account, present.day).posts
    return in_order({p.unit for p in posts if p.function == Function.RECEIVING}, present.units, present.day)


def version_asked(typed: Mapping[str, str], present: Now) -> VersionFacts | None:
    """The version in force that a form names by procedure and unit; None where nothing such is offered today."""
    unit = _uuid(typed.get("deciding_unit", ""))
    code = nfc(typed.get("procedure", ""))
    return present.catalogue().offered(code, unit, present.day) if unit is not None else None


class Screen:
    """One showing of the counter."""

    def __init__(
        self,
        request: HttpRequest,
        present: Now,
        *,
        form: Reception | None = None,
        look: Look | None = None,
        refused: str = "",
        again: Dossier | None = None,
        beside: Sequence[AtCounter] | None = None,
    ) -> None:
        assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
        self.request, self.present, self.form, self.look = request, present, form, look
        self.refused, self.again = refused, again
        # What was typed there stays too, whatever the form came back for.
        self.beside = at_counter(form.data if form is not None else None) if beside is None else beside
        if look is not None and form is not None:
            form.errors.clear()  # looked at, not sent: nothing is wrong yet
        self.desks = desks_of(request.user, present)
        self.asked = form.data if form is not None else request.GET
        wanted = self.asked.get("received_unit", "")
        self.desk = next((d for d in self.desks if str(d.id) == wanted), self.desks[0] if self.desks else None)
        self.query = nfc(request.GET.get("q", ""))
        self.returning = self._returning(request.user)

    def page(self, status: int = 200) -> HttpResponse:
        """The whole page."""
        return render(self.request, "desk/counter.html", self.context(), status=status)

    def context(self) -> dict[str, Any]:
        """What the templates read; also those of a part of the page."""
        choice = self._choice()
        matter = self._matter(*choice) if choice else None
        form = self.form if self.form is not None else Reception(initial=self._initial(matter))
        results: Sequence[procedures.Choice] = ()
        if matter is None and self.desk is not None:
            limit = procedures.SHOWN_ON_A_PAGE if self.query else procedures.SHOWN
            results = procedures.found(self.query, procedures.of_desk(self.desk.id, self.present), limit)
        return {
            "here": "counter",
            "desks": self.desks,
            "desk": self.desk,
            "sought": self.query,
            "results": results,
            "matter": matter,
            "form": form.offering(matter.promise.channels) if matter else form,
            "problems": self._problems(form, matter),
            "refused": self.refused,
            "again": self.again,
            "look": self.look,
            "known": self.look.known if self.look else [],
            "helping": self._helping(),
            "focus": self._focus(form, matter),
            "chosen_by": CHOSEN_BY,
            "beside": self.beside,
            "is_folded_out": self._is_folded_out(form) or any(each.has_changed() for each in self.beside),
            "is_begun": matter is not None or self.form is not None or self.returning is not None,
        }

    def _choice(self) -> tuple[str, UUID] | None:
        """The procedure and the unit that an address, a form or a search names."""
        code, unit = nfc(self.asked.get("procedure", "")), _uuid(self.asked.get("deciding_unit", ""))
        if code and unit is not None:
            return code, unit
        first: list[procedures.Choice] = []
        if self.desk is not None:
            offered = procedures.of_desk(self.desk.id, self.present)
            if self.query and "HX-Request" in self.request.headers:  # Enter takes the first
                first = procedures.found(self.query, offered, 1)
            elif self.returning is not None:
                facts = self.present.catalogue().versions.values()
                codes = {v.code for v in facts if v.procedure == self.returning.procedure_id}
                first = sorted((c for c in offered if c.code in codes), key=lambda c: c.nearness)
        return (first[0].code, first[0].unit) if first else None

    def _matter(self, code: str, unit: UUID) -> Matter | None:
        version = self.present.catalogue().offered(code, unit, self.present.day)
        if version is None:
            return None
        papers = given(self.request.POST) if self.request.method == "POST" else None
        return Matter(
            code,
            version.name,
            unit,
            self.present.unit_name(unit),
            promise(version, unit, self.asked, self.present),
            version.at_once,
            [Row(place, paper) for place, paper in enumerate(papers or list(asked(version)))],
        )

    def _initial(self, matter: Matter | None) -> dict[str, Any]:
        initial: dict[str, Any] = {"id": uuid7(), "received_unit": self.desk.id if self.desk else ""}
        if matter is not None:
            initial |= {"procedure": matter.code, "deciding_unit": matter.unit_id}
        if self.returning is not None:
            initial |= {"applicant_name": self.returning.name, "phone": self.returning.phone}
        return initial

    def _returning(self, account: Account) -> Guidance | None:
        """Somebody who was sent home comes back: his name and procedure, if the clerk may see the guidance."""
        guidance = _uuid(self.request.GET.get("guidance", ""))
        return Guidance.objects.visible_to(account).filter(pk=guidance).first() if guidance else None

    def _focus(self, form: Reception, matter: Matter | None) -> str:
        """Where typing goes on when the page has come: what is wrong, else what is empty."""
        if matter is None:
            focus = "procedure"
        elif form.is_bound and self.look is None and form.errors:
            focus = next((name for name in form.fields if name in form.errors), "applicant_name")
        elif matter.promise.cases and not matter.promise.case:
            focus = "case"  # what decides the limit comes first: it is asked of whoever stands there
        elif (self.look is not None and not self.look.problem) or self.returning is not None:
            focus = next((name for name in TYPED if not form[name].value()), "subject")
        else:
            focus = "card" if self.look is not None else "applicant_name"
        if focus not in ("card", "procedure", "case"):
            form.fields[focus].widget.attrs["autofocus"] = True
        return focus

    def _problems(self, form: Reception, matter: Matter | None) -> list[str]:
        """What is wrong with fields that the page does not show."""
        hidden = [name for name in form.errors if name in form.fields and form.fields[name].widget.is_hidden]
        if matter is None and {"procedure", "deciding_unit"} & set(hidden):
            hidden = [name for name in hidden if name not in ("procedure", "deciding_unit", "received_unit")]
            return [
                str(CHOOSE_FIRST),
                *(f"{form.fields[name].label}: {e}" for name in hidden for e in form.errors[name]),
            ]
        return [f"{form.fields[name].label}: {error}" for name in hidden for error in form.errors[name]]

    def _helping(self) -> list[Offered]:
        """The units where an applicant may have been helped: the desks and committees of this desk's own area."""
        if self.desk is None:
            return []
        units, day = self.present.units, self.present.day
        places = {unit: units.on(unit, day) for unit in deciding_for(self.desk.id, units, day)}
        kinds = (Kind.ONE_STOP, Kind.ADMINISTRATION)
        return in_order(
            {u for u, place in places.items() if place and place.kind in kinds} | {self.desk.id}, units, day
        )

    def _is_folded_out(self, form: Reception) -> bool:
        """Is something rare filled in or wrong? Then it is not folded away."""
        if not form.is_bound:
            return False
        rare = ("holder_name", "holder_born_on", "mandate", "email")
        return any(form.data.get(name) for name in rare) or not form.errors.keys().isdisjoint((*rare, *KIND_TOO))


CHOICES = ("#id_case", "#id_quantity", "#id_channel", "#id_exemption")
# The fields that decide the limit, for the parts of the page that follow them.
CHOSEN_BY = ", ".join((*(f"#matter [name={n}]" for n in ("procedure", "deciding_unit", "received_unit")), *CHOICES))
TYPED = ("applicant_name", "identifier", "born_on", "address", "phone")
KIND_TOO = ("identifier_kind", "identifier")
CHOOSE_FIRST = gettext_lazy("Choose the procedure first; what you typed is still here.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
