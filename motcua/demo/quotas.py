"""How each dossier of the year ends, so that the totals come out exactly, whatever was drawn.

What is given at once ends by itself; the withdrawn and the stopped count on time; those that came too late to be
decided stay open. The rest is shared out: open, late, on time, and early for all that is left.
"""

from collections.abc import Callable, Sequence
from random import Random

from motcua.demo import choices
from motcua.demo.cases import Case, Clock, NotEnough, Wait, counts_days
from motcua.demo.choices import Totals
from motcua.demo.hours import Hours
from motcua.worktime.due import classify
from motcua.worktime.limits import LimitUnit

MINUTE = 60
HOUR = 3600
# Where an open dossier lies: at the desk, in the office's inbox, in hands, in the leader's inbox; or it waits.
AT_DESK, IN_INBOX, IN_HANDS, AT_LEADER, WAITS = "at_desk", "in_inbox", "in_hands", "at_leader", "waits"
OPEN = frozenset({AT_DESK, IN_INBOX, IN_HANDS, AT_LEADER, WAITS})
# A dossier is left unanswered for about a month before its handling is stopped.
UNANSWERED_DAYS = (20, 30)


class Endings:
    """Gives every case its end."""

    def __init__(self, cases: Sequence[Case], totals: Totals, hours: Hours, clock: Clock, rng: Random) -> None:
        self.totals, self.hours, self.clock, self.rng = totals, hours, clock, rng
        self.first_day = hours.from_day(choices.BEGINS)
        self.last_day = len(hours.days) - 1
        self.last = hours.end - 1
        self.left = list(cases)
        rng.shuffle(self.left)
        self.early = self.on_time = 0

    def give(self) -> None:
        """Share all ends out. Raises NotEnough where the cases do not allow the totals."""
        self._at_once()
        self._within_hours()
        self._withdrawn_and_stopped()
        self._open()
        self._waits_answered()
        self._late()
        self._on_time()
        self._early()

    def _take(self, many: int, what: str, weigh: Callable[[Case], float]) -> list[Case]:
        """Draw cases by weight, without those of weight 0, out of what is left."""
        weights = [(weigh(case), case) for case in self.left]
        # Efraimidis and Spirakis: the largest of u^(1/w) are a draw by weight without replacement.
        keyed = sorted(
            ((self.rng.random() ** (1 / w), n) for n, (w, _) in enumerate(weights) if w > 0), reverse=True
        )
        if len(keyed) < many:
            raise NotEnough(f"{many} dossiers should be {what}, and only {len(keyed)} can be")
        chosen = {n for _, n in keyed[:many]}
        taken = [case for n, case in enumerate(self.left) if n in chosen]
        self.left = [case for n, case in enumerate(self.left) if n not in chosen]
        return taken

    def _part(self, condition: Callable[[Case], bool]) -> list[Case]:
        taken = [case for case in self.left if condition(case)]
        self.left = [case for case in self.left if not condition(case)]
        return taken

    def _ends_as(self, case: Case) -> None:
        assert case.ended is not None  # noqa: S101 -- set by the caller
        case.end = classify(self.hours.moment(case.ended), case.due, case.limit)
        self.early += case.end == "early"
        self.on_time += case.end == "on_time"

    def _close(self, second: int) -> int:
        """The second at which the day of a second closes."""
        return (self.hours.day(second) + 1) * self.hours.per_day

    def _at_once(self) -> None:
        for case in self._part(lambda case: not case.in_steps):
            signed = case.received + self.rng.randint(4 * MINUTE, 25 * MINUTE)
            case.ended = min(signed, self._close(case.received) - 15 * MINUTE)
            self._ends_as(case)

    def _within_hours(self) -> None:
        """Limits in hours are kept; only what came in the last hours of the year stays open."""

        def ends_before(case: Case) -> bool:
            return case.limit.unit is LimitUnit.HOUR and case.received + case.limit.value * HOUR < self.last

        for case in self._part(ends_before):
            longest = case.limit.value * HOUR - 3 * MINUTE
            case.ended = case.received + self.rng.randint(choices.QUICKEST, longest)
            self._ends_as(case)

    def _withdrawn_and_stopped(self) -> None:
        many, day = self.totals.to_handle, self.hours.per_day
        shortest, longest = UNANSWERED_DAYS

        def may_stop(case: Case) -> float:
            room = self.last_day - self.hours.day(case.received) - longest - 8
            return float(
                counts_days(case.limit, 3) and room > 0 and case.due_day - self.hours.day(case.received) > 2
            )

        for case in self._take(round(many * choices.STOPPED), "stopped", may_stop):
            asked = case.received + self.rng.randint(day // 2, 2 * day - HOUR)
            case.wait = Wait("supplement", max(asked, self.first_day * day + HOUR))
            ended = self.hours.day(case.wait.asked) + self.rng.randint(shortest, longest)
            case.end, case.ended = "stopped", self._in_sitting(ended, 0)
            self.clock.set_due(case)

        def may_withdraw(case: Case) -> float:
            return float(self._ready(case) + day < min(self.last, case.due_day * day))

        for case in self._take(round(many * choices.WITHDRAWN), "withdrawn", may_withdraw):
            first, last = self._ready(case), min(self.last, case.due_day * day) - HOUR
            case.end, case.ended = "withdrawn", self.rng.randint(first, last)
        self.on_time += round(many * choices.WITHDRAWN) + round(many * choices.STOPPED)

    def _open(self) -> None:
        """First what cannot be decided any more, then what waits, what is overdue, and what is not due yet."""
        totals, day = self.totals, self.hours.per_day
        forced = self._part(lambda case: self._ready(case) > self.last - HOUR)
        waiting = round(totals.open * choices.WAITING)
        overdue = round(totals.open * choices.OVERDUE)

        def may_wait(case: Case) -> float:
            since = self.last_day - self.hours.day(case.received)
            return float(counts_days(case.limit, 3) and 2 <= since <= 30 and case.due_day >= self.last_day - 10)

        def may_be_overdue(case: Case) -> float:
            behind = self.last_day - case.due_day
            return 1 / (1 + behind) if 0 <= behind < 60 else 0

        def not_due(case: Case) -> float:
            if case.due_day <= self.last_day:
                return 0
            # The younger a dossier is, the less anybody wonders that it is open.
            return 1 / (1 + self.last_day - self.hours.day(case.received))

        for case in self._take(waiting, "waiting", may_wait):
            latest = min(self.last - 3 * HOUR, case.due_day * day)  # asked before it was due
            earliest = max(case.received + 2 * HOUR, min(self.last - 18 * day, latest - day))
            case.wait = Wait("supplement", self.rng.randint(earliest, max(earliest, latest)))
            case.end = WAITS
            self.clock.set_due(case)
        late = self._take(overdue - sum(c.due_day <= self.last_day for c in forced), "overdue", may_be_overdue)
        for case in late:
            case.end = self.rng.choices((IN_HANDS, AT_LEADER), (3, 1))[0]
        for case in self._take(totals.open - waiting - len(late) - len(forced), "open", not_due) + forced:
            case.end = self._lies(case)

    def _lies(self, case: Case) -> str:
        age = self.last - case.received
        if age < 2 * HOUR:
            return AT_DESK
        if age < self.hours.per_day:
            return self.rng.choice((AT_DESK, IN_INBOX, IN_INBOX))
        if age < 2 * self.hours.per_day:
            return self.rng.choice((IN_INBOX, IN_HANDS))
        return self.rng.choices((IN_INBOX, IN_HANDS, AT_LEADER), (1, 8, 3))[0]

    def _waits_answered(self) -> None:
        """Some of the rest wait for their applicants in between; their due day moves."""
        day = self.hours.per_day
        for case in self.left:
            why, share = ("fee", choices.PAYMENT_ASKED) if case.offered.waits_for_fee else ("", 0.0)
            if not why or self.rng.random() >= share:
                why = "supplement"
                if not counts_days(case.limit, 3) or self.rng.random() >= choices.SUPPLEMENT_ASKED:
                    continue
            room = min(case.due_day, self.last_day - 4) - self.hours.day(case.received)
            if room < 2:
                continue
            asked = self.rng.randint(case.received + 2 * HOUR, case.received + (room - 1) * day)
            answered = asked + self.rng.randint(day // 3, 9 * day)
            if answered < min(self.last - 2 * day, (case.due_day + 30) * day):
                case.wait = Wait(why, asked, answered)
                self.clock.set_due(case)

    def _ready(self, case: Case) -> int:
        """The earliest second for a decision: after the wait, not before the year, not at closing."""
        second = case.received + choices.QUICKEST
        if case.wait is not None:
            second = (self.last if case.wait.answered is None else case.wait.answered) + choices.QUICKEST
        second = max(second, self.first_day * self.hours.per_day + 45 * MINUTE)
        close = self._close(second)
        return second if second < close - 15 * MINUTE else close + 10 * MINUTE

    def _late(self) -> None:
        def may_be_late(case: Case) -> float:
            ready = self.hours.day(self._ready(case))
            if max(case.due_day + 1, ready) > self.last_day:
                return 0
            return 50 if case.wait else min(5.0, 1 + case.limit.value / 5)

        behind = self._part(lambda case: self.hours.day(self._ready(case)) > case.due_day)
        if len(behind) > self.totals.late:
            raise NotEnough(f"{len(behind)} dossiers cannot be decided before they are overdue")
        for case in behind + self._take(self.totals.late - len(behind), "late", may_be_late):
            first = max(case.due_day + 1, self.hours.day(self._ready(case)))
            day = min(self.last_day, first + min(int(self.rng.expovariate(0.35)), 25))
            case.end, case.ended = "late", self._in_sitting(day, self._ready(case))

    def _on_time(self) -> None:
        no_earlier = self._part(lambda case: self.hours.day(self._ready(case)) == case.due_day)
        wanted = self.totals.on_time - self.on_time
        if wanted < len(no_earlier):
            raise NotEnough(f"{len(no_earlier)} dossiers can only be on time, and {wanted} should be")

        def may_be_on_time(case: Case) -> float:
            return 0 if case.due_day > self.last_day else 1 / (1 + case.limit.value)

        for case in no_earlier + self._take(wanted - len(no_earlier), "on time", may_be_on_time):
            case.end, case.ended = "on_time", self._in_sitting(case.due_day, self._ready(case))

    def _early(self) -> None:
        for case in self.left:
            first, last = self.hours.day(self._ready(case)), min(case.due_day - 1, self.last_day)
            day = first + round((last - first) * self.rng.betavariate(2.2, 1.2))
            case.end, case.ended = "early", self._in_sitting(day, self._ready(case))
        self.early += len(self.left)
        if self.early != self.totals.early:
            raise NotEnough(f"{self.early} dossiers would be early, and {self.totals.early} should be")
        self.left = []

    def _in_sitting(self, day: int, ready: int) -> int:
        """A second of a day at which leaders sign: of a sitting after a dossier is ready, else soon after that."""
        sittings = [
            (self.hours.at(day, a), self.hours.at(day, b))
            for a, b in (choices.MORNING_SITTING, choices.AFTERNOON_SITTING)
        ]
        possible = [(a, b) for a, b in sittings if a > ready]
        close = (day + 1) * self.hours.per_day
        first, last = self.rng.choice(possible) if possible else (ready, close - 10 * MINUTE)
        return self.rng.randint(first, max(first, last))
