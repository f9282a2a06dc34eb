"""Days, moments, numbers and short texts as reports print them."""

from datetime import date, datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue.models import LIMIT_UNITS
from motcua.reports.figures import definition
from motcua.reports.frame import Axis, By, Frame
from motcua.reports.layouts import Layout
from motcua.reports.report import Report
from motcua.reports.shares import on_time_share_of_received, on_time_share_of_resolved

LIMITS = {unit.value: label for unit, label in LIMIT_UNITS.items()}
ROWS = {By.FIELD: gettext_lazy("Field"), By.UNIT: gettext_lazy("Unit"), By.PROCEDURE: gettext_lazy("Procedure")}
ROWS[By.BRIDGE] = gettext_lazy("Unit now, and as it was")


def number(n: int) -> str:
    """A count with its thousands set apart, as the language does."""
    return number_format(n, force_grouping=True)


def day(when: date) -> str:
    return f"{when:%d/%m/%Y}"


def moment(text: str | None) -> str:
    """A moment of a document as people read it; a dash for none."""
    return f"{datetime.fromisoformat(text):%H:%M %d/%m/%Y}" if text else "—"


def unit_of(frame: Frame) -> str:
    """The unit that a report is of, by name."""
    return frame.unit.name if frame.unit else _("All units")


def period_of(frame: Frame) -> str:
    """The days that a report covers, in words."""
    return _("From %(first)s to %(last)s") % {"first": day(frame.first), "last": day(frame.last)}


def form_of(layout: Layout) -> str:
    """The form's name and the circular that prescribes it."""
    return _("Form %(form)s (Circular %(circular)s)") % {"form": layout.form, "circular": layout.circular}


def headings(made: Report) -> list[str]:
    """One full heading a column, for files that have a single line of them."""
    return [f"({c.number}) {_(g.heading)}: {_(c.heading)}" for g, c in made.layout.columns()]


def notes(made: Report) -> list[str]:
    """What is printed under a table: on which axis it counts, what must hold, what each column and share means."""
    lines = [
        _("Counted by what had happened by the close of the last day, whenever it was written down.")
        if made.frame.axis == Axis.HAPPENED
        else _("Counted by what had been written down by the close of the last day, whenever it happened."),
        made.layout.check + ".",
        *(f"({column.number}) {definition(column.figure)}" for _group, column in made.layout.columns()),
    ]
    for share in (on_time_share_of_resolved, on_time_share_of_received):
        value = share(made.total)
        shown = number_format(value, decimal_pos=2) + " %" if value is not None else "—"
        lines.append(f"{shown}: {definition(share)}")
    return lines
