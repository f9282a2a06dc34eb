"""Reports and lists of dossiers as rows and columns of plain values: what terminal, CSV and XLSX share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue.models import Channel
from motcua.dossiers.states import State
from motcua.reports.figures import MakesFigure, definition
from motcua.reports.frame import Frame
from motcua.reports.report import Report
from motcua.reports.words import ROWS, headings, moment, notes, period_of, unit_of

LIST_HEADINGS = {
    "number": gettext_lazy("Dossier number"),
    "procedure": gettext_lazy("Procedure"),
    "field": gettext_lazy("Field"),
    "unit": gettext_lazy("Deciding unit"),
    "channel": gettext_lazy("Channel"),
    "state": gettext_lazy("State"),
    "received_at": gettext_lazy("Received at"),
    "due_at": gettext_lazy("Due at"),
    "ended_at": gettext_lazy("Ended at"),
    "returned_at": gettext_lazy("Returned at"),
}
MOMENTS = ("received_at", "due_at", "ended_at", "returned_at")


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows and what is written above and below them."""

    above: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    below: tuple[str, ...]


def report_table(made: Report) -> Table:
    """A report, a line for each row, the total last."""
    first = (str(ROWS[made.by]), _("Name")) if made.by else (_("Unit"),)
    whole = (_("Total"), "") if made.by else (unit_of(made.frame),)
    rows = [(row.key, row.words, *row.cells.values()) for row in made.rows]
    return Table(
        (_(made.layout.title), unit_of(made.frame), period_of(made.frame)),
        (*first, *headings(made)),
        (*rows, (*whole, *made.total.values())),
        tuple(notes(made)),
    )


def list_table(cell: str, figure: MakesFigure, frame: Frame, lines: Iterable[dict[str, Any]]) -> Table:
    """The dossiers of a cell, a line for each, states and channels in words."""
    return Table(
        (cell, unit_of(frame), period_of(frame)),
        tuple(str(heading) for heading in LIST_HEADINGS.values()),
        tuple(tuple(_in_words(name, line[name]) for name in LIST_HEADINGS) for line in lines),
        (definition(figure),),
    )


def _in_words(name: str, value: Any) -> str:
    if name == "state":
        return str(State(value).label)
    if name == "channel":
        return str(Channel(value).label)
    if name in MOMENTS:
        return moment(value) if value else ""
    return value or ""
