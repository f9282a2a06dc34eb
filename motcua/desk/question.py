"""What a report is asked for in an address: read, checked, and written into the addresses of its links."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.desk.forms import Choice, Day, Text
from motcua.dossiers.counts import OVERDUE
from motcua.journal.statement import rows
from motcua.people.models import Account
from motcua.reports.frame import Axis, By, Frame
from motcua.reports.layouts import LAYOUTS, Layout
from motcua.reports.periods import Period, statutory_periods

BY = [
    ("", gettext_lazy("the whole only")),
    (By.FIELD.value, gettext_lazy("by field")),
    (By.UNIT.value, gettext_lazy("by unit")),
    (By.PROCEDURE.value, gettext_lazy("by procedure")),
    (By.BRIDGE.value, gettext_lazy("by unit, with those merged into it")),
]
AXES = [
    (Axis.HAPPENED.value, gettext_lazy("what had happened")),
    (Axis.RECORDED.value, gettext_lazy("what had been written down")),
]
FORMS = [(layout.name, f"{layout.form} ({layout.circular})") for layout in LAYOUTS.values()]


class Asked(forms.Form):
    """The report's form. Days are local, both included."""

    since = Day(label=gettext_lazy("From"))
    until = Day(label=gettext_lazy("To"))
    unit = Text(label=gettext_lazy("Unit"), max_length=40, required=False)
    by = Choice(label=gettext_lazy("Rows"), choices=BY, required=False)
    axis = Choice(label=gettext_lazy("Counted is"), choices=AXES, required=False)
    layout = Choice(label=gettext_lazy("Form"), choices=FORMS, required=False)
    on_map = Day(label=gettext_lazy("Units as on"), required=False)
    row = forms.UUIDField(required=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A report that can be made: layout, frame, rows; `row` is the one that a cell was opened in."""

    layout: Layout
    frame: Frame
    by: By | None
    row: UUID | None

    def address(self, **changes: Any) -> str:
        """The question as the parameters of an address, with some of them changed; None leaves one out."""
        values: dict[str, Any] = {
            "from": self.frame.first.isoformat(),
            "to": self.frame.last.isoformat(),
            "unit": self.frame.unit.code if self.frame.unit else None,
            "by": self.by.value if self.by else None,
            "axis": self.frame.axis.value if self.frame.axis != Axis.HAPPENED else None,
            "layout": self.layout.name if self.layout.name != "06a" else None,
            "map": self.frame.on_map.isoformat() if self.frame.on_map else None,
        }
        values |= changes
        return urlencode({name: value for name, value in values.items() if value is not None})


def asked(request: HttpRequest, first: Period | None) -> Asked:
    """The form as it was filled in, or with what is asked for where an address asks for nothing."""
    given = request.GET
    values = {
        "since": _written(given.get("from")) or (f"{first.first:%d/%m/%Y}" if first else ""),
        "until": _written(given.get("to")) or (f"{first.last:%d/%m/%Y}" if first else ""),
        "unit": given.get("unit", ""),
        "by": given.get("by", By.FIELD.value if "from" not in given else ""),
        "axis": given.get("axis") or Axis.HAPPENED.value,
        "layout": given.get("layout") or "06a",
        "on_map": _written(given.get("map")) or "",
        "row": given.get("row", ""),
    }
    return Asked(values)


def _written(day: str | None) -> str | None:
    """A day of an address as the form shows it; what is no day stays as it was typed."""
    try:
        return f"{date.fromisoformat(day):%d/%m/%Y}" if day else None
    except ValueError:
        return day


def question(form: Asked, user: Account) -> Question:
    """The question of a valid form. Raises WrongQuestion and UnknownUnit, whose messages say what to do."""
    typed = form.cleaned_data
    by, row = By(typed["by"]) if typed["by"] else None, typed["row"]
    # A bridge has two sides: units as they were, and those of a map, of the last day if no other is named.
    on_map = typed["on_map"] or (typed["until"] if by == By.BRIDGE else None)
    frame = Frame.of(
        typed["since"],
        typed["until"],
        axis=typed["axis"] or Axis.HAPPENED,
        unit=typed["unit"] or None,
        user=user,
        part=(by, row) if by and row else None,
        on_map=on_map,
    )
    return Question(LAYOUTS[typed["layout"] or "06a"], frame, by, row)


def periods(today: date) -> list[Period]:
    """The statutory periods first, then the year so far; around the last day on which anything happened.

    A register that ended years ago is reported of its own time, not of empty months.
    """
    day = min(today, _last_day() or today)
    if (today - day).days < 366:
        day = today
    so_far = Period(date(day.year, 1, 1), day, _("%(year)s so far") % {"year": day.year})
    return [*statutory_periods(day), so_far]


def _last_day() -> date | None:
    [(day,)] = rows(LAST_DAY, [OVERDUE])
    return day if isinstance(day, date) else None


LAST_DAY = """
SELECT greatest(
    (SELECT max(day) FROM dossier_daily_count WHERE axis = 'happened' AND kind <> $1::text),
    (SELECT max(happened_on) FROM dossier_count_delta WHERE kind <> $1::text)
)
"""
