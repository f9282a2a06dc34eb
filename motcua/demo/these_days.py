"""Dossiers of these days for the demo's offices: so that the desks show work, and not only a year long past.

A few people a day come to each unit that receives. What they hand in goes the way of its procedure at the pace of
an office and stops where the present catches up with it: with the desk, in an inbox, in hands, with the leader,
waiting for a paper, decided, returned. The figures of the played year stay: nothing happens before its end.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from motcua.catalogue.kept import VersionFacts, catalogue
from motcua.demo.district import COMMUNES, DESK_CODE
from motcua.demo.hours import Hours
from motcua.demo.money import Paying, Till, give_books_and_accounts
from motcua.demo.names import Names
from motcua.demo.settled import Settling
from motcua.demo.since import change_since
from motcua.demo.stage import Bar
from motcua.demo.told import LAST_STEPS, Telling
from motcua.demo.words import MISSING, TRANSFER
from motcua.dossiers import ending, passing, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.books import Book, Line
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.intake import Intake
from motcua.dossiers.receive import receive
from motcua.dossiers.refusals import Done
from motcua.fees.quote import quote
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Function, Post
from motcua.worktime.load import calendar_for

WORKING_DAYS = 9
A_DAY = 3  # people a day at each unit that receives
AT_ANOTHER_BODY = 5  # dossiers at a unit that receives such, whose clock stands for another body now
FIRST_NUMBER = 700_000  # of the applicants: none of the year's
COPIES_A_DESK = 6
CERTIFIED_COPIES = "2.000815"
COPIED = ("Căn cước công dân", "Giấy khai sinh", "Bằng tốt nghiệp", "Giấy chứng nhận quyền sử dụng đất")
TEXT = "Hồ sơ đủ điều kiện, đề nghị lãnh đạo xem xét, ký."


class NoDistrict(LookupError):
    """The demo's district is not in this database."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next to a dossier, and at which second of the offices' hours."""

    second: int
    order: int
    dossier: UUID
    act: Callable[[datetime], Done]


class TheseDays:
    """The last working days up to a moment, for every unit of the demo that receives."""

    def __init__(self, now: datetime, seed: int) -> None:
        self.rng, self.names = Random(seed), Names(seed)
        self.units: Tree = tree()
        self.day = local_day(now)
        self.people: dict[tuple[UUID, str], list[Account]] = {}
        for post in Post.objects.held_on(self.day).select_related("account").order_by("pk"):
            self.people.setdefault((post.unit_id, post.function), []).append(post.account)
        self.desks = list(self._desks())
        if not self.desks:
            raise NoDistrict
        self.calendar = calendar_for(self.units.path(self.desks[0][1], self.day))
        self.hours = Hours(self.calendar, self.day - timedelta(days=3 * WORKING_DAYS), self.day)
        self.last = max((s for s in range(0, self.hours.end, 60) if self.hours.moment(s) < now), default=0)
        self.steps: list[Step] = []
        self.till = Till()

    def _desks(self) -> Iterator[tuple[str, UUID]]:
        """The units that receive, by the key of the commune whose people come there."""
        for code, key in [(DESK_CODE, COMMUNES[0].key), *((c.code, c.key) for c in COMMUNES)]:
            place = self.units.by_code(code, self.day)
            if place is not None and (place.unit, Function.RECEIVING.value) in self.people:
                yield key, place.unit

    def play(self, bar: Callable[[int], AbstractContextManager[Bar]]) -> int:
        """Receive and handle; returns how many dossiers came in."""
        Settling(self.people, self.calendar).play()
        change_since(self.units)
        first_day = self.hours.moment(max(0, self.last - WORKING_DAYS * self.hours.per_day))
        give_books_and_accounts((desk for _commune, desk in self.desks), self.units, first_day)
        first = max(0, self.last - WORKING_DAYS * self.hours.per_day)
        number = FIRST_NUMBER
        for commune, desk in self.desks:
            offered = self._offered(desk)
            for _n in range(WORKING_DAYS * A_DAY if offered else 0):
                number += 1
                self._plan(commune, desk, self.rng.choice(offered), self.rng.randint(first, self.last), number)
            waits = [each for each in offered if _outside(each[0])]
            for n in range(AT_ANOTHER_BODY if waits else 0):
                number += 1
                second = self.last - int((2.5 + 0.4 * n) * self.hours.per_day)
                self._plan(commune, desk, self.rng.choice(waits), second, number, waits=True)
            for _n in range(COPIES_A_DESK if self._gives_copies(desk) else 0):
                number += 1
                self._plan_copy(commune, desk, number)
        self.steps.sort(key=lambda step: (step.second, step.order))
        over: set[UUID] = set()
        telling = Telling(self.people)
        with bar(len(self.steps)) as shown:
            for n, step in enumerate(self.steps):
                if n == max(0, len(self.steps) - LAST_STEPS):
                    telling.begin(self.hours.moment(step.second))
                if step.dossier not in over and step.act(self.hours.moment(step.second)).refused:
                    over.add(step.dossier)  # whoever was to act has no post for it: it stays where it lies
                shown.update(1)
        end = self.hours.moment(self.last)
        self.till.bring_statements(end, interest=True)
        telling.settle(end)
        return number - FIRST_NUMBER

    def _offered(self, desk: UUID) -> list[tuple[VersionFacts, UUID]]:
        """What is handed in at a desk: procedures of its own unit, or at the district's of its offices."""
        path = self.units.path(desk, self.day)
        found = []
        for (unit, _code), offers in sorted(
            catalogue().offers.items(), key=lambda row: (str(row[0][0]), row[0][1])
        ):
            own = unit == desk or (self.units.path(unit, self.day)[-1] == path[-1] and desk == self.desks[0][1])
            handled = (unit, Function.HANDLING.value) in self.people and (
                unit,
                Function.LEADER.value,
            ) in self.people
            for valid, version in offers:
                in_force = self.day in valid and self.day in version.valid
                if own and handled and in_force and "counter" in version.terms and not version.at_once:
                    found.append((version, unit))
        return found

    def _plan(
        self,
        commune: str,
        desk: UUID,
        offered: tuple[VersionFacts, UUID],
        second: int,
        number: int,
        *,
        waits: bool = False,
    ) -> None:
        """One dossier from the counter to its return, as far as time goes; how quickly depends on its limit.

        One that `waits` is held up by another body for a while.
        """
        version, unit = offered
        named = version.case_names("counter")
        case = named[number % len(named)][0] if named else ""
        terms = version.terms_for("counter", case) or version.terms["counter"]
        person = self.names.applicant(number, commune, False)
        if number % 3 == 0:
            person = replace(person, email=f"nguoi-{number}@motcua.example")
        intake = Intake(version.code, person, desk, unit, case=case)
        whole = max(1, terms.limit_value) * (3600 if terms.limit_unit == "hour" else self.hours.per_day)
        pace = min(whole * self.rng.choice((0.4, 0.6, 0.8, 0.95, 1.2)), 7 * self.hours.per_day)
        receiver, officer, leader = (
            self._one(place, function)
            for place, function in ((desk, Function.RECEIVING), (unit, Function.HANDLING), (unit, Function.LEADER))
        )
        steps: list[tuple[float, Callable[[datetime], Done]]] = [
            (0, self._receive(intake, receiver)),
            (0.08, self._act(passing.move, intake.id, receiver, "move", to=Holder(unit, "handling"))),
            (0.2, self._act(passing.take, intake.id, officer, "take")),
        ]
        if self.rng.random() < 0.12:
            missing = {"missing": self.rng.choice(MISSING)}
            ask = waiting.ask_for_supplement
            steps.append((0.3, self._act(ask, intake.id, officer, "ask_for_supplement", **missing)))
        elif waits:
            asked = {"cause": self.rng.choice(_outside(version)), "note": TRANSFER % {"number": number % 1000}}
            steps.append((0.3, self._act(waiting.wait_for, intake.id, officer, "wait_for", **asked)))
            steps.append((0.8, self._act(waiting.resume, intake.id, officer, "resume")))
        else:
            up = {"to": Holder(unit, "leader"), "draft": Proposal("granted", TEXT)}
            steps.append((0.7, self._act(passing.move, intake.id, officer, "move", **up)))
            steps.append((1.0, self._act(ending.agree, intake.id, leader, "decide")))
            steps.append((1.3, self._act(ending.return_result, intake.id, receiver, "return")))
        self._pays(intake, second, number, receiver, leader)
        for order, (share, act) in enumerate(steps):
            at = second + int(share * pace) + 60 * order
            if at < self.last:
                self.steps.append(Step(at, number * 10 + order, intake.id, act))

    def _gives_copies(self, desk: UUID) -> bool:
        leads = (desk, Function.LEADER.value) in self.people
        return leads and catalogue().offered(CERTIFIED_COPIES, desk, self.day) is not None

    def _plan_copy(self, commune: str, desk: UUID, number: int) -> None:
        """Certified copies of today: at the leader's at once, signed soon, handed out when somebody comes back."""
        pages, copies = self.rng.randint(1, 6), self.rng.randint(1, 4)
        fee = quote(pages, copies, self.day, procedure=CERTIFIED_COPIES).total
        intake = Intake(
            CERTIFIED_COPIES,
            self.names.applicant(number, commune, False),
            desk,
            desk,
            lies_with=Holder(desk, Function.LEADER),
            line=Line(Book.COPIES, self.rng.choice(COPIED), pages, copies, fee),
        )
        receiver, leader = self._one(desk, Function.RECEIVING), self._one(desk, Function.LEADER)
        second = self.last - self.rng.randint(1, self.hours.per_day // 2)
        self._pays(intake, second, number, receiver, leader)
        for order, (later, act) in enumerate(
            (
                (0, self._receive(intake, receiver)),
                (self.rng.randint(600, 9000), self._act(ending.agree, intake.id, leader, "decide")),
                (10_000, self._act(ending.return_result, intake.id, receiver, "return")),
            )
        ):
            if second >= 0 and second + later < self.last:
                self.steps.append(Step(second + later, number * 10 + order, intake.id, act))

    def _pays(self, intake: Intake, second: int, number: int, clerk: Actor, leader: Actor) -> None:
        """Of two one is charged by its version, right after its reception; now and then it is not paid yet."""
        if number % 2 or not 0 <= second < self.last - 180:
            return
        line, desk = intake.line, intake.received_unit
        cashier = Actor.of(self.people[desk, Function.CASHIER][0], self.day)
        counted = {"pages": line.pages, "copies": line.copies} if line else {}

        def paid(at: datetime) -> Done:
            one = Paying(intake.id, intake.procedure, at, desk, clerk, cashier, leader, **counted)
            amount = self.till.charge(one)
            if amount and number % 14:
                self.till.settle(one, amount)
            return Done((), {})

        self.steps.append(Step(second + 1, number * 10 + 9, intake.id, paid))

    def _one(self, unit: UUID, function: str) -> Actor:
        return Actor.of(self.rng.choice(self.people[unit, function]), self.day)

    def _receive(self, intake: Intake, by: Actor) -> Callable[[datetime], Done]:
        return lambda at: receive(
            [intake], by=by, at=at, ground=ground_for("receive", local_day(at)), recorded_at=at
        )

    def _act(
        self, act: Callable[..., Done], dossier: UUID, by: Actor, ground: str, **given: Any
    ) -> Callable[[datetime], Done]:
        return lambda at: act(
            [dossier], by=by, at=at, recorded_at=at, ground=ground_for(ground, local_day(at)), **given
        )


def _outside(version: VersionFacts) -> list[str]:
    """The other bodies for which the clock of a version's dossiers may stand."""
    return [cause.value for cause in waiting.OUTSIDE if cause in version.pauses]
