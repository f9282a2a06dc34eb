"""What the played year left open is settled in the weeks after it, so that nobody finds it on his desk years later.

The year's own figures stay: they are counted at its close, and all of this happens afterwards.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from motcua.demo.published import TO
from motcua.dossiers import ending, passing, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import WAITING, State
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.worktime.calendar import WorkCalendar

People = dict[tuple[UUID, str], list[Account]]
Chosen = tuple[Callable[..., Done], str, Account, dict[str, Any]]

# Working minutes between two acts on one dossier: nobody is in a hurry, nobody forgets it.
PACE = (130, 410, 270, 560, 330)
CLOSE = datetime.combine(TO, time(17, 30), LOCAL)


class Settling:
    """The last acts of every dossier that is open at the close of the year, each by who has it."""

    def __init__(self, people: People, calendar: WorkCalendar) -> None:
        self.people, self.calendar, self.units = people, calendar, tree()

    def play(self) -> int:
        """Act on all of them until nothing is left to do; returns how many dossiers there were."""
        left = list(Dossier.objects.filter(received_on__lte=TO, returned_at=None).exclude(state__in=FINAL))
        found = len(left)
        for pace in PACE * 2:
            together: dict[tuple[Any, ...], list[Dossier]] = {}
            for dossier in left:
                for act, ground, account, given in self._next(dossier):
                    together.setdefault((act, ground, account, tuple(given.items())), []).append(dossier)
            for (act, ground, account, given), dossiers in together.items():
                self._act(act, ground, account, dict(given), dossiers, pace)
            left = list(Dossier.objects.filter(pk__in=[d.pk for d in left]).exclude(state__in=FINAL))
            if not left:
                break
        return found

    def _next(self, dossier: Dossier) -> Iterable[Chosen]:
        """What comes next for a dossier, and who does it: nothing, if nobody has a post for it."""
        unit, function = dossier.holder_unit_id, dossier.holder_function
        if dossier.state == State.DECIDED:
            unit, function = dossier.received_unit_id, Function.RETURNING
        elif dossier.state == State.NEW or unit is None:
            return
        account = self._holder(dossier, unit, function)
        if account is None:
            return
        if dossier.state == State.DECIDED:
            yield ending.return_result, "return", account, {}
        elif dossier.state in WAITING or dossier.due_at is None:  # in process, for another body
            yield waiting.resume, "resume", account, {}
        elif function == Function.LEADER:
            yield ending.decide, "decide", account, {"outcome": "granted", "from_book": True}
        elif function == Function.HANDLING:
            to = Holder(self._decides(dossier), Function.LEADER)
            yield passing.move, "move", account, {"to": to, "draft": Proposal("granted")}
        else:
            yield passing.move, "move", account, {"to": Holder(self._decides(dossier), Function.HANDLING)}

    def _decides(self, dossier: Dossier) -> UUID:
        """The unit that does the work of the one which was to decide it: some merged in the year."""
        return self.units.standing_for(dossier.deciding_unit_id, local_day(dossier.last_at), dossier.holder_unit_id)

    def _holder(self, dossier: Dossier, unit: UUID, function: str) -> Account | None:
        if dossier.holder_account_id is not None and dossier.state != State.DECIDED:
            everybody = (account for accounts in self.people.values() for account in accounts)
            return next((a for a in everybody if a.pk == dossier.holder_account_id), None)
        return next(iter(self.people.get((unit, function), ())), None)

    def _act(
        self,
        act: Callable[..., Done],
        ground: str,
        account: Account,
        given: dict[str, Any],
        dossiers: list[Dossier],
        pace: int,
    ) -> None:
        at: dict[UUID, datetime] = {
            dossier.pk: self.calendar.add_minutes(max(dossier.last_at, CLOSE), pace + number % 97)
            for number, dossier in enumerate(dossiers)
        }
        day = local_day(max(at.values()))
        done = act(
            list(at),
            by=Actor.of(account, day),
            at=at,
            recorded_at=at,
            ground=ground_for(ground, day),
            **given,
        )
        assert not done.refused, str(done.refusal)  # noqa: S101 -- chosen so that it is possible


FINAL = (State.RETURNED, State.REFUSED, State.WITHDRAWN, State.STOPPED, State.DRAFT)
