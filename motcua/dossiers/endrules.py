"""In which column of the reports a finished dossier stands: dated data, and the clock's comparison."""

from datetime import datetime

from motcua.dossiers.models import Dossier, EndRule
from motcua.dossiers.states import Column, State
from motcua.moments import local_day
from motcua.worktime.due import classify

_rules: list[EndRule] = []


def column(dossier: Dossier, state: State, ended_at: datetime, due_at: datetime | None) -> Column:
    """The column of a dossier that ends in a state at a moment.

    By the due day (limits in days) or moment (limits in hours) that counts for it, where the rule in force says so;
    one that has none, because it waited when it ended, is on time.
    """
    if not _rules:
        _rules.extend(EndRule.objects.all())
    day = local_day(ended_at)
    rule = next(r.rule for r in _rules if r.state == state and day in r.valid)
    if rule == "on_time" or due_at is None:
        return Column.ON_TIME
    return Column(classify(ended_at, due_at, dossier.limit))
