"""The whole year as a plan: pure, without clock or database, the same for the same seed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from motcua.demo import choices
from motcua.demo.cases import Case, Clock, Intake, NotEnough, Offered
from motcua.demo.choices import PUBLISHED, Totals
from motcua.demo.district import COMMUNES, DESK, MERGED, MERGED_OFFICE, MERGED_ON, OFFICES
from motcua.demo.hours import Hours
from motcua.demo.lives import Act, Lives
from motcua.demo.quotas import Endings
from motcua.demo.rota import Rota
from motcua.worktime.calendar import WorkCalendar

DOCUMENT_LETTERS = {office.key: f"KQ-{office.letters}" for office in (*OFFICES, MERGED_OFFICE)} | {
    commune.key: "KQ-UBND" for commune in COMMUNES
}
REFUSED_WHY = ("not_competent", "conditions", "false_papers")
RETURNED_WHY = ("incomplete", "wrong_form")
DRAWS = 5


@dataclass(frozen=True, slots=True)
class Request:
    """Filed online and not received: refused at the desk."""

    offered: Offered
    unit: str
    desk: str
    officer: str
    filed: datetime
    refused: int
    channel: str = "online"
    return_channel: str = "counter"


@dataclass(frozen=True, slots=True)
class Plan:
    """Cases in the order of their reception with the acts of each, and the requests that were refused."""

    hours: Hours
    cases: Sequence[Case]
    lives: Sequence[Sequence[Act]]
    requests: Sequence[Request]
    applicants: int
    loads: Counter[tuple[str, int, str]]


def plan_year(offered: Sequence[Offered], calendar: WorkCalendar, seed: int, totals: Totals = PUBLISHED) -> Plan:
    """Plan a year that ends with the totals. Raises NotEnough where the choices leave no room for them.

    A draw that leaves none by bad luck is made anew, a few times.
    """
    for attempt in range(DRAWS - 1):
        try:
            return _planned(offered, calendar, Random(f"{seed}/{attempt}"), totals)
        except NotEnough:
            continue
    return _planned(offered, calendar, Random(f"{seed}/{DRAWS}"), totals)


def _planned(offered: Sequence[Offered], calendar: WorkCalendar, rng: Random, totals: Totals) -> Plan:
    hours = Hours(calendar)
    clock, rota = Clock(hours, calendar), Rota(hours)
    cases = Intake(offered, hours, clock, rota, rng).draw(totals)
    Endings(cases, totals, hours, clock, rng).give()
    cases.sort(key=lambda case: case.received)
    applicants = _applicants(cases, hours, rng)
    for case in cases:
        _outcome(case, rng)
    lives = Lives(hours, rota, rng)
    # Who has the least room goes first: what is given at once has minutes, all else has days.
    acts: dict[int, list[Act]] = {}
    for n, case in sorted(enumerate(cases), key=lambda each: (each[1].in_steps, each[0])):
        acts[n] = lives.live(case)
    _documents(cases, [acts[n] for n in range(len(cases))], hours)
    requests = _requests(offered, hours, rota, rng, round(totals.to_handle * choices.REFUSED_REQUESTS))
    return Plan(hours, cases, [acts[n] for n in range(len(cases))], requests, applicants, rota.loads)


def _applicants(cases: Sequence[Case], hours: Hours, rng: Random) -> int:
    """Number the applicants. Some come again, to the same desk in a later month. Returns how many there are."""
    known: dict[str, list[int]] = defaultdict(list)
    fresh: dict[str, list[int]] = defaultdict(list)
    month, many = None, 0
    for case in cases:
        day = hours.days[hours.day(case.received)]
        if (day.year, day.month) != month:
            month = day.year, day.month
            for desk, numbers in fresh.items():
                known[desk] += numbers
            fresh.clear()
        kind = f"{case.desk}/{case.unit in choices.BUSINESS_OFFICES}"
        if known[kind] and rng.random() < choices.KNOWN_APPLICANT:
            case.applicant = rng.choice(known[kind])
        else:
            case.applicant = many
            fresh[kind].append(many)
            many += 1
    return many


def _outcome(case: Case, rng: Random) -> None:
    drawn = rng.random()
    if rng.random() < choices.RETURNED_BY_POST and case.in_steps:
        case.return_channel = "post"
    if not case.in_steps or case.end not in ("early", "on_time", "late"):
        return
    if drawn < choices.DECIDED_REFUSED:
        case.outcome, case.reason = "refused", rng.choice(REFUSED_WHY)
    elif drawn < choices.DECIDED_REFUSED + choices.DECIDED_RETURNED:
        case.outcome, case.reason = "returned", rng.choice(RETURNED_WHY)


def _documents(cases: Sequence[Case], lives: Sequence[Sequence[Act]], hours: Hours) -> None:
    """Number the results of each unit in the order in which they were signed, anew every year."""
    signed = sorted((act.second, n) for n, acts in enumerate(lives) for act in acts if act.kind == "decide")
    numbers: Counter[tuple[str, int]] = Counter()
    for second, n in signed:
        case = cases[n]
        if case.offered.gives_document:
            day = hours.days[hours.day(second)]
            unit = MERGED_OFFICE.key if day >= MERGED_ON and case.unit in MERGED else case.unit
            numbers[unit, day.year] += 1
            case.document = f"{numbers[unit, day.year]:02d}/{DOCUMENT_LETTERS[unit]}"


def _requests(offered: Sequence[Offered], hours: Hours, rota: Rota, rng: Random, many: int) -> list[Request]:
    online = [each for each in offered if "online" in each.limits]
    begins = hours.from_day(choices.BEGINS)
    communes = {commune.key for commune in COMMUNES}
    requests: list[Request] = []
    while len(requests) < many:
        each = rng.choice(online)
        unit = rng.choice(each.units)
        desk = unit if unit in communes else DESK
        day = rng.randrange(begins, len(hours.days))
        officer = rota.receiver(desk, day)
        second = rota.in_sitting(
            officer, day * hours.per_day + rng.randint(1800, 7200), day * hours.per_day, (day + 1) * hours.per_day
        )
        if second is not None:
            filed = hours.moment(second) - timedelta(minutes=rng.randint(15, 960))
            requests.append(Request(each, unit, desk, officer, filed, second))
    return requests
