"""Make the notices of what happened: to whom, by which channel, in which words."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from motcua.catalogue.kept import VersionFacts, catalogue
from motcua.catalogue.models import Channel
from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.moments import LOCAL, local_day
from motcua.notices.choosing import address_of, wanted_by
from motcua.notices.happened import Happening
from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice
from motcua.notices.rules import rule_on
from motcua.notices.wording import Words, fill, words_on
from motcua.organisation.tree import Tree, tree


def compose(happenings: Sequence[Happening], at: datetime) -> Iterator[tuple[Happening, Notice]]:
    """The notices of what happened, by the wordings in force on its day, to the addresses on record now.

    Nobody is told what he waits for at the counter (a procedure returned while people wait), nor by a channel for
    which nothing is on record of him. In quiet hours a notice waits until they end.
    """
    rows = Dossier.objects.filter(pk__in={h.dossier for h in happenings}).select_related("applicant")
    dossiers = {row.pk: row for row in rows}
    wanted = wanted_by(row.applicant for row in dossiers.values())
    facts, units = catalogue(), tree()
    next_at = rule_on(local_day(at)).opens(at)
    worded = cache(words_on)
    for happening in happenings:
        dossier = dossiers[happening.dossier]
        version = facts.by_id(dossier.version_id)
        if version.at_once and dossier.channel == Channel.COUNTER:
            continue
        way, day = wanted[dossier.applicant_id], local_day(happening.at)
        values = values_of(happening, dossier, version, units)
        for channel in way.channels:
            address = address_of(dossier.applicant, channel)
            if address:
                words = worded(day, happening.event, channel, way.language)
                title, body = fill(words, values)
                yield (
                    happening,
                    Notice(
                        id=uuid7(at),
                        dossier_id=dossier.pk,
                        event=happening.event,
                        channel=channel,
                        language=way.language,
                        position=happening.position,
                        happened_at=happening.at,
                        composed_at=at,
                        address=address,
                        title=title,
                        body=body,
                        state=NoticeState.PENDING,
                        next_at=next_at,
                    ),
                )


def values_of(happening: Happening, dossier: Dossier, version: VersionFacts, units: Tree) -> dict[str, str]:
    """What the fields of a wording stand for, for one thing that happened."""
    day, said = local_day(happening.at), happening.said
    until = said.get("until")
    was_due = happening.was_due or _day(said.get("was_due"))
    return {
        "number": dossier.number or "",
        "due": _moment(happening.due),
        "was_due": f"{was_due:%d/%m/%Y}" if was_due else "",
        "until": _moment(datetime.fromisoformat(until)) if until else "",
        "letter": said.get("number", ""),
        "day": f"{day:%d/%m/%Y}",
        "desk": _name(units, dossier.received_unit_id, day),
        "unit": _name(units, dossier.deciding_unit_id, day),
        "procedure": version.name,
        "missing": said.get("missing", ""),
        "reason": said.get("reason", ""),
        "telephone": settings.TELEPHONE,
        "page": _page(),
    }


def preview(words: Words, happening: Happening) -> tuple[str, str]:
    """A wording filled with what happened to a dossier, as a notice of it would read. Nothing is written."""
    dossier = Dossier.objects.get(pk=happening.dossier)
    version = catalogue().by_id(dossier.version_id)
    return fill(words, values_of(happening, dossier, version, tree()))


def _page() -> str:
    """Where citizens look their dossiers up; empty where this installation's address is not set."""
    if not settings.PUBLIC_ADDRESS:
        return ""
    try:
        return f"{settings.PUBLIC_ADDRESS}{reverse('tracking')}"
    except NoReverseMatch:
        return str(settings.PUBLIC_ADDRESS)


def _name(units: Tree, unit: UUID, day: date) -> str:
    place = units.on(unit, day) or units.latest(unit)
    return place.name if place else ""


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}" if moment else ""


def _day(text: str | None) -> date | None:
    return local_day(datetime.fromisoformat(text)) if text else None
