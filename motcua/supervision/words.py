"""What the four lists are called, and what an empty one says."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.supervision.heaps import Heap
from motcua.supervision.watch import Watch


@dataclass(frozen=True, slots=True)
class Words:
    """A list's title, its short title, and its sentence when it is empty."""

    title: Any
    short: Any
    empty: Any


WORDS = {
    Heap.DUE: Words(_("Due today and tomorrow"), _("due"), _("Nothing is due today or on the next working day.")),
    Heap.LATE: Words(
        _("Late without a letter"), _("late without a letter"), _("Nothing is late without a letter of apology.")
    ),
    Heap.TWICE: Words(_("Asked twice"), _("asked twice"), _("No applicant was asked for a supplement twice.")),
    Heap.NOBODY: Words(
        _("In nobody's inbox"), _("in nobody's inbox"), _("Everything lies with somebody who goes on with it.")
    ),
}


def summary(watch: Watch) -> str:
    """How many there are in each list that is not empty: 3 due, 1 late without a letter."""
    return ", ".join(f"{listed.total} {WORDS[listed.heap].short}" for listed in watch.lists if listed.total)
