"""What waits to be handed out at one's desks, and whose it is: found by receipt, citizen card, number or name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.desk.chips import Chip, chip
from motcua.desk.finding import address, received_by, ref_of
from motcua.desk.now import Now
from motcua.desk.possible import waits
from motcua.dossiers.inbox import inboxes_of
from motcua.dossiers.models import Dossier, DossierQuerySet, Stretch
from motcua.dossiers.search import LONGEST_QUERY, search, words_of
from motcua.dossiers.states import Outcome, State
from motcua.dossiers.timeline import happenings
from motcua.dossiers.visible import visible_to
from motcua.journal.models import Entry
from motcua.moments import LOCAL
from motcua.people import cards
from motcua.people.actor import Actor
from motcua.people.models import Account, Function, Identifier
from motcua.text import nfc

# So many that wait are listed for one person or one name, and so many that have nothing to be handed out.
MOST, MOST_OTHERS = 50, 10
# A personal number, an old one, an enterprise's.
NUMBER_OF_A_PERSON = re.compile(r"[0-9]{9}|[0-9]{10}|[0-9]{12}|[0-9]{10}-?[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Result:
    """A result that waits: whose, of what, since when."""

    dossier: Dossier
    ref: str
    outcome: str
    waited: str
    chip: Chip

    @property
    def page(self) -> str:
        """The address of the dossier's own page."""
        return address(self.dossier)


@dataclass(frozen=True, slots=True)
class Other:
    """A dossier that has nothing to be handed out here, with the sentence why."""

    dossier: Dossier
    page: str
    sentence: str


@dataclass(slots=True)
class Found:
    """What a scan or a few typed words led to. `exact` names one dossier or one person, not a part of a name."""

    results: list[Result] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    exact: bool = False
    problem: str = ""

    @property
    def opened(self) -> bool:
        """Is it clear enough what is asked for to hand it out at once?"""
        return self.exact and bool(self.results)


def desks_of(account: Account, present: Now) -> list[UUID]:
    """The units where one of the account's posts receives or returns, and those whose work they took over."""
    counted = inboxes_of(Actor.of(account, present.day), present.units, present.day)
    return sorted({u for function, units in counted if function in _AT_THE_DESK for u in units})


_AT_THE_DESK = (Function.RECEIVING, Function.RETURNING)


def waiting_at(account: Account, present: Now) -> DossierQuerySet:
    """Decided dossiers whose results lie at one of his desks, the oldest first."""
    desks = desks_of(account, present)
    # What lies where is indexed on the open stretches.
    here = Stretch.objects.filter(to_at=None, holder_unit__in=desks, state=State.DECIDED)
    received = received_by(desks, account, present.day)
    found = received.filter(pk__in=here.values("dossier"), state=State.DECIDED).order_by("ended_at", "id")
    return _with_names(found)


def results(dossiers: Iterable[Dossier], present: Now) -> list[Result]:
    """Results as they are listed."""
    return [_result(dossier, present) for dossier in dossiers]


def _result(dossier: Dossier, present: Now) -> Result:
    outcome = str(Outcome(dossier.outcome).label) if dossier.outcome else ""
    ref = ref_of(dossier.number, dossier.pk)
    return Result(dossier, ref, outcome, _waited(dossier, present), chip(dossier, present))


def find(text: str, account: Account, present: Now) -> Found:
    """What a scan or typed words lead to, among what the account may see.

    The code of a receipt, a whole number or a citizen's number are exact; a part of a number and a name are not.
    Of half a code it is said that it is half, and what it could mean is listed, but nothing is opened.
    """
    text = nfc(text[: cards.LONGEST].encode("utf-8", "ignore").decode())
    if cards.is_code(text):
        try:
            card = cards.read(text)
        except cards.Unreadable as problem:
            return Found(problem=str(problem))
        return _of_person([card.number, card.old_number], account, present)
    if is_address(text):
        return _of_receipt(text, account, present)
    by_number = _bearing(text, account, present)
    if by_number:
        return _sorted_out(by_number, account, present, exact=True)
    if NUMBER_OF_A_PERSON.fullmatch(text):
        of_person = _of_person([text], account, present)
        if of_person.results or of_person.others:
            return of_person
    return _like(text, account, present)


def of(dossiers: DossierQuerySet, account: Account, present: Now) -> Found:
    """The dossiers that an address names, sorted out as if they had been scanned."""
    return _sorted_out(list(_with_names(dossiers)[:MOST]), account, present, exact=True)


def is_address(text: str) -> bool:
    """Does it begin as the address on a receipt does, whole or not?"""
    return text.lower().startswith(("http", "www.")) or "number=" in text


def _of_receipt(text: str, account: Account, present: Now) -> Found:
    given = parse_qs(urlsplit(text).query).get("number", [""])[0]
    exact = _bearing(given, account, present) if given else []
    if exact:
        return _sorted_out(exact, account, present, exact=True)
    found = _like(given, account, present) if len(words_of(given)) and len(given) > 8 else Found()
    if found.results or found.others:
        found.problem = _("Only a part of the receipt's code arrived. Scan it again, or choose below.")
    else:
        found.problem = _(
            "The code names no dossier that you may see, or only a part of it arrived. Scan it again, or type the "
            "number."
        )
    return found


def _of_person(numbers: Sequence[str], account: Account, present: Now) -> Found:
    """All that somebody handed in or that is his matter, by his card or a number of his."""
    bearers = Identifier.objects.filter(value__in=[n for n in numbers if n]).values("applicant")
    his = Dossier.objects.filter(Q(applicant__in=bearers) | Q(holder_applicant__in=bearers))
    return _found(his.visible_to(account, present.day), account, present, exact=True)


def _like(text: str, account: Account, present: Now) -> Found:
    if not words_of(text):
        return Found()
    found = search(Dossier.objects.all().visible_to(account, present.day), text[:LONGEST_QUERY])
    return _found(found, account, present, exact=False)


def _bearing(number: str, account: Account, present: Now) -> list[Dossier]:
    """The one dossier with a whole number."""
    written = [number, number.upper()]
    one = visible_to(Dossier.objects.filter(number__in=written), account, present.day, few=True)
    return list(_with_names(one)[:1]) if number and len(number) <= 60 else []


def _found(dossiers: DossierQuerySet, account: Account, present: Now, *, exact: bool) -> Found:
    """What waits at his desks first, and a few of the others, the latest first."""
    here = Q(state=State.DECIDED, received_unit__in=desks_of(account, present))
    waiting = _with_names(dossiers.filter(here)).order_by("ended_at", "id")[:MOST]
    others = _with_names(dossiers.exclude(here)).order_by("-last_at", "-id")[:MOST_OTHERS]
    return Found(results(waiting, present), _others(list(others), present), exact)


def _sorted_out(dossiers: Sequence[Dossier], account: Account, present: Now, *, exact: bool) -> Found:
    desks = desks_of(account, present)
    here = [d for d in dossiers if d.state == State.DECIDED and d.received_unit_id in desks]
    rest = [d for d in dossiers if d not in here]
    return Found(results(here, present), _others(rest, present), exact)


def _others(dossiers: Sequence[Dossier], present: Now) -> list[Other]:
    returned = [d.pk for d in dossiers if d.state == State.RETURNED]
    entries = Entry.objects.filter(subject_id__in=returned, act="return").order_by("seq") if returned else []
    taken = dict(zip([e.subject_id for e in entries], happenings(list(entries)), strict=True)) if returned else {}
    found = []
    for d in dossiers:
        told = taken.get(d.pk)
        words = f"{told.at.astimezone(LOCAL):%H:%M %d/%m/%Y} · {told.sentence}." if told else _why_not(d, present)
        found.append(Other(d, address(d), words))
    return found


def _why_not(dossier: Dossier, present: Now) -> str:
    """One sentence on a dossier without a result to hand out here: where it lies, and when it is due."""
    state, unit = State(dossier.state), present.unit_name(dossier.holder_unit_id or dossier.received_unit_id)
    if state == State.DECIDED:
        unit = present.unit_name(dossier.received_unit_id)
        return _("Its result is handed out at %(unit)s, where it was received.") % {"unit": unit}
    if waits(dossier):
        return _("Not decided yet: it is “%(state)s” and lies with %(unit)s; the clock stands.") % {
            "state": state.label,
            "unit": unit,
        }
    if dossier.due_at is not None and dossier.ended_at is None:
        return _("Not decided yet: it lies with %(unit)s and is due %(due)s.") % {
            "unit": unit,
            "due": f"{dossier.due_at.astimezone(LOCAL):%H:%M %d/%m/%Y}",
        }
    return _("There is no result to hand out: it is “%(state)s”.") % {"state": state.label}


def _waited(dossier: Dossier, present: Now) -> str:
    """How long a result has waited, in days."""
    days = (present.day - dossier.ended_on).days if dossier.ended_on else 0
    if days <= 0:
        return _("waiting since today")
    return ngettext("waiting %(n)s day", "waiting %(n)s days", days) % {"n": number_format(days, use_l10n=True)}


def _with_names(dossiers: DossierQuerySet) -> DossierQuerySet:
    related: DossierQuerySet = dossiers.select_related("procedure", "applicant", "holder_applicant")
    return related
