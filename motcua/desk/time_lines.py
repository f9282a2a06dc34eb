"""The lines of the page that says where time goes, and the figure that an address names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from motcua.desk.chips import in_words
from motcua.desk.finding import address
from motcua.desk.ledger import in_full, percent
from motcua.desk.now import Now
from motcua.desk.time_sums import Sums, Used, largest_first
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import Column
from motcua.moments import LOCAL
from motcua.people.models import Function
from motcua.worktime.sentences import cause_in_words

WHOLE_WORDS = {
    "whole": gettext_lazy("Decided or ended"),
    "in_hands": gettext_lazy("Time in hands"),
    "waited": gettext_lazy("Time in which the clock stood"),
    "ended_late": gettext_lazy("Ended late"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of a table: how many dossiers, how much time, and the address of what lies behind."""

    name: str
    count: int
    minutes: int
    words: str
    median: str
    percent: int
    address: str

    @property
    def share(self) -> str:
        """The percentage as it is printed; what is not nothing is never 0."""
        return "<1" if self.minutes and not self.percent else str(self.percent)


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes the lines of one answer."""

    asked: Callable[..., str]
    sums: Sums
    length: int

    def of(self, name: str, used: Used, **figure: Any) -> Figure:
        total = used.total
        return Figure(
            name,
            used.count,
            total,
            in_words(total, self.length),
            in_words(used.median, self.length),
            percent(total, self.sums.whole.total),
            f"{reverse('time_dossiers')}?{self.asked(**figure)}",
        )


def figure(given: Mapping[str, str], found: Sums, present: Now) -> tuple[str, Used]:
    """The figure that an address names, or all that ended. Raises Http404 for one that there is not."""
    if not any(given.get(name) for name in ("at", "cause", "procedure")):
        name = given.get("whole") or "whole"
        if name not in WHOLE_WORDS:
            raise Http404(name)
        return str(WHOLE_WORDS[name]), getattr(found, name)
    if cause := given.get("cause"):
        if cause in found.causes:
            return cause_in_words(cause, language()), found.causes[cause]
        raise Http404(cause)
    try:
        key = UUID(given.get("at") or given.get("procedure") or "")
    except ValueError as problem:
        raise Http404 from problem
    if given.get("procedure"):
        tables = {"": found.handled, "stood": found.stood, "late": found.late}
        table = tables.get(given.get("of", ""), {})
        names = dict(procedures(found, present))
        if key in table:
            return names[key][1], table[key]
        raise Http404(key)
    stage = given.get("stage", "")
    used = found.stages.get((key, stage)) if stage else found.units.get(key)
    if used is None:
        raise Http404(key)
    return " · ".join(filter(None, (present.unit_name(key), stage and function_words(stage)))), used


def function_words(function: str) -> str:
    """A stage by the function that had it."""
    return str(Function(function).label) if function in Function.values else "—"


def unit_group(unit: UUID, used: Used, lines: Lines, present: Now) -> tuple[Figure, list[Figure]]:
    """A unit's line, and below it those of its stages."""
    stages = [(function, of) for (at, function), of in lines.sums.stages.items() if at == unit]
    return lines.of(present.unit_name(unit), used, at=unit), [
        lines.of(function_words(function), of, at=unit, stage=function) for function, of in largest_first(stages)
    ]


def procedures(found: Sums, present: Now) -> list[tuple[UUID, tuple[str, str]]]:
    """The procedures with code and name, that which took the most time first."""
    known = {version.procedure: (version.code, version.name) for version in present.catalogue().versions.values()}
    return [(key, known.get(key, ("—", "—"))) for key, _used in largest_first(found.handled.items())]


def procedure(code: str, name: str, key: UUID, lines: Lines, found: Sums) -> dict[str, Any]:
    """A procedure's row: its time in hands, the time its clock stood, and what of it ended late."""
    handled = lines.of(name, found.handled[key], procedure=key)
    stood = lines.of(name, found.stood.get(key, Used()), procedure=key, of="stood")
    late = lines.of(name, found.late.get(key, Used()), procedure=key, of="late")
    return {
        "code": code,
        "handled": handled,
        "stood": stood,
        "late": late,
        "share": percent(late.count, handled.count),
    }


def dossier_line(dossier: Dossier, minutes: int, length: int) -> dict[str, Any]:
    """A dossier behind a figure, with its minutes in it."""
    return {
        "number": dossier.number,
        "href": address(dossier),
        "procedure": dossier.version.name,
        "words": in_full(minutes, length),
        "ended": f"{dossier.ended_at.astimezone(LOCAL):%d/%m/%Y}" if dossier.ended_at else "",
        "column": dossier.get_ended_as_display(),
        "is_late": dossier.ended_as == Column.LATE,
    }


def language() -> str:
    """The language in which codes are told."""
    return "en" if (get_language() or "").startswith("en") else "vi"
