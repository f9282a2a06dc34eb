"""What the district published of its year, and the comparison with the report out of the records."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue.models import Field
from motcua.demo.choices import Totals
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.reports.figures import definition
from motcua.reports.frame import Frame
from motcua.reports.layouts import LAYOUTS
from motcua.reports.report import Report, document, report
from motcua.reports.shares import on_time_share_of_received, on_time_share_of_resolved
from motcua.reports.texttable import table
from motcua.reports.words import number

FROM, TO = date(2019, 1, 1), date(2019, 11, 6)

# The portal of the district, 26 May 2020: "tổng hồ sơ nhận giải quyết là 13.051 hồ sơ trên 43 lĩnh vực với 274 thủ
# tục. Trong đó, đã giải quyết 12.068 hồ sơ, giải quyết trước hạn 6.909, đúng hạn 4.976 hồ sơ, đạt tỷ lệ 99%".
# Late and open are what is left of it: 12.068 - 6.909 - 4.976 and 13.051 - 12.068.
FIGURES = {
    "received.total": 13_051,
    "resolved.total": 12_068,
    "resolved.early": 6_909,
    "resolved.on_time": 4_976,
    "resolved.late": 183,
    "open.total": 983,
}
PROCEDURES, FIELDS, SHARE = 274, 43, 99

NAMES = {
    "received.total": gettext_lazy("To be handled"),
    "resolved.total": gettext_lazy("Resolved"),
    "resolved.early": gettext_lazy("Resolved early"),
    "resolved.on_time": gettext_lazy("Resolved on time"),
    "resolved.late": gettext_lazy("Resolved late"),
    "open.total": gettext_lazy("Still open"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """The year as the records have it."""

    report: Report
    procedures: int
    fields: int
    dossiers: int
    entries: int

    @property
    def shares(self) -> dict[str, float | None]:
        """Both readings of the published 99 %."""
        cells = self.report.total
        return {
            "of_resolved": on_time_share_of_resolved(cells),
            "of_received": on_time_share_of_received(cells),
        }


def read() -> Result:
    """Count the year in the database: the report, and what it rests on."""
    frame = Frame.of(FROM, TO)
    handled = Dossier.objects.filter(number__isnull=False)
    return Result(
        report(LAYOUTS["06a"], frame),
        handled.values("procedure").distinct().count(),
        Field.objects.filter(procedures__in=handled.values("procedure")).distinct().count(),
        handled.count(),
        Entry.objects.count(),
    )


def differences(result: Result, totals: Totals) -> list[str]:
    """The cells in which the records are not what the year had to end with; empty when all is well."""
    wanted = {
        "received.total": totals.to_handle,
        "received.carried_over": totals.carried_over,
        "resolved.total": totals.resolved,
        "resolved.early": totals.early,
        "resolved.on_time": totals.on_time,
        "resolved.late": totals.late,
        "open.total": totals.open,
    }
    cells = result.report.total
    return [f"{cell}: {cells[cell]} / {n}" for cell, n in wanted.items() if cells[cell] != n]


def as_document(result: Result, seconds: float) -> dict[str, Any]:
    """The document of the command."""
    return {
        "report": document(result.report),
        "published": {
            "received": FIGURES["received.total"],
            "resolved": FIGURES["resolved.total"],
            "early": FIGURES["resolved.early"],
            "on_time": FIGURES["resolved.on_time"],
            "late": FIGURES["resolved.late"],
            "open": FIGURES["open.total"],
            "procedures": PROCEDURES,
            "fields": FIELDS,
            "on_time_percent": SHARE,
        },
        "on_time_share": result.shares,
        "procedures": result.procedures,
        "fields": result.fields,
        "dossiers": result.dossiers,
        "entries": result.entries,
        "seconds": round(seconds, 1),
    }


def as_text(result: Result, seconds: float) -> str:
    """The table for people: the records beside what was published."""
    cells = result.report.total
    rows = [(name, number(cells[cell]), number(FIGURES[cell])) for cell, name in NAMES.items()]
    rows.append((_("Procedures"), number(result.procedures), number(PROCEDURES)))
    rows.append((_("Fields"), number(result.fields), number(FIELDS)))
    heads = ((_("1 January to 6 November 2019"), _("Records"), _("Published")),)
    readings = _("The published %(share)d %% has two readings:") % {"share": SHARE}
    lines = [table(heads, rows, right=(1, 2)), "", readings]
    for share in (on_time_share_of_resolved, on_time_share_of_received):
        value = share(cells)
        shown = number_format(value, decimal_pos=2) if value is not None else "—"
        lines.append(f"  {shown} %  {definition(share)}")
    lines += [
        "",
        _("%(dossiers)s dossiers, %(entries)s entries in the journal, %(seconds).0f seconds.")
        % {"dossiers": number(result.dossiers), "entries": number(result.entries), "seconds": seconds},
    ]
    return "\n".join(lines)
