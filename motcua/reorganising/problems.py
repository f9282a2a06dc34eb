"""What is wrong with the lines of a decision: each named with its row and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "no_lines": _("The decision has no lines. Add what is created, merged, divided, renamed or dissolved."),
    "operation": _("Row %(row)s: “%(operation)s” is not an operation. Write one of: %(known)s."),
    "rule": _("Row %(row)s: “%(rule)s” is not a rule. Write one of: %(known)s."),
    "empty": _("Row %(row)s: the column “%(column)s” is empty. Fill it in."),
    "long": _("Row %(row)s: “%(column)s” has %(n)s characters; at most %(most)s are kept. Shorten it."),
    "kind": _("Row %(row)s: there is no kind of unit “%(kind)s”. Known are: %(known)s."),
    "level": _("Row %(row)s: there is no level “%(level)s”. Known are: %(known)s."),
    "area": _("Row %(row)s: the area “%(area)s” is not a number of square kilometres."),
    "source": _("Row %(row)s: no unit bears the code %(code)s on %(day)s, the day before the decision."),
    "target": _(
        "Row %(row)s: the unit %(code)s is not there on %(day)s, and no row creates it. "
        "Create it, or name another one."
    ),
    "target_ends": _("Row %(row)s: %(code)s cannot take over anything: it ends itself by row %(other)s."),
    "target_new": _("Row %(row)s: %(code)s is created by row %(other)s. Write “consolidate” instead of “absorb”."),
    "target_old": _("Row %(row)s: no row creates %(code)s. Write “absorb” instead of “consolidate”."),
    "twice": _("Row %(row)s: %(code)s ends already by row %(other)s. A unit is merged or divided once."),
    "created_twice": _("Row %(row)s: %(code)s is created already by row %(other)s."),
    "code": _("Row %(row)s: the code %(code)s is borne by %(name)s on that day. Choose another code."),
    "prefix": _("Row %(row)s: the number prefix %(prefix)s is used by %(name)s on that day. Choose another one."),
    "parent": _("Row %(row)s: the parent %(code)s is not in force on %(day)s."),
    "cycle": _("Row %(row)s: %(code)s would stand below itself: %(path)s."),
    "itself": _("Row %(row)s: %(code)s cannot go into itself."),
    "no_main": _("Row %(row)s: %(code)s is divided, and no row says who gets the main part (rule “main”)."),
    "two_mains": _("Row %(row)s: %(code)s has its main part already by row %(other)s."),
    "no_values": _("Row %(row)s: the rule “%(rule)s” needs values, separated by “|”."),
    "uncovered": _("No row says what becomes of %(code)s, %(name)s. Row %(row)s asks for every unit of its level."),
    "below": _(
        "Row %(row)s ends %(code)s, but no row says what becomes of %(child)s, %(name)s, which is below it."
    ),
    "ends_later": _("Row %(row)s: %(code)s ends on %(day)s by another decision already in force."),
    "closed": _("The reports are submitted until %(until)s. Choose a later day."),
    "past": _("%(day)s is past. Units change from today on at the earliest."),
    "other": _("Row %(row)s: decision %(decision)s changes %(code)s too, on %(day)s. Take one of them back first."),
    "unknown_account": _("Row %(row)s: nobody signs in as %(username)s, or he has no post in %(code)s."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `str()` gives the sentence in the reader's language; row 0 means the whole."""

    code: str
    row: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = SENTENCES[self.code]
        return str(sentence) % {"row": self.row, **self.params}


class NotPossible(ValueError):
    """The decision cannot be rehearsed or take force; `problems` says why, row by row."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
