"""Which own version of a form was in force on a day, and whose form it is.

Docs: docs/rules/form-versions.md.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.organisation.tree import Tree
from motcua.printing.forms import FORMS
from motcua.printing.models import FormVersion


@dataclass(frozen=True, slots=True)
class OwnVersions:
    """All own versions of a form, read once for a set of dossiers."""

    rows: tuple[FormVersion, ...]

    @classmethod
    def of(cls, form: str) -> "OwnVersions":
        rows = FormVersion.objects.filter(form=form).order_by("valid_from", "number").defer("source")
        return cls(tuple(rows))

    def on(self, form_set: str, unit: UUID, day: date, units: Tree) -> FormVersion | None:
        """What is printed for a unit of what happened on a day; None: the circular's form.

        The nearest unit's counts; of its versions the one with the latest first day, unless it has ended.
        """
        if not self.rows:
            return None
        for each in (*units.path(unit, day), None):
            begun = [
                row
                for row in self.rows
                if row.unit_id == each and row.form_set == form_set and row.valid_from <= day
            ]
            if begun and (begun[-1].valid_until is None or begun[-1].valid_until >= day):
                return begun[-1]
        return None


def unit_of(dossier: Dossier, form: str) -> UUID:
    """Whose form it is: the office's that decides where it sends the form out, else the one's that received."""
    unit: UUID = dossier.deciding_unit_id if FORMS[form].office else dossier.received_unit_id
    return unit
