"""Town, histories and clerk together: window after window passes, calendars change, and the two are compared."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from uuid import UUID

from motcua.dossiers.calendars import Change
from motcua.dossiers.explain import Explanation, explain
from motcua.dossiers.models import Dossier
from motcua.dossiers.promise import Counts, decide_promise
from motcua.dossiers.reproject import Moved
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR
from tests.clock.decisions import Decisions, carry_out
from tests.clock.histories import FIRST_WINDOW, LENGTH, MINUTE, WINDOWS, Lives, Story
from tests.clock.judging import Answer, Difference, complain, kept, ledgers, shares
from tests.clock.oracle import DAY, Sheet, column, due, extended, ledger
from tests.clock.play import Player
from tests.clock.town import Calendars, Town, build, day_of, minute, moment

DECISIONS = 2  # after each window
PROMISES_COUNT_AFTER = 4  # the window after which a letter's promise counts, for what is received from then on


class Years:
    """So many histories of one seed, in a database that holds nothing else."""

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.town: Town = build()
        self.player = Player(self.town)
        self.calendars = Calendars()
        self.sheets: dict[str, Sheet] = self.calendars.sheets()
        self.lives = Lives(seed, count)
        self.decisions = Decisions(Random(seed + 1), self.calendars)
        self.told: list[str] = []
        self.promises_count_from = date.max
        self.now = FIRST_WINDOW * DAY

    @property
    def stories(self) -> list[Story]:
        """Those that have begun."""
        return [story for story in self.lives.stories if story.acts]

    def pass_by(self) -> Iterator[int]:
        """Play window after window, each closed by decisions; the two have agreed on every dossier each time."""
        for window in range(WINDOWS):
            self.player.play(list(self.lives.live(window, self.sheets)))
            self.now = (FIRST_WINDOW + (window + 1) * LENGTH) * DAY - 1
            self.compare()
            for _ in range(DECISIONS):
                self.decide()
            self.compare()
            if window == PROMISES_COUNT_AFTER:
                self._let_promises_count()
            yield window

    def _let_promises_count(self) -> None:
        at = moment(self.now * MINUTE)
        self.promises_count_from = at.date() + timedelta(days=3)
        decide_promise(
            from_day=self.promises_count_from,
            letter_before=1,
            counts=Counts.EXTENDED_TO,
            decision="9/QĐ-UBND",
            by=SYSTEM,
            at=at,
            ground="DECISION",
        )

    def decide(self) -> None:
        """One decision about calendars, for the clerk and for the program: both move the same dossiers."""
        at = moment(self.now * MINUTE)
        decision, taken_back = self.decisions.next(at.date())
        self.told.append(f"{at:%d/%m/%Y} {'taken back: ' if taken_back else ''}{decision}")
        self.sheets = self.calendars.sheets()
        clerk = Moved()
        for story in self.stories:
            if story.is_open and story.due is not None:
                self._move(story, clerk)
        program = carry_out(Change(SYSTEM_ACTOR, at, "DECISION"), decision, taken_back, self.town)
        figures = [(each.moved, each.become_late, each.saved) for each in (clerk, program)]
        if figures[0] != figures[1]:
            self.compare()
        assert figures[0] == figures[1], f"seed {self.seed}, {self.told[-1]}: {figures}"

    def _move(self, story: Story, counted: Moved) -> None:
        before, was_late = (story.due, story.extended), self._is_late(story)
        story.reckon(self.sheets[story.unit])
        if before != (story.due, story.extended):
            counted.moved += 1
            counted.become_late += self._is_late(story) and not was_late
            counted.saved += was_late and not self._is_late(story)

    def _is_late(self, story: Story) -> bool:
        counts = self.counts(story)
        assert counts is not None
        # In the middle of a minute its beginning is past.
        return counts < self.now if story.limit.unit == "hour" else counts // DAY < self.now // DAY

    def counts(self, story: Story) -> int | None:
        """The due minute that counts for a story: by law, or the promise."""
        assert story.matter.received is not None
        if story.extended is not None and day_of(story.matter.received // DAY) >= self.promises_count_from:
            return story.extended
        return story.due

    def answer(self, story: Story) -> Answer:
        """What the clerk says is to be kept of a dossier."""
        if story.matter.received is None:
            return Answer(None, None, None, "")
        counts = self.counts(story)
        return Answer(
            None if story.due is None else moment(story.due * MINUTE),
            None if counts is None else day_of(counts // DAY),
            None if story.extended is None else moment(story.extended * MINUTE),
            column(story.matter, counts),
        )

    def compare(self) -> None:
        """Due moment, the day that counts, promise and column of every dossier."""
        found = kept(story.id for story in self.stories)
        told = ((story, self.answer(story), found[story.id]) for story in self.stories)
        self.complain([self._differs(*each) for each in told if each[1] != each[2]])

    def compare_ledgers(self) -> None:
        """The ledger of every dossier that was received, up to now."""
        found = ledgers((story.id for story in self.stories), moment(self.now * MINUTE), self._names)
        by_id = {story.id: story for story in self.stories}
        told = ((by_id[id], self._ledger(by_id[id]), program) for id, program in found.items())
        self.complain([self._differs(*each) for each in told if each[1] != each[2]])

    def compare_explanations(self, count: int) -> None:
        """Some dossiers reckoned anew, by the calendar as it stands now: due moment, promise, ledger and steps."""
        received = [story for story in self.stories if story.matter.received is not None]
        for story in Random(self.seed).sample(received, min(count, len(received))):
            found = explain(Dossier.objects.get(pk=story.id), moment(self.now * MINUTE))
            fresh = due(self.sheets[story.unit], story.matter)
            clerk = fresh, extended(self.sheets[story.unit], story.matter, fresh), self._ledger(story)
            program = minute(found.due.at), minute(found.extended_to), shares(found.ledger, self._names)
            if clerk != program or not _is_whole(found):
                self.complain([self._differs(story, clerk, (program, found.due.steps))])

    @property
    def _names(self) -> Mapping[UUID, str]:
        return {unit.pk: name for name, unit in self.town.units.items()}

    def _ledger(self, story: Story) -> object:
        return ledger(self.sheets[story.unit], story.matter, self.now)

    def _differs(self, story: Story, clerk: object, program: object) -> Difference:
        told = "\n".join([str(story), *(f"  decided {line}" for line in self.told)])
        return Difference(len(story.acts), told, str(clerk), str(program))

    def complain(self, differences: list[Difference]) -> None:
        complain(differences, f"MOTCUA_SEED={self.seed}, {moment(self.now * MINUTE):%d/%m/%Y}")


def _is_whole(found: Explanation) -> bool:
    """Do the steps run from receipt to due without gap or overlap?"""
    reached = found.dossier.received_at.replace(second=0, microsecond=0) if found.dossier.received_at else None
    for step in found.due.steps:
        if step.since != reached:
            return False
        reached = step.until
    return found.due.at is None or reached == found.due.at
