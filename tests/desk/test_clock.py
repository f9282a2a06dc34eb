"""What the page says of a dossier's clock: for whom it stands, and each limit apart. Rules: docs/rules/clock.md."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from motcua.catalogue.norms import set_norm
from motcua.desk.clock import Clock, clock_of
from motcua.desk.now import Now, now
from motcua.dossiers.ending import Document, decide, stop
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import hand_over, move
from motcua.dossiers.receive import draft
from motcua.dossiers.waiting import ask_for_supplement, resume, wait_for
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import BEGINNING, GROUND, Cast, at, reread, succeeded


def act(function: Any, dossier: Dossier, who: Any, when: datetime, **given: Any) -> None:
    succeeded(function([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given))


def present(when: datetime) -> Now:
    return replace(now(), at=when, day=local_day(when))


def clock(dossier: Dossier, when: datetime) -> Clock:
    with translation.override("en"):
        found = clock_of(reread(dossier), present(when))
    assert found is not None
    return found


def told(found: Clock) -> dict[str, tuple[datetime | None, str]]:
    return {each.name: (each.at, each.chip.words) for each in found.limits}


@pytest.fixture
def office(cast: Cast) -> Cast:
    """The office gave itself eight working days for what the law gives fifteen calendar days."""
    set_norm(
        cast.office,
        cast.versions["15-calendar"].procedure,
        Limit(8, LimitUnit.WORKING_DAY),
        from_day=BEGINNING,
        decision="7/QĐ-UBND",
        by=SYSTEM,
        at=at(BEGINNING),
        ground="DECISION",
    )
    return cast


def in_the_office(cast: Cast) -> Dossier:
    """Received on Monday the 7th at eight, in the office since nine."""
    dossier = cast.received(procedure="15-calendar")
    act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox)
    return dossier


def test_each_limit_stands_apart_with_how_the_dossier_stands_against_it(office: Cast) -> None:
    dossier = in_the_office(office)
    assert told(clock(dossier, at(18, 8))) == {
        "By law": (at(22), "2 days left"),
        "Norm of the unit": (at(17), "overdue by 1 day"),
        "This step: Handling officer": (at(10, 9), "overdue by 5 days 6 hours"),
    }


def test_where_there_is_but_the_legal_limit_nothing_more_is_said(cast: Cast) -> None:
    assert not clock(cast.received(), at(8)).is_told
    assert clock(in_the_office(cast), at(8)).is_told, "its step has a limit of its own"


def test_while_it_stands_it_says_for_whom_how_long_and_what_would_be_if_that_ended_now(office: Cast) -> None:
    dossier = in_the_office(office)
    act(wait_for, dossier, office.an, at(9, 9), cause="land", note="Trích lục bản đồ")
    for when in (at(9, 9), at(11, 16), at(14, 9)):
        found = clock(dossier, when)
        assert found.is_told and found.waits is not None
        assert (found.waits.cause, found.waits.since) == ("waiting for the land registration office", at(9, 9))
        assert (found.waits.note, found.waits.anew) == ("Trích lục bản đồ", True)
        assert all(each.is_supposed for each in found.limits)
    assert found.waits.days == 3, "Thursday, Friday, Monday"
    supposed = {each.name: each.at for each in found.limits}
    act(resume, dossier, office.an, at(14, 9))
    after = told(clock(dossier, at(14, 9)))
    assert {name: moment for name, (moment, _words) in after.items()} == supposed
    assert supposed["By law"] == reread(dossier).due_at == at(29, 9)


def test_a_pause_after_which_the_limit_goes_on_says_so(cast: Cast) -> None:
    dossier = in_the_office(cast)
    act(ask_for_supplement, dossier, cast.an, at(8), missing="Đơn")
    waits = clock(dossier, at(10)).waits
    assert waits is not None and not waits.anew and waits.days == 2


def test_a_step_begins_when_it_comes_to_its_function_and_not_with_each_colleague(cast: Cast) -> None:
    dossier = in_the_office(cast)
    act(hand_over, dossier, cast.an, at(8), to=cast.accounts["binh"].pk)
    act(hand_over, dossier, cast.binh, at(9), to=None)
    assert told(clock(dossier, at(9)))["This step: Handling officer"][0] == at(10, 9)
    act(move, dossier, cast.an, at(9, 10), to=cast.leader)
    assert list(told(clock(dossier, at(9, 10)))) == ["By law"], "no limit for what lies with the leader"
    act(move, dossier, cast.chi, at(10), to=cast.inbox)
    assert told(clock(dossier, at(10)))["This step: Handling officer"][0] == at(15)


def test_a_pause_within_the_step_is_no_time_of_the_step(cast: Cast) -> None:
    dossier = in_the_office(cast)
    act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12")
    act(resume, dossier, cast.an, at(10))
    assert told(clock(dossier, at(10)))["This step: Handling officer"][0] == at(14, 9)


def test_the_promise_of_a_letter_stands_beside_the_legal_limit(cast: Cast) -> None:
    dossier = in_the_office(cast)
    when, ids = at(18), [dossier.pk]
    succeeded(sign_letters(ids, days=3, reason="Chờ", by=cast.chi, at=when, recorded_at=when, ground=GROUND))
    found = told(clock(dossier, at(23, 8)))
    assert found["By law"] == (at(22), "overdue by 1 day")
    assert found["Promised anew"] == (at(25), "2 days left")


def test_what_has_ended_says_how_it_stood_against_law_and_norm(office: Cast) -> None:
    dossier = in_the_office(office)
    document = {dossier.pk: Document("1/QĐ", date(2019, 1, 18))}
    act(decide, dossier, office.chi, at(18), outcome="granted", documents=document)
    assert told(clock(dossier, at(31))) == {
        "By law": (at(22), "done early"),
        "Norm of the unit": (at(17), "done late"),
    }


def test_what_was_stopped_while_it_waited_waits_no_more(cast: Cast) -> None:
    dossier = in_the_office(cast)
    act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12")
    act(stop, dossier, cast.chi, at(9), reason="Tranh chấp")
    assert clock(dossier, at(10)).waits is None


def test_what_was_never_received_has_no_clock(cast: Cast) -> None:
    intake = cast.intake()
    succeeded(draft([intake], by=cast.hoa, at=at(), recorded_at=at(), ground=GROUND, filed=True))
    assert clock_of(reread(intake.id), present(at(8))) is None


def test_it_asks_for_the_step_alone_where_the_pauses_were_read_along(office: Cast) -> None:
    dossier, when = in_the_office(office), present(at(10))
    act(wait_for, dossier, office.an, at(8), cause="tax", note="Phiếu số 12")
    read = Dossier.objects.prefetch_related("pauses").get(pk=dossier.pk)
    clock_of(read, when)  # the process has read what it keeps
    with CaptureQueriesContext(connection) as asked:
        assert clock_of(read, when)
    assert len(asked) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_shows_it(office: Cast, sign_in: Any, language: str) -> None:
    dossier = in_the_office(office)
    act(wait_for, dossier, office.an, at(8), cause="tax", note="Phiếu chuyển số 12")
    page = sign_in("an", language).get(f"/dossiers/{dossier.number}/").content.decode()
    assert {"vi": "chờ cơ quan thuế", "en": "The clock stands, waiting for the tax office"}[language] in page
    assert "Phiếu chuyển số 12" in page and page.count('class="clock-at"') == 3
