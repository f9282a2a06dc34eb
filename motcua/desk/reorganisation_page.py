"""A decision on units as its page shows it: rows in words with what is wrong, findings in groups, what was done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from motcua.desk.chart_tree import Words
from motcua.desk.now import Now
from motcua.desk.reorganisation_forms import OPERATIONS, RULES
from motcua.people.models import Function
from motcua.reorganising.findings import Finding
from motcua.reorganising.lines import Line, Operation
from motcua.reorganising.models import Handed, Reorganisation
from motcua.reorganising.opening import OF_DOSSIERS, OF_PEOPLE
from motcua.reorganising.problems import Problem

# So many rows, findings or heaps stand on a page; the rest is turned to.
ROWS = 100
FINDINGS = 20
# What a person has to decide is shown whole, up to a size that a form can send.
BLOCKING = 200

# The groups of a rehearsal in the order in which people ask.
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "uncovered": (_("What no row covers"), ("nobody_goes_on", "to_fallback")),
    "dossiers": (_("Which dossiers go where"), ("moves", "stays", "out_of_hands")),
    "people": (_("Who gains and loses posts"), ("gains", "loses", "nobody")),
    "calendars": (_("Calendars that differ"), ("calendar",)),
    "books": (_("Books of numbers"), ("book_closes", "book_opens", "no_book")),
    "procedures": (_("Procedures offered"), ("offers", "not_offered")),
    "other": (_("Money, forms and more"), ()),
}
FIGURES: dict[str, Any] = {
    "units_before": _("units before"),
    "units_after": _("units after"),
    "ended": _("units end"),
    "begun": _("units begin"),
    "changed": _("units change"),
    "moved": _("open dossiers move"),
    "uncovered": _("are covered by no row"),
    "posts": _("posts end or go along"),
}
DONE: dict[str, Any] = {
    "ended": _("units ended"),
    "begun": _("units began"),
    "changed": _("units changed"),
    "posts": _("posts went along"),
    "offers": _("procedures offered newly"),
    "moved": _("open dossiers moved"),
    "left": _("were covered by no row"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it."""

    line: Line
    operation: Any
    source: str
    target: str
    more: str
    problems: Sequence[Problem] = ()


@dataclass(slots=True)
class Told:
    """A finding with whether its figure opens and how it was answered; what has one key is one finding."""

    finding: Finding
    n: int
    answer: str = ""

    @property
    def opens(self) -> bool:
        """Are there dossiers or people behind the figure?"""
        return self.finding.kind in OF_DOSSIERS | OF_PEOPLE

    @property
    def sentence(self) -> str:
        """The finding with the whole figure."""
        return str(Finding(**{**_slots(self.finding), "n": self.n}))


@dataclass(slots=True)
class Group:
    """Findings of a kind: how many there are, what they count together, and those on the page."""

    name: str
    label: Any
    told: list[Told] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many findings."""
        return len(self.told)

    @property
    def first(self) -> list[Told]:
        """Those that stand on the page."""
        return self.told[:FINDINGS]


def shown_lines(
    made: Reorganisation, lines: Iterable[Line], problems: Iterable[Problem], present: Now, words: Words
) -> list[Shown]:
    """Rows in words: the units by name, each as it is called on its side of the day."""
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    new = {str(each["code"]): str(each["name"]) for each in made.lines if each.get("code") and each.get("name")}
    eve = made.on - timedelta(days=1)

    def old_name(code: str) -> str:
        place = present.units.by_code(code, eve)
        return f"{place.name} ({code})" if place else code

    def new_name(code: str) -> str:
        if code in new:
            return f"{new[code]} ({code})"
        place = present.units.by_code(code, made.on) or present.units.by_code(code, eve)
        return f"{place.name} ({code})" if place else code

    return [
        Shown(
            line,
            OPERATIONS.get(line.operation, line.operation),
            old_name(line.source) if line.source else "",
            new_name(line.code) if line.code else "",
            _more(line, words, new_name),
            by_row.get(line.row, ()),
        )
        for line in lines
    ]


def _more(line: Line, words: Words, new_name: Any) -> str:
    said = []
    if line.operation in (Operation.RENAME, Operation.CHANGE) and line.name:
        said.append(line.name)
    said += [words.kinds.get(line.kind, line.kind), words.levels.get(line.level, line.level)]
    if line.parent:
        said.append(str(_("below %(unit)s")) % {"unit": new_name(line.parent)})
    if line.prefix:
        said.append(str(_("numbers %(prefix)s")) % {"prefix": line.prefix})
    if line.area_km2:
        said.append(f"{line.area_km2} km²")
    said += [line.contact, str(RULES.get(line.rule, line.rule)), ", ".join(line.values)]
    return " · ".join(filter(None, said))


def told(made: Reorganisation) -> list[Told]:
    """The findings of the last rehearsal, what has one key together, with what was answered."""
    found: dict[str, Told] = {}
    for kept in (made.rehearsal or {}).get("findings", ()):
        finding, key = Finding.read(kept), kept["key"]
        if key in found:
            found[key].n += finding.n
        else:
            answer = made.answers.get(key, {}).get("reason", "")
            found[key] = Told(finding, finding.n, answer)
    return list(found.values())


def groups(findings: Iterable[Told]) -> list[Group]:
    """Findings by what they are about, the largest figure first; empty groups are left out."""
    made = {name: Group(name, label) for name, (label, _kinds) in GROUPS.items()}
    of_kind = {kind: name for name, (_label, kinds) in GROUPS.items() for kind in kinds}
    for each in findings:
        made[of_kind.get(each.finding.kind, "other")].told.append(each)
    for group in made.values():
        group.told.sort(key=lambda each: (not each.finding.is_blocking, each.finding.kind, -each.n))
    return [group for group in made.values() if group.told]


def figures(kept: dict[str, int] | None, words: dict[str, Any]) -> list[tuple[str, int, Any]]:
    """Figures that were kept, with their words; of what is nothing only moved dossiers are said."""
    return [
        (name, kept[name], label)
        for name, label in words.items()
        if kept and name in kept and (kept[name] or name == "moved")
    ]


def operations(lines: Iterable[dict[str, Any]]) -> list[tuple[Any, int]]:
    """How many rows there are of each operation."""
    counts = Counter(str(each.get("operation", "")) for each in lines)
    return [(label, counts[name]) for name, label in OPERATIONS.items() if counts[name]]


def handed(made: Reorganisation, present: Now) -> list[dict[str, Any]]:
    """What was moved, in heaps: from where, to where, for whom, by which row; first what no row covered."""
    rows = Handed.objects.filter(reorganisation=made.pk).values("before", "after", "function", "row")
    return [
        {
            **row,
            "before_name": name_of(present, row["before"]),
            "after_name": name_of(present, row["after"]),
            "who": Function(row["function"]).label if row["function"] in set(Function) else row["function"],
        }
        for row in rows.annotate(n=Count("pk")).order_by("row", "-n", "before", "after", "function")
    ]


def name_of(present: Now, unit: UUID) -> str:
    """A unit's name with its code, as it is or last was."""
    place = present.units.latest(unit)
    return f"{place.name} ({place.code})" if place else "—"


def _slots(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in Finding.__slots__}
