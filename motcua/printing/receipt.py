"""What the receipt says: form 01, composed from the record of the reception.

It says what was promised then: the due moment of the reception, which later pauses do not change, by the dossier
as it was received. So a printing that is looked at again reads as it did.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from motcua.dossiers.models import Dossier, Stretch
from motcua.dossiers.states import State
from motcua.journal.models import Entry
from motcua.moments import LOCAL, local_day
from motcua.organisation.models import Kind
from motcua.organisation.tree import Tree, tree
from motcua.people.models import Account, Applicant
from motcua.printing.codes import code_of, shown
from motcua.printing.models import PrintedForm
from motcua.printing.vietnamese import (
    CHANNELS,
    IDENTIFIERS,
    day_in_words,
    limit_in_words,
    moment_in_words,
    place_of,
    short,
    spelled,
)
from motcua.printing.why import why_lines
from motcua.worktime.load import current_revision

NONE = "không"


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of form 01 of a printing, as its template reads them. Vietnamese in every language."""
    return compose_many([printed])[0]


def compose_many(printings: Sequence[PrintedForm]) -> list[dict[str, Any]]:
    """The fields of form 01 of printings, in their order, in as many queries as of one."""
    ids = [printed.dossier_id for printed in printings]
    related = Dossier.objects.select_related("version", "applicant", "holder_applicant")
    dossiers = related.prefetch_related("papers", "applicant__identifiers").in_bulk(ids)
    began = Stretch.objects.filter(dossier__in=ids, state=State.RECEIVED).order_by("dossier", "seq")
    first = {row.dossier_id: row for row in began.distinct("dossier")}
    officers, units, calendars = _officers(ids), tree(), current_revision()
    return [
        _composed(
            printed,
            dossier := dossiers[printed.dossier_id],
            first[dossier.pk].due_at if dossier.pk in first else dossier.due_at,
            officers.get(dossier.pk, ""),
            units,
            calendars,
        )
        for printed in printings
    ]


def _composed(
    printed: PrintedForm, dossier: Dossier, promised: datetime | None, officer: str, units: Tree, calendars: int
) -> dict[str, Any]:
    assert dossier.received_at is not None and dossier.number is not None  # noqa: S101 -- else it was not printed
    received = dossier.received_at.astimezone(LOCAL)
    heads = agency_of(dossier.received_unit_id, received.date(), units)
    desk = name_of(dossier.received_unit_id, units, received.date())
    code = code_of(printed.pk)
    return {
        "agency": [spelled(name) for name in heads],
        "place_day": f"{place_of(heads[0])}, {day_in_words(received.date())}",
        "number": dossier.number,
        "serial": dossier.number.rpartition("-")[2],
        "year": str(received.year),
        "desk": desk,
        "applicant": applicant_of(dossier.applicant),
        "channel": CHANNELS[dossier.channel],
        "wanted": wanted(dossier),
        "holder": holder_of(dossier),
        "papers": [
            {"name": p.name, "originals": p.given_originals, "copies": p.given_copies}
            for p in sorted(dossier.papers.all(), key=lambda paper: paper.position)
            if p.given_originals or p.given_copies
        ],
        "sets": "01",
        "limit": limit_in_words(dossier.limit),
        "received": moment_in_words(received),
        "due": moment_in_words(promised),
        "why": why_lines(dossier, promised, units, calendars),
        "delivery": _delivery(dossier, desk),
        "officer": officer,
        "again": f"In lại lần {printed.printing - 1}, {short(printed.at)}" if printed.printing > 1 else "",
        "code": shown(code),
        "tracking": tracking_page(printed.address).partition("://")[2],
        "scanned": scanned_address(printed.address, dossier.number, code),
    }


def tracking_page(base: str) -> str:
    """The public page on which a dossier is followed."""
    return f"{base.rstrip('/')}/tracking/"


def scanned_address(base: str, number: str, code: str) -> str:
    """What the QR code holds. The code stands behind the #: a browser sends that to no server and no log.

    Forms that carry no reading code (an empty one) lead to the page, which asks for it.
    """
    address = f"{tracking_page(base)}?number={quote(number, safe='')}"
    return f"{address}#{code}" if code else address


def is_address(text: str) -> bool:
    """Can it be the address of an installation: http or https, with a host, and nothing behind the path?"""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment


def agency_of(unit: UUID, day: date, units: Tree) -> list[str]:
    """The administration that a unit belongs to on a day, then the unit; one name where they are the same.

    For a unit that has ended, whoever does its work that day speaks.
    """
    unit = units.standing_for(unit, day)
    above = [units.on(each, day) for each in units.path(unit, day)]
    administration = next((p for p in above if p is not None and p.kind == Kind.ADMINISTRATION), None)
    own = name_of(unit, units, day)
    if administration is None or administration.unit == unit:
        return [own]
    return [administration.name, own]


def name_of(unit: UUID, units: Tree, day: Any) -> str:
    """What a unit is called on a day; once it has ended, what it was called last."""
    place = units.on(unit, day) or units.latest(unit)
    return place.name if place else "—"


def applicant_of(applicant: Applicant) -> dict[str, Any]:
    """Who hands in: name, identifiers, and how to reach him."""
    identifiers = sorted(applicant.identifiers.all(), key=lambda each: (each.kind, each.value))
    return {
        "name": applicant.name,
        "address": applicant.address or NONE,
        "phone": applicant.phone or NONE,
        "email": applicant.email or NONE,
        "identifiers": [[IDENTIFIERS[i.kind], i.value] for i in identifiers],
    }


def wanted(dossier: Dossier) -> str:
    """The procedure's name, with what it is about."""
    name = dossier.version.name
    return f"{name} ({dossier.subject})" if dossier.subject else name


def holder_of(dossier: Dossier) -> str:
    """Whose matter it is, with his address; and by what right another hands in."""
    holder = dossier.holder_applicant or dossier.applicant
    said = f"{holder.name}, địa chỉ: {holder.address}" if holder.address else holder.name
    return f"{said} ({dossier.mandate})" if dossier.mandate else said


def _delivery(dossier: Dossier, desk: str) -> str:
    words = CHANNELS[dossier.return_channel]
    if dossier.return_channel == "counter":
        return f"{words} tại {desk}"
    if dossier.return_channel == "post" and dossier.applicant.address:
        return f"{words}, đến {dossier.applicant.address}"
    return words


def _officers(dossiers: Iterable[UUID]) -> dict[UUID, str]:
    """Who received each, as the journal has it; nobody for what was brought in from an old register."""
    entries = Entry.objects.filter(subject_id__in=dossiers, act="receive").order_by("subject_id", "seq")
    actors = dict(entries.distinct("subject_id").values_list("subject_id", "actor"))
    names = dict(Account.objects.filter(pk__in={pk for pk in actors.values() if pk}).values_list("pk", "name"))
    return {dossier: names.get(actor, "") for dossier, actor in actors.items() if actor is not None}


def promised_on(dossier: Dossier) -> Any:
    """The local day that was promised at the reception, None without one."""
    first = Stretch.objects.filter(dossier=dossier, state=State.RECEIVED).order_by("seq").first()
    return local_day(first.due_at) if first and first.due_at else None
