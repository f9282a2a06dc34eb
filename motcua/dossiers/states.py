"""The states of a dossier and the moves between them: the whole life of a dossier in one table."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(IntegerChoices):
    """The national codes 1 to 10, with draft and waiting for coordination as local states."""

    DRAFT = 0, _("Draft")
    NEW = 1, _("Newly filed")
    RECEIVED = 2, _("Received")
    REFUSED = 3, _("Not received")
    IN_PROCESS = 4, _("In process")
    SUPPLEMENT = 5, _("Waiting for supplement")
    FEE_DUE = 6, _("Waiting for payment")
    WITHDRAWN = 7, _("Withdrawn")
    STOPPED = 8, _("Stopped")
    DECIDED = 9, _("Decided")
    RETURNED = 10, _("Result returned")
    COORDINATION = 11, _("Waiting for coordination")


S = State

# A move that is not listed here does not exist. RECEIVED to DECIDED is for what is returned while people wait;
# STOPPED to IN_PROCESS only by a decision (docs/rules/moves.md).
MOVES: dict[State, frozenset[State]] = {
    S.DRAFT: frozenset({S.NEW, S.RECEIVED, S.REFUSED}),
    S.NEW: frozenset({S.RECEIVED, S.REFUSED, S.SUPPLEMENT, S.WITHDRAWN, S.COORDINATION}),
    S.COORDINATION: frozenset({S.NEW, S.RECEIVED, S.REFUSED, S.WITHDRAWN}),
    S.RECEIVED: frozenset({S.RECEIVED, S.IN_PROCESS, S.SUPPLEMENT, S.FEE_DUE, S.WITHDRAWN, S.STOPPED, S.DECIDED}),
    S.IN_PROCESS: frozenset({S.IN_PROCESS, S.SUPPLEMENT, S.FEE_DUE, S.WITHDRAWN, S.STOPPED, S.DECIDED}),
    S.SUPPLEMENT: frozenset({S.NEW, S.IN_PROCESS, S.WITHDRAWN, S.STOPPED}),
    S.FEE_DUE: frozenset({S.IN_PROCESS, S.WITHDRAWN, S.STOPPED, S.DECIDED}),
    S.STOPPED: frozenset({S.IN_PROCESS}),
    S.DECIDED: frozenset({S.RETURNED}),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.RETURNED: frozenset(),
}

ENDED = frozenset({S.WITHDRAWN, S.STOPPED, S.DECIDED, S.RETURNED})
WAITING = frozenset({S.SUPPLEMENT, S.FEE_DUE})
OPEN = frozenset({S.RECEIVED, S.IN_PROCESS, S.SUPPLEMENT, S.FEE_DUE})


class Outcome(TextChoices):
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    RETURNED = "returned", _("Returned with reasons")


class Column(TextChoices):
    """In which column of the report a finished dossier stands."""

    EARLY = "early", _("Early")
    ON_TIME = "on_time", _("On time")
    LATE = "late", _("Late")
