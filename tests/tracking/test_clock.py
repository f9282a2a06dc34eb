"""What a citizen is told of the time: why then, what else was promised, what if he brought it today, who had it."""

import re
from datetime import datetime

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from motcua.desk.now import now
from motcua.dossiers.explain import explain
from motcua.dossiers.ledger import ledger_of
from motcua.dossiers.letters import letters_of, sign_letters
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.moments import LOCAL
from motcua.tracking.story import story_of
from motcua.worktime.reading import readable
from tests.cast import reread
from tests.desk.town import Town, act, received_ago


def said(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "If you bring it today, the result is due at "),
        ("owing", "If you pay today, the result is due at "),
        ("outside", "If that ended today, the result would be due at "),
    ],
)
def test_while_the_clock_stands_it_says_when_it_would_be_due_if_that_ended_now(town: Town, tracked, state, words):
    text = tracked(town[state], "en")
    found = re.search(re.escape(words) + r"(\d\d:\d\d \d\d/\d\d/\d{4})\.", text)
    assert found
    act(resume, town[state], town.cast.an, 0)
    resumed = reread(town[state])
    assert resumed.due_at is not None
    assert found[1] == said(resumed.due_at)
    assert words not in tracked(resumed, "en")


def test_what_waits_for_another_office_says_for_which_and_that_nothing_is_to_be_done(town: Town, tracked):
    text = tracked(town["outside"], "en")
    assert re.search(r"Your dossier waits for (the tax office|the land registration office|the police)\.", text)
    assert "you need not do anything" in text
    assert re.findall(r'class="words">(.*?)</p>', text)[-1] == "Waiting for another office"
    note = town["outside"].pauses.get().note
    assert note and note not in text


def test_the_steps_are_those_of_the_explanation(town: Town, tracked):
    for state in ("received", "resumed", "overdue", "waiting"):
        clock = story_of(town[state], now()).clock
        assert clock is not None
        steps = readable(explain(town[state]).due.steps)
        assert [(each.since, each.until) for each in clock.reasons] == [(s.since, s.until) for s in steps]
        assert [bool(each.counted) for each in clock.reasons] == [s.minutes > 0 for s in steps]
        assert clock.due_at == town[state].due_at
    text = tracked(town["resumed"], "en")
    assert "Why this due day?" in text and "the limit moves by" in text
    assert 'href="/due/?procedure=5-days"' in text
    assert "Why no due day now?" in tracked(town["waiting"], "en")


def test_the_time_is_told_by_unit_and_by_whom_was_waited_for(town: Town):
    present = now()
    for state, dossier in town.by_state.items():
        clock = story_of(dossier, present).clock
        found = ledger_of(dossier, present.at)
        assert clock is not None and found is not None
        assert sum(line.minutes for line in clock.spent) == found.total, state
    states = ("resumed", "outside", "received")
    with override("en"):
        names = {state: [line.name for line in _spent(town, state)] for state in states}
    desk, office = "Bộ phận Một cửa huyện", "Phòng Tư pháp"
    assert names["received"] == [desk]
    assert names["resumed"] == [desk, office, "Waiting for you"]
    assert names["outside"] == [desk, office, "Waiting for another office"]
    assert names["resumed"] == [desk, office, "Waiting for you"]
    assert names["outside"] == [desk, office, "Waiting for another office"]


def _spent(town: Town, state: str):
    clock = story_of(town[state], now()).clock
    assert clock is not None
    return clock.spent


def test_two_pauses_for_the_applicant_are_one_line(town: Town):
    dossier = town["resumed"]
    act(ask_for_supplement, dossier, town.cast.chi, 2, missing="Ảnh", reason="Sót", basis="Điều 19")
    [waiting] = [line for line in _spent(town, "resumed") if line.kind == "pause"]
    found = ledger_of(dossier, now().at)
    assert found is not None
    pauses = [share.minutes for share in found.shares if share.pause]
    assert len(pauses) == 2 and waiting.minutes == sum(pauses)


@pytest.fixture
def promised(town: Town):
    """A dossier received three days ago, for which Chi has signed a letter that asks for ten days."""
    dossier = received_ago(town.cast, 3, 12)
    act(sign_letters, dossier, town.cast.chi, 1, days=10, reason="Chờ xác minh")
    return reread(dossier)


def test_a_signed_letter_is_an_apology_and_a_promise(town: Town, promised, tracked):
    text = tracked(promised, "en")
    number = letters_of([promised.pk])[promised.pk].number
    assert promised.extended_to is not None and promised.due_at is not None
    assert f"letter {number} of" in text and f"promises the result by {said(promised.extended_to)}" in text
    assert "We apologise" in text
    assert said(promised.due_at) in text  # the legal due moment stays
    assert "We apologise" not in tracked(town["received"], "en")


def test_a_promise_that_has_passed_too_is_not_told_as_if_it_held(town: Town, tracked):
    dossier = received_ago(town.cast, 25, 13)
    act(sign_letters, dossier, town.cast.chi, 24, days=2, reason="Chờ xác minh")
    text = tracked(reread(dossier), "en")
    assert "that day has passed too" in text
    assert "promises the result by" not in text and "We are sorry that the due day has passed" not in text


def test_while_the_clock_stands_a_letter_promises_no_moment(town: Town, promised, tracked):
    act(ask_for_supplement, promised, town.cast.hoa, 0.5, missing="Ảnh")
    text = tracked(reread(promised), "en")
    assert "the new day is reckoned when the time runs again" in text
    assert "Promised by letter" not in text


def test_a_page_costs_two_statements_and_one_more_for_a_letter(town: Town, promised):
    from django.db import connection

    present = now()
    for dossier, statements in ((town["resumed"], 2), (promised, 3)):
        story_of(dossier, present)
        with CaptureQueriesContext(connection) as seen:
            story_of(dossier, present)
        assert len(seen) == statements
