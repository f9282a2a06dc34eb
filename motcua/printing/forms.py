"""The table of the forms: what each says, when there is something to print, and who prints it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import Outcome, State
from motcua.people.models import Function
from motcua.printing import (
    control,
    handed_out,
    letter,
    money,
    occasions,
    receipt,
    refusal,
    results,
    stopped,
    supplement,
)
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.occasions import Finder

# Who gives paper out: those who receive at the desk, and those who are asked for a lost one when they return.
DESK = frozenset({Function.RECEIVING, Function.RETURNING})
# Who sends paper out of the office that decides: who wrote it, signed it, or keeps the seal.
OFFICE = frozenset({Function.HANDLING, Function.LEADER, Function.RECORDS})
NOBODY: frozenset[Function] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the fields of a printing, its occasions, and the functions that print it.

    `desk` prints where the dossier was received or helped, `office` where it is decided. `none` says that there is
    no occasion; `may_have` tells from the dossier's row alone whether there can be one. `act` is what the form
    tells: printing it rests on the same article, unless `ground` names another law. `compose_many` reads the record
    of many at once, where printing very many is an everyday thing.
    """

    compose: Callable[[PrintedForm], dict[str, Any]]
    occasions: Finder
    none: str
    may_have: Callable[[Dossier], bool]
    act: str = "receive"
    desk: frozenset[Function] = DESK
    office: frozenset[Function] = OFFICE
    ground: str = ""
    compose_many: Callable[[Sequence[PrintedForm]], list[dict[str, Any]]] | None = None

    def ground_on(self, day: date) -> str:
        """The code of the legal ground on which printing it rests, on a day."""
        return self.ground or ground_for(self.act, day)

    def composed(self, printings: Sequence[PrintedForm]) -> list[dict[str, Any]]:
        """The fields of printings of this form, in their order."""
        if self.compose_many is not None:
            return self.compose_many(printings)
        return [self.compose(each) for each in printings]


def _received(dossier: Dossier) -> bool:
    return dossier.number is not None and dossier.received_on is not None


def _promised(dossier: Dossier) -> bool:
    return dossier.extension is not None


def _result(form: str) -> Callable[[Dossier], bool]:
    return lambda dossier: dossier.outcome == Outcome.GRANTED and results.is_result_of(dossier, form)


NO_NUMBER = gettext_noop("This dossier has no number yet: a receipt is given when it is received.")
NOT_SIGNED = gettext_noop(
    "No letter of dossier %(number)s is signed yet. It is printed once the head has signed it."
)
NO_RESULT = gettext_noop(
    "Dossier %(number)s has no result of this form: nothing was granted, or its result is drawn up elsewhere."
)
F = StatutoryForm

FORMS: dict[str, Form] = {
    F.RECEIPT: Form(
        receipt.compose,
        occasions.of_receipt,
        NO_NUMBER,
        _received,
        office=NOBODY,
        compose_many=receipt.compose_many,
    ),
    F.SUPPLEMENT: Form(
        supplement.compose,
        occasions.of_supplement,
        gettext_noop("No supplement was asked for dossier %(number)s: there is no request to print."),
        lambda dossier: dossier.supplements_asked > 0,
        "ask_for_supplement",
    ),
    F.REFUSAL: Form(
        refusal.compose,
        occasions.of_refusal,
        gettext_noop("Dossier %(number)s was not refused: there is no refusal to print."),
        lambda dossier: dossier.state == State.REFUSED,
        "refuse",
        office=NOBODY,
    ),
    F.LETTER: Form(letter.compose, occasions.of_letter, NOT_SIGNED, _promised, "sign_letter"),
    F.STOPPED: Form(
        stopped.compose,
        occasions.of_stop,
        gettext_noop("Handling of dossier %(number)s was not stopped: there is no notice to print."),
        lambda dossier: dossier.state == State.STOPPED,
        "stop",
    ),
    F.CONTROL: Form(control.compose, occasions.of_receipt, NO_NUMBER, _received, "move"),
    F.HANDED_OUT: Form(
        handed_out.compose,
        occasions.of_return,
        gettext_noop("The result of dossier %(number)s was not handed out yet: there is nothing to confirm."),
        lambda dossier: dossier.state == State.RETURNED,
        "return",
        office=NOBODY,
    ),
    F.MONEY: Form(
        money.compose,
        money.occasions,
        gettext_noop("No money was received for dossier %(number)s: there is no receipt of it to print."),
        _received,
        desk=DESK | {Function.CASHIER},
        office=frozenset({Function.CASHIER}),
        ground="LUAT-97-2015",
    ),
    F.CERTIFIED: Form(results.compose, occasions.of_result(F.CERTIFIED), NO_RESULT, _result(F.CERTIFIED), "decide"),
    F.EXTRACT: Form(results.compose, occasions.of_result(F.EXTRACT), NO_RESULT, _result(F.EXTRACT), "decide"),
    F.CONFIRMATION: Form(
        results.compose, occasions.of_result(F.CONFIRMATION), NO_RESULT, _result(F.CONFIRMATION), "decide"
    ),
}
