"""The public page that reckons a due moment: what it says is what a reception then promises."""

import re
from datetime import date, datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.catalogue.models import Procedure
from motcua.catalogue.norms import set_norm
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.text import fold
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.load import calendar_for
from motcua.worktime.minutes import minute_of
from tests.cast import Cast, at
from tests.catalogued import SPLIT, publish_split
from tests.desk.town import ago
from tests.thorough import cases

MOMENTS = (
    at(7, 8),
    at(7, 12, 10),
    at(7, 17, 30),
    at(11, 16, 59),
    at(12, 9),
    at(date(2019, 2, 1), 16),
    at(date(2019, 4, 26), 15, 1),
)


@pytest.fixture
def asks(cast: Cast, citizen):
    """`asks("en", procedure="5-days", …)` is the answer to somebody who is signed in nowhere."""

    def asked(language: str = "en", **given: object):
        return citizen(language).get(f"/due/?{urlencode(given)}")

    return asked


def due_said(answer) -> datetime | None:
    """The moment that a page says, if it says one."""
    text = answer.content.decode()
    found = re.search(r'class="due-at"><strong>(\d\d:\d\d)</strong>.*?<strong>(\d\d/\d\d/\d{4})</strong></p>', text)
    return datetime.strptime(" ".join(found.groups()), "%H:%M %d/%m/%Y").replace(tzinfo=LOCAL) if found else None


@pytest.mark.parametrize("procedure", ["5-days", "8-hours", "15-calendar", "at-once"])
def test_what_it_says_is_what_a_reception_then_promises(cast: Cast, asks, procedure: str):
    for when in MOMENTS:
        answer = asks(procedure=procedure, on=f"{when:%d/%m/%Y}", at=f"{when:%H:%M}", unit="801.02")
        assert answer.status_code == 200
        assert due_said(answer) == cast.received(when, procedure=procedure).due_at, when


def test_the_steps_lead_there_in_the_reader_s_language(asks):
    question = {"procedure": "5-days", "on": "07/01/2019", "at": "18:00"}
    english = asks("en", **question).content.decode()
    assert "Received outside opening hours; it counts as received at 07:30 08/01/2019." in english
    assert "Limit: 5 working days." in english and "Articles 147 and 148" in english
    assert "complete and valid dossier is received" in english
    vietnamese = asks("vi", **question).content.decode()
    assert "tính là tiếp nhận lúc 07:30 08/01/2019" in vietnamese


def test_a_limit_by_case_asks_for_the_case_and_then_for_how_many(cast: Cast, asks):
    publish_split(cast)
    question = {"procedure": SPLIT, "on": "2019-03-04", "at": "9h"}
    first = asks(**question)
    assert first.status_code == 200 and due_said(first) is None
    assert "Choose the case: the limit depends on it." in first.content.decode()
    due = {
        (case, quantity): due_said(asks(**question, case=case, quantity=quantity))
        for case, quantity in (("urban", 1), ("urban", 10), ("farm", 9), ("farm", 10))
    }
    days = {
        key: cast.received(at(date(2019, 3, 4), 9), procedure=SPLIT, case=key[0], quantity=key[1]).due_at
        for key in due
    }
    assert due == days
    assert len(set(due.values())) == 3
    unknown = asks(**question, case="moon")
    assert unknown.status_code == 422
    assert "does not know this case" in unknown.content.decode()
    online = asks(**question, channel="online")
    assert due_said(online) == cast.received(at(date(2019, 3, 4), 9), procedure=SPLIT, channel="online").due_at


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": "31/02/2026"}, "This is no day of the calendar"),
        ({"on": "tomorrow"}, "This is no day of the calendar"),
        ({"on": "2026-11-23T10:00"}, "This is no day of the calendar"),
        ({"on": "31/12/1975"}, "Calendars reach from 1976 to 2199"),
        ({"on": "01/01/2200"}, "Calendars reach from 1976 to 2199"),
        ({"on": "٠١/٠١/٢٠٢٦x"}, "This is no day of the calendar"),
        ({"at": "25:00"}, "This is no time of the day"),
        ({"at": "noon"}, "This is no time of the day"),
        ({"at": "9:75"}, "This is no time of the day"),
        ({"unit": "801.01"}, "does not take the procedure on"),
        ({"unit": "nowhere"}, "does not take the procedure on"),
        ({"channel": "fax"}, "is not taken in this way"),
        ({"quantity": "-3"}, "whole number from 1 to 9999"),
        ({"quantity": "1.5"}, "whole number from 1 to 9999"),
        ({"quantity": "x" * 500}, "whole number from 1 to 9999"),
        ({"procedure": "9.999999"}, "No office here takes procedure 9.999999"),
        ({"procedure": "5-days\0' OR 1=1 --"}, "No office here takes procedure"),
        ({"on": "01/01/1990"}, "No office here takes procedure 5-days on 01/01/1990"),
    ],
)
def test_what_is_wrong_is_one_sentence_beside_its_field(asks, wrong, words):
    answer = asks(**({"procedure": "5-days", "on": "07/01/2019", "at": "10:00"} | wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count('<span aria-hidden="true">▲</span>') == 1
    assert words in text
    assert due_said(answer) is None
    [typed] = wrong.values()
    if wrong.keys() & {"on", "at"}:
        assert escape(typed[:10]) in text


@pytest.mark.parametrize("hour", ["14:30", "14h30", "14.30", "14g30", "14 h 30"])
def test_an_hour_is_read_as_people_write_it(asks, hour):
    assert due_said(asks(procedure="5-days", on="2019-01-07", at=hour)) == at(14, 14, 30)


def test_what_is_asked_of_far_off_years_is_not_kept(asks):
    asks(procedure="5-days", on="2019-01-07", at="08:00")
    calendar = calendar_for(())
    calendar.minutes_between(ago(1), ago(0))
    kept = calendar.table(minute_of(ago(1)), minute_of(ago(0))).years
    for day in ("07/01/1976", "07/01/2190"):
        assert due_said(asks(procedure="5-days", on=day, at="08:00")) is None or day.endswith("2190")
    assert calendar_for(()).table(minute_of(ago(1)), minute_of(ago(0))).years == kept


def test_the_last_year_of_the_calendars_does_not_break_it(asks):
    answer = asks(procedure="15-calendar", on="31/12/2199", at="16:00")
    assert answer.status_code == 422
    assert "no working day" in answer.content.decode()


def test_a_procedure_is_found_without_accents_and_by_its_code(cast: Cast, asks):
    text = asks(q="dang KY lai").content.decode()
    assert due_said(asks(q="dang KY lai", on="2019-01-07", at="08:00")) == at(14, 8)  # the only one that holds it
    assert "Đăng ký lại khai sinh" in text
    publish_split(cast)
    several = asks(q="C", on="2019-03-04").content.decode()
    links = re.findall(r'<a href="\?([^"]+)"><span class="clamped">([^<]+)</span>', several)
    assert len(links) > 2 and all("c" in fold(name) or "c" in address for address, name in links)
    assert all("on=2019-03-04" in address for address, _name in links)
    assert "holds these words" in asks(q="máy bay riêng").content.decode()
    assert asks(q="máy bay riêng").status_code == 200
    assert asks(q="<script>" * 100).status_code == 200


def test_the_address_of_an_answer_gives_the_same_answer(asks, citizen):
    text = asks(procedure="5-days", on="07/01/2019", at="9h5", unit="801.02").content.decode()
    [address] = re.findall(r'<a href="(/due/\?[^"]+)">Address of this answer', text)
    again = citizen("en").get(address.replace("&amp;", "&"))
    assert due_said(again) == at(14, 9, 5)
    assert "at=09%3A05" in address and "on=2019-01-07" in address


def test_without_a_moment_it_is_now_and_no_browser_keeps_it(asks):
    now = asks(procedure="5-days")
    assert now.status_code == 200 and due_said(now) is not None
    assert "no-store" in now.headers["Cache-Control"]
    then = asks(procedure="5-days", on="2019-01-07", at="08:00")
    assert then.headers["Cache-Control"] == "private, max-age=300"
    assert "Cookie" in then.headers["Vary"]  # which holds the language


def test_it_asks_the_database_next_to_nothing_and_writes_nothing(cast: Cast, asks):
    question = {"procedure": "5-days", "on": "2019-01-07", "at": "08:00", "unit": "801.02"}
    asks(**question)
    for asked in (question, {"q": "khai sinh"}, {}):
        with CaptureQueriesContext(connection) as seen:
            asks(**asked)
        assert len(seen) <= 2, [each["sql"] for each in seen.captured_queries]
        assert not [each for each in seen.captured_queries if not each["sql"].startswith("SELECT")]


def test_an_office_s_own_norm_stands_beside_the_legal_limit(cast: Cast, asks):
    procedure = Procedure.objects.get(code="5-days")
    known = {"from_day": date(2019, 1, 7), "decision": "5/QĐ-UBND", "by": SYSTEM, "ground": "DECISION"}
    set_norm(cast.office, procedure, Limit(3, LimitUnit.WORKING_DAY), at=at(7, 7), recorded_at=at(7, 7), **known)
    question = {"procedure": "5-days", "on": "07/01/2019", "at": "08:00"}
    chosen = asks(**question, unit="801.02")
    assert due_said(chosen) == at(14, 8)
    assert "Phòng Tư pháp has set itself 3 working days: 08:00 10/01/2019" in chosen.content.decode()
    assert "has set itself" not in asks(**question).content.decode()
    assert "has set itself" not in asks(**question, unit="27899").content.decode()


def test_the_offices_that_take_it_can_be_chosen_and_no_others(asks):
    text = asks(procedure="5-days", on="2019-01-07", at="08:00").content.decode()
    options = re.findall(r'<option value="([^"]*)"', text)
    assert options == ["", "27899", "801.02"] or options == ["", "801.02", "27899"]
    assert "administration&#x27;s calendar" in text or "administration's calendar" in text


def test_it_is_linked_from_where_citizens_and_officers_come_in(citizen, db):
    for path in ("/tracking/", "/accounts/login/"):
        assert 'href="/due/"' in citizen("en").get(path).content.decode()


FIELDS = st.sampled_from(["q", "procedure", "unit", "channel", "case", "quantity", "on", "at"])
TYPED = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["5-days", "8-hours", "801.02", "counter", "2019-01-07", "29/02/2019", "24:00", "0", "9h"]),
)


@settings(max_examples=cases(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(FIELDS, TYPED, max_size=8))
def test_whatever_is_typed_is_answered_with_a_page(asks, question):
    answer = asks(**question)
    assert answer.status_code in (200, 422)
    assert "</html>" in answer.content.decode()


def test_it_needs_no_script(asks):
    assert "<script" not in asks(procedure="5-days").content.decode()
