"""What several forms say of a dossier, as their templates read it. Vietnamese in every language."""

import json
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from motcua.dossiers.models import Dossier
from motcua.journal.models import Detail, Entry
from motcua.moments import LOCAL
from motcua.organisation.tree import tree
from motcua.people.models import Account, Post
from motcua.printing.models import PrintedForm
from motcua.printing.receipt import (
    NONE,
    agency_of,
    applicant_of,
    holder_of,
    name_of,
    scanned_address,
    tracking_page,
    wanted,
)
from motcua.printing.vietnamese import day_in_words, place_of, short, spelled

ERASED = "(đã xóa theo quy định của pháp luật)"


class Told(NamedTuple):
    """An entry of a dossier's journal with what it says; empty where that was erased by law."""

    entry: Entry
    said: dict[str, Any]


def dossier_of(printed: PrintedForm) -> Dossier:
    """The dossier of a printing, with all that forms name of it."""
    related = ("version", "procedure__field", "applicant", "holder_applicant")
    return Dossier.objects.select_related(*related).get(pk=printed.dossier_id)


def head(unit: UUID, day: date) -> dict[str, Any]:
    """Agency, place and day, as every form begins."""
    heads = agency_of(unit, day, tree())
    return {
        "agency": [spelled(name) for name in heads],
        "unit": spelled(heads[-1]),
        "place_day": f"{place_of(heads[0])}, {day_in_words(day)}",
    }


def common(printed: PrintedForm, dossier: Dossier, unit: UUID, day: date) -> dict[str, Any]:
    """The head of a unit on a day, whose dossier it is, what is asked for, which printing it is, and its QR code.

    The code holds the public page of the dossier; without a number its own id, which opens it at the desk.
    """
    number = dossier.number or ""
    received = dossier.received_at.astimezone(LOCAL) if dossier.received_at else None
    desk_day = received.date() if received else day
    return {
        **head(unit, day),
        "number": number or "(chưa có)",
        "serial": number.rpartition("-")[2],
        "year": str(day.year),
        "desk": name_of(dossier.received_unit_id, tree(), desk_day),
        "applicant": applicant_of(dossier.applicant),
        "wanted": wanted(dossier),
        "holder": holder_of(dossier),
        "field": dossier.procedure.field.name if dossier.procedure.field else NONE,
        "received": day_in_words(received.date()) if received else NONE,
        "again": again(printed.printing, printed),
        "scanned": scanned_address(printed.address, number, "") if number else str(dossier.pk),
        "tracking": tracking_page(printed.address).partition("://")[2],
    }


def again(printing: int, printed: Any) -> str:
    """What marks a form that was printed before; empty on the first."""
    return f"In lại lần {printing - 1}, {short(printed.at)}" if printing > 1 else ""


def entries(dossier: UUID, *acts: str) -> list[Told]:
    """The entries of these acts, oldest first, with what they say."""
    found: QuerySet[Entry] = Entry.objects.filter(subject_id=dossier, act__in=acts).order_by("seq")
    rows = list(found)
    details = Detail.objects.filter(entry__in=[row.id for row in rows], content__isnull=False)
    said = {pk: json.loads(text) for pk, text in details.values_list("entry", "content") if text}
    return [Told(row, said.get(row.id, {})) for row in rows]


def person(account: UUID | None) -> str:
    """Somebody's name; empty for the system."""
    if account is None:
        return ""
    return Account.objects.filter(pk=account).values_list("name", flat=True).first() or ""


def title(entry: Entry | None) -> str:
    """What the post is called from which somebody acted; empty where it bears no title."""
    if entry is None or entry.post is None:
        return ""
    return Post.objects.filter(pk=entry.post).values_list("title", flat=True).first() or ""


def lines(text: str) -> list[str]:
    """What somebody wrote, line by line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
