"""The dossiers behind a figure, as they stood at the close of the period."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from motcua.dossiers.models import Dossier, Stretch
from motcua.dossiers.seen import visible_among
from motcua.dossiers.states import State
from motcua.moments import iso, local_day
from motcua.reports.figures import MakesFigure
from motcua.reports.frame import By, Frame

PART = {
    By.FIELD: "dossier__procedure__field",
    By.UNIT: "dossier__deciding_unit",
    By.BRIDGE: "dossier__deciding_unit",
    By.PROCEDURE: "dossier__procedure",
}


def stretches(frame: Frame) -> QuerySet[Stretch]:
    """The stretches in force at the close of the period's last day: one for each dossier that the frame covers."""
    found = _in_force(frame)
    if frame.user is not None:
        found = found.filter(dossier__in=Dossier.objects.visible_to(frame.user))
    return found


def _in_force(frame: Frame) -> QuerySet[Stretch]:
    begins, ends = frame.begins_ends
    found = Stretch.objects.filter(
        Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": frame.closes_at}),
        **{f"{begins}__lt": frame.closes_at},
    )
    units = frame.units()
    if units is not None:
        found = found.filter(dossier__deciding_unit__in=units)
    if frame.part is not None:
        by, key = frame.part
        keys = frame.counted_for(key) if by == By.UNIT else [key]
        found = found.filter(**{f"{PART[by]}__in": keys})
    return found


def behind(figure: MakesFigure, frame: Frame) -> QuerySet[Stretch]:
    """The dossiers that a figure counts, each as its stretch at the close of the period, oldest first."""
    return stretches(frame).filter(figure(frame).among).order_by(*ORDER)


def some_behind(figure: MakesFigure, frame: Frame, first: int, many: int) -> list[Stretch]:
    """So many of them from a place on (0 is the first), with what a list shows of dossier and applicant.

    Rights are asked for the dossiers that were found: the frame's units leave nothing out of them, and the filter
    for rights over all dossiers costs more than the rest.
    """
    found = _in_force(frame).filter(figure(frame).among).order_by(*ORDER)
    found = found.select_related("dossier__procedure", "dossier__applicant").only(*LISTED)
    shown = list(found[first : first + many])
    if frame.user is None:
        return shown
    seen = visible_among(frame.user, local_day(timezone.now()), [each.dossier_id for each in shown])
    return [each for each in shown if each.dossier_id in seen]


ORDER = ("dossier__received_at", "dossier__number")
LISTED = (
    "state",
    "due_at",
    "ended_at",
    "dossier__number",
    "dossier__deciding_unit_id",
    "dossier__received_at",
    "dossier__procedure__name",
    "dossier__applicant__name",
)


COLUMNS = (
    "dossier__number",
    "dossier__procedure__code",
    "dossier__procedure__field__code",
    "dossier__deciding_unit_id",
    "dossier__channel",
    "state",
    "dossier__received_at",
    "due_at",
    "ended_at",
    "dossier__returned_at",
)


def lines(figure: MakesFigure, frame: Frame) -> Iterator[dict[str, Any]]:
    """The dossiers of a figure as plain values: codes, local moments, None for what is absent.

    `state`, `due_at`, `ended_at` and `returned_at` are what was true at the close of the period; `procedure`,
    `field` and `unit` are codes, the unit's as it was on the last day.
    """
    codes: dict[UUID, str] = {}
    for number, procedure, of_field, unit, channel, state, received, due, ended, returned in behind(
        figure, frame
    ).values_list(*COLUMNS):
        if unit not in codes:
            codes[unit] = frame.place(unit).code
        yield {
            "number": number,
            "procedure": procedure,
            "field": of_field,
            "unit": codes[unit],
            "channel": channel,
            "state": state,
            "received_at": iso(received),
            "due_at": iso(due),
            "ended_at": iso(ended),
            "returned_at": iso(returned) if state == State.RETURNED else None,
        }
