"""The figures: each is one function, its docstring the definition that is printed under the table.

A figure gives its count and the dossiers behind it, by two ways that know nothing of each other: sums of the counts
that acts leave behind (`counted`), and the dossiers as their stretches show them (`behind`). Which dossier stands
where: docs/rules/figures.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.catalogue.models import Channel
from motcua.reports.frame import Frame

ENDED = "kind IN ('early', 'on_time', 'late')"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted: `plus` and `minus` are conditions on rows of counts, whose numbers are added up.

    `among` is the condition on the stretches in force at the close of the period, one for each dossier.
    """

    plus: tuple[str, ...]
    minus: tuple[str, ...]
    among: Q


MakesFigure = Callable[[Frame], Figure]


def definition(figure: Callable[..., Any]) -> str:
    """The sentence that says what a figure counts, in the reader's language."""
    sentence = " ".join((figure.__doc__ or "").split())
    return _(sentence)


def received_total(frame: Frame) -> Figure:
    """All dossiers to be handled in the period: those received within it and those carried over."""
    carried = carried_over(frame)
    return Figure(("kind = 'received' AND within", *carried.plus), carried.minus, frame.received())


def received_new(frame: Frame) -> Figure:
    """Dossiers received within the period, through whichever channel."""
    return Figure(("kind = 'received' AND within",), (), frame.received_within())


def received_online(frame: Frame) -> Figure:
    """Dossiers received within the period that were filed online."""
    return Figure(
        ("kind = 'received' AND within AND channel = 'online'",),
        (),
        frame.received_within() & Q(dossier__channel=Channel.ONLINE),
    )


def received_counter_post(frame: Frame) -> Figure:
    """Dossiers received within the period that were handed in at the counter or sent by post."""
    return Figure(
        ("kind = 'received' AND within AND channel <> 'online'",),
        (),
        frame.received_within() & ~Q(dossier__channel=Channel.ONLINE),
    )


def carried_over(frame: Frame) -> Figure:
    """Dossiers received before the period that had not ended when it began, or were resumed within it."""
    return Figure(
        ("kind = 'received' AND NOT within", "kind LIKE 'again_%%'"),
        (f"{ENDED} AND NOT within",),
        frame.carried_over(),
    )


def resolved_total(frame: Frame) -> Figure:
    """Of all dossiers to be handled, those that had ended at the close of the period's last day.

    A dossier ends when it is decided, withdrawn or stopped, not when its result is collected.
    """
    return Figure((f"{ENDED} AND within", "kind LIKE 'again_%%'"), (), frame.received() & Q(ended_at__isnull=False))


def resolved_early(frame: Frame) -> Figure:
    """Resolved before the due day; with a limit in hours, before the due minute."""
    return _resolved(frame, "early")


def resolved_on_time(frame: Frame) -> Figure:
    """Resolved on the due day (with a limit in hours, in the due minute), withdrawn, or stopped while waiting."""
    return _resolved(frame, "on_time")


def resolved_late(frame: Frame) -> Figure:
    """Resolved after the due day; with a limit in hours, after the due minute."""
    return _resolved(frame, "late")


def resolved_in_time(frame: Frame) -> Figure:
    """Resolved before the due day or on it, withdrawn, or stopped while waiting."""
    early, on_time = resolved_early(frame), resolved_on_time(frame)
    among = frame.received() & Q(ended_as__in=["early", "on_time"])
    return Figure((*early.plus, *on_time.plus), (), among)


def open_total(frame: Frame) -> Figure:
    """Of all dossiers to be handled, those that had not ended at the close of the period's last day."""
    return Figure(("kind = 'received'",), (ENDED,), frame.received() & Q(ended_at=None))


def open_in_time(frame: Frame) -> Figure:
    """Open, and due after the period's last day or waiting for the applicant, so that nothing was due."""
    opened, overdue = open_total(frame), open_overdue(frame)
    among = opened.among & (Q(due_on=None) | Q(due_on__gt=frame.last))
    return Figure(opened.plus, (*opened.minus, *overdue.plus), among)


def open_overdue(frame: Frame) -> Figure:
    """Open, and due on the period's last day or earlier."""
    return Figure(("kind = 'overdue'",), (), open_total(frame).among & Q(due_on__lte=frame.last))


def _resolved(frame: Frame, column: str) -> Figure:
    return Figure(
        (f"kind = '{column}' AND within", f"kind = 'again_{column}'"),
        (),
        frame.received() & Q(ended_as=column),
    )
