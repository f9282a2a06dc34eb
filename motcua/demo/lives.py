"""What happens to each dossier on its way to its end: the acts, by whom, and at which second."""

from itertools import pairwise
from random import Random
from typing import NamedTuple

from motcua.demo import choices
from motcua.demo.cases import Case, NotEnough
from motcua.demo.hours import Hours
from motcua.demo.quotas import AT_DESK, IN_HANDS, IN_INBOX, MINUTE, WAITS
from motcua.demo.rota import Rota

# The order of acts in a life. Within a month the acts of one stage are played before those of the next.
STAGES = ("file", "receive", "send", "take", "ask", "resume", "submit", "end", "return")


class Act(NamedTuple):
    """One act on one dossier: its stage, what it is, who does it and at which second of opening."""

    stage: int
    kind: str
    officer: str
    second: int


class Lives:
    """Writes the acts of cases whose ends are given."""

    def __init__(self, hours: Hours, rota: Rota, rng: Random) -> None:
        self.hours, self.rota, self.rng = hours, rota, rng
        self.last = hours.end - 1

    def live(self, case: Case) -> list[Act]:
        """The acts of a case in their order. Raises NotEnough where an officer has no time left for one."""
        acts = [] if case.filed is None else [Act(0, "file", "", case.received)]
        acts.append(Act(1, "receive", case.receiver, case.received))
        if not case.in_steps:
            acts += self._signed_at_once(case)
        elif case.end != AT_DESK:
            acts += self._in_steps(case)
        return acts

    def _signed_at_once(self, case: Case) -> list[Act]:
        assert case.ended is not None  # noqa: S101 -- given at once, so ended
        day = self.hours.day(case.received)
        close = (day + 1) * self.hours.per_day
        signer = self.rota.signer(case.unit, day)
        signed = self._sitting(signer, case.ended, case.received + MINUTE, close - 12 * MINUTE)
        returner = self.rota.returner(case.desk, day)
        given = self.rota.at_window(returner, signed + self.rng.randint(3 * MINUTE, 12 * MINUTE), day)
        if given is None or given <= signed:
            raise NotEnough(f"{returner} has no time on {self.hours.days[day]}")
        self.rota.loads[returner, day, "returned"] += 1
        self.rota.loads[signer, day, "signed"] += 1
        return [Act(7, "decide", signer, signed), Act(8, "return", returner, given)]

    def _in_steps(self, case: Case) -> list[Act]:
        """Send to the office, take, perhaps wait, submit to the leader, and the end."""
        end = case.ended if case.ended is not None else self.last
        wait = case.wait
        first_end = wait.asked if wait is not None else end
        sent, taken, submitted = self._times(case.received, first_end)
        acts = [self._send(case, sent, taken)]
        if case.end == IN_INBOX:
            return acts
        if wait is not None and wait.answered is not None:
            submitted = self._submitted(wait.answered, end)
        submits = case.end not in (IN_HANDS, WAITS, "stopped", "withdrawn")
        answered = wait.answered if wait is not None else None
        seconds = [taken, *([wait.asked] if wait else []), *([answered] if answered else [])]
        days = [self.hours.day(second) for second in [*seconds, *([submitted] if submits else [])]]
        officer = self.rota.handler(case.unit, days)
        self._add(acts, 3, "take", officer, taken, seconds[1] if wait else submitted)
        if wait is not None:
            self._add(acts, 4, f"ask_{wait.why}", officer, wait.asked, self._close(wait.asked))
            if answered is not None:
                self._add(acts, 5, "resume", officer, answered, self._close(answered))
        if submits:
            self._add(acts, 6, "submit", officer, submitted, end if case.ended is not None else self.last + 1)
        if case.ended is not None:
            acts += self._ended(case)
        if any(a.second >= b.second for a, b in pairwise(acts)):
            raise NotEnough(f"the acts on a dossier of {case.offered.code} are out of order")
        return acts

    def _add(self, acts: list[Act], stage: int, kind: str, officer: str, second: int, until: int) -> None:
        found = self._sitting(officer, second, acts[-1].second, until)
        acts.append(Act(stage, kind, officer, found))

    def _sitting(self, officer: str, second: int, since: int, until: int) -> int:
        found = self.rota.in_sitting(officer, second, since, until)
        if found is None:
            raise NotEnough(f"{officer} has no time at {self.hours.moment(second)}")
        return found

    def _close(self, second: int) -> int:
        return (self.hours.day(second) + 1) * self.hours.per_day

    def _times(self, received: int, until: int) -> tuple[int, int, int]:
        """When a dossier is sent to the office, taken there and submitted: as the day's rhythm has it, if there is
        time for that; else one after the other."""
        day, offset = divmod(received, self.hours.per_day)
        morning = self.hours.spans[0]
        ends = (morning if offset < morning else self.hours.per_day) + day * self.hours.per_day
        sent = max(ends - self.rng.randint(2 * MINUTE, 18 * MINUTE), received + 2 * MINUTE)
        taken = ends + self.rng.randint(5 * MINUTE, 100 * MINUTE)
        if taken + 25 * MINUTE < until:
            return sent, taken, self._submitted(taken, until)
        parts = (0.2 + 0.1 * self.rng.random(), 0.45 + 0.1 * self.rng.random(), 0.7 + 0.1 * self.rng.random())
        return tuple(received + int((until - received) * part) for part in parts)  # type: ignore[return-value]

    def _submitted(self, since: int, until: int) -> int:
        """A second at which the officer puts the draft before the leader: up to a day before it is signed."""
        ready = max(since + (until - since) // 3, until - self.hours.per_day)
        return self.rng.randint(ready, max(ready, until - min(20 * MINUTE, (until - ready) // 2)))

    def _send(self, case: Case, sent: int, until: int) -> Act:
        officer = self.rota.receiver(case.desk, self.hours.day(sent))
        return Act(2, "send", officer, self._sitting(officer, sent, case.received, until))

    def _ended(self, case: Case) -> list[Act]:
        assert case.ended is not None  # noqa: S101 -- checked by the caller
        day = self.hours.day(case.ended)
        since, close = day * self.hours.per_day - 1, (day + 1) * self.hours.per_day
        if case.end == "withdrawn":
            officer = self.rota.receiver(case.desk, day)
            return [Act(7, "withdraw", officer, self._sitting(officer, case.ended, since, close))]
        signer = self.rota.signer(case.unit, day)
        self.rota.loads[signer, day, "signed"] += 1
        signed = self._sitting(signer, case.ended, case.ended - 2 * MINUTE, min(close, case.ended + 8 * MINUTE))
        if case.end == "stopped":
            return [Act(7, "stop", signer, signed)]
        return [Act(7, "decide", signer, signed), *self._collected(case, signed)]

    def _collected(self, case: Case, signed: int) -> list[Act]:
        """When the owner comes for his result: most within three days, some never."""
        if self.rng.random() < choices.NEVER_COLLECTED:
            return []
        day = self.hours.day(signed) + min(int(self.rng.expovariate(0.6)), 15)
        while day < len(self.hours.days):
            officer = self.rota.returner(case.desk, day)
            opens = max(signed + 5 * MINUTE, day * self.hours.per_day + 5 * MINUTE)
            closes = (day + 1) * self.hours.per_day - 10 * MINUTE
            if opens < closes and self.rota.loads[officer, day, "returned"] < choices.MOST_RETURNS:
                given = self.rota.at_window(officer, self.rng.randint(opens, closes), day)
                if given is not None and given > signed:
                    self.rota.loads[officer, day, "returned"] += 1
                    return [Act(8, "return", officer, given)]
            day += 1
        return []
