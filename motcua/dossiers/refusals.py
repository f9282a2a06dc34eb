"""Why an act was refused for a dossier: values, said in the field's words in the reader's language."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "unknown": gettext_noop("This dossier does not exist or is not in your hands. Check its number."),
    "not_yours": gettext_noop(
        "Your posts do not allow this act on dossier %(number)s. Ask who holds it: %(holder)s."
    ),
    "no_post": gettext_noop(
        "%(who)s holds no post at %(unit)s that could go on with dossier %(number)s. Choose a colleague who does."
    ),
    "move": gettext_noop("Dossier %(number)s is “%(state)s”; this act is not possible now."),
    "meanwhile": gettext_noop(
        "Somebody else acted on dossier %(number)s meanwhile: %(what)s. Look at it again before you go on."
    ),
    "twice": gettext_noop("You have already done this to dossier %(number)s at %(when)s. Nothing was changed."),
    "taken": gettext_noop("Dossier %(number)s is already in the hands of %(who)s."),
    "before_last": gettext_noop(
        "On dossier %(number)s something happened at %(last)s already; give a moment that is not earlier."
    ),
    "in_future": gettext_noop(
        "The act on dossier %(number)s lies in the future. Give a moment that is not later than now."
    ),
    "period_closed": gettext_noop(
        "The report up to %(until)s is submitted; dossier %(number)s cannot change on or before that day."
    ),
    "no_version": gettext_noop(
        "Procedure %(procedure)s is not in force or not offered by %(unit)s on %(day)s. Choose another one."
    ),
    "no_terms": gettext_noop(
        "Procedure %(procedure)s does not take dossiers through this channel. Choose another channel."
    ),
    "unit_closed": gettext_noop("The unit %(unit)s is not in force on %(day)s. Choose one that is."),
    "outcome_document": gettext_noop(
        "Give the number and the date of the result's document for dossier %(number)s."
    ),
    "consent": gettext_noop(
        "A supplement was already asked for dossier %(number)s. A second time only its leader may ask: send it up."
    ),
    "second": gettext_noop(
        "A supplement was already asked for dossier %(number)s. Say why it could not be asked then, and on what "
        "ground it is asked now."
    ),
    "clock_goes_on": gettext_noop(
        "The procedure of dossier %(number)s does not let the clock stand for this. Go on handling it."
    ),
    "stands": gettext_noop(
        "The clock of dossier %(number)s stands already: %(cause)s. Let it go on before you do this."
    ),
    "no_case": gettext_noop(
        "The limit of procedure %(procedure)s depends on the case. Choose one of these: %(cases)s."
    ),
    "unknown_case": gettext_noop("Procedure %(procedure)s has no such case. Choose one of these: %(cases)s."),
    "extended": gettext_noop(
        "A new day was promised once for dossier %(number)s already, %(until)s. By law there is no second time."
    ),
    "waits": gettext_noop(
        "The clock of dossier %(number)s stands: nothing is due until it goes on, and no letter is needed."
    ),
    "extension_days": gettext_noop(
        "Give the days to add for dossier %(number)s as a number of working days from 1 to %(most)s."
    ),
    "extended_past": gettext_noop("The new day %(until)s for dossier %(number)s is past already. Give more days."),
    "not_open": gettext_noop("Dossier %(number)s is “%(state)s”: it needs no letter."),
    "number_taken": gettext_noop("The number %(number)s is already borne by another dossier."),
    "needs_decision": gettext_noop(
        "A stopped dossier (%(number)s) is resumed only by a decision: give its number."
    ),
    "missing": gettext_noop("Say what is missing, so that it can be brought the next time."),
    "not_here": gettext_noop("None of your posts receives at %(unit)s. Choose a desk of your own."),
    "no_draft": gettext_noop(
        "Nobody has drafted an outcome for dossier %(number)s. Decide it on its own page, or send it back."
    ),
    "not_up": gettext_noop("Dossier %(number)s does not lie with a leader; only there it can be sent back."),
    "reason": gettext_noop("Say why: dossier %(number)s needs a reason for this act."),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One dossier's refusal: a code and what its sentence names."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(SENTENCES[self.code]) % self.params


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: the dossiers it changed, and the refusals of the others."""

    done: tuple[UUID, ...]
    refused: dict[UUID, Refusal]

    @property
    def refusal(self) -> Refusal | None:
        """The refusal of an act on one dossier."""
        return next(iter(self.refused.values()), None)
