"""What to do about a dossier of the watch: one sentence, and a link to the act or to the person to ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.desk.chips import in_words
from motcua.desk.doings import DOINGS
from motcua.desk.finding import address
from motcua.desk.now import Now
from motcua.desk.possible import main_act, possible
from motcua.dossiers.letters import Letter
from motcua.dossiers.models import Dossier
from motcua.dossiers.promise import rule_on
from motcua.moments import LOCAL, local_day
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.supervision.heaps import Heap, Inboxes
from motcua.supervision.staff import Officer, Staff
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.promise import working_day_before

# So many people are named; more would be nobody.
NAMED = 2
LETTERS = ("sign_letter", "letter")


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do: in a sentence with names, for the page, and in one without, for mail that others may read."""

    named: str
    plain: str
    act: str = ""
    """The act's words, where the reader has to act and can; `href` leads to it."""
    href: str = ""
    ask: Officer | None = None
    """Whom to write to, where he has an address."""


@dataclass(frozen=True, slots=True)
class Advising:
    """What the sentences need to know of the dossiers shown."""

    actor: Actor
    present: Now
    places: Inboxes
    staff: Staff
    letters: dict[UUID, Letter]
    reasoned: frozenset[UUID]
    promises: int

    def advice(self, heap: Heap, dossier: Dossier) -> Advice:
        """What to do about a dossier of a list."""
        say: dict[Heap, Callable[[Dossier], Said]] = {
            Heap.DUE: self._due,
            Heap.LATE: self._late,
            Heap.TWICE: self._twice,
            Heap.NOBODY: self._nobody,
        }
        said = say[heap](dossier)
        act, href = self._act(heap, dossier) if said.is_own else ("", "")
        asked = next((o for who in said.people.values() for o in who.officers if o.email), None)
        return Advice(said.by_name(), said.by_post(), act, href, None if act else asked)

    def _due(self, dossier: Dossier) -> "Said":
        if dossier.holder_account_id is None and dossier.holder_function != Function.LEADER:
            return Said(
                _("Nobody has it in hand: ask %(leader)s to give it to somebody today."),
                _("Nobody has it in hand: give it to somebody today."),
                {"leader": self._leader(dossier.holder_unit_id)},
            )
        who = {"who": self._holder(dossier)}
        if dossier.extended_to is not None and dossier.extended_to >= self.present.at:
            return Said(
                _("A letter promised it for %(day)s, and there is no second one: ask %(who)s for the decision."),
                _("A letter promised it for %(day)s, and there is no second one: see that it is decided."),
                who,
                {"day": _day(dossier.extended_to)},
            )
        letter = self.letters.get(dossier.pk)
        if (letter is None or letter.signed_at is None) and self._last_day_to_sign(dossier) == self.present.day:
            return Said(
                _("Ask %(who)s if it will be decided by then; if not, %(leader)s must sign the apology today."),
                _("Ask %(who)s if it will be decided by then; if not, sign the letter of apology today."),
                who | {"leader": self._leader(dossier.deciding_unit_id)},
            )
        return Said(_("Ask %(who)s if it will be decided by then."), _("See that it is decided by then."), who)

    def _late(self, dossier: Dossier) -> "Said":
        people = {"leader": self._leader(dossier.deciding_unit_id)}
        letter, holder = self.letters.get(dossier.pk), self._holder(dossier)
        if letter is None and (dossier.holder_account_id is None or holder.is_reader):
            return Said(
                _("No letter of apology is drafted: ask %(leader)s to sign one today."),
                _("No letter of apology is drafted: sign one today."),
                people,
            )
        if letter is None:
            return Said(
                _("No letter of apology is drafted: ask %(who)s for its reason, and %(leader)s to sign it today."),
                _("No letter of apology is drafted: ask %(who)s for its reason, and sign it today."),
                people | {"who": holder},
            )
        if letter.signed_at is None:
            return Said(
                _("The letter of apology is drafted: ask %(leader)s to sign it today."),
                _("The letter of apology is drafted: sign it today."),
                people,
            )
        return Said(
            _("Its letter promised %(day)s, which is past, and there is no second one: ask %(leader)s to decide."),
            _("Its letter promised %(day)s, which is past, and there is no second one: decide it."),
            people,
            {"day": _day(dossier.extended_to or letter.until)},
        )

    def _twice(self, dossier: Dossier) -> "Said":
        own = _("Asked %(n)s times, and by law once: see that it is decided without another.")
        people, n = {"leader": self._leader(dossier.deciding_unit_id)}, {"n": dossier.supplements_asked}
        if dossier.pk in self.reasoned:
            asked = _("Asked %(n)s times, and by law once: read the reason on the dossier, then ask %(leader)s.")
        else:
            asked = _("Asked %(n)s times, and by law once, with no reason on record: ask %(leader)s why.")
        return Said(asked, own, people, n)

    def _nobody(self, dossier: Dossier) -> "Said":
        unit = dossier.holder_unit_id
        assert unit is not None  # noqa: S101 -- what is open lies with a unit
        leader = {"leader": self._leader(unit)}
        place = {"unit": self.present.unit_name(unit), "function": _function(dossier.holder_function)}
        if self.places.is_left(dossier):
            gone = {"who": Who(_("Whoever had it"), _name(dossier), ())}
            return Said(
                _("%(who)s is no longer %(function)s of %(unit)s: ask %(leader)s to see that it is passed on."),
                _("%(who)s is no longer %(function)s of %(unit)s: see that it is passed on."),
                leader | gone,
                place,
            )
        if self.places.is_unread(dossier) and self.present.units.on(unit, self.present.day) is None:
            return Said(
                _("%(unit)s is no more, and nobody goes on with what lies there: ask %(leader)s to have it moved."),
                _("%(unit)s is no more, and nobody goes on with what lies there: have it moved."),
                {"leader": self._leader(dossier.deciding_unit_id)},
                place,
            )
        if self.places.is_unread(dossier):
            return Said(
                _("Nobody is %(function)s of %(unit)s today: ask %(leader)s to name somebody, or to move it on."),
                _("Nobody is %(function)s of %(unit)s today: name somebody, or move it on."),
                leader,
                place,
            )
        time = {"time": self._untaken_for(dossier)}
        who = {"who": self._who(self.staff.at(dossier.holder_function, unit), dossier.holder_function, unit)}
        if dossier.holder_function == Function.LEADER:
            return Said(
                _("It has waited %(time)s of work for a decision: ask %(who)s."),
                _("It has waited %(time)s of work for your decision."),
                who,
                time,
            )
        return Said(
            _("Nobody has taken it for %(time)s of work: ask %(who)s to take it."),
            _("Nobody has taken it for %(time)s of work: take it."),
            who,
            time,
        )

    def _act(self, heap: Heap, dossier: Dossier) -> tuple[str, str]:
        """What the reader can do himself about it, in words, and where."""
        version = self.present.catalogue().versions.get(dossier.version_id)
        if version is None or heap == Heap.TWICE:
            return "", ""
        acts = possible(dossier, self.actor, version, self.present.units, self.present.day)
        act = main_act(acts, dossier)
        if heap == Heap.LATE and self.letters.get(dossier.pk, Letter()).signed_at is None:
            act = next((each for each in LETTERS if each in acts), None)
        doing = DOINGS.get(act or "")
        return (str(doing.label), f"{address(dossier)}?do={doing.act}") if doing else ("", "")

    def _last_day_to_sign(self, dossier: Dossier) -> date | None:
        calendar = self.present.calendar(dossier.deciding_unit_id)
        if calendar is None or dossier.due_at is None or dossier.received_on is None:
            return None
        before = rule_on(dossier.received_on, self.promises).letter_before
        try:
            return working_day_before(local_day(dossier.due_at), before, calendar)
        except NeverOpens:
            return None

    def _untaken_for(self, dossier: Any) -> str:
        since: datetime | None = dossier.lies_since
        calendar = self.present.calendar(dossier.holder_unit_id)
        if since is None or calendar is None:
            return "—"
        try:
            return in_words(calendar.minutes_between(since, self.present.at))
        except NeverOpens:
            return "—"

    def _holder(self, dossier: Dossier) -> "Who":
        unit = dossier.holder_unit_id
        if unit is None:
            return self._leader(dossier.deciding_unit_id)
        reading = self.staff.at(dossier.holder_function, unit)
        if dossier.holder_account_id is not None:
            him = tuple(who for who in reading if who.account == dossier.holder_account_id)
            at = _at(dossier.holder_function, self.present.unit_name(unit))
            is_reader = dossier.holder_account_id == self.actor.account
            return Who(at, _("yourself") if is_reader else _name(dossier), him, is_reader)
        return self._who(reading, dossier.holder_function, unit)

    def _leader(self, unit: UUID | None) -> "Who":
        if unit is None:
            return Who("—", "—", ())
        return self._who(self.staff.leading(unit), Function.LEADER, unit)

    def _who(self, officers: Sequence[Officer], function: str, unit: UUID) -> "Who":
        """People of a function: by name where they are few, else by what they are."""
        at = _at(function, self.present.unit_name(unit))
        if any(who.account == self.actor.account for who in officers):
            return Who(at, _("yourself"), (), is_reader=True)
        if not 0 < len(officers) <= NAMED:
            return Who(at, at, tuple(officers[:1]))
        names = [who.name for who in officers]
        named = _("%(one)s or %(other)s") % {"one": names[0], "other": names[1]} if names[1:] else names[0]
        return Who(at, named, tuple(officers))


@dataclass(frozen=True, slots=True)
class Who:
    """People in a sentence: by what they are, by name, who they are, and whether the reader is one of them."""

    plain: str
    named: str
    officers: tuple[Officer, ...]
    is_reader: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for who has to ask, and one for who has to act himself; where a leader is named, he acts."""

    asked: str
    own: str
    people: dict[str, Who]
    facts: dict[str, Any] = field(default_factory=dict)

    def by_name(self) -> str:
        """The sentence with names."""
        return self._sentence % (self.facts | {key: who.named for key, who in self.people.items()})

    def by_post(self) -> str:
        """The sentence without names."""
        return self._sentence % (self.facts | {key: who.plain for key, who in self.people.items()})

    @property
    def is_own(self) -> bool:
        """Has the reader to act himself?"""
        return (self.people.get("leader") or self.people["who"]).is_reader

    @property
    def _sentence(self) -> str:
        return self.own if self.is_own else self.asked


def _at(function: str, unit: str) -> str:
    return _("the %(function)s of %(unit)s") % {"function": _function(function), "unit": unit}


def _function(function: str) -> str:
    label = str(Function(function).label) if function else "—"
    return label[:1].lower() + label[1:]


def _name(dossier: Dossier) -> str:
    holder: Any = dossier.holder_account
    return holder.name if holder else "—"


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(LOCAL):%d/%m/%Y}" if moment else "—"
