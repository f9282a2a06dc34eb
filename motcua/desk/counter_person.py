"""Who stands at the counter: read from a card or from what was typed, known already or new.

Rules: docs/rules/counter.md. A whole number is a reason to look anybody up; a name finds only applicants of
dossiers that the clerk may see; an address or a telephone is shown only of those.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.desk.counter_forms import NEW, Born, applicant_kind, numbers
from motcua.dossiers.intake import Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.search import search
from motcua.dossiers.visible import visible_to
from motcua.people import cards
from motcua.people.known import Known, Number, find, kind_of, same_name
from motcua.people.models import Account, IdentifierKind
from motcua.text import fold, nfc

OFFERED = 5
# So many dossiers of a name are looked at for whose they are; a name that many bear needs a number.
LOOKED_AT = 60
FILLED = ("applicant_name", "identifier", "born_on", "address", "phone", "email")


@dataclass
class Look:
    """What the form says after a card was read and the applicant was looked up."""

    data: QueryDict
    known: list[Known] = field(default_factory=list)
    seen: Collection[UUID] = ()  # those of them whose dossiers the clerk may see
    problem: str = ""
    doubts: list[str] = field(default_factory=list)
    is_exact: bool = False  # known by a number, not by name alone

    @property
    def chosen(self) -> str:
        """The id of the known applicant that is chosen, "new", or nothing."""
        return self.data.get("applicant", "")


class NotThis(ValueError):
    """The applicant cannot be taken as typed: a sentence, and whom else the number may mean."""

    def __init__(self, sentence: str, known: Sequence[Known] = ()) -> None:
        super().__init__(sentence)
        self.known = list(known)


@dataclass(frozen=True, slots=True)
class Settled:
    """The applicant of a dossier, and what to correct on his record, if he is known."""

    person: Person
    facts: dict[str, Any] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()


def look(posted: QueryDict, account: Account) -> Look:
    """Read a card's code wherever it was scanned into, then see who is known by the number or the name."""
    found = Look(posted.copy())
    _read_card(found)
    data = found.data
    typed = "".join(data.get("identifier", "").split()).upper()
    kind = data.get("identifier_kind") or kind_of(typed)
    given = numbers(typed, kind, data.get("old_number", ""))
    name = nfc(data.get("applicant_name", ""))
    found.known = find((), given)[:OFFERED]
    found.is_exact = bool(found.known)
    if not found.is_exact and len(name.split()) > 1:
        found.known = _by_name(name, account)
    found.seen = _seen(found.known, account)
    if found.is_exact:
        _choose(found, name)
    chosen = next((each for each in found.known if str(each.id) == found.chosen), None)
    if chosen is not None:
        _fill(found, chosen)
    elif found.chosen != NEW:
        data["applicant"] = ""
    if IdentifierKind.PERSONAL_ID in dict(given) and not found.doubts:
        found.doubts = cards.doubts_of(typed, _born(data.get("born_on", "")))
    return found


def settle(typed: dict[str, Any], account: Account) -> Settled:
    """The applicant that a form means; inside the transaction that receives. Raises NotThis.

    One message to the server: whoever bears the numbers, and whom the clerk chose. An exact number is enough where
    the names agree, though nobody clicked.
    """
    given: tuple[Number, ...] = typed["numbers"]
    asked = _uuid(typed["applicant"])
    found = find([asked] if asked else [], given, hold=True)
    exact = [each for each in found if each.bears(given)]
    if asked is not None:
        return _as_chosen(typed, next((k for k in found if k.id == asked), None), exact, account)
    alike = [each for each in exact if same_name(each.name, typed["applicant_name"])]
    if alike:
        return _known(typed, alike[0], explicit=False)
    if exact and typed["applicant"] != NEW:
        raise NotThis(_differs(exact[0]), exact)
    return Settled(
        Person(
            name=typed["applicant_name"],
            kind=applicant_kind(typed),
            identifiers=given,
            address=typed["address"],
            phone=typed["phone"],
            email=typed["email"],
            born_on=typed["born_on"],
        )
    )


def holder(typed: dict[str, Any]) -> Person | None:
    """Whose matter it is, if not the applicant's: a child has no card, name and birth day suffice."""
    if not typed["holder_name"]:
        return None
    return Person(name=typed["holder_name"], born_on=typed["holder_born_on"])


def _as_chosen(typed: dict[str, Any], chosen: Known | None, exact: list[Known], account: Account) -> Settled:
    """The one whom the clerk chose, if she may know of him and the number is not another's."""
    if chosen is None or (chosen not in exact and not _seen([chosen], account)):
        raise NotThis(_("The applicant that was chosen is not to be found any more. Look him up again."))
    if exact and chosen not in exact:
        raise NotThis(
            _("The number %(number)s is on record for %(name)s, not for %(chosen)s. Correct it, or choose again.")
            % {"number": typed["identifier"], "name": exact[0].name, "chosen": chosen.name},
            [exact[0], chosen],
        )
    return _known(typed, chosen, explicit=True)


def _known(typed: dict[str, Any], known: Known, *, explicit: bool) -> Settled:
    """A known applicant with what was typed over what is recorded; his name only where the clerk chose it."""
    name = typed["applicant_name"]
    accents_came = same_name(name, known.name) and fold(known.name) == known.name.lower() != name.lower()
    if not (accents_came or (explicit and not same_name(name, known.name))):
        name = known.name
    facts = {each: typed[each] for each in ("born_on", "address", "phone", "email")} | {"name": name}
    differing = {key: value for key, value in facts.items() if value and value != getattr(known, key)}
    lacking = tuple(number for number in typed["numbers"] if number not in known.numbers)
    person = Person(
        id=known.id,
        name=name,
        kind=known.kind,
        identifiers=(*known.numbers, *lacking),
        address=typed["address"] or known.address,
        phone=typed["phone"] or known.phone,
        email=typed["email"] or known.email,
        born_on=typed["born_on"] or known.born_on,
    )
    return Settled(person, differing, lacking)


def _read_card(found: Look) -> None:
    """Put a scanned code, whichever field it went into, where it belongs; a number or a name as well."""
    data = found.data
    field_of = next((name for name in ("card", *FILLED, "subject") if cards.is_code(data.get(name, ""))), "card")
    if field_of == "card" and not data.get("card", "").strip() and is_number(data.get("applicant_name", "")):
        field_of = "applicant_name"
    text = data.get(field_of, "")
    if not text.strip():
        return
    data[field_of] = ""
    words = nfc(text)
    if not cards.is_code(text) and len(words) <= 40 and not cards.is_garbled(words):
        number = "".join(words.split()).upper()
        if kind_of(number):
            data["identifier"], data["identifier_kind"] = number, ""
        elif not any(c.isdigit() for c in words):
            data["applicant_name"] = words
        else:
            found.problem = str(cards.Unreadable("half", n=1))
            data["identifier"] = number
        return
    try:
        card = cards.read(text)
    except cards.Unreadable as unreadable:
        found.problem = str(unreadable)
        return
    data["applicant_name"], data["identifier"], data["old_number"] = card.name, card.number, card.old_number
    data["identifier_kind"] = IdentifierKind.PERSONAL_ID.value
    data["born_on"], data["address"] = f"{card.born_on:%d/%m/%Y}", card.address
    data["applicant"] = ""
    found.doubts = card.doubts


def is_number(text: str) -> bool:
    """Was a number typed where a name is asked for?"""
    return (
        bool(kind_of("".join(text.split()))) and text.strip()[:1].isdigit() and not any(c.isalpha() for c in text)
    )


def _choose(found: Look, name: str) -> None:
    """An exact number decides, unless the names differ clearly: then the clerk does."""
    if found.chosen == NEW or any(str(each.id) == found.chosen for each in found.known):
        return
    alike = [each for each in found.known if not name or same_name(each.name, name)]
    if alike:
        found.data["applicant"] = str(alike[0].id)
    else:
        found.data["applicant"] = ""
        found.problem = found.problem or _differs(found.known[0])


def _fill(found: Look, chosen: Known) -> None:
    """Fill what was left empty from the record: the name, and what the clerk may see of the rest."""
    born = f"{chosen.born_on:%d/%m/%Y}" if chosen.born_on else ""
    recorded = {"applicant_name": chosen.name}
    if chosen.id in found.seen:
        recorded |= {"address": chosen.address, "phone": chosen.phone, "email": chosen.email, "born_on": born}
        recorded["identifier"] = chosen.number
    for name, value in recorded.items():
        if not nfc(found.data.get(name, "")):
            found.data[name] = value


def _by_name(name: str, account: Account) -> list[Known]:
    """Applicants of dossiers that the clerk may see whose name holds every word; the same name first."""
    dossiers = search(Dossier.objects.visible_to(account), name)
    ids = list(dict.fromkeys(dossiers.values_list("applicant", flat=True)[:LOOKED_AT]))
    words = fold(name).split()
    named = [each for each in find(ids) if all(word in fold(each.name).split() for word in words)]
    return sorted(named, key=lambda each: (not same_name(each.name, name), each.name, str(each.id)))[:OFFERED]


def _seen(known: Sequence[Known], account: Account) -> set[UUID]:
    """Those of them who handed in, or own, a dossier that the clerk may see."""
    ids = [each.id for each in known]
    if not ids:
        return set()
    theirs = Dossier.objects.filter(Q(applicant__in=ids) | Q(holder_applicant__in=ids))
    theirs = visible_to(theirs, account, few=True)
    pairs = theirs.values_list("applicant", "holder_applicant").distinct()
    return {each for pair in pairs for each in pair if each in set(ids)}


def _differs(known: Known) -> str:
    return _(
        "This number is on record for %(name)s. Choose the record below if it is the same person; else compare the "
        "number with the card."
    ) % {"name": known.name}


def _born(text: str) -> date | None:
    with suppress(ValidationError):
        born: date | None = Born(required=False).clean(text)
        return born
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
