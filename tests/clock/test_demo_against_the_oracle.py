"""Every dossier of the demo's year: what the acts, the explanation's arithmetic and the ledger say, and the clerk.

The clerk hears what the journal says happened and when; limits and causes he takes from the catalogue, and that a
dossier lies at the desk until it is sent to the office that decides from docs/rules/demo.md. When offices merge it
goes on with the one that follows.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from motcua.catalogue.models import ChannelTerms, Version
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.moments import LOCAL, local_day
from motcua.organisation.models import Succession
from tests.clock.judging import Answer, Difference, complain, kept, ledgers
from tests.clock.oracle import DAY, Almanac, Limit, Matter, Sheet, column, due, ledger
from tests.clock.town import FIRST, LAST, OFFICE, day_of, minute, moment
from tests.demo.played import Played

END = datetime.combine(date(2019, 11, 6), time(17), LOCAL)
WAITS = {"ask_for_supplement": "supplement", "ask_for_payment": "fee"}
ENDS = {"decide": "decided", "stop": "stopped", "withdraw": "withdrawn"}


class Given(NamedTuple):
    """What stands on a dossier from the first day: which version, how it came, who received it and who decides."""

    id: UUID
    version: UUID
    channel: str
    desk: UUID
    office: UUID


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    """The hours of all offices of the demo."""
    return Sheet(Almanac([(FIRST, OFFICE)]).openings, FIRST, LAST)


def _matters() -> dict[UUID, tuple[Matter, list[str]]]:
    """What the clerk heard of each dossier of the demo, and the lines in which he heard it."""
    rows = Dossier.objects.values_list("id", "version_id", "channel", "received_unit_id", "deciding_unit_id")
    given = {row[0]: Given(*row) for row in rows}
    followed = {before: (after, on) for before, after, on in _successions()}
    limits, pauses = _limits(), dict(Version.objects.values_list("id", "pauses"))
    heard: dict[UUID, tuple[Matter, list[str]]] = {}
    told = Entry.objects.filter(subject_type="dossier").order_by("subject_id", "seq")
    for id, act, at in told.values_list("subject_id", "act", "moment").iterator():
        known = given[id]
        matter, lines = heard.setdefault(id, (Matter(limits[known.version, known.channel]), []))
        lines.append(f"  {at.astimezone(LOCAL):%a %d/%m/%Y %H:%M:%S} {act}")
        after, on = followed.get(known.office, (known.office, at.date()))
        office = after if local_day(at) >= on else known.office
        _hear(matter, act, minute(at) or 0, known._replace(office=office), pauses[known.version])
    return heard


def _successions() -> list[tuple[UUID, UUID, date]]:
    return list(Succession.objects.values_list("before_id", "after_id", "on"))


def _limits() -> dict[tuple[UUID, str], Limit]:
    columns = ("version_id", "channel", "limit_value", "limit_unit", "cutoff")
    return {
        (version, channel): Limit(value, unit, None if cutoff is None else cutoff.hour * 60 + cutoff.minute)
        for version, channel, value, unit, cutoff in ChannelTerms.objects.values_list(*columns)
    }


def _hear(matter: Matter, act: str, at: int, given: Given, pauses: Mapping[str, str]) -> None:
    match act:
        case "receive":
            matter.received = at
            matter.lies(at, given.desk)
        case "move" | "succeed":
            matter.lies(at, given.office)
        case "resume":
            matter.go_on(at)
        case "ask_for_supplement" | "ask_for_payment":
            matter.wait(at, WAITS[act], anew=pauses.get(WAITS[act]) == "anew")
        case "decide" | "stop" | "withdraw":
            matter.finish(at, ENDS[act])
        case _:
            assert act in ("draft", "take", "return", "refuse"), f"the clerk does not know what {act} is"


def _differences(
    heard: Mapping[UUID, tuple[Matter, list[str]]], clerk: Mapping[UUID, Any], program: Mapping[UUID, Any]
) -> Iterator[Difference]:
    for id, told in clerk.items():
        if told != program[id]:
            matter, lines = heard[id]
            yield Difference(len(lines), "\n".join([str(matter.limit), *lines]), str(told), str(program[id]))


def test_every_due_moment_and_every_column_is_the_clerks(played_demo: Played, sheet: Sheet) -> None:
    heard = _matters()
    clerk = {}
    for id, (matter, _) in heard.items():
        at = due(sheet, matter)
        on = None if at is None else day_of(at // DAY)
        clerk[id] = Answer(None if at is None else moment(at * 60), on, None, column(matter, at))
    received = [matter for matter, _ in heard.values() if matter.received is not None]
    assert len(received) == played_demo.document["dossiers"]
    assert {answer.ended_as for answer in clerk.values()} == {"", "early", "on_time", "late"}
    complain(list(_differences(heard, clerk, kept(clerk))), "the demo's clocks")


def test_every_ledger_is_the_clerks(played_demo: Played, sheet: Sheet) -> None:
    heard = _matters()
    units = {id: id for id in Dossier.objects.values_list("holder_unit_id", flat=True)}
    units |= {id: id for pair in Dossier.objects.values_list("received_unit_id", "deciding_unit_id") for id in pair}
    clerk = {
        id: ledger(sheet, matter, minute(END) or 0)
        for id, (matter, _) in heard.items()
        if matter.received is not None
    }
    assert any(shares.pauses for shares in clerk.values()) and any(
        len(shares.units) > 1 for shares in clerk.values()
    )
    complain(list(_differences(heard, clerk, ledgers(clerk, END, units))), "the demo's ledgers")
