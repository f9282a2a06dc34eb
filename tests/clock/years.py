"""Town, histories and clerk together: window after window passes, calendars change, and the two are compared."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from motcua.dossiers.calendars import Change
from motcua.dossiers.explain import Explanation, explain
from motcua.dossiers.models import Dossier
from motcua.dossiers.promise import Counts, decide_promise
from motcua.dossiers.reproject import Moved
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR
from tests.clock import judging
from tests.clock.decisions import Decisions, carry_out
from tests.clock.founding import Town, found
from tests.clock.histories import FIRST_WINDOW, LENGTH, MINUTE, WINDOWS, Lives, Story
from tests.clock.judging import Answer, Difference
from tests.clock.oracle import DAY, column, due, extended, ledger
from tests.clock.play import Player
from tests.clock.town import NORMS, Calendars, day_of, minute, moment

PROMISES_COUNT_AFTER = 4  # the window after which a letter's promise counts, for what is received from then on


class Years:
    """So many histories of one seed, in a database that holds nothing else."""

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.town: Town = found()
        self.player = Player(self.town)
        self.calendars = Calendars()
        self.sheets = self.calendars.sheets()
        self.lives = Lives(seed, count)
        self.decisions = Decisions(Random(seed + 1), self.calendars)
        self.told: list[str] = []
        self.promises_count_from = date.max
        self.now = FIRST_WINDOW * DAY

    @property
    def stories(self) -> list[Story]:
        """Those that have begun."""
        return [story for story in self.lives.stories if story.acts]

    @property
    def received(self) -> list[Story]:
        return [story for story in self.stories if story.matter.received is not None]

    def pass_by(self) -> Iterator[int]:
        """Play window after window, each closed by decisions; the two have agreed on every dossier each time."""
        for window in range(WINDOWS):
            self.player.play(list(self.lives.live(window, self.sheets)))
            self.now = (FIRST_WINDOW + (window + 1) * LENGTH) * DAY - 1
            self.compare()
            for days_ago in (0, self.decisions.rng.choice((0, 4))):
                self.decide(self.now - days_ago * DAY)
            self.compare()
            if window == PROMISES_COUNT_AFTER:
                self._let_promises_count()
            yield window

    def _let_promises_count(self) -> None:
        at = moment(self.now * MINUTE)
        self.promises_count_from = at.date() + timedelta(days=3)
        rule: dict[str, Any] = {"letter_before": 1, "counts": Counts.EXTENDED_TO, "decision": "9/QĐ-UBND"}
        decide_promise(from_day=self.promises_count_from, by=SYSTEM, at=at, ground="DECISION", **rule)

    def decide(self, then: int) -> None:
        """One decision about calendars, for the clerk and for the program: both move the same dossiers.

        It may be of a moment before what has happened to some of them since.
        """
        at = moment(then * MINUTE)
        decision, taken_back = self.decisions.next(at.date())
        self.told.append(f"{at:%d/%m/%Y} {'taken back: ' if taken_back else ''}{decision}")
        self.sheets = self.calendars.sheets()
        clerk = Moved()
        for story in self.received:
            if story.is_open and story.due is not None:
                self._move(story, then, clerk)
        program = carry_out(Change(SYSTEM_ACTOR, at, "DECISION"), decision, taken_back, self.town)
        figures = [(each.moved, each.become_late, each.saved) for each in (clerk, program)]
        if figures[0] != figures[1]:
            self.compare()
        assert figures[0] == figures[1], f"seed {self.seed}, {self.told[-1]}: {figures}"

    def _move(self, story: Story, at: int, counted: Moved) -> None:
        was_late = self._is_late(story, at)
        if story.reckon(self.sheets):
            story.note()
            counted.moved += 1
            counted.become_late += self._is_late(story, at) and not was_late
            counted.saved += was_late and not self._is_late(story, at)

    def _is_late(self, story: Story, at: int) -> bool:
        """Is it open, with a due moment that is past: the minute for limits in hours, else the day?"""
        counts = self.counts(story)
        if counts is None or not story.is_open:
            return False
        return counts < at if story.limit.unit == "hour" else counts // DAY < at // DAY

    def counts(self, story: Story, at: int | None = None, promise: int | None = None) -> int | None:
        """The due minute that counts for a story, now or where these are given: by law, or the promise."""
        if at is None and promise is None:
            at, promise = story.due, story.extended
        received = story.matter.received
        if promise is not None and received is not None and day_of(received // DAY) >= self.promises_count_from:
            return promise
        return at

    def _day(self, counts: int | None) -> date | None:
        return None if counts is None else day_of(counts // DAY)

    def answer(self, story: Story) -> Answer:
        """What the clerk says is to be kept of a dossier."""
        counts = self.counts(story)
        promised = None if story.extended is None else moment(story.extended * MINUTE)
        due_at = None if story.due is None else moment(story.due * MINUTE)
        return Answer(due_at, self._day(counts), promised, column(story.matter, counts))

    def compare(self) -> None:
        """Due moment, the day that counts, promise and column of every dossier, and which are late."""
        self._compare(self.stories, self.answer, judging.kept(story.id for story in self.stories))
        late = judging.overdue(moment(self.now * MINUTE))
        lateness = {story.id: story.id in late for story in self.stories}
        self._compare(self.stories, lambda story: self._is_late(story, self.now), lateness)

    def compare_the_past(self) -> None:
        """The day that counted for every dossier after each act on it, also by a decision about a calendar."""

        def clerk(story: Story) -> list[date | None]:
            return [self._day(at and self.counts(story, at, promise)) for at, promise in story.was_due]

        self._compare(self.stories, clerk, judging.stretches(story.id for story in self.stories))

    def compare_ledgers(self) -> None:
        """The ledger of every dossier that was received, up to now."""
        ids = [story.id for story in self.received]
        self._compare(self.received, self._ledger, judging.ledgers(ids, moment(self.now * MINUTE), self._names))

    def compare_explanations(self, count: int) -> None:
        """Some dossiers reckoned anew, by the calendar as it stands now."""
        chosen = Random(self.seed).sample(self.received, min(count, len(self.received)))
        dossiers = {story.id: Dossier.objects.get(pk=story.id) for story in chosen}
        found = {id: explain(dossier, moment(self.now * MINUTE)) for id, dossier in dossiers.items()}
        self._compare(chosen, self._explained, {id: self._told(each) for id, each in found.items()})
        for story in chosen:
            assert _is_whole(found[story.id]), f"{story}\n{found[story.id].due.steps}"

    def _explained(self, story: Story) -> tuple[object, ...]:
        sheet, matter = story.sheet(self.sheets), story.matter
        norm = NORMS.get((story.unit, story.procedure))
        if norm is not None and norm.value > story.limit.value:
            norm = None
        at, received = due(sheet, matter), matter.received or 0
        unpaused = due(sheet, replace(matter, waits=[])) or 0
        resumed = None
        if matter.stands and matter.ended is None:
            lasts = matter.waits[-1]
            resumed = due(sheet, replace(matter, waits=[*matter.waits[:-1], lasts._replace(until=self.now)]))
        return (
            at,
            None if story.is_open or at is None or at == story.due else story.due,
            extended(sheet, matter, at),
            due(sheet, replace(matter, limit=norm)) if norm else None,
            resumed,
            int(sheet.work[received:unpaused].sum()),
            self._ledger(story),
        )

    def _told(self, found: Explanation) -> tuple[object, ...]:
        moments = found.due.at, found.kept, found.extended_to, found.norm_due_at, found.if_resumed
        return (*map(minute, moments), found.budget, judging.shares(found.ledger, self._names))

    @property
    def _names(self) -> Mapping[UUID, str]:
        return {unit.pk: name for name, unit in self.town.units.items()}

    def _ledger(self, story: Story) -> object:
        return ledger(story.sheet(self.sheets), story.matter, self.now)

    def _compare(
        self, stories: list[Story], clerk: Callable[[Story], object], program: Mapping[UUID, object]
    ) -> None:
        told = ((story, clerk(story), program[story.id]) for story in stories)
        differences = [self._differs(*each) for each in told if each[1] != each[2]]
        judging.complain(differences, f"MOTCUA_SEED={self.seed}, {moment(self.now * MINUTE):%d/%m/%Y}")

    def _differs(self, story: Story, clerk: object, program: object) -> Difference:
        told = "\n".join([str(story), *(f"  decided {line}" for line in self.told)])
        return Difference(len(story.acts), told, str(clerk), str(program))


def _is_whole(found: Explanation) -> bool:
    """Do the steps run from receipt to due without gap or overlap?"""
    reached = found.dossier.received_at.replace(second=0, microsecond=0) if found.dossier.received_at else None
    for step in found.due.steps:
        if step.since != reached:
            return False
        reached = step.until
    return found.due.at is None or reached == found.due.at
