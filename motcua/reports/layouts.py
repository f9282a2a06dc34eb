"""Layouts of the report on procedure control: the same figures in the columns of the circular in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from motcua.reports import figures
from motcua.reports.figures import MakesFigure


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its number on the form, its place in the document (`total`), its heading, its figure."""

    number: int
    name: str
    heading: str
    figure: MakesFigure


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one heading; the first holds their total."""

    name: str
    heading: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A form of the report, in force from a day to a day (the first day without it, None: still in force).

    Headings are in English; whoever prints them translates them.
    """

    name: str
    form: str
    circular: str
    from_day: date
    until: date | None
    title: str
    groups: tuple[Group, ...]
    check: str  # what must hold between the columns

    @property
    def cells(self) -> dict[str, MakesFigure]:
        """The figures by their place in the document, such as `resolved.late`, in the order of the form."""
        return {f"{group.name}.{column.name}": column.figure for group, column in self.columns()}

    def columns(self) -> Iterator[tuple[Group, Column]]:
        """All columns with their groups, in the order of the form."""
        for group in self.groups:
            for column in group.columns:
                yield group, column


TITLE = _("Results of handling administrative procedures at the bodies that handle them directly")

FORM_06A = Layout(
    name="06a",
    form="II.06a/VPCP/KSTT",
    circular="01/2020/TT-VPCP",
    from_day=date(2020, 12, 10),
    until=None,
    title=TITLE,
    groups=(
        Group(
            "received",
            _("Dossiers to be handled"),
            (
                Column(3, "total", _("Total"), figures.received_total),
                Column(4, "online", _("In the period: online"), figures.received_online),
                Column(5, "counter_post", _("In the period: counter, post"), figures.received_counter_post),
                Column(6, "carried_over", _("From the period before"), figures.carried_over),
            ),
        ),
        Group(
            "resolved",
            _("Dossiers resolved"),
            (
                Column(7, "total", _("Total"), figures.resolved_total),
                Column(8, "early", _("Early"), figures.resolved_early),
                Column(9, "on_time", _("On time"), figures.resolved_on_time),
                Column(10, "late", _("Late"), figures.resolved_late),
            ),
        ),
        Group(
            "open",
            _("Dossiers being handled"),
            (
                Column(11, "total", _("Total"), figures.open_total),
                Column(12, "in_time", _("In time"), figures.open_in_time),
                Column(13, "overdue", _("Overdue"), figures.open_overdue),
            ),
        ),
    ),
    check="(3) = (4) + (5) + (6) = (7) + (11); (7) = (8) + (9) + (10); (11) = (12) + (13)",
)

# Without early ones, and carried over before new: the form that the figures of 2019 were due in.
FORM_07A = Layout(
    name="07a",
    form="07a/VPCP/KSTT",
    circular="02/2017/TT-VPCP",
    from_day=date(2017, 12, 15),
    until=date(2020, 12, 10),
    title=TITLE,
    groups=(
        Group(
            "received",
            _("Dossiers to be handled"),
            (
                Column(3, "total", _("Total"), figures.received_total),
                Column(4, "carried_over", _("From the period before"), figures.carried_over),
                Column(5, "new", _("In the period"), figures.received_new),
            ),
        ),
        Group(
            "resolved",
            _("Dossiers resolved"),
            (
                Column(6, "total", _("Total"), figures.resolved_total),
                Column(7, "in_time", _("Returned in time"), figures.resolved_in_time),
                Column(8, "late", _("Late"), figures.resolved_late),
            ),
        ),
        Group(
            "open",
            _("Dossiers being handled"),
            (
                Column(9, "total", _("Total"), figures.open_total),
                Column(10, "in_time", _("Not yet due"), figures.open_in_time),
                Column(11, "overdue", _("Overdue"), figures.open_overdue),
            ),
        ),
    ),
    check="(3) = (4) + (5) = (6) + (9); (6) = (7) + (8); (9) = (10) + (11)",
)

LAYOUTS = {layout.name: layout for layout in (FORM_06A, FORM_07A)}


def layout_on(day: date) -> Layout:
    """The layout that a report up to a day is due in; 06a for days before the first that we know."""
    for layout in LAYOUTS.values():
        if layout.from_day <= day and (layout.until is None or day < layout.until):
            return layout
    return FORM_06A
