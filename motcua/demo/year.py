"""Last part: the dossiers of the year, through the acts and nothing else.

The plan says who does what when; here every act is done by its officer's account, at its moment, recorded at that
same moment. Acts of one officer that say the same go in one call. Within a month the acts are played stage after
stage, so that each dossier's come in their order; entries bear the ids of their moments, so that positions follow
the year and not the order of the calls.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from motcua.catalogue.district import rows
from motcua.demo import choices, words
from motcua.demo.cases import Case, offered_by_district
from motcua.demo.choices import CARRIED_FROM
from motcua.demo.district import COMMUNES, DESK
from motcua.demo.lives import Act
from motcua.demo.mergers import standing, take_force_until
from motcua.demo.money import Paying, Till, give_books_and_accounts
from motcua.demo.names import Names
from motcua.demo.plan import Plan, Request, plan_year
from motcua.demo.rota import leaders
from motcua.demo.stage import Bar, Stage, open_month
from motcua.dossiers import counts, ending, passing, receive, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.journal import positions
from motcua.journal.ids import uuid7
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.models import Function
from motcua.worktime.load import calendar_for

# The legal ground of each act.
GROUNDS = {
    "file": "APPLICANT",
    "receive": "ND61-2018.17",
    "send": "ND61-2018.18",
    "take": "ND61-2018.18",
    "ask_supplement": "ND61-2018.19",
    "ask_fee": "ND61-2018.19",
    "resume": "ND61-2018.19",
    "submit": "ND61-2018.19",
    "decide": "ND61-2018.19",
    "return": "ND61-2018.20",
    "withdraw": "APPLICANT",
    "stop": "ND61-2018.19",
    "refuse": "ND61-2018.17",
}
AT_MOST = 1_000  # dossiers in one call
FILED = "filed"
FIRST_MORNING = datetime.combine(choices.BEGINS, time(7, 30), LOCAL)


class Refused(RuntimeError):
    """An act that the plan foresaw was refused: the plan and the rules do not agree."""


class Turn(NamedTuple):
    """One act on one dossier at its moment, with what tells calls apart (`said`)."""

    at: datetime
    stage: int
    kind: str
    officer: str
    said: str
    number: int


def play(stage: Stage) -> None:
    """Plan the year and play it, month after month; then fold the counts and give the entries their positions."""
    day = CARRIED_FROM
    calendar = calendar_for(tree().path(stage.units["huyen"].pk, day))
    plan = plan_year(offered_by_district(rows()), calendar, stage.seed, stage.totals)
    turns = sorted(_turns(plan), key=lambda turn: turn.at)
    with stage.bar(len(turns)) as bar:
        year = Year(stage, plan)
        for month, of_month in groupby(turns, key=lambda turn: local_day(turn.at).replace(day=1)):
            if take_force_until(stage, month):
                year.stands_on(stage, month)
            year.month(list(of_month), bar)
    while counts.fold():
        pass
    while positions.place():
        pass


def _turns(plan: Plan) -> Iterator[Turn]:
    hours = plan.hours
    for number, (case, acts) in enumerate(zip(plan.cases, plan.lives, strict=True)):
        for act in acts:
            at = case.filed if act.kind == "file" and case.filed else hours.moment(act.second)
            yield Turn(at, act.stage, act.kind, act.officer, _said(case, act), number)
    for number, request in enumerate(plan.requests, start=len(plan.cases)):
        yield Turn(request.filed, 0, "file", "", "", number)
        yield Turn(hours.moment(request.refused), 1, "refuse", request.officer, "", number)


def _said(case: Case, act: Act) -> str:
    """What distinguishes an act from others of its kind: one call says one thing."""
    match act.kind:
        case "receive":
            # One by one: drafts of a set get their numbers in the order in which they were filed.
            return case.desk if case.filed is None else f"{FILED} {case.received}"
        case "send" | "submit":
            return case.unit
        case "ask_supplement":
            return words.MISSING[case.received % len(words.MISSING)]
        case "decide":
            return f"{case.outcome}/{case.reason}"
    return ""


class Year:
    """Plays the turns of a plan."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self.plan = plan
        self.stands_on(stage, choices.BEGINS)
        self.matters: Sequence[Case | Request] = [*plan.cases, *plan.requests]
        self.ids: list[UUID] = [uuid7(_first_seen(matter, plan)) for matter in self.matters]
        self.people = _people(plan, stage.seed)
        self.known: dict[int, UUID] = {}
        self.till, self.charged = Till(), 0
        desks = [self.units[key] for key in (DESK, *(commune.key for commune in COMMUNES))]
        open_month(FIRST_MORNING)
        give_books_and_accounts(desks, tree(), FIRST_MORNING)

    def stands_on(self, stage: Stage, day: date) -> None:
        """From now on: who does the work of each unit on that day, and the posts that officers hold."""
        self.units = standing({key: unit.pk for key, unit in stage.units.items()}, day)
        self.actors = {name: Actor.of(account, day) for name, account in stage.accounts.items()}
        self.actors[""] = SYSTEM_ACTOR

    def month(self, turns: Sequence[Turn], bar: Bar) -> None:
        """Play the turns of one month, stage after stage, one call for what one officer did alike."""
        for at in (turns[0].at, turns[-1].at):
            open_month(at)  # what is filed in the night to the first lies in the month before, in UTC
        for stage, of_stage in groupby(sorted(turns, key=_order), key=lambda turn: turn.stage):
            for (kind, officer, said), alike in groupby(of_stage, key=lambda turn: turn[2:5]):
                several = list(alike)
                for start in range(0, len(several), AT_MOST):
                    part = several[start : start + AT_MOST]
                    self._play(kind, officer, said, part)
                    bar.update(len(part))
            if stage == 1:
                self._remember(turns)
                self._collect([turn for turn in turns if turn.kind == "receive"])

    def _collect(self, turns: Sequence[Turn]) -> None:
        """Of those received at a counter for a fee, one in so many has it in the records of money."""
        for turn in sorted(turns, key=lambda turn: turn.at):
            case = self.plan.cases[turn.number]
            if case.offered.code not in choices.CHARGED or case.channel != "counter" or turn.at < FIRST_MORNING:
                continue
            self.charged += 1
            if self.charged % choices.ONE_IN_PAYS:
                continue
            cashier = f"thuquy.{DESK}" if case.desk == DESK else turn.officer
            one = Paying(
                self.ids[turn.number],
                case.offered.code,
                turn.at,
                self.units[case.desk],
                clerk=self.actors[turn.officer],
                cashier=self.actors[cashier],
                leader=self.actors[leaders(case.unit)[0]],
                pages=1 + turn.number % 5,
                copies=1 + turn.number % 3,
            )
            if amount := self.till.charge(one):
                self.till.settle(one, amount)
        if turns:
            self.till.bring_statements(max(turn.at for turn in turns) + timedelta(minutes=5))

    def _play(self, kind: str, officer: str, said: str, turns: Sequence[Turn]) -> None:
        at = {self.ids[turn.number]: turn.at for turn in turns}
        common: dict[str, Any] = {"by": self.actors[officer], "ground": GROUNDS[kind]}
        if kind == "file" or (kind == "receive" and not said.startswith(FILED)):
            intakes = [self._intake(turn) for turn in turns]
            first = turns[0].at
            common |= {"at": first, "recorded_at": first}
            if kind == "receive":
                done = receive.receive(intakes, **common)
            else:
                done = receive.draft(intakes, filed=True, **common)
        else:
            common |= {"at": at, "recorded_at": at}
            done = self._act(kind, said, list(at), turns, common)
        _all_done(done, kind)

    def _act(self, kind: str, said: str, ids: list[UUID], turns: Sequence[Turn], common: dict[str, Any]) -> Done:
        match kind:
            case "receive":
                return receive.receive_drafts(ids, **common)
            case "refuse":
                return ending.refuse(ids, reason=words.NOT_RECEIVED, **common)
            case "send":
                return passing.move(ids, to=Holder(self.units[said], Function.HANDLING), **common)
            case "take":
                return passing.take(ids, **common)
            case "ask_supplement":
                return waiting.ask_for_supplement(ids, missing=said, **common)
            case "ask_fee":
                return waiting.ask_for_payment(ids, note=words.PAYMENT, **common)
            case "resume":
                return waiting.resume(ids, **common)
            case "submit":
                return passing.move(ids, to=Holder(self.units[said], Function.LEADER), **common)
            case "withdraw":
                return ending.withdraw(ids, reason=words.WITHDRAWN, **common)
            case "stop":
                return ending.stop(ids, reason=words.STOPPED, **common)
            case "return":
                return ending.return_result(ids, **common)
        outcome, _slash, why = said.partition("/")
        reason = (words.REFUSED | words.RETURNED).get(why, "")
        return ending.decide(ids, outcome=outcome, reason=reason, documents=self._documents(turns), **common)

    def _documents(self, turns: Iterable[Turn]) -> dict[UUID, Document]:
        found = {}
        for turn in turns:
            document = self.plan.cases[turn.number].document
            if document:
                found[self.ids[turn.number]] = Document(document, local_day(turn.at))
        return found

    def _intake(self, turn: Turn) -> Intake:
        matter = self.matters[turn.number]
        applicant = matter.applicant if isinstance(matter, Case) else self.plan.applicants + turn.number
        return Intake(
            id=self.ids[turn.number],
            procedure=matter.offered.code,
            applicant=self._applicant(applicant),
            received_unit=self.units[matter.desk],
            deciding_unit=self.units[matter.unit],
            channel=matter.channel,
            return_channel=matter.return_channel,
            papers=words.PAPERS_TO_CERTIFY if matter.offered.field == words.CERTIFICATION else words.PAPERS,
            at=turn.at,
            recorded_at=turn.at,
        )

    def _applicant(self, number: int) -> Person:
        person = self.people[number]
        known = self.known.get(number)
        return person if known is None else Person(person.name, id=known, identifiers=person.identifiers)

    def _remember(self, turns: Iterable[Turn]) -> None:
        """Who came this month is known in the months after."""
        numbers = {self.ids[t.number]: self.plan.cases[t.number].applicant for t in turns if t.kind == "receive"}
        rows = Dossier.objects.filter(pk__in=list(numbers)).values_list("pk", "applicant_id")
        for dossier, applicant in rows:
            self.known.setdefault(numbers[dossier], applicant)


def _order(turn: Turn) -> tuple[int, str, str, str, datetime]:
    """The order of play within a month. Receptions stay in the order of time, for the sake of their numbers."""
    if turn.stage == 1:
        return turn.stage, turn.officer, "", "", turn.at
    return turn.stage, turn.kind, turn.officer, turn.said, turn.at


def _first_seen(matter: Case | Request, plan: Plan) -> datetime:
    return matter.filed or plan.hours.moment(matter.received)  # type: ignore[union-attr]


def _people(plan: Plan, seed: int) -> dict[int, Person]:
    """The applicants of the plan by number; each lives where he first handed in, or in some commune."""
    names, people = Names(seed + 1), {}
    keys = [commune.key for commune in COMMUNES]
    for case in plan.cases:
        if case.applicant not in people:
            home = case.desk if case.desk in keys else keys[case.applicant % len(keys)]
            business = case.unit in choices.BUSINESS_OFFICES and names.rng.random() < choices.ORGANISATION
            people[case.applicant] = names.applicant(case.applicant, home, business)
    for number, request in enumerate(plan.requests, start=len(plan.cases)):
        home = request.desk if request.desk in keys else keys[number % len(keys)]
        people[plan.applicants + number] = names.applicant(plan.applicants + number, home, False)
    return people


def _all_done(done: Done, kind: str) -> None:
    if done.refusal is not None:
        raise Refused(f"{kind}: {done.refusal}")
