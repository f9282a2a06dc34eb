"""Dossiers by the hundred thousand for the bench, as rows to copy: what the acts would have written, at once.

Each dossier lives through the acts of its kind up to a day: received, moved on, perhaps taken up to a leader,
decided, handed out. Each act leaves an entry with its detail in the dossier's chain, hashed by the journal's own
functions, and a stretch; each step a task. Ids are text here: what hashes and copies them asks for their text only.
"""

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from motcua.bench.inbox_names import Names
from motcua.bench.inbox_town import Hand, Offered, Place
from motcua.dossiers.states import State
from motcua.journal.chain import FORMAT, detail_hash, detail_text, entry_hash
from motcua.moments import LOCAL, canonical
from motcua.text import fold
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.due import classify, due_at
from motcua.worktime.limits import Limit, LimitUnit

AT_ONCE = 0.35  # of all dossiers: certified copies and the like
WAITS = 0.12  # of those that take days: something is asked for
LATE = 0.06
ASKED_ELSEWHERE = 0.03  # another office is asked and gives it back
KNOWN = 0.35  # somebody who came before
COMPANY = 0.08
NULL = r"\N"
MISSING = "Giấy tờ tùy thân"

COLUMNS = {
    "dossier": (
        "id, seq, head, number, version_id, procedure_id, channel, return_channel, applicant_id, mandate, subject, "
        "search_key, helped_unit_id, received_unit_id, deciding_unit_id, state, holder_unit_id, holder_function, "
        "holder_account_id, task, stretch, limit_value, limit_unit, cutoff, received_at, received_on, "
        "received_recorded_on, due_at, due_on, ended_at, ended_on, ended_recorded_on, ended_as, outcome, "
        "outcome_number, outcome_on, returned_at, supplements_asked, last_at"
    ),
    "dossier_task": "id, dossier_id, unit_id, function, account_id, opened_at, taken_at, away, closed_at",
    "dossier_stretch": (
        "id, dossier_id, seq, from_at, to_at, recorded_from, recorded_to, state, holder_unit_id, holder_function, "
        "holder_account_id, due_at, due_on, ended_at, ended_as"
    ),
    "dossier_pause": "id, dossier_id, since, until, why, note",
    "people_applicant": "id, seq, head, kind, name, address, phone, email, search_key",
    "people_identifier": "id, applicant_id, kind, value",
    "journal_entry": (
        "id, subject_type, subject_id, seq, act, moment, recorded_at, actor, post, unit, ground, detail_hash, "
        "prev, hash, format"
    ),
    "journal_detail": "entry, salt, content, retention",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What all days share: the working days in their order, places, how many dossiers each day brings."""

    seed: int
    days: tuple[date, ...]
    per_day: int
    places: Sequence[Place]
    calendar: WorkCalendar


@dataclass(slots=True)
class _Life:
    """A dossier on its way, with what its rows will say."""

    id: str
    place: Place
    offered: Offered
    received_at: datetime
    due: datetime | None
    applicant: str = ""
    key: str = ""
    number: str = ""
    seq: int = 0
    head: bytes = b""
    state: int = 0
    unit: str = ""
    function: str = ""
    account: str = ""
    ended_at: datetime | None = None
    ended_as: str = ""
    returned_at: datetime | None = None
    paused_since: datetime | None = None
    document: str = ""
    tasks: list[list[str]] = field(default_factory=list)
    stretches: list[tuple[str, datetime, str]] = field(default_factory=list)  # id, since, the rest of the row


def handling_days(rng: Random, limit: Limit) -> int:
    """How many working days handling takes: mostly well within the limit, sometimes late."""
    days = limit.value if limit.unit == LimitUnit.WORKING_DAY else max(1, limit.value * 5 // 7)
    days = days if limit.unit != LimitUnit.HOUR else 1
    share = 1 + rng.expovariate(2) if rng.random() < LATE else rng.uniform(0.25, 1)
    return max(1, round(days * share))


class Days:
    """Writes the dossiers of days as lines to copy, by table."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.last = len(plan.days) - 1
        self.shares = list(accumulate(p.share for p in plan.places))
        self.of_place = {p.deciding: _draws(p) for p in plan.places}
        self.known: dict[str, list[tuple[str, str]]] = {}
        self.due: dict[tuple[date, Limit], date | None] = {}
        self.lines: dict[str, list[str]] = {}
        self.rng = Random(plan.seed)  # noqa: S311 -- the same data for the same seed
        self.names = Names(self.rng)

    def day(self, index: int) -> dict[str, list[str]]:
        """The lines of all dossiers received on the day of this index, by table."""
        self.lines = {table: [] for table in COLUMNS}
        self.rng.seed(f"{self.plan.seed}/{index}")
        serials: dict[str, int] = {}
        moments = sorted(self._moment(index) for _ in range(self.plan.per_day))
        for moment in moments:
            place = self.plan.places[bisect(self.shares, self.rng.random() * self.shares[-1])]
            serials[place.prefix] = serials.get(place.prefix, 0) + 1
            self._live(index, moment, place, serials[place.prefix])
        return self.lines

    def _moment(self, index: int) -> datetime:
        """A moment of the day at which the desks are open."""
        second = self.rng.randrange(7 * 3600)
        # Until 11:20, and from 13:35 until 16:55.
        opens = timedelta(hours=7, minutes=40) if second < 13_200 else timedelta(hours=9, minutes=55)
        midnight = datetime.combine(self.plan.days[index], time(), LOCAL)
        return midnight + opens + timedelta(seconds=second)

    def _live(self, index: int, at: datetime, place: Place, serial: int) -> None:
        rng = self.rng
        quick, slow = self.of_place[place.deciding]
        shares, offered = quick if rng.random() < AT_ONCE and quick[1] else slow
        chosen = offered[bisect(shares, rng.random() * shares[-1])]
        life = _Life(self._id(at), place, chosen, at, self._due(at, chosen.limit))
        life.number = f"{place.prefix}-{at:%y%m%d}-{serial:04d}"
        receiver = rng.choice(place.receivers)
        life.applicant, words = self._applicant(at, place, receiver)
        life.key = f"{fold(life.number)} {words}"
        said = {
            "number": life.number, "procedure": chosen.code, "version": chosen.version, "channel": "counter",
            "applicant": life.applicant,
        }  # fmt: skip
        self._lie(life, at, place.received, "receiving")
        self._act(life, "receive", at, receiver, said, State.RECEIVED)
        if chosen.at_once:
            self._at_once(life, index, at, receiver)
        else:
            self._in_steps(life, index, at, receiver)
        self._write(life)

    def _at_once(self, life: _Life, index: int, at: datetime, receiver: Hand) -> None:
        at += timedelta(minutes=self.rng.randint(2, 5), seconds=self.rng.randrange(60))
        self._decide(life, at)
        self._return(life, at + timedelta(minutes=self.rng.randint(1, 4)), receiver)

    def _in_steps(self, life: _Life, index: int, at: datetime, receiver: Hand) -> None:
        rng, place = self.rng, life.place
        days, waits = handling_days(rng, life.offered.limit), rng.random() < WAITS
        age = self.last - index
        done = 1.0 if age >= days else (age + rng.random()) / days
        if done < 0.06:
            return  # still at the counter
        handler = rng.choice(place.handlers)
        steps = self._steps(index, min(index + days, self.last), at)
        # Some go into the inbox of the office, some straight to an officer.
        untaken = done < 0.5
        self._lie(life, steps[0], place.deciding, "handling", "" if untaken else handler[0])
        self._act(life, "move", steps[0], receiver, {}, State.IN_PROCESS)
        if untaken:
            return
        if waits and (done < 1 or rng.random() < 0.1):
            life.paused_since, due = steps[1], life.due
            life.due = None
            self._act(life, "ask_for_supplement", steps[1], handler, {"missing": MISSING}, State.SUPPLEMENT)
            if done < 1:
                return
            life.paused_since, life.due = None, due
            self._pause(life, steps[1], steps[2])
            self._act(life, "resume", steps[2], handler, {}, State.IN_PROCESS)
        if rng.random() < ASKED_ELSEWHERE:
            other = rng.choice(self.plan.places)
            colleague = rng.choice(other.handlers)
            self._lie(life, steps[2], other.deciding, "handling", colleague[0])
            self._act(life, "move", steps[2], handler, {"note": "Xin ý kiến"}, State.IN_PROCESS)
            self._lie(life, steps[3], place.deciding, "handling", handler[0])
            self._act(life, "move", steps[3], colleague, {}, State.IN_PROCESS)
        up = rng.random() < 0.4 if done >= 1 else done > 0.85
        if up:
            self._lie(life, steps[3], place.deciding, "leader")
            self._act(life, "move", steps[3], handler, {}, State.IN_PROCESS)
        if done < 1:
            return
        if rng.random() < 0.015:
            self._lie(life, steps[4], "", "")
            life.ended_at, life.ended_as = steps[4], "on_time"
            self._act(life, "withdraw", steps[4], receiver, {"reason": "Người nộp rút hồ sơ"}, State.WITHDRAWN)
            return
        self._decide(life, steps[4])
        collected = index + days + int(rng.expovariate(0.6))
        if collected < self.last:
            self._return(life, self._moment(collected + 1), receiver)

    def _steps(self, first: int, last: int, at: datetime) -> list[datetime]:
        """Five moments in order, from reception to the day on which handling ends or the last day."""
        found = sorted(self._moment(self.rng.randint(first, last)) for _ in range(4))
        found = [max(moment, at + timedelta(minutes=n + 1)) for n, moment in enumerate(found)]
        return [*found, max(found[-1] + timedelta(minutes=5), self._moment(last))]

    def _decide(self, life: _Life, at: datetime) -> None:
        leader = self.rng.choice(life.place.leaders)
        said = {"outcome": "granted"}
        if life.offered.gives_document:
            life.document = f"{self.rng.randrange(1, 9999)}/QĐ-UBND"
            said |= {"document": life.document, "document_on": at.date().isoformat()}
        life.ended_at, life.ended_as = at, classify(at, life.due, life.offered.limit)
        self._lie(life, at, life.place.received, "returning")
        self._act(life, "decide", at, leader, said, State.DECIDED)

    def _return(self, life: _Life, at: datetime, hand: Hand) -> None:
        life.returned_at = at
        self._lie(life, at, "", "")
        self._act(life, "return", at, hand, {}, State.RETURNED)

    def _due(self, at: datetime, limit: Limit) -> datetime | None:
        """When it is due; a limit in working days falls on one day for all that a day brings, at their hour."""
        if limit.unit == LimitUnit.WORKING_DAY and limit.value and limit.cutoff is None:
            key = at.date(), limit
            if key not in self.due:
                morning = datetime.combine(at.date(), time(9), LOCAL)
                found = due_at(morning, limit, self.plan.calendar)
                self.due[key] = found.date() if found else None
            day = self.due[key]
            return datetime.combine(day, at.time().replace(second=0), LOCAL) if day else None
        return due_at(at, limit, self.plan.calendar)

    def _applicant(self, at: datetime, place: Place, by: Hand) -> tuple[str, str]:
        """Somebody who came before, or somebody new with the entry that brings him in; id and search words."""
        rng, known = self.rng, self.known.setdefault(place.received, [])
        if known and rng.random() < KNOWN:
            return rng.choice(known)
        company = rng.random() < COMPANY
        name, numbers = self.names.company() if company else self.names.person()
        address = f"Ấp {rng.randint(1, 9)}, {place.name}, {place.above}"
        words = fold(" ".join([name, *(value for _, value in numbers), address]))
        one = self._id(at)
        said = {"name": name, "identifiers": [list(n) for n in numbers]}
        head = self._entry("applicant", one, 1, "enter_applicant", at, by, said, b"", "personal")
        kind, phone = "organisation" if company else "person", f"09{rng.randrange(10**8):08d}"
        self._line("people_applicant", one, "1", _bytes(head), kind, name, address, phone, "", words)
        for number_kind, value in numbers:
            self._line("people_identifier", self._id(at), one, number_kind, value)
        known.append((one, words))
        if len(known) > 4000:
            del known[:2000]
        return one, words

    def _lie(self, life: _Life, at: datetime, unit: str, function: str, account: str = "") -> None:
        """Close the task and open the next."""
        if life.tasks:
            life.tasks[-1][-1] = _moment(at)
        life.unit, life.function, life.account = unit, function, account
        if unit:
            taken = _moment(at) if account else NULL
            away = "f" if unit in (life.place.deciding, life.place.received) else "t"
            opened = _moment(at)
            life.tasks.append([self._id(at), life.id, unit, function, account or NULL, opened, taken, away, NULL])

    def _act(self, life: _Life, act: str, at: datetime, by: Hand, said: dict[str, Any], state: State) -> None:
        """The entry of an act and the stretch that begins with it."""
        life.state, life.seq = int(state), life.seq + 1
        now: dict[str, Any] = {
            "state": life.state, "unit": life.unit, "function": life.function, "account": life.account,
            "due_at": canonical(life.due), "ended_at": canonical(life.ended_at), "ended_as": life.ended_as,
        }  # fmt: skip
        detail = said | {"now": {name: value for name, value in now.items() if value not in (None, "")}}
        life.head = self._entry("dossier", life.id, life.seq, act, at, by, detail, life.head)
        rest = "\t".join(
            (
                str(life.state), life.unit or NULL, life.function, life.account or NULL, _moment(life.due),
                _day(life.due), _moment(life.ended_at), life.ended_as,
            )
        )  # fmt: skip
        life.stretches.append((self._id(at), at, rest))

    def _entry(
        self,
        kind: str,
        subject: Any,
        seq: int,
        act: str,
        at: datetime,
        by: Hand,
        said: dict[str, Any],
        prev: bytes,
        retention: str = "record",
    ) -> bytes:
        text, salt = detail_text(said), self.rng.randbytes(16)
        hashed, one = detail_hash(salt, text), self._id(at)
        actor, post, unit = by
        what: dict[str, Any] = {
            "id": one, "subject_type": kind, "subject_id": subject, "seq": seq, "act": act, "moment": at,
            "recorded_at": at, "actor": actor, "post": post, "unit": unit, "ground": "OFFICE",
            "detail_hash": hashed, "prev": prev,
        }  # fmt: skip
        head = entry_hash(**what)
        moment = _moment(at)
        self._line(
            "journal_entry", one, kind, subject, str(seq), act, moment, moment, actor, post, unit, "OFFICE",
            _bytes(hashed), _bytes(prev), _bytes(head), str(FORMAT),
        )  # fmt: skip
        self._line("journal_detail", one, _bytes(salt), text.replace("\\", r"\\"), retention)
        return head

    def _pause(self, life: _Life, since: datetime, until: datetime | None) -> None:
        self._line("dossier_pause", self._id(since), life.id, _moment(since), _moment(until), "supplement", MISSING)

    def _write(self, life: _Life) -> None:
        if life.paused_since:
            self._pause(life, life.paused_since, None)
        for task in life.tasks:
            self._line("dossier_task", *task)
        ends: list[datetime | None] = [*(since for _, since, _ in life.stretches[1:]), None]
        for seq, ((one, since, rest), until) in enumerate(zip(life.stretches, ends, strict=True), start=1):
            begins, stops = _moment(since), _moment(until)
            self._line("dossier_stretch", one, life.id, str(seq), begins, stops, begins, stops, rest)
        limit, place, decided = life.offered.limit, life.place, life.state in (State.DECIDED, State.RETURNED)
        received, ended = life.received_at, life.ended_at
        open_task = life.tasks[-1][0] if life.unit else NULL
        self._line(
            "dossier", life.id, str(life.seq), _bytes(life.head), life.number, life.offered.version,
            life.offered.procedure, "counter", "counter", life.applicant, "", "", life.key,
            place.received, place.received, place.deciding, str(life.state), life.unit or NULL, life.function,
            life.account or NULL, open_task, life.stretches[-1][0], str(limit.value), limit.unit.value,
            limit.cutoff.isoformat() if limit.cutoff else NULL,
            _moment(received), _day(received), _day(received), _moment(life.due), _day(life.due), _moment(ended),
            _day(ended), _day(ended), life.ended_as, "granted" if decided else "", life.document,
            _day(ended) if life.document else NULL, _moment(life.returned_at),
            "1" if life.paused_since else "0", _moment(life.stretches[-1][1]),
        )  # fmt: skip

    def _line(self, table: str, *values: str) -> None:
        self.lines[table].append("\t".join(values))

    def _id(self, at: datetime) -> str:
        """A version 7 uuid of a moment, as text."""
        random = f"{self.rng.getrandbits(74):019x}"
        stamp = f"{int(at.timestamp() * 1000):012x}"
        variant = "89ab"[int(random[0], 16) & 3]
        return f"{stamp[:8]}-{stamp[8:]}-7{random[1:4]}-{variant}{random[4:7]}-{random[7:]}"


def _draws(place: Place) -> tuple[tuple[list[float], list[Offered]], tuple[list[float], list[Offered]]]:
    """What a place gives at once and what it takes days for, each with the running sums of their shares."""

    def of(rule: Callable[[Offered], bool]) -> tuple[list[float], list[Offered]]:
        chosen = [o for o in place.offered if rule(o)]
        return list(accumulate(o.share for o in chosen)), chosen

    return of(lambda o: o.at_once), of(lambda o: not o.at_once)


def _moment(at: datetime | None) -> str:
    return NULL if at is None else at.astimezone(UTC).isoformat()


def _day(at: datetime | None) -> str:
    return NULL if at is None else at.astimezone(LOCAL).date().isoformat()


def _bytes(value: bytes) -> str:
    return rf"\\x{value.hex()}"
