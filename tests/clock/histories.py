"""Random histories of dossiers, as plain data: what happens to each and when, and what the clerk hears of it.

A history is made window after window, since what is done near a due moment depends on the calendar of that time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from uuid import UUID

from motcua.journal.ids import uuid7
from tests.clock.oracle import DAY, Limit, Matter, Sheet, due, extended
from tests.clock.town import CHANNELS, PROCEDURES, UNITS, Sheets, moment

MINUTE, HOUR = 60, 3_600
FIRST_WINDOW, WINDOWS, LENGTH = 30, 10, 16  # days: from 1 December 2018 to 9 May 2019
RECEIVING = 8  # windows in which dossiers come in

EDGES = [
    minute * MINUTE for minute in (7 * 60, 7 * 60 + 30, 8 * 60, 11 * 60 + 30, 13 * 60 + 30, 15 * 60, 990, 1020)
]
NEAR = (-86_400, -HOUR, -61, -60, -1, 0, 0, 1, 59, 60, 61, HOUR, 86_400)

# What may be done in a state, and how often.
IN_HAND = {"take": 3, "move": 5, "ask": 3, "pay": 3, "wait": 6, "letter": 3, "stop": 1, "withdraw": 0.6}
POSSIBLE: dict[str, dict[str, float]] = {
    "filed": {"receive_filed": 5, "ask": 2},
    "guided": {"resume": 1},
    "received": IN_HAND,
    "process": {**IN_HAND, "decide": 7},
    "supplement": {"resume": 8, "stop": 1, "withdraw": 0.5},
    "fee": {"resume": 8, "stop": 1, "withdraw": 0.5, "decide": 2},
    "outside": {"resume": 8, "stop": 1, "withdraw": 0.5, "decide": 2, "move": 1},
    "stopped": {"reopen": 1, "": 1},
    "decided": {"return": 1, "": 2},
}


class Act(NamedTuple):
    """What was done at a second of the sheet; `what` says to which unit, for which cause, by how many days."""

    second: int
    kind: str
    what: str = ""
    refused: bool = False

    def __str__(self) -> str:
        told = f"{moment(self.second):%a %d/%m/%Y %H:%M:%S} {self.kind} {self.what}".rstrip()
        return told + (" (to be refused)" if self.refused else "")


@dataclass
class Story:
    """One dossier: what was handed in where, and all that happened to it."""

    procedure: str
    channel: str
    case: str
    quantity: int
    unit: str
    window: int
    is_filed: bool
    id: UUID = field(default_factory=uuid7)
    acts: list[Act] = field(default_factory=list)
    played: int = 0
    state: str = ""
    due: int | None = None
    extended: int | None = None
    was_due: list[tuple[int | None, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.matter = Matter(PROCEDURES[self.procedure].limit(self.channel, self.case, self.quantity))

    @property
    def limit(self) -> Limit:
        return self.matter.limit

    @property
    def is_open(self) -> bool:
        return self.matter.received is not None and self.matter.ended is None

    @property
    def fresh(self) -> list[Act]:
        """What has not been played yet."""
        return self.acts[self.played :]

    def sheet(self, sheets: Sheets) -> Sheet:
        """The one by which it is reckoned."""
        return sheets.of(self.unit, self.matter.received or 0)

    def reckon(self, sheets: Sheets) -> bool:
        """Let the clerk say when it is due; True where that is another moment, or another promise."""
        before = self.due, self.extended
        self.due = due(self.sheet(sheets), self.matter)
        self.extended = extended(self.sheet(sheets), self.matter, self.due)
        return before != (self.due, self.extended)

    def note(self) -> None:
        """Keep in mind when it was due from now on: once an act."""
        self.was_due.append((self.due, self.extended))

    def happens(self, act: Act, sheets: Sheets) -> None:
        """Write an act down and tell the clerk. What ends without a decision keeps the due moment that it had."""
        if act.kind == "letter":
            promise = self.sheet(sheets).days_later(self.due or 0, int(act.what))
            act = act._replace(refused=promise * MINUTE <= act.second)
        self.acts.append(act)
        if not act.refused:
            self._tell(act)
            if act.kind not in ("stop", "withdraw", "return"):
                self.reckon(sheets)
            self.note()

    def _tell(self, act: Act) -> None:
        at, matter = act.second // MINUTE, self.matter
        match act.kind:
            case "file":
                matter.lies(at, "desk")
                self.state = "filed"
            case "receive" | "receive_filed":
                matter.received = at
                matter.lies(at, "desk")
                self.state = "received"
            case "take":
                self.state = "process"
            case "move":
                matter.lies(at, act.what)
                self.state = "outside" if matter.stands else "process"
            case "ask" | "pay" | "wait":
                cause = {"ask": "supplement", "pay": "fee"}.get(act.kind, act.what)
                matter.wait(at, cause, anew=PROCEDURES[self.procedure].pauses.get(cause) == "anew")
                self.state = {"ask": "supplement", "pay": "fee"}.get(act.kind, "outside")
                if matter.received is None:
                    self.state = "guided"
            case "resume":
                matter.go_on(at)
                self.state = "process" if matter.received is not None else "filed"
            case "letter":
                matter.extension = int(act.what)
            case "reopen":
                matter.reopen(at, self.unit)
                self.state = "process"
            case "decide" | "stop" | "withdraw":
                ends = {"decide": "decided", "stop": "stopped", "withdraw": "withdrawn"}
                matter.finish(at, ends[act.kind])
                self.state = ends[act.kind]
            case "return":
                self.state = "returned"

    def __str__(self) -> str:
        limit = self.limit
        head = f"{self.procedure} {self.case} {self.quantity} through {self.channel}, decided by {self.unit}: "
        head += (
            f"{limit.value} {limit.unit}, cutoff {limit.cutoff}, pauses {dict(PROCEDURES[self.procedure].pauses)}"
        )
        return "\n".join([head, *(f"  {act}" for act in self.acts)])


class Lives:
    """So many stories from a seed, lived window after window."""

    def __init__(self, seed: int, count: int) -> None:
        self.rng = Random(seed)
        self.stories = [self._story() for _ in range(count)]

    def _story(self) -> Story:
        rng = self.rng
        procedure = rng.choice(list(PROCEDURES))
        case = rng.choice("ab") if PROCEDURES[procedure].cases else ""
        channel = rng.choice(CHANNELS)
        filed = channel == "online" and rng.random() < 0.3
        return Story(
            procedure, channel, case, rng.randint(1, 12), rng.choice(UNITS), rng.randrange(RECEIVING), filed
        )

    def live(self, window: int, sheets: Sheets) -> Iterator[Story]:
        """Let a window pass for every story that has begun; those to which something happened."""
        since = (FIRST_WINDOW + window * LENGTH) * DAY * MINUTE
        until = since + LENGTH * DAY * MINUTE - 1
        for story in self.stories:
            if story.window > window or story.state in ("withdrawn", "returned"):
                continue
            self._live(story, since, until, sheets)
            if story.fresh:
                yield story

    def _live(self, story: Story, since: int, until: int, sheets: Sheets) -> None:
        if not story.acts:
            since = self._second(since, until)
            story.happens(Act(since, "file" if story.is_filed else "receive"), sheets)
        since = max(since, story.acts[-1].second)
        for _ in range(self.rng.choices((0, 1, 2, 3), (30, 35, 25, 10))[0]):
            since = self._when(story, since, until)
            act = self._act(story, since)
            if act is None:
                return
            story.happens(act, sheets)

    def _act(self, story: Story, second: int) -> Act | None:
        possible = dict(POSSIBLE.get(story.state, {}))
        known = PROCEDURES[story.procedure]
        outside = [cause for cause in ("tax", "land", "police") if cause in known.pauses]
        if "fee" not in known.pauses:
            possible.pop("pay", None)
        if not outside:
            possible.pop("wait", None)
        if story.matter.extension is not None or story.due is None:
            possible.pop("letter", None)
        if story.state == "received" and known.at_once:
            possible["decide"] = 7
        if not possible:
            return None
        kind = self.rng.choices(list(possible), list(possible.values()))[0]
        what = {"move": UNITS, "wait": outside, "letter": "123459"}.get(kind)
        return Act(second, kind, self.rng.choice(what) if what else "") if kind else None

    def _when(self, story: Story, since: int, until: int) -> int:
        """A second for the next act: often close to the one before, or to what the dossier is due at."""
        rng, chance = self.rng, self.rng.random()
        if chance < 0.25:
            return min(until, since + rng.choice((0, 1, 30, 60, 600, HOUR, 6 * HOUR)))
        promises = [at for at in (story.due, story.extended) if at is not None]
        if chance < 0.55 and promises:
            at = rng.choice(promises) * MINUTE + rng.choice(NEAR)
            if since <= at <= until:
                return at
        return self._second(since, until)

    def _second(self, since: int, until: int) -> int:
        """A second in a span: at any time, in the hours of an office, or where they begin and end."""
        rng, chance = self.rng, self.rng.random()
        anywhere = rng.randint(since, until)
        if chance < 0.2:
            return anywhere
        midnight = anywhere - anywhere % (DAY * MINUTE)
        if chance < 0.75:
            at = midnight + rng.randint(7 * HOUR, 17 * HOUR)
        else:
            at = midnight + rng.choice(EDGES) + rng.choice((-60, -1, 0, 0, 59, 60))
        return at if since <= at <= until else anywhere
